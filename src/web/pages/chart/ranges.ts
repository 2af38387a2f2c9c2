import { type Interval, intervalLengthMs, openTimeOf, type Span } from "../../../core/candle.ts";
import { DAY_MS, HOUR_MS, kstDayOf } from "../../../core/kst.ts";
import { beginOfLast, type MarketHours } from "../../../core/market/hours.ts";
import { MOST_CHART_CANDLES } from "../../../core/page_limits.ts";

export const RANGES = ["6h", "1d", "1w", "1mo", "3mo", "1y", "all"] as const;
export type Range = (typeof RANGES)[number];

const RANGE_MS: Readonly<Record<Exclude<Range, "all">, number>> = {
  "6h": 6 * HOUR_MS,
  "1d": DAY_MS,
  "1w": 7 * DAY_MS,
  "1mo": 30 * DAY_MS,
  "3mo": 91 * DAY_MS,
  "1y": 365 * DAY_MS,
};
/** Longer than any break between two sessions. */
const LONGEST_BREAK_MS = 40 * DAY_MS;
/** Below this a chart is empty, above it a picture of candles is a picture of dust. */
const FEWEST_BARS = 10;
const GOOD_BARS = { from: 90, to: 1_500 };
/** In the last answer, one is open and one is cut by the beginning. */
const MOST_BARS = MOST_CHART_CANDLES - 2;

/** A market as far as its ranges go. */
export interface RangeMarket {
  readonly intervals: readonly Interval[];
  /** What all of it is; absent while nobody knows. */
  readonly extent?: Span | undefined;
  /** Left out, it is always open, and a range is as long as its name. */
  readonly sessions?: RangeSessions | undefined;
}

/** Of a market that closes. */
export interface RangeSessions {
  readonly hours: MarketHours;
  /** Where a range ends: now, or with the last candle. */
  readonly endMs: number;
}

export function isRange(text: string): text is Range {
  return (RANGES as readonly string[]).includes(text);
}

/** Months and years at their usual length. */
export function usualLengthMs(interval: Interval): number {
  return intervalLengthMs(interval) ?? (interval === "1M" ? 30 * DAY_MS : 365 * DAY_MS);
}

/** The range that shows this interval well. */
export function rangeFor(interval: Interval, market?: Pick<RangeMarket, "sessions">): Range {
  return RANGES.find((range) => (barsOf(range, interval, market) ?? Infinity) >= GOOD_BARS.from) ?? "all";
}

/** `interval` while the range looks like something in it, else the finest of the market that does. */
export function intervalFor(range: Range, market: RangeMarket & { readonly interval: Interval }): Interval {
  const { interval, intervals } = market;
  if (isGood(range, interval, market)) return interval;
  const byLength = intervals.toSorted((a, b) => usualLengthMs(a) - usualLengthMs(b));
  return byLength.find((known) => isFine(range, known, market)) ?? byLength.at(-1) ?? interval;
}

/** Whether a reader who changes the interval wants to keep the range. */
export function isGood(range: Range, interval: Interval, market?: RangeMarket): boolean {
  const { intervals }: RangeMarket = market ?? { intervals: [interval] };
  const bars = barsOf(range, interval, market);
  if (bars === undefined) return usualLengthMs(interval) >= DAY_MS;
  if (range === "all" && bars < FEWEST_BARS) {
    // Of a series of a few bars even the finest ones are few.
    return intervals.every((other) => usualLengthMs(other) >= usualLengthMs(interval));
  }
  return bars >= FEWEST_BARS && bars <= MOST_BARS;
}

/** How far back the first picture goes: never more than one answer holds. */
export function lengthOf(
  range: Range,
  interval: Interval,
  { extent, sessions }: Pick<RangeMarket, "extent" | "sessions"> = {},
): number {
  const mostMs = sessions === undefined ? MOST_BARS * usualLengthMs(interval) : sessions.endMs -
    beginOfLast(interval, { candles: MOST_BARS / 3, beforeMs: sessions.endMs, hours: sessions.hours });
  if (range !== "all") return Math.min(rangeLengthMs(range, sessions), mostMs);
  // The first bar may begin before the first candle that it is made of.
  return extent === undefined
    ? mostMs
    : Math.min(mostMs, extent.toMs - extent.fromMs + 2 * usualLengthMs(interval));
}

/** A day of a market with sessions is its last one, and hours count back from its end: a night is none of them. */
function rangeLengthMs(range: Exclude<Range, "all">, sessions: RangeSessions | undefined): number {
  const lengthMs = RANGE_MS[range];
  if (sessions === undefined) return lengthMs;
  const { hours, endMs } = sessions;
  const spans = hours.openSpans({ fromMs: endMs - LONGEST_BREAK_MS, toMs: endMs });
  const last = spans.at(-1);
  if (last === undefined) return lengthMs;
  if (range !== "1d") return endMs - last.toMs + lengthMs;
  const openMs = spans.find(({ fromMs }) => kstDayOf(fromMs) === kstDayOf(last.fromMs))?.fromMs ??
    last.fromMs;
  return endMs - openMs;
}

function isFine(range: Range, interval: Interval, market: RangeMarket): boolean {
  const bars = barsOf(range, interval, market);
  return bars === undefined ? usualLengthMs(interval) >= DAY_MS : bars <= GOOD_BARS.to;
}

/** `undefined` for a range without a length. */
function barsOf(
  range: Range,
  interval: Interval,
  { extent, sessions }: Pick<RangeMarket, "extent" | "sessions"> = {},
): number | undefined {
  const span = range === "all" ? extent : undefined;
  if (range === "all" && span === undefined) return undefined;
  const toMs = span?.toMs ?? sessions?.endMs ?? 0;
  const fromMs = span?.fromMs ?? toMs - (range === "all" ? 0 : rangeLengthMs(range, sessions));
  return sessions === undefined
    ? (toMs - fromMs) / usualLengthMs(interval)
    : sessions.hours.countCandles(interval, { fromMs: openTimeOf(interval, fromMs), toMs });
}
