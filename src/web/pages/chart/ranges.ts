import { type Interval, intervalLengthMs } from "../../../core/candle.ts";
import { DAY_MS, HOUR_MS } from "../../../core/kst.ts";
import { MOST_CHART_CANDLES } from "../../../core/page_limits.ts";

export const RANGES = ["6h", "1d", "1w", "1mo", "3mo", "all"] as const;
export type Range = (typeof RANGES)[number];

const RANGE_MS: Readonly<Record<Exclude<Range, "all">, number>> = {
  "6h": 6 * HOUR_MS,
  "1d": DAY_MS,
  "1w": 7 * DAY_MS,
  "1mo": 30 * DAY_MS,
  "3mo": 91 * DAY_MS,
};
/** Below this a chart is empty, above it a picture of candles is a picture of dust. */
const FEWEST_BARS = 10;
const GOOD_BARS = { from: 90, to: 1_500 };

export function isRange(text: string): text is Range {
  return (RANGES as readonly string[]).includes(text);
}

/** Months and years at their usual length. */
export function usualLengthMs(interval: Interval): number {
  return intervalLengthMs(interval) ?? (interval === "1M" ? 30 * DAY_MS : 365 * DAY_MS);
}

/** The range that shows this interval well. */
export function rangeFor(interval: Interval): Range {
  return RANGES.find((range) => (barsOf(range, interval) ?? Infinity) >= GOOD_BARS.from) ?? "all";
}

/** `interval` while the range looks like something in it, else the finest of `intervals` that does. */
export function intervalFor(
  range: Range,
  { interval, intervals }: { interval: Interval; intervals: readonly Interval[] },
): Interval {
  if (isGood(range, interval)) return interval;
  const byLength = intervals.toSorted((a, b) => usualLengthMs(a) - usualLengthMs(b));
  return byLength.find((known) => isFine(range, known)) ?? byLength.at(-1) ?? interval;
}

/** Whether a reader who changes the interval wants to keep the range. */
export function isGood(range: Range, interval: Interval): boolean {
  const bars = barsOf(range, interval);
  if (bars === undefined) return usualLengthMs(interval) >= DAY_MS;
  return bars >= FEWEST_BARS && bars <= MOST_CHART_CANDLES;
}

/** How far back the first picture goes: never more than one answer holds. */
export function lengthOf(range: Range, interval: Interval): number {
  const mostMs = (MOST_CHART_CANDLES - 2) * usualLengthMs(interval);
  return range === "all" ? mostMs : Math.min(RANGE_MS[range], mostMs);
}

function isFine(range: Range, interval: Interval): boolean {
  const bars = barsOf(range, interval);
  return bars === undefined ? isGood(range, interval) : bars <= GOOD_BARS.to;
}

/** `undefined` for a range without a length. */
function barsOf(range: Range, interval: Interval): number | undefined {
  return range === "all" ? undefined : RANGE_MS[range] / usualLengthMs(interval);
}
