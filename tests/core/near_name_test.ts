import { strictEqual } from "node:assert/strict";
import { nearName } from "../../src/core/near_name.ts";

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
