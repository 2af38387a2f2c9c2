/** Where a rule of an indicator turns: equal values, candles that reach both ways, the first candle. */
import assert from "node:assert/strict";
import { Adx } from "../../src/indicators/adx.ts";
import { findIndicator, INDICATORS } from "../../src/indicators/catalog.ts";
import { rsiOf } from "../../src/indicators/rsi.ts";
import { Supertrend, type SupertrendValue } from "../../src/indicators/supertrend.ts";
import { TREND_PERIODS, TrendState } from "../../src/indicators/trend_state.ts";

Deno.test("each indicator has the usual parameters until others are given", () => {
  const usual = Object.fromEntries(INDICATORS.map(({ name, params }) => [
    name,
    Object.fromEntries(Object.entries(params).map(([key, param]) => [key, param.default])),
  ]));
  assert.deepEqual(usual, {
    rsi: { period: 14 },
    sma: { period: 21 },
    ema: { period: 21 },
    atr: { period: 14 },
    macd: { fast: 12, slow: 26, signal: 9 },
    bollinger: { period: 20, stddev: 2 },
    adx: { period: 14 },
    supertrend: { period: 10, multiplier: 3 },
    volume_average: { period: 20 },
    trend_state: { rsi: 14, slope: 5 },
  });
});

Deno.test("an indicator is found by its name or an alias, in letters of either size and with dashes", () => {
  for (const name of ["supertrend", "SUPER-TREND", "super_trend", "SuperTrend"]) {
    assert.equal(findIndicator(name)?.name, "supertrend");
  }
  assert.equal(findIndicator("bb")?.name, "bollinger");
  assert.equal(findIndicator("super trend"), undefined);
});

Deno.test("a period that is none is refused in the name of the indicator that was asked for", () => {
  for (const spec of INDICATORS) {
    const [key = ""] = Object.keys(spec.params);
    assert.throws(() => spec.create({ [key]: 0 }), new RegExp(`Cannot create ${spec.name}: ${key}`));
  }
});

const byBands = (multiplier: number, candles: readonly (readonly [number, number, number])[]) => {
  const supertrend = new Supertrend({ period: 1, multiplier });
  let value: SupertrendValue | undefined;
  for (const [high, low, close] of candles) value = supertrend.add({ high, low, close });
  return value;
};

Deno.test("supertrend begins at its own bands even when the first close lies outside of them", () => {
  // The range of the second candle is 4, so the bands lie 0.4 from its middle of 100.
  const first = [102, 98, 100] as const;
  assert.deepEqual(byBands(0.1, [first, [102, 98, 102]]), { supertrend: 99.6, direction: 1 });
  assert.deepEqual(byBands(0.1, [first, [102, 98, 98]]), { supertrend: 100.4, direction: -1 });
});

Deno.test("supertrend's upper band keeps falling only, until a close lies above it and not only on it", () => {
  const first = [[102, 98, 100], [102, 98, 102]] as const;
  // The bands are 98 and 102 and the close is 102; the next upper band would be 110.
  assert.deepEqual(byBands(0.5, [...first, [110, 98, 101], [103, 95, 96]]), {
    supertrend: 102,
    direction: -1,
  });
});

Deno.test("supertrend's lower band keeps rising only, until a close lies below it and not only on it", () => {
  // Bands of 98 and 102, close 98: down; the next lower band would be 90, and the one after it 97 instead of 98.
  const first = [[102, 98, 100], [102, 98, 98]] as const;
  assert.deepEqual(byBands(0.5, [...first, [102, 90, 99], [105, 97, 104]]), {
    supertrend: 98,
    direction: 1,
  });
});

Deno.test("adx counts a bar that reaches further on both sides for the longer reach alone", () => {
  // Up 2 and down 5, then up 6 and down 1: movements of (0, 5) and (6, 0), whose means at period 2 are 3 and 2.5.
  const adx = new Adx(2);
  const candles = [[100, 90], [102, 85], [108, 84], [108, 84]] as const;
  const values = candles.map(([high, low]) => adx.add({ high, low }));
  assert.deepEqual(values.slice(0, 3), [undefined, undefined, undefined]);
  // The candle that stands still halves both means and leaves their quotient: 100 * 0.5 / 5.5.
  assert.ok(Math.abs((values[3] ?? NaN) - 100 / 11) < 1e-12, `${values[3]}`);
});

Deno.test("adx counts equal reaches on both sides, and bars inside the one before, as no movement", () => {
  const adx = new Adx(1);
  const candles = [[100, 90], [105, 85], [104, 86]] as const;
  assert.deepEqual(candles.map(([high, low]) => adx.add({ high, low })), [undefined, 0, 0]);
});

Deno.test("each mean of the trend takes as many closes as it says and not one more", () => {
  assert.deepEqual(TREND_PERIODS, [9, 21, 50, 100, 200]);
  // One low close, just outside the last 9: the shortest mean stands above the next, all others below.
  const trend = new TrendState({ rsi: 14, slope: 15 });
  const closes = Array.from({ length: 300 }, (_, i) => i === 290 ? 50 : 100);
  const values = closes.map((close) => trend.add(close));
  assert.deepEqual(values.at(-1), { state: "down", strength: -1 });
  assert.deepEqual(values.at(-2), { state: "down", strength: -1 });
});

Deno.test("rsi over a column looks at its first close too", () => {
  assert.throws(() => rsiOf(Float64Array.of(NaN, 1, 2), 2), RangeError);
  assert.throws(() => rsiOf(Float64Array.of(NaN), 2), RangeError);
});
