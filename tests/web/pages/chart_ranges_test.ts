import { ok as assertTrue, strictEqual } from "node:assert/strict";
import { type Interval, INTERVALS } from "../../../src/core/candle.ts";
import { MOST_CHART_CANDLES } from "../../../src/core/page_limits.ts";
import {
  intervalFor,
  isGood,
  lengthOf,
  type Range,
  rangeFor,
  RANGES,
  usualLengthMs,
} from "../../../src/web/pages/chart/ranges.ts";

const USUAL: readonly (readonly [Interval, Range])[] = [
  ["1m", "6h"],
  ["5m", "1d"],
  ["15m", "1d"],
  ["1h", "1w"],
  ["4h", "1mo"],
  ["1d", "3mo"],
  ["1w", "all"],
  ["1M", "all"],
];
for (const [interval, range] of USUAL) {
  Deno.test(`bars of ${interval} are shown for ${range} unless somebody asks otherwise`, () =>
    strictEqual(rangeFor(interval), range));
}

const CHOSEN: readonly (readonly [Range, Interval, Interval])[] = [
  ["6h", "1m", "1m"],
  ["1d", "1m", "1m"],
  ["1w", "1m", "15m"],
  ["1mo", "1m", "1h"],
  ["3mo", "1m", "4h"],
  ["all", "1m", "1d"],
  ["all", "1d", "1d"],
  ["6h", "4h", "1m"],
  ["1w", "1h", "1h"],
];
for (const [range, interval, wanted] of CHOSEN) {
  Deno.test(`somebody who looks at bars of ${interval} and asks for ${range} gets bars of ${wanted}`, () => {
    const intervals = ["1d", "1m", "15m", "1h", "4h"] as const;
    strictEqual(intervalFor(range, { interval, intervals }), wanted);
  });
}

Deno.test("no choice needs more bars than one answer has, and links never lead to an unknown interval", () => {
  for (const interval of INTERVALS) {
    for (const range of RANGES) {
      assertTrue(
        lengthOf(range, interval) / usualLengthMs(interval) < MOST_CHART_CANDLES,
        `${range} ${interval}`,
      );
      strictEqual(intervalFor(range, { interval, intervals: [interval] }), interval);
    }
  }
  strictEqual(isGood("3mo", "1m"), false);
  strictEqual(isGood("6h", "1d"), false);
});
