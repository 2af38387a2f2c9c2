import { adxOf, atrOf, bollingerOf, emaOf, macdOf, supertrendOf, volumeAverageOf } from "./whole_columns.ts";
import assert from "node:assert/strict";
import { findIndicator } from "../../src/indicators/catalog.ts";
import { Rsi, rsiOf } from "../../src/indicators/rsi.ts";
import { smaOf } from "../../src/indicators/sma.ts";
import { columnsOf, walk, walkCandles } from "./samples.ts";

/** Values that can be checked by hand, and the rules once more, slow and obvious. */

const of = (...values: readonly number[]) => Float64Array.from(values);

function assertColumn(ours: Float64Array, expected: readonly number[], tolerance = 1e-12): void {
  assert.equal(ours.length, expected.length);
  expected.forEach((value, i) => {
    const near = Math.abs((ours[i] ?? NaN) - value) <= tolerance * Math.max(1, Math.abs(value));
    assert.ok(
      near || (Number.isNaN(value) && Number.isNaN(ours[i])),
      `bar ${i}: ${ours[i]}, expected ${value}`,
    );
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Wilder's own words: the mean before, times period - 1, plus today's, divided by period. */
function slowWilder(values: readonly number[], period: number): readonly number[] {
  const means = [mean(values.slice(0, period))];
  for (const value of values.slice(period)) {
    means.push(((means.at(-1) ?? NaN) * (period - 1) + value) / period);
  }
  return means;
}

Deno.test("sma, ema and volume_average of small numbers are what one computes by hand", () => {
  assertColumn(smaOf(of(1, 2, 3, 4, 8), 3), [NaN, NaN, 2, 3, 5]);
  assertColumn(volumeAverageOf(of(10, 0, 20), 2), [NaN, 5, 10]);
  // Weight 2/4: (4 - 2) / 2 more, then (8 - 3) / 2 more.
  assertColumn(emaOf(of(1, 2, 3, 4, 8), 3), [NaN, NaN, 2, 3, 5.5]);
});

Deno.test("rsi of small numbers is what one computes by hand", () => {
  // Gains 1, 0, 2 and losses 0, 1, 0 at period 2: means .5 and .5, then 1.25 and .25.
  assertColumn(rsiOf(of(10, 11, 10, 12), 2), [NaN, NaN, 50, 100 * 1.25 / 1.5]);
});

Deno.test("rsi is 100 without losses, also when the price never moves, and 0 without gains", () => {
  assertColumn(rsiOf(of(1, 2, 3, 4), 2), [NaN, NaN, 100, 100]);
  assertColumn(rsiOf(of(5, 5, 5, 5), 2), [NaN, NaN, 100, 100]);
  assertColumn(rsiOf(of(4, 3, 2, 1), 2), [NaN, NaN, 0, 0]);
});

Deno.test("rsi over a column equals Rsi bar by bar to the last bit", () => {
  for (const period of [2, 14, 28]) {
    const close = walk(20_000, { seed: period });
    const rsi = new Rsi(period);
    const batch = rsiOf(close, period);
    close.forEach((value, i) => assert.ok(Object.is(batch[i], rsi.add(value) ?? NaN), `bar ${i}`));
  }
});

Deno.test("rsi over a column refuses what Rsi refuses", () => {
  assert.throws(() => rsiOf(of(1, NaN), 14), /close must be a number, received NaN/);
  assert.throws(
    () => rsiOf(of(1), 1),
    /Cannot create rsi: period must be a whole number from 2 to 10000, received 1/,
  );
});

Deno.test("rsi agrees with Wilder's rule written out", () => {
  const close = [...walk(300, { seed: 21 })];
  const changes = close.slice(1).map((value, i) => value - (close[i] ?? NaN));
  const gains = slowWilder(changes.map((change) => Math.max(change, 0)), 14);
  const losses = slowWilder(changes.map((change) => Math.max(-change, 0)), 14);
  const expected = gains.map((gain, i) => 100 * gain / (gain + (losses[i] ?? NaN)));
  assertColumn(rsiOf(Float64Array.from(close), 14).slice(14), expected, 1e-11);
});

Deno.test("atr begins at bar `period` and counts gaps to the close before", () => {
  const columns = { high: of(10, 12, 20, 15), low: of(8, 11, 19, 14), close: of(9, 11, 19, 14) };
  // Ranges: 12 - 9, 20 - 11, 19 - 14; seed (3 + 9) / 2, then (6 + 5) / 2.
  assertColumn(atrOf(columns, 2), [NaN, NaN, 6, 5.5]);
});

Deno.test("atr refuses columns of different length and a high below its low", () => {
  const [a, b] = [of(1), of(1, 2)];
  assert.throws(() => atrOf({ high: a, low: b, close: a }, 2), /different length: high 1, low 2, close 1/);
  assert.throws(() => atrOf({ high: of(1), low: of(2), close: of(1) }, 2), /high 1 lies below low 2/);
});

Deno.test("macd begins with its signal, and each line is an ema of the one before", () => {
  const close = walk(200, { seed: 2 });
  const { macd, signal, histogram } = macdOf(close, { fast: 5, slow: 12, signal: 4 });
  const fast = emaOf(close, 5);
  const difference = emaOf(close, 12).map((slow, i) => (fast[i] ?? NaN) - slow);
  const expectedSignal = emaOf(difference.slice(11), 4);
  assertColumn(signal.slice(11), [...expectedSignal]);
  assertColumn(macd.slice(14), [...difference.slice(14)]);
  assertColumn(histogram.slice(14), [
    ...difference.slice(14).map((value, i) => value - (signal[i + 14] ?? NaN)),
  ]);
  assert.ok(macd.slice(0, 14).every(Number.isNaN));
});

Deno.test("macd refuses a fast period that is not below the slow one", () => {
  assert.throws(
    () => macdOf(of(1), { fast: 26, slow: 26, signal: 9 }),
    /fast must be below slow, received 26 and 26/,
  );
});

Deno.test("bollinger uses the population deviation", () => {
  const { upper, middle, lower } = bollingerOf(of(1, 2, 3, 4), { period: 4, stddev: 2 });
  // Squares 2.25 + .25 + .25 + 2.25 over 4, not over 3.
  const deviation = Math.sqrt(1.25);
  assertColumn(middle, [NaN, NaN, NaN, 2.5]);
  assertColumn(upper, [NaN, NaN, NaN, 2.5 + 2 * deviation]);
  assertColumn(lower, [NaN, NaN, NaN, 2.5 - 2 * deviation]);
});

Deno.test("adx agrees with Wilder's rule written out, true ranges included", () => {
  const period = 7;
  const candles = walkCandles(200, 31);
  const pairs = candles.slice(1).map((candle, i) => ({ bar: candle, before: candles[i] ?? candle }));
  const ranges = pairs.map(({ bar: candle, before }) =>
    Math.max(
      candle.high - candle.low,
      Math.abs(candle.high - before.close),
      Math.abs(candle.low - before.close),
    )
  );
  const moves = pairs.map(({ bar: candle, before }) => ({
    up: candle.high - before.high,
    down: before.low - candle.low,
  }));
  const range = slowWilder(ranges, period);
  const plus = slowWilder(moves.map(({ up, down }) => up > down && up > 0 ? up : 0), period);
  const minus = slowWilder(moves.map(({ up, down }) => down > up && down > 0 ? down : 0), period);
  const dx = range.map((size, i) => {
    const plusDi = 100 * (plus[i] ?? NaN) / size;
    const minusDi = 100 * (minus[i] ?? NaN) / size;
    return 100 * Math.abs(plusDi - minusDi) / (plusDi + minusDi);
  });
  assertColumn(adxOf(columnsOf(candles), period).slice(2 * period - 1), slowWilder(dx, period), 1e-10);
});

Deno.test("adx is 100 when every bar goes one way and 0 when none moves", () => {
  const rising = Float64Array.from({ length: 10 }, (_, i) => i + 1);
  const still = new Float64Array(10).fill(5);
  assert.equal(adxOf({ high: rising, low: rising }, 3).at(-1), 100);
  assert.equal(adxOf({ high: still, low: still }, 3).at(-1), 0);
});

Deno.test("supertrend holds its line, turns at a close beyond it and turns back", () => {
  const close = [10, 11, 12, 13, 12.5, 6, 5, 12, 14];
  const columns = {
    high: Float64Array.from(close, (value) => value + 0.5),
    low: Float64Array.from(close, (value) => value - 0.5),
    close: Float64Array.from(close),
  };
  const { supertrend, direction } = supertrendOf(columns, { period: 2, multiplier: 1 });
  // Ranges from candle 1: 1.5 1.5 1.5 1 7 1.5 7.5 2.5; means 1.5 1.5 1.25 4.125 2.8125 5.15625 3.828125.
  // Lower line 12 - 1.5, 13 - 1.5, held; 6 closes below it: upper 6 + 4.125, 5 + 2.8125; 12 closes above that: lower.
  assertColumn(direction, [NaN, NaN, 1, 1, 1, -1, -1, 1, 1]);
  assertColumn(supertrend, [NaN, NaN, 10.5, 11.5, 11.5, 10.125, 7.8125, 6.84375, 10.171875]);
});

Deno.test("supertrend turns down at a close exactly on its line", () => {
  // Every candle is 2 high, so the line lies at 11 - 2 from candle 2 on.
  const columns = { high: of(12, 12, 12, 11), low: of(10, 10, 10, 9), close: of(11, 11, 11, 9) };
  const { supertrend, direction } = supertrendOf(columns, { period: 2, multiplier: 1 });
  assertColumn(direction, [NaN, NaN, 1, -1]);
  assertColumn(supertrend, [NaN, NaN, 9, 12]);
});

Deno.test("volume_average refuses a volume below 0", () => {
  assert.throws(() => volumeAverageOf(of(1, -1), 2), /volume must not be below 0, received -1/);
});

Deno.test("findIndicator() knows names and aliases in letters of either size", () => {
  const names = [
    "RSI",
    "BBANDS",
    "Bollinger",
    "VMA",
    "volume-average",
    "TREND",
    "SuperTrend",
    "MACD",
    "nothing",
  ];
  assert.deepEqual(names.map((name) => findIndicator(name)?.name), [
    "rsi",
    "bollinger",
    "bollinger",
    "volume_average",
    "volume_average",
    "trend_state",
    "supertrend",
    "macd",
    undefined,
  ]);
});

Deno.test("the catalog takes an alias of a parameter, but not beside the parameter itself", () => {
  const bollinger = findIndicator("bollinger");
  const close = walk(40, { seed: 1 });
  assert.deepEqual(
    bollinger?.batch({ multiplier: 3 }, { close }),
    bollinger?.batch({ stddev: 3 }, { close }),
  );
  assert.throws(() => bollinger?.create({ stddev: 2, multiplier: 2 }), /are the same parameter; give one/);
});

Deno.test("the catalog refuses columns without what the indicator reads", () => {
  const atr = findIndicator("atr");
  assert.throws(
    () => atr?.batch({}, { high: of(1), close: of(1) }),
    /the column low is missing or of another length/,
  );
});
