import assert from "node:assert/strict";
import { checkExits, toExitPrices, toSizeHint } from "../../src/strategies/order_params.ts";
import { heldAfter, sumOfUnits } from "../../src/strategies/held.ts";

Deno.test("toSizeHint() is units, a share or nothing, and refuses both", () => {
  assert.deepEqual(toSizeHint("mine", { units: 3 }), { kind: "units", units: 3 });
  assert.deepEqual(toSizeHint("mine", { share: 0.5 }), { kind: "share", share: 0.5 });
  assert.equal(toSizeHint("mine", {}), undefined);
  assert.throws(
    () => toSizeHint("mine", { units: 3, share: 0.5 }),
    /mine: units and share exclude each other/,
  );
});

Deno.test("toExitPrices() lie on their sides of the close", () => {
  const shares = { stop_loss: 0.25, take_profit: 0.5 };
  assert.deepEqual(toExitPrices(200, { side: "long", shares }), { stopPrice: 150, takeProfitPrice: 300 });
  assert.deepEqual(toExitPrices(200, { side: "short", shares }), { stopPrice: 250, takeProfitPrice: 100 });
  assert.deepEqual(toExitPrices(200, { side: "long", shares: {} }), {
    stopPrice: undefined,
    takeProfitPrice: undefined,
  });
});

Deno.test("checkExits() refuses a target of shorts at or below 0", () => {
  checkExits("mine", { allow_short: false, take_profit: 2 });
  checkExits("mine", { allow_short: true, take_profit: 0.9 });
  assert.throws(() => checkExits("mine", { allow_short: true, take_profit: 1 }), RangeError);
});

Deno.test("heldAfter() and sumOfUnits() leave no rest of binary fractions", () => {
  const bought = heldAfter(heldAfter(0, { action: "buy", units: 0.1 }), { action: "buy", units: 0.2 });
  assert.equal(bought, 0.3);
  assert.equal(
    heldAfter(heldAfter(bought, { action: "sell", units: 0.1 }), { action: "sell", units: 0.2 }),
    0,
  );
  assert.equal(heldAfter(0, { action: "short", units: 1e-8 }), -1e-8);
  assert.equal(heldAfter(-1e-8, { action: "cover", units: 1e-8 }), 0);
  assert.equal(sumOfUnits([0.1, 0.2, -0.3]), 0);
  assert.equal(sumOfUnits([]), 0);
});
