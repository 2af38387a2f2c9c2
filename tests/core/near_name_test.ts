import { strictEqual } from "node:assert/strict";
import { nearName } from "../../src/core/near_name.ts";

Deno.test("nearName() finds a name in which letters differ or two changed places, and no other", () => {
  const names = ["upbit", "binance", "okx", "low"];
  const cases = [["upbti", "upbit"], ["binanse", "binance"], ["bniance", "binance"], ["okx", "okx"]] as const;
  for (const [typed, meant] of cases) strictEqual(nearName(typed, names), meant, typed);
  for (const typed of ["fee", "kraken", "", "tibpu"]) strictEqual(nearName(typed, names), undefined, typed);
});

const KNOWN = ["low", "period", "stop_loss"];

for (
  const [typed, meant] of [
    ["perido", "period"],
    ["stop_los", "stop_loss"],
    ["stap_las", undefined],
    ["lov", "low"],
    ["fee", undefined],
    ["lo", undefined],
  ] as const
) {
  Deno.test(`nearName() takes ${typed} for ${meant ?? "nothing it knows"}`, () => {
    strictEqual(nearName(typed, KNOWN), meant);
  });
}

Deno.test("nearName() knows nothing where there is nothing to know", () => {
  strictEqual(nearName("period", []), undefined);
});
