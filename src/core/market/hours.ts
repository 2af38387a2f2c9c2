/** When a market trades, as far as candles ask: which can exist, when one is over, and which day it is. */
import { closeTimeOf, type Interval, intervalLengthMs, openTimeOf, type Span } from "../candle.ts";
import { DAY_MS, kstDayOf } from "../kst.ts";

export interface MarketHours {
  /** The parts of a span in which something can be traded, ascending. */
  openSpans(span: Span): readonly Span[];
  /** The first instant from `atMs` on at which a candle can begin. */
  nextOpenTime(interval: Interval, atMs: number): number;
  /** From when on nothing can be added to the candle that began at `openTimeMs`. */
  closeTime(interval: Interval, openTimeMs: number): number;
  /** How many candles can begin in a span whose both ends are open times. */
  countCandles(interval: Interval, span: Span): number;
  /**
   * Whether a candle that is there all the same lies outside the hours of a day that has some: what is traded before or
   * after them is kept apart from longer candles, or the close of a day would not be that of its closing auction.
   */
  isApart(interval: Interval, openTimeMs: number): boolean;
  /** The day to which a candle that began at `openTimeMs` belongs, counted from 1970-01-01. */
  dayOf(interval: Interval, openTimeMs: number): number;
  /** Days with trading in the year that ends at an instant; left out where candles themselves tell it. */
  daysAYear?(endMs: number): number;
  /** Of what they are made: as long as it is the same object, they are the same hours. Left out where they always are. */
  source?(): unknown;
}

/** The hours of each exchange. Asked where they are needed: a calendar may have to be read first. */
export type HoursOf = (exchange: string) => MarketHours | Promise<MarketHours>;

/** Where the calendar has been read. */
export type KnownHoursOf = (exchange: string) => MarketHours;

export const ALL_ALWAYS_OPEN: KnownHoursOf = () => ALWAYS_OPEN;

/**
 * Of coins: every candle can exist, and one is over when the next one begins. A day is one of UTC, which begins at 09:00
 * in Korea as Korean exchanges count; that of `1dKST` is a Korean one.
 */
export const ALWAYS_OPEN: MarketHours = {
  openSpans: (span) => span.fromMs < span.toMs ? [span] : [],
  nextOpenTime(interval, atMs) {
    const openMs = openTimeOf(interval, atMs);
    return openMs === atMs ? openMs : closeTimeOf(interval, openMs);
  },
  closeTime: closeTimeOf,
  countCandles(interval, { fromMs, toMs }) {
    const lengthMs = intervalLengthMs(interval);
    if (lengthMs !== undefined) return Math.max(0, toMs - fromMs) / lengthMs;
    let candles = 0;
    for (let atMs = fromMs; atMs < toMs; atMs = closeTimeOf(interval, atMs)) candles++;
    return candles;
  },
  isApart: () => false,
  dayOf: (interval, openTimeMs) =>
    interval === "1dKST" ? kstDayOf(openTimeMs) : Math.floor(openTimeMs / DAY_MS),
};

/** Up to which open time all candles are over: that of the present one, or of the next where it can hold nothing more. */
export function overUntil(interval: Interval, atMs: number, hours: MarketHours): number {
  const openTimeMs = openTimeOf(interval, atMs);
  const isOver = hours.closeTime(interval, openTimeMs) <= atMs;
  return isOver ? closeTimeOf(interval, openTimeMs) : openTimeMs;
}

/** The instant itself while something can be traded, else when the next candle can begin: nothing happens between. */
export function skipClosed(interval: Interval, atMs: number, hours: MarketHours): number {
  const nextMs = hours.nextOpenTime(interval, atMs);
  return hours.openSpans({ fromMs: atMs, toMs: nextMs }).length === 0 ? nextMs : atMs;
}

/** From when on so many candles can have begun before an instant; where there are nights, up to twice as many. */
export function beginOfLast(
  interval: Interval,
  { candles, beforeMs, hours }: {
    readonly candles: number;
    readonly beforeMs: number;
    readonly hours: MarketHours;
  },
): number {
  const toMs = openTimeOf(interval, beforeMs);
  for (let backMs = candles * intervalLengthOrMonthMs(interval);; backMs *= 2) {
    const fromMs = beforeMs - backMs;
    const count = hours.countCandles(interval, { fromMs: openTimeOf(interval, fromMs), toMs });
    if (fromMs <= 0 || count >= candles) return fromMs;
  }
}

function intervalLengthOrMonthMs(interval: Interval): number {
  return intervalLengthMs(interval) ?? (interval === "1M" ? 31 : 366) * DAY_MS;
}
