import { strictEqual } from "node:assert/strict";
import { nearName } from "../../src/core/near_name.ts";

Deno.test("nearName() finds a name in which letters differ or two changed places, and no other", () => {
  const names = ["upbit", "binance", "okx", "low"];
  const cases = [["upbti", "upbit"], ["binanse", "binance"], ["bniance", "binance"], ["okx", "okx"]] as const;
  for (const [typed, meant] of cases) strictEqual(nearName(typed, names), meant, typed);
  for (const typed of ["fee", "kraken", "", "tibpu"]) strictEqual(nearName(typed, names), undefined, typed);
});
