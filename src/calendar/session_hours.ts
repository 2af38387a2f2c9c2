/** The hours of a market with sessions, as candles ask: nights, weekends and holidays hold none. */
import { closeTimeOf, type Interval, intervalLengthMs, openTimeOf, type Span } from "../core/candle.ts";
import { DAY_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "../core/kst.ts";
import { ALWAYS_OPEN, type HoursOf, type MarketHours } from "../core/market/hours.ts";
import { STOCK_EXCHANGE } from "../core/symbol.ts";
import type { Session } from "./session.ts";

/** Orders are gathered and nothing is traded for so long before the close; then all trade at once. */
export const CLOSING_AUCTION_MS = 10 * MINUTE_MS;

/** The day's candle may wait this long for its last minute, in which the closing auction prints. */
const AUCTION_CANDLE_MS = MINUTE_MS;

/** What of a calendar is asked. */
interface SessionBook {
  sessionOn(day: number): TradingTimes | undefined;
}

type TradingTimes = Pick<Session, "day" | "openMs" | "closeMs">;

/**
 * KRX: trading goes on from the open until ten minutes before the close, and the closing auction is a candle of its own
 * that begins at the close. So a normal session has 380 minutes and one more, and 15:20 to 15:29 cannot exist. Days,
 * weeks and months are those of Korea.
 *
 * A candle is over when the last minute that it can hold is over: a day at 15:31, a week at that of its last session.
 *
 * @param current asked each time, since a calendar can be read anew.
 */
export function createSessionHours(current: () => SessionBook): MarketHours {
  const shapes = new Map<string, Float64Array>();

  /** When candles shorter than a day can begin in a session, ascending, counted from its midnight. */
  const beginningsOf = (interval: Interval, lengthMs: number, session: TradingTimes): Float64Array => {
    const startMs = kstDayStartMs(session.day);
    const key = `${interval} ${session.openMs - startMs} ${session.closeMs - startMs}`;
    let known = shapes.get(key);
    if (known === undefined) {
      known = Float64Array.from(
        partsOf(session).flatMap(({ fromMs, toMs }) => {
          const found: number[] = [];
          for (let atMs = openTimeOf(interval, fromMs); atMs < toMs; atMs += lengthMs) {
            found.push(atMs - startMs);
          }
          return found;
        }),
      ).filter((offsetMs, i, all) => offsetMs !== all[i - 1]);
      shapes.set(key, known);
    }
    return known;
  };

  const hasSession = (fromDay: number, toDay: number): boolean => {
    const calendar = current();
    for (let day = fromDay; day < toDay; day++) if (calendar.sessionOn(day) !== undefined) return true;
    return false;
  };

  /** The days whose sessions a candle of a day or longer holds; the second one is no part of it. */
  const daysOf = (interval: Interval, openTimeMs: number): readonly [number, number] => {
    const day = kstDayOf(openTimeMs);
    return [day, interval === "1dKST" ? day + 1 : kstDayOf(closeTimeOf(interval, openTimeMs))];
  };

  const canExist = (interval: Interval, openTimeMs: number): boolean =>
    hasSession(...daysOf(interval, openTimeMs));

  return {
    openSpans(span) {
      const spans: Span[] = [];
      const calendar = current();
      for (let day = kstDayOf(span.fromMs); kstDayStartMs(day) < span.toMs; day++) {
        const session = calendar.sessionOn(day);
        if (session === undefined) continue;
        for (const part of partsOf(session)) {
          const fromMs = Math.max(part.fromMs, span.fromMs);
          const toMs = Math.min(part.toMs, span.toMs);
          if (fromMs < toMs) spans.push({ fromMs, toMs });
        }
      }
      return spans;
    },

    nextOpenTime(interval, atMs) {
      const lengthMs = intradayMs(interval);
      const firstDay = kstDayOf(atMs);
      const lastDay = firstDay + LOOK_AHEAD_DAYS;
      if (lengthMs !== undefined) {
        const calendar = current();
        for (let day = firstDay; day <= lastDay; day++) {
          const session = calendar.sessionOn(day);
          if (session === undefined) continue;
          const startMs = kstDayStartMs(day);
          const found = beginningsOf(interval, lengthMs, session).find((offsetMs) =>
            startMs + offsetMs >= atMs
          );
          if (found !== undefined) return startMs + found;
        }
      } else {
        let openMs = openTimeOf(interval, atMs);
        if (openMs < atMs) openMs = closeTimeOf(interval, openMs);
        for (let i = 0; i <= LOOK_AHEAD_DAYS; i++) {
          if (canExist(interval, openMs)) return openMs;
          openMs = closeTimeOf(interval, openMs);
        }
      }
      // A calendar without any session: what no rule forbids.
      const openMs = openTimeOf(interval, atMs);
      return openMs === atMs ? openMs : closeTimeOf(interval, openMs);
    },

    closeTime(interval, openTimeMs) {
      const endMs = closeTimeOf(interval, openTimeMs);
      const [fromDay, toDay] = intradayMs(interval) === undefined
        ? daysOf(interval, openTimeMs)
        : [kstDayOf(openTimeMs), kstDayOf(endMs - 1) + 1];
      const calendar = current();
      for (let day = toDay - 1; day >= fromDay; day--) {
        const session = calendar.sessionOn(day);
        if (session === undefined) continue;
        const isWhole = intradayMs(interval) === undefined;
        const lastMs = partsOf(session).findLast(({ fromMs, toMs }) =>
          isWhole || (fromMs < endMs && toMs > openTimeMs)
        )?.toMs;
        if (lastMs !== undefined) return isWhole ? lastMs : Math.min(endMs, lastMs);
      }
      return endMs;
    },

    countCandles(interval, { fromMs, toMs }) {
      if (fromMs >= toMs) return 0;
      const lengthMs = intradayMs(interval);
      let candles = 0;
      if (lengthMs === undefined) {
        for (let atMs = fromMs; atMs < toMs; atMs = closeTimeOf(interval, atMs)) {
          if (canExist(interval, atMs)) candles++;
        }
        return candles;
      }
      const calendar = current();
      for (let day = kstDayOf(fromMs); kstDayStartMs(day) < toMs; day++) {
        const session = calendar.sessionOn(day);
        if (session === undefined) continue;
        const startMs = kstDayStartMs(day);
        const offsets = beginningsOf(interval, lengthMs, session);
        candles += countBelow(offsets, toMs - startMs) - countBelow(offsets, fromMs - startMs);
      }
      return candles;
    },

    dayOf: (_interval, openTimeMs) => kstDayOf(openTimeMs),

    daysAYear(endMs) {
      const calendar = current();
      const lastDay = kstDayOf(endMs);
      let days = 0;
      for (let day = lastDay - DAYS_A_YEAR + 1; day <= lastDay; day++) {
        if (calendar.sessionOn(day) !== undefined) days++;
      }
      return days;
    },
  };
}

const DAYS_A_YEAR = 365;

/** Of Korean stocks by the calendar; coins are traded at any hour, and of files nobody knows better. */
export function createHoursOf(current: () => SessionBook): HoursOf {
  const hours = createSessionHours(current);
  return (exchange) => exchange === STOCK_EXCHANGE ? hours : ALWAYS_OPEN;
}

/** As long as the calendar itself looks for a session; the longest break so far left ten days. */
const LOOK_AHEAD_DAYS = 40;

/** Continuous trading, then the minute of the closing auction. */
function partsOf({ openMs, closeMs }: TradingTimes): readonly Span[] {
  return [
    { fromMs: openMs, toMs: Math.max(openMs, closeMs - CLOSING_AUCTION_MS) },
    { fromMs: closeMs, toMs: closeMs + AUCTION_CANDLE_MS },
  ];
}

/** Length of an interval of which a day holds several; `undefined` for days and longer ones. */
function intradayMs(interval: Interval): number | undefined {
  const lengthMs = intervalLengthMs(interval);
  return lengthMs !== undefined && lengthMs < DAY_MS ? lengthMs : undefined;
}

/** How many of ascending numbers lie below a limit. */
function countBelow(numbers: Float64Array, limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
