import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type CandleColumns, createColumns } from "../../src/core/candle.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/core/kst.ts";
import { compareCandles } from "../../src/market/candle_compare.ts";

const T0 = Date.parse("2024-01-02T00:00:00Z");

/** Candles from step `from` up to step `to`, of a price that goes up a little with each. */
function candlesOf(
  from: number,
  to: number,
  change: { byMs?: number; factor?: number; stepMs?: number } = {},
) {
  const { byMs = 0, factor = 1, stepMs = MINUTE_MS } = change;
  const columns: CandleColumns = createColumns(to - from);
  for (let step = from; step < to; step++) {
    const i = step - from;
    const price = (100 + step / 10) * factor;
    columns.openTimeMs[i] = T0 + step * stepMs + byMs;
    columns.open[i] = price;
    columns.high[i] = price * 1.01;
    columns.low[i] = price * 0.99;
    columns.close[i] = price;
    columns.volume[i] = step + 1;
  }
  return columns;
}

function counts(stored: CandleColumns, file: CandleColumns) {
  const { known, fresh, differing } = compareCandles(stored, file, "1m");
  return { known, fresh, differing };
}

Deno.test("bars of a file are known, new or different", () => {
  deepStrictEqual(counts(candlesOf(0, 10), candlesOf(5, 15)), { known: 5, fresh: 5, differing: 0 });
  deepStrictEqual(counts(candlesOf(0, 10), candlesOf(5, 15, { factor: 1.01 })), {
    known: 0,
    fresh: 5,
    differing: 5,
  });
  deepStrictEqual(counts(createColumns(0), candlesOf(0, 3)), { known: 0, fresh: 3, differing: 0 });
});

Deno.test("the first bar that differs is shown with both values, and a common factor of all prices", () => {
  const { firstDifference, factor } = compareCandles(
    candlesOf(0, 10),
    candlesOf(8, 12, { factor: 0.2 }),
    "1m",
  );
  deepStrictEqual([firstDifference?.stored.close, firstDifference?.file.close], [100.8, 100.8 * 0.2]);
  strictEqual(Math.round((factor ?? 0) * 1_000), 200);
  const other = candlesOf(0, 10);
  other.volume[3] = 7;
  const one = compareCandles(candlesOf(0, 10), other, "1m");
  deepStrictEqual([one.differing, one.factor, one.firstDifference?.file.volume], [1, undefined, 7]);
});

Deno.test("digits that a file rounds away are no difference", () => {
  const file = candlesOf(0, 10);
  file.volume.forEach((volume, i) => file.volume[i] = volume + 4e-9);
  file.close.forEach((close, i) => file.close[i] = close * (1 + 1e-12));
  deepStrictEqual(counts(candlesOf(0, 10), file), { known: 10, fresh: 0, differing: 0 });
});

Deno.test("a price that leaps between stored and new bars is found at either end and in between", () => {
  const stored = candlesOf(10, 20);
  const places: readonly (readonly [number, number, boolean])[] = [[20, 25, true], [5, 10, true], [
    5,
    25,
    true,
  ]];
  for (const [from, to] of places) {
    const { jump } = compareCandles(stored, candlesOf(from, to, { factor: 0.5 }), "1m");
    strictEqual(jump !== undefined, true, `${from} to ${to}`);
    strictEqual(compareCandles(stored, candlesOf(from, to), "1m").jump, undefined);
  }
});

Deno.test("what a market may do in the time between is no leap", () => {
  const stored = candlesOf(0, 10, { stepMs: DAY_MS });
  const later = (days: number, factor: number) =>
    compareCandles(stored, candlesOf(10 + days, 14 + days, { stepMs: DAY_MS, factor }), "1d").jump;
  strictEqual(later(0, 1.3), undefined);
  strictEqual(later(0, 1.5) === undefined, false);
  strictEqual(later(10, 1.5), undefined);
  strictEqual(later(10, 2) === undefined, false);
  strictEqual(later(100, 2), undefined);
});

Deno.test("stored bars that are those of the file some hours off are known as such", () => {
  const file = candlesOf(0, 200);
  for (const byMs of [9 * HOUR_MS, -9 * HOUR_MS, 5.5 * HOUR_MS, HOUR_MS]) {
    strictEqual(compareCandles(candlesOf(0, 200, { byMs }), file, "1m").movedByMs, byMs);
  }
  strictEqual(compareCandles(candlesOf(0, 200, { byMs: 7 * MINUTE_MS }), file, "1m").movedByMs, undefined);
  strictEqual(compareCandles(candlesOf(0, 150), file, "1m").movedByMs, undefined);
});

Deno.test("bars that all look alike are not taken for moved ones", () => {
  const quiet = (byMs: number) => {
    const columns = candlesOf(0, 200, { byMs });
    for (const column of [columns.open, columns.high, columns.low, columns.close, columns.volume]) {
      column.fill(1);
    }
    return columns;
  };
  strictEqual(compareCandles(quiet(9 * HOUR_MS), quiet(0), "1m").movedByMs, undefined);
});
