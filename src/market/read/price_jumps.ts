/** Where the price of a Korean stock leaps further than the exchange lets it in a day: it was split, or merged. */
import { type CandleColumns, closeTimeOf, type Interval } from "../../core/candle.ts";
import { kstDayOf } from "../../core/kst.ts";
import type { MarketHours } from "../../core/market/hours.ts";

/** The base price (기준가) of days, counted from 1970-01-01 in Korea. */
export type BasePrices = ReadonlyMap<number, number>;

/** A day whose base price is not the close before: an ex-date, a split, a merger of shares. */
export interface BaseChange {
  /** When the first candle of the day begins. */
  readonly atMs: number;
  /** The last close before. */
  readonly before: number;
  readonly base: number;
}

export interface PriceJump {
  /** When the first candle after it begins. */
  readonly atMs: number;
  readonly before: number;
  readonly after: number;
}

/** Shares that one share mostly becomes. */
const USUAL_RATIOS = [2, 3, 4, 5, 10, 20, 25, 50, 100] as const;

/**
 * `5:1` of a split into five, `1:10` of a merger of ten: the usual ratio that is nearest. The price of the day itself moves
 * besides, by as much as a day allows; `undefined` where that explains none.
 */
export function guessRatio(
  { before, after }: Pick<PriceJump, "before" | "after">,
  room: number = MOST_SHARE,
): string | undefined {
  const times = Math.max(before / after, after / before);
  const [nearest] = USUAL_RATIOS.toSorted((a, b) =>
    Math.abs(Math.log(times / a)) - Math.abs(Math.log(times / b))
  );
  if (nearest === undefined || Math.abs(times / nearest - 1) > room) return undefined;
  return before > after ? `${nearest}:1` : `1:${nearest}`;
}

/** Of the base price of the day; limits of prices are rounded to steps, always towards it. */
const MOST_SHARE = 0.3;
/** The base price of an ordinary day is the close before; what is left is how a double is written. */
const ROOM = 1e-9;

interface DayBegin extends PriceJump {
  readonly base: number | undefined;
  /** No session lies between the two days. */
  readonly isNext: boolean;
}

interface DayFacts {
  readonly interval: Interval;
  readonly hours: MarketHours;
  /** Left out, nobody knows one. */
  readonly bases?: BasePrices | undefined;
}

type Prices = Pick<CandleColumns, "openTimeMs" | "open" | "close">;

/**
 * From the last close of a day to the first price of the next one, where no base price explains it. Within a day the
 * exchange itself holds the price. Prices that are adjusted for splits have none; the first day of a stock has no day before
 * it.
 */
export function findPriceJumps(prices: Prices, facts: DayFacts): readonly PriceJump[] {
  const jumps: PriceJump[] = [];
  for (const { atMs, before, after, base } of dayBegins(prices, facts)) {
    if (isFar(before, after) && (base === undefined || isFar(base, after))) {
      jumps.push({ atMs, before, after });
    }
  }
  return jumps;
}

/** After days without candles the close before is not the last one, and only what would be a jump tells something. */
export function findBaseChanges(prices: Prices, facts: DayFacts): readonly BaseChange[] {
  if (facts.bases === undefined || facts.bases.size === 0) return [];
  const changes: BaseChange[] = [];
  for (const { atMs, before, after, base, isNext } of dayBegins(prices, facts)) {
    if (base === undefined || base === before || isFar(base, after)) continue;
    if (isNext || isFar(before, after)) changes.push({ atMs, before, base });
  }
  return changes;
}

function* dayBegins(
  { openTimeMs, open, close }: Prices,
  { interval, hours, bases }: DayFacts,
): Generator<DayBegin> {
  for (let i = 1; i < openTimeMs.length; i++) {
    const [before, after, atMs] = [close[i - 1] ?? NaN, open[i] ?? NaN, openTimeMs[i] ?? NaN];
    const beforeMs = openTimeMs[i - 1] ?? NaN;
    // Most candles are told apart by their prices alone, which is cheaper.
    if (bases === undefined && !isFar(before, after)) continue;
    const day = hours.dayOf(interval, atMs);
    if (hours.dayOf(interval, beforeMs) === day) continue;
    const base = bases?.get(kstDayOf(atMs));
    const isNext = base !== undefined && base !== before &&
      hours.nextOpenTime(interval, closeTimeOf(interval, beforeMs)) >= atMs;
    yield { atMs, before, after, base, isNext };
  }
}

function isFar(from: number, to: number): boolean {
  return Math.abs(to / from - 1) > MOST_SHARE + ROOM;
}
