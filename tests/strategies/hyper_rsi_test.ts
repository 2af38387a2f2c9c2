import assert from "node:assert/strict";
import type { Candle, Interval } from "../../src/core/candle.ts";
import { hyperRsi } from "../../src/strategies/hyper_rsi.ts";
import type { StrategyRun } from "../../src/strategies/strategy.ts";
import { candlesOf, closedCandle, flatCandles, wordsOf } from "./bars.ts";

const SHORT = { rsi_period: 2, atr_period: 2, trend_intervals: ["3m"], trend_rsi: 2, trend_slope: 1 };
const parse = (params: Readonly<Record<string, unknown>> = {}) =>
  hyperRsi.params.parse({ ...SHORT, ...params });
const create = (params: Readonly<Record<string, unknown>> = {}, interval: Interval = "1m") =>
  hyperRsi.create(parse(params), interval);

/** Minutes enough for the warm-up, each 1 above (or below) the one before, then these closes. */
function feed(run: StrategyRun, options: { step: number; then: readonly number[] }) {
  const { step, then } = options;
  const lead = Array.from({ length: 660 }, (_, i) => 10_000 + step * i);
  const last = lead.at(-1) ?? NaN;
  const candles = flatCandles([...lead, ...then.map((offset) => last + offset)]).map((candle): Candle => ({
    ...candle,
    high: candle.close + 5,
    low: candle.close - 5,
  }));
  return candlesOf(candles, { interval: "1m", longer: ["3m"] }).flatMap((candle) => {
    const advice = run.onCandle(candle);
    return candle.interval === "3m" ? [] : [advice];
  }).slice(lead.length);
}

// A dip and a turn: the RSI of 2 candles falls far below 30 and comes back.
const DIP = [-5, -10, 10];

Deno.test("hyper_rsi needs the longer bars and a history for their trends", () => {
  const { intervals, warmUpBars: warmUpCandles } = hyperRsi.needs(hyperRsi.params.parse({}), "1m");
  assert.deepEqual(intervals, ["1m", "15m", "1h"]);
  assert.equal(warmUpCandles, 201 * 60);
});

Deno.test("hyper_rsi buys when the RSI comes back from a low while the longer trend is up", () => {
  const said = feed(create(), { step: 1, then: DIP });
  assert.deepEqual(said.map((advice) => advice?.action), [undefined, undefined, "buy"]);
  assert.match(wordsOf(said[2]), /^The RSI is \d+\.\d, back above 30; trends: 3m up\.$/);
  assert.ok((said[2]?.confidence ?? 0) > 0.5);
});

Deno.test("hyper_rsi sets stop and target in average true ranges around the close", () => {
  const advice = feed(create({ stop_atr: 1, target_atr: 3 }), { step: 1, then: DIP })[2];
  const close = 10_000 + 659 + 10;
  const below = close - (advice?.stopPrice ?? NaN);
  assert.ok(below > 5 && below < 30, `stop ${below} below`);
  assert.ok(Math.abs((advice?.takeProfitPrice ?? NaN) - close - 3 * below) < 1e-6);
});

Deno.test("hyper_rsi does not buy against the trend", () => {
  // The same dip inside a fall.
  assert.deepEqual(feed(create(), { step: -1, then: DIP }), [undefined, undefined, undefined]);
  assert.deepEqual(feed(create({ trend: "not_against" }), { step: -1, then: DIP }), [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("hyper_rsi buys in a sideways trend only when it asks for none against", () => {
  assert.equal(feed(create(), { step: 0, then: DIP })[2], undefined);
  assert.equal(feed(create({ trend: "not_against" }), { step: 0, then: DIP })[2]?.action, "buy");
});

Deno.test("hyper_rsi opens a short on the mirror image where that is allowed", () => {
  const mirror = DIP.map((offset) => -offset);
  assert.equal(feed(create(), { step: -1, then: mirror })[2], undefined);
  const advice = feed(create({ allow_short: true }), { step: -1, then: mirror })[2];
  assert.equal(advice?.action, "short");
  assert.ok((advice?.stopPrice ?? 0) > (advice?.takeProfitPrice ?? Infinity));
});

Deno.test("hyper_rsi asks for volume when it is told to", () => {
  assert.equal(feed(create({ least_volume: 1 }), { step: 1, then: DIP })[2]?.action, "buy");
  assert.equal(feed(create({ least_volume: 1.1 }), { step: 1, then: DIP })[2], undefined);
});

Deno.test("hyper_rsi leaves at a high RSI or when a trend turns, and only what it holds", () => {
  const fill = { action: "buy", units: 1, atMs: 0, price: 1, fee: 0, tax: 0 } as const;
  const run = create();
  feed(run, { step: 1, then: [0] });
  const high = flatCandles([20_000])[0] ?? assert.fail();
  assert.equal(create().onCandle(closedCandle(high)), undefined);
  run.onFill?.(fill);
  assert.match(wordsOf(run.onCandle(closedCandle(high))), /^The RSI is \d+\.\d, above 70\.$/);

  const turned = create({ sell_above: 100 });
  turned.onFill?.(fill);
  const said = feed(turned, { step: 1, then: Array.from({ length: 330 }, (_, i) => -3 * i) });
  const first = said.find((advice) => advice !== undefined);
  assert.deepEqual([first?.action, wordsOf(first)], ["sell", "The 3m trend has turned down."]);
});

Deno.test("hyper_rsi shows its RSI and its trends", () => {
  const run = create();
  feed(run, { step: 1, then: [1] });
  const { rsi, ...trends } = run.readouts?.() ?? {};
  assert.equal(rsi, 100);
  assert.deepEqual(trends, { "trend 3m": 2 });
});

Deno.test("hyper_rsi refuses trends of bars that are not longer, twice the same and levels that overlap", () => {
  assert.throws(() => create({}, "15m"), /longer than the traded bars \(15m\), 3m is not/);
  assert.throws(() => create({ trend_intervals: ["3m", "3m"] }), /names one twice/);
  assert.throws(() => create({ buy_below: 80 }), /buy_below \(80\) must lie under sell_above \(70\)/);
});
