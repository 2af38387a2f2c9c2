import assert from "node:assert/strict";
import type { Fill } from "../../src/core/advice.ts";
import { rsiReversal } from "../../src/strategies/rsi_reversal.ts";
import { closedCandle, flatCandles, sayTo, wordsOf } from "./bars.ts";

const create = (params: Readonly<Record<string, unknown>>) =>
  rsiReversal.create(rsiReversal.params.parse({ period: 2, ...params }), "1m");
const actions = (params: Readonly<Record<string, unknown>>, closes: readonly number[]) =>
  sayTo(create(params), closes).map((advice) => advice?.action ?? "-").join(" ");
const fill = (action: Fill["action"], units: number): Fill => ({
  action,
  units,
  atMs: 0,
  price: 1,
  fee: 0,
  tax: 0,
});

// Mean gain and loss by Wilder: 0 and 1 at the first 8 and at 7, 0.5 and 0.5 at 8, 1.25 and 0.25 at 10, 0.625 both at 9.
// Hence an RSI of 0, 0, 50, 83.3 and 50.
const CLOSES = [10, 9, 8, 7, 8, 10, 9];

Deno.test("rsi_reversal buys below and sells above its levels, first on the bar after its first RSI", () => {
  assert.equal(rsiReversal.needs(rsiReversal.params.parse({}), "1m").warmUpBars, 15);
  assert.equal(actions({}, CLOSES), "- - - buy - sell -");
});

Deno.test("rsi_reversal by level speaks on every such bar, by cross on the first one only", () => {
  const closes = [10, 11, 10, 8, 7, 6, 8, 12, 13];
  assert.equal(actions({}, closes), "- - - buy buy buy - sell sell");
  assert.equal(actions({ mode: "cross" }, closes), "- - - buy - - - sell -");
});

Deno.test("rsi_reversal opens a short above its level where that is allowed", () => {
  assert.equal(actions({ allow_short: true }, CLOSES), "- - - buy - short -");
});

Deno.test("rsi_reversal does not repeat itself while its advice is filled", () => {
  const run = create({});
  const said = flatCandles([10, 11, 10, 8, 7, 6, 8, 12, 13]).map((candle, i) => {
    if (i === 4) run.onFill?.(fill("buy", 0.3));
    if (i === 8) {
      run.onFill?.(fill("sell", 0.1));
      run.onFill?.(fill("sell", 0.2));
    }
    return run.onCandle(closedCandle(candle))?.action ?? "-";
  });
  assert.equal(said.join(" "), "- - - buy - - - sell -");
});

Deno.test("rsi_reversal buys again after a stop while the RSI is still low", () => {
  const run = create({});
  const said = flatCandles([10, 11, 10, 8, 7, 6]).map((candle, i) => {
    if (i === 4) run.onFill?.(fill("buy", 1));
    if (i === 5) run.onFill?.({ ...fill("sell", 1), exitReason: "stop_loss" });
    return run.onCandle(closedCandle(candle))?.action ?? "-";
  });
  assert.equal(said.join(" "), "- - - buy - buy");
});

Deno.test("rsi_reversal says the RSI, its limit, its exits and its size", () => {
  const said = sayTo(create({ stop_loss: 0.5, take_profit: 1, share: 0.25 }), CLOSES);
  assert.deepEqual(said[3], {
    action: "buy",
    size: { kind: "share", share: 0.25 },
    stopPrice: 3.5,
    takeProfitPrice: 14,
    confidence: 0.5,
    reason: { key: "rsi", bars: 2, value: 0, relation: "below", limit: 30 },
  });
  assert.equal(wordsOf(said[5]), "The RSI of 2 bars is 83.3, above 70.");
});

Deno.test("rsi_reversal refuses levels that overlap", () => {
  assert.throws(
    () => create({ buy_below: 70, sell_above: 30 }),
    /buy_below \(70\) must lie under sell_above \(30\)/,
  );
});
