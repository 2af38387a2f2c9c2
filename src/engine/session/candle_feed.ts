/** 1-minute bars into bars of every interval that a strategy needs, in the order in which a backtest gives them. */
import { type Candle, closeTimeOf, type Interval, INTERVALS, openTimeOf } from "../../core/candle.ts";

/** Of what everything else is made. */
export const BASE_INTERVAL = "1m";

export interface FeedBar {
  readonly interval: Interval;
  readonly candle: Candle;
  readonly endMs: number;
}

/** Makes longer bars as they come; `market/aggregate.ts` fits it. */
export interface BarAggregator {
  add(candle: Candle): readonly Candle[];
}

export type CreateAggregator = (
  options: { readonly from: Interval; readonly to: Interval; readonly completeFromMs: number },
) => BarAggregator;

/**
 * A longer bar is told with the 1-minute bar that ends it or, when its last minutes were quiet, with the first one
 * that comes after.
 */
export class BarFeed {
  readonly #needsBase: boolean;
  readonly #longer: readonly { readonly interval: Interval; readonly aggregator: BarAggregator }[];

  /**
   * @param options.completeFromMs every bar from here on will be added; longer bars that began before are not told.
   * @throws {RangeError} for an interval that 1-minute bars do not make.
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
  add(candle: Candle): readonly FeedBar[] {
    const base = toFeedBar(BASE_INTERVAL, candle);
    if (this.#longer.length === 0) return this.#needsBase ? [base] : [];
    const bars = this.#longer.flatMap(({ interval, aggregator }) =>
      aggregator.add(candle).map((longer) => toFeedBar(interval, longer))
    );
    if (this.#needsBase) bars.push(base);
    return bars.length < 2 ? bars : bars.sort((a, b) => a.endMs - b.endMs || orderOf(a) - orderOf(b));
  }
}

/** Where the longest of the bars began that are under way at this time. */
export function earliestOpen(intervals: readonly Interval[], atMs: number): number {
  return Math.min(...intervals.map((interval) => openTimeOf(interval, atMs)));
}

/** So many bars of an interval before `atMs`, and what the other intervals need to be whole then. */
export function spanStart(
  intervals: readonly [Interval, ...Interval[]],
  { atMs, bars }: { readonly atMs: number; readonly bars: number },
): number {
  const [first] = intervals;
  // Stepping back by bars, because months have different lengths.
  let fromMs = openTimeOf(first, atMs);
  for (let i = 0; i < bars && fromMs > 0; i++) fromMs = openTimeOf(first, fromMs - 1);
  return Math.max(0, earliestOpen(intervals, fromMs));
}

function toFeedBar(interval: Interval, candle: Candle): FeedBar {
  return { interval, candle, endMs: closeTimeOf(interval, candle.openTimeMs) };
}

function orderOf({ interval }: FeedBar): number {
  return INTERVALS.indexOf(interval);
}
