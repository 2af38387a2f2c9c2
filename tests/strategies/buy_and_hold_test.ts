import assert from "node:assert/strict";
import { buyAndHold } from "../../src/strategies/buy_and_hold.ts";
import { sayTo } from "./bars.ts";

Deno.test("buy_and_hold buys with everything on the first bar and never speaks again", () => {
  const run = buyAndHold.create(buyAndHold.params.parse({}), "1d");
  const [first, ...rest] = sayTo(run, [10, 1, 100, 5]);
  assert.equal(first?.action, "buy");
  assert.deepEqual(first.size, { kind: "share", share: 1 });
  assert.deepEqual(rest, [undefined, undefined, undefined]);
});

Deno.test("buy_and_hold puts in the share it is given", () => {
  const run = buyAndHold.create(buyAndHold.params.parse({ share: 0.5 }), "1d");
  assert.deepEqual(sayTo(run, [10])[0]?.size, { kind: "share", share: 0.5 });
});
