import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  type Candle,
  candleAt,
  closeTimeOf,
  createColumns,
  findCandleFault,
  type Interval,
  intervalLengthMs,
  INTERVALS,
  isInterval,
  isOpenTime,
  openTimeOf,
} from "../../src/core/candle.ts";

const at = (text: string) => Date.parse(text);

const OPENS: readonly (readonly [Interval, string, string, string])[] = [
  ["1s", "2026-11-20T00:00:00.999Z", "2026-11-20T00:00:00Z", "2026-11-20T00:00:01Z"],
  ["1m", "2026-11-20T00:00:59Z", "2026-11-20T00:00:00Z", "2026-11-20T00:01:00Z"],
  ["4h", "2026-11-20T07:59:00Z", "2026-11-20T04:00:00Z", "2026-11-20T08:00:00Z"],
  ["1d", "2026-11-20T08:59:00+09:00", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"],
  ["1d", "2026-11-20T09:00:00+09:00", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"],
  ["1dKST", "2026-11-20T08:59:00+09:00", "2026-11-20T00:00:00+09:00", "2026-11-21T00:00:00+09:00"],
  ["1w", "2026-11-22T23:59:59Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"],
  ["1w", "1970-01-01T00:00:00Z", "1969-12-29T00:00:00Z", "1970-01-05T00:00:00Z"],
  ["1M", "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"],
  ["1M", "2026-12-31T12:00:00Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"],
  ["1y", "2026-12-31T12:00:00Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"],
];

for (const [interval, moment, open, close] of OPENS) {
  Deno.test(`the ${interval} bar that holds ${moment} runs from ${open} to ${close}`, () => {
    strictEqual(openTimeOf(interval, at(moment)), at(open));
    strictEqual(closeTimeOf(interval, at(open)), at(close));
  });
}

Deno.test("every instant lies in exactly one bar of each interval, and bars follow each other without a gap", () => {
  const instants = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(fc.property(instants, fc.constantFrom(...INTERVALS), (atMs, interval) => {
    const openMs = openTimeOf(interval, atMs);
    const closeMs = closeTimeOf(interval, openMs);
    assertTrue(openMs <= atMs && atMs < closeMs);
    strictEqual(openTimeOf(interval, closeMs), closeMs);
    strictEqual(openTimeOf(interval, closeMs - 1), openMs);
    assertTrue(isOpenTime(interval, openMs));
  }));
});

Deno.test("months and years have no length in milliseconds and every other interval has", () => {
  deepStrictEqual(INTERVALS.filter((interval) => intervalLengthMs(interval) === undefined), ["1M", "1y"]);
});

Deno.test("isInterval() knows the names and nothing else", () => {
  deepStrictEqual(["1m", "1M", "2m", "", "1D", "toString"].map(isInterval), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

const GOOD: Candle = { openTimeMs: 60_000, open: 2, high: 3, low: 1, close: 2, volume: 0 };
const FAULTS: readonly (readonly [Partial<Candle>, string | undefined])[] = [
  [{}, undefined],
  [{ high: 2, low: 2 }, undefined],
  [{ openTimeMs: NaN }, "openTimeMs"],
  [{ openTimeMs: 1.5 }, "openTimeMs"],
  [{ openTimeMs: -1 }, "openTimeMs"],
  [{ open: 0 }, "open"],
  [{ close: NaN }, "close"],
  [{ low: -1 }, "low"],
  [{ high: Infinity }, "high"],
  [{ high: 1.5 }, "high"],
  [{ low: 2.5 }, "low"],
  [{ volume: -0.1 }, "volume"],
  [{ volume: NaN }, "volume"],
];

for (const [change, field] of FAULTS) {
  Deno.test(`a candle with ${JSON.stringify(change)} is ${field === undefined ? "sound" : `faulty in ${field}`}`, () => {
    strictEqual(findCandleFault({ ...GOOD, ...change })?.field, field);
  });
}

Deno.test("candleAt() reads a row of columns and refuses one beyond them", () => {
  const columns = createColumns(2);
  columns.openTimeMs[1] = 60_000;
  columns.close[1] = 5;
  deepStrictEqual(candleAt(columns, 1), {
    openTimeMs: 60_000,
    open: 0,
    high: 0,
    low: 0,
    close: 5,
    volume: 0,
  });
  try {
    candleAt(columns, 2);
    assertTrue(false, "it was read");
  } catch (error) {
    assertTrue(error instanceof RangeError);
  }
});
