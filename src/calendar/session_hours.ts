/** The hours of a market with sessions, as candles ask: nights, weekends and holidays hold none. */
import { closeTimeOf, type Interval, intervalLengthMs, openTimeOf, type Span } from "../core/candle.ts";
import { DAY_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "../core/kst.ts";
import { ALWAYS_OPEN, type KnownHoursOf, type MarketHours } from "../core/market/hours.ts";
import { STOCK_EXCHANGE } from "../core/symbol.ts";
import { LOOK_AHEAD_DAYS, type Session } from "./session.ts";

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
  const shapes = new Map<Interval, Map<number, Float64Array>>();

  /** When candles shorter than a day can begin in a session, ascending, counted from its midnight. */
  const beginningsOf = (interval: Interval, lengthMs: number, session: TradingTimes): Float64Array => {
    const startMs = kstDayStartMs(session.day);
    const ofInterval = shapes.get(interval) ?? new Map<number, Float64Array>();
    shapes.set(interval, ofInterval);
    const key = (session.openMs - startMs) * DAY_MS + session.closeMs - startMs;
    let known = ofInterval.get(key);
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
      ofInterval.set(key, known);
    }
    return known;
  };

  /** @param toDay is no part of it. */
  function* sessionsIn(fromDay: number, toDay: number): Generator<TradingTimes> {
    const calendar = current();
    for (let day = fromDay; day < toDay; day++) {
      const session = calendar.sessionOn(day);
      if (session !== undefined) yield session;
    }
  }

  const canExist = (interval: Interval, openTimeMs: number): boolean =>
    sessionsIn(...daysOf(interval, openTimeMs)).next().done === false;

  return {
    openSpans({ fromMs, toMs }) {
      return [...sessionsIn(kstDayOf(fromMs), kstDayOf(toMs - 1) + 1)].flatMap(partsOf).map((part) => ({
        fromMs: Math.max(part.fromMs, fromMs),
        toMs: Math.min(part.toMs, toMs),
      })).filter((part) => part.fromMs < part.toMs);
    },

    nextOpenTime(interval, atMs) {
      const openMs = openTimeOf(interval, atMs);
      // What no rule forbids, also for a calendar without any session.
      const firstMs = openMs === atMs ? openMs : closeTimeOf(interval, openMs);
      const lengthMs = intradayMs(interval);
      if (lengthMs === undefined) {
        let nextMs = firstMs;
        for (let i = 0; i <= LOOK_AHEAD_DAYS; i++) {
          if (canExist(interval, nextMs)) return nextMs;
          nextMs = closeTimeOf(interval, nextMs);
        }
        return firstMs;
      }
      const firstDay = kstDayOf(atMs);
      for (const session of sessionsIn(firstDay, firstDay + LOOK_AHEAD_DAYS + 1)) {
        const startMs = kstDayStartMs(session.day);
        const offsets = beginningsOf(interval, lengthMs, session);
        const found = offsets[countBelow(offsets, atMs - startMs)];
        if (found !== undefined) return startMs + found;
      }
      return firstMs;
    },

    closeTime(interval, openTimeMs) {
      const endMs = closeTimeOf(interval, openTimeMs);
      const isIntraday = intradayMs(interval) !== undefined;
      const parts = [...sessionsIn(...daysOf(interval, openTimeMs))].flatMap(partsOf);
      const last = isIntraday
        ? parts.findLast(({ fromMs, toMs }) => fromMs < endMs && toMs > openTimeMs)
        : parts.at(-1);
      if (last === undefined) return endMs;
      // A week of UTC ends on Monday at 09:00, and its last session on Friday.
      return isIntraday ? Math.min(endMs, last.toMs) : last.toMs;
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
      const lastDay = kstDayOf(toMs - 1);
      for (let day = kstDayOf(fromMs); day <= lastDay; day++) {
        const session = calendar.sessionOn(day);
        if (session === undefined) continue;
        const startMs = kstDayStartMs(day);
        const offsets = beginningsOf(interval, lengthMs, session);
        candles += countBelow(offsets, toMs - startMs) - countBelow(offsets, fromMs - startMs);
      }
      return candles;
    },

    isApart(interval, openTimeMs) {
      const lengthMs = intradayMs(interval);
      const session = lengthMs === undefined ? undefined : current().sessionOn(kstDayOf(openTimeMs));
      if (lengthMs === undefined || session === undefined) return false;
      const { openMs, closeMs } = session;
      const endMs = openTimeMs + lengthMs;
      const isTraded = openTimeMs < closeMs - CLOSING_AUCTION_MS && endMs > openMs;
      return !isTraded && (openTimeMs >= closeMs + AUCTION_CANDLE_MS || endMs <= closeMs);
    },

    dayOf: (_interval, openTimeMs) => kstDayOf(openTimeMs),

    source: current,

    daysAYear(endMs) {
      const lastDay = kstDayOf(endMs);
      return [...sessionsIn(lastDay - DAYS_A_YEAR + 1, lastDay + 1)].length;
    },
  };
}

const DAYS_A_YEAR = 365;

/** Of Korean stocks by the calendar; coins are traded at any hour, and of files nobody knows better. */
export function createHoursOf(current: () => SessionBook): KnownHoursOf {
  const hours = createSessionHours(current);
  return (exchange) => exchange === STOCK_EXCHANGE ? hours : ALWAYS_OPEN;
}

/** Continuous trading, then the minute of the closing auction. */
function partsOf({ openMs, closeMs }: TradingTimes): readonly Span[] {
  return [
    { fromMs: openMs, toMs: Math.max(openMs, closeMs - CLOSING_AUCTION_MS) },
    { fromMs: closeMs, toMs: closeMs + AUCTION_CANDLE_MS },
  ];
}

/** The days whose sessions a candle holds; the second one is no part of it. */
function daysOf(interval: Interval, openTimeMs: number): readonly [number, number] {
  const day = kstDayOf(openTimeMs);
  const endMs = closeTimeOf(interval, openTimeMs);
  // One of four hours may end on the next day.
  if (intradayMs(interval) !== undefined) return [day, kstDayOf(endMs - 1) + 1];
  return [day, interval === "1dKST" ? day + 1 : kstDayOf(endMs)];
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
