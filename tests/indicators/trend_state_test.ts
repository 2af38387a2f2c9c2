import { trendStrengthOf } from "./whole_columns.ts";
import assert from "node:assert/strict";
import { TrendState, type TrendValue } from "../../src/indicators/trend_state.ts";
import { walk } from "./samples.ts";

const PARAMS = { rsi: 14, slope: 5 };

function stateAfter(closes: readonly number[]): TrendValue | undefined {
  const trend = new TrendState(PARAMS);
  for (const close of closes) trend.add(close);
  return trend.value;
}

const series = (length: number, priceAt: (i: number) => number) =>
  Array.from({ length }, (_, i) => priceAt(i));
const rising = series(300, (i) => 1_000 + i);
const falling = series(300, (i) => 1_000 - i);

const cases: readonly { name: string; closes: readonly number[]; expected: TrendValue }[] = [
  { name: "a steady rise", closes: rising, expected: { state: "up", strength: 2 } },
  { name: "a steady fall", closes: falling, expected: { state: "down", strength: -2 } },
  {
    name: "a price that never moves",
    closes: series(300, () => 0.1),
    expected: { state: "sideways", strength: 0 },
  },
  {
    // Means of 9 and 21 equal closes are equal, though their last bits are not; so the order is 3 and not 4.
    name: "a rise that has stood still for 21 bars",
    closes: [...series(300, (i) => 300 - (300 - i) * 0.095), ...series(21, () => 300 + 385 / 3)],
    expected: { state: "up", strength: 1 },
  },
  {
    // The order of the means still stands, but the RSI is below 50.
    name: "a rise that has just slipped",
    closes: [...rising, ...series(3, (i) => 1_294 - 4 * i)],
    expected: { state: "up", strength: 1 },
  },
  {
    name: "a fall that has just bounced",
    closes: [...falling, ...series(3, (i) => 706 + 4 * i)],
    expected: { state: "down", strength: -1 },
  },
  {
    // Means of 9, 21, 50, 100, 200: 1239, 1257, 1275, 1262, 1218. Two pairs down, two up, and the slope down.
    name: "a rise that turned 25 bars ago",
    closes: [...rising, ...series(25, (i) => 1_299 - 3 * i)],
    expected: { state: "sideways", strength: 0 },
  },
  {
    // Means: 1194, 1212, 1251, 1258, 1224. Three pairs down, one still up.
    name: "a rise that turned 40 bars ago",
    closes: [...rising, ...series(40, (i) => 1_299 - 3 * i)],
    expected: { state: "down", strength: -1 },
  },
];

for (const { name, closes, expected } of cases) {
  Deno.test(`trend_state calls ${name} ${expected.state} with strength ${expected.strength}`, () => {
    assert.deepEqual(stateAfter(closes), expected);
  });
}

Deno.test("trend_state knows its warm-up: 200 bars, more for a longer slope or RSI", () => {
  assert.equal(new TrendState(PARAMS).warmUpBars, 200);
  assert.equal(new TrendState({ rsi: 14, slope: 300 }).warmUpBars, 350);
  assert.equal(new TrendState({ rsi: 250, slope: 5 }).warmUpBars, 251);
});

Deno.test("trend_state of a mirrored price is the mirrored state", () => {
  const close = walk(2_000, { seed: 77 });
  const strengths = trendStrengthOf(close, PARAMS);
  const mirrored = trendStrengthOf(close.map((value) => 200_000 - value), PARAMS);
  assert.ok(new Set(strengths.slice(199)).size >= 4, "the walk must visit most states");
  strengths.forEach((strength, i) => {
    if (i >= 199) assert.equal(mirrored[i], strength === 0 ? 0 : -strength, `bar ${i}`);
  });
});
