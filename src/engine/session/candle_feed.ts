/** 1-minute candles into candles of every interval that a strategy needs, in the order in which a backtest gives them. */
import { type Candle, closeTimeOf, type Interval, INTERVALS, openTimeOf } from "../../core/candle.ts";

/** Of what everything else is made. */
export const BASE_INTERVAL = "1m";

export interface FeedCandle {
  readonly interval: Interval;
  readonly candle: Candle;
  readonly endMs: number;
}

/** Makes longer candles as they come; `market/aggregate.ts` fits it. */
export interface CandleAggregator {
  add(candle: Candle): readonly Candle[];
}

export type CreateAggregator = (
  options: { readonly from: Interval; readonly to: Interval; readonly completeFromMs: number },
) => CandleAggregator;

/**
 * A longer candle is told with the 1-minute candle that ends it or, when its last minutes were quiet, with the first one
 * that comes after.
 */
export class CandleFeed {
  readonly #needsBase: boolean;
  readonly #longer: readonly { readonly interval: Interval; readonly aggregator: CandleAggregator }[];

  /**
   * @param options.completeFromMs every candle from here on will be added; longer candles that began before are not told.
   * @throws {RangeError} for an interval that 1-minute candles do not make.
   */
  constructor(
    options: {
      readonly intervals: readonly Interval[];
      readonly completeFromMs: number;
      readonly create: CreateAggregator;
    },
  ) {
    const { intervals, completeFromMs, create } = options;
    this.#needsBase = intervals.includes(BASE_INTERVAL);
    this.#longer = intervals.filter((interval) => interval !== BASE_INTERVAL).map((interval) => ({
      interval,
      aggregator: create({ from: BASE_INTERVAL, to: interval, completeFromMs }),
    }));
  }

  /** By their ends; of two that end together the shorter one first. */
  add(candle: Candle): readonly FeedCandle[] {
    const base = toFeedCandle(BASE_INTERVAL, candle);
    if (this.#longer.length === 0) return this.#needsBase ? [base] : [];
    const candles = this.#longer.flatMap(({ interval, aggregator }) =>
      aggregator.add(candle).map((longer) => toFeedCandle(interval, longer))
    );
    if (this.#needsBase) candles.push(base);
    return candles.length < 2
      ? candles
      : candles.sort((a, b) => a.endMs - b.endMs || orderOf(a) - orderOf(b));
  }
}

/** Where the longest of the candles began that are under way at this time. */
export function earliestOpen(intervals: readonly Interval[], atMs: number): number {
  return Math.min(...intervals.map((interval) => openTimeOf(interval, atMs)));
}

/** So many candles of an interval before `atMs`, and what the other intervals need to be whole then. */
export function spanStart(
  intervals: readonly [Interval, ...Interval[]],
  { atMs, bars: candles }: { readonly atMs: number; readonly bars: number },
): number {
  const [first] = intervals;
  // Stepping back by candles, because months have different lengths.
  let fromMs = openTimeOf(first, atMs);
  for (let i = 0; i < candles && fromMs > 0; i++) fromMs = openTimeOf(first, fromMs - 1);
  return Math.max(0, earliestOpen(intervals, fromMs));
}

function toFeedCandle(interval: Interval, candle: Candle): FeedCandle {
  return { interval, candle, endMs: closeTimeOf(interval, candle.openTimeMs) };
}

function orderOf({ interval }: FeedCandle): number {
  return INTERVALS.indexOf(interval);
}
