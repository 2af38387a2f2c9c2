/** 1-minute candles into candles of every interval that a strategy needs, in the order in which a backtest gives them. */
import { type Candle, type Interval, INTERVALS, openTimeOf } from "../../core/candle.ts";
import { ALWAYS_OPEN, beginOfLast, type MarketHours } from "../../core/market/hours.ts";

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
  /** The longer candle that is under way, if all of it is known. */
  open(): Candle | undefined;
  /** Every candle until `atMs` has been added. */
  closeUpTo(atMs: number): readonly Candle[];
}

export type CreateAggregator = (
  options: {
    readonly from: Interval;
    readonly to: Interval;
    readonly completeFromMs: number;
    readonly hours: MarketHours;
  },
) => CandleAggregator;

/**
 * A longer candle is told with the 1-minute candle that ends it or, when its last minutes were quiet, with the first one
 * that comes after. Where the next one comes only hours later, whoever knows that nothing more came closes it before.
 */
export class CandleFeed {
  readonly #needsBase: boolean;
  readonly #hours: MarketHours;
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
      /** Of the market; left out, it is always open. */
      readonly hours?: MarketHours | undefined;
    },
  ) {
    const { intervals, completeFromMs, create, hours = ALWAYS_OPEN } = options;
    this.#hours = hours;
    this.#needsBase = intervals.includes(BASE_INTERVAL);
    this.#longer = intervals.filter((interval) => interval !== BASE_INTERVAL).map((interval) => ({
      interval,
      aggregator: create({ from: BASE_INTERVAL, to: interval, completeFromMs, hours }),
    }));
  }

  /** By their ends; of two that end together the shorter one first. */
  add(candle: Candle): readonly FeedCandle[] {
    // A strategy acts on what its market trades in its hours.
    if (this.#hours.isApart(BASE_INTERVAL, candle.openTimeMs)) return [];
    const base = this.#toFeedCandle(BASE_INTERVAL, candle);
    if (this.#longer.length === 0) return this.#needsBase ? [base] : [];
    const candles = this.#tell((aggregator) => aggregator.add(candle));
    if (this.#needsBase) candles.push(base);
    return inOrder(candles);
  }

  /**
   * When the first of the longer candles is over that are under way, as far as the market closes with it: no later candle
   * ends it for hours. `Infinity` when there is none, and where the market never closes.
   */
  get quietEndMs(): number {
    let earliestMs = Infinity;
    for (const { interval, aggregator } of this.#longer) {
      const open = aggregator.open();
      if (open === undefined) continue;
      const endMs = this.#hours.closeTime(interval, open.openTimeMs);
      if (this.#hours.nextOpenTime(BASE_INTERVAL, endMs) > endMs) earliestMs = Math.min(earliestMs, endMs);
    }
    return earliestMs;
  }

  /** Every candle until `atMs` has been added: what was under way and is over is told. */
  closeUpTo(atMs: number): readonly FeedCandle[] {
    return inOrder(this.#tell((aggregator) => aggregator.closeUpTo(atMs)));
  }

  #tell(ended: (aggregator: CandleAggregator) => readonly Candle[]): FeedCandle[] {
    return this.#longer.flatMap(({ interval, aggregator }) =>
      ended(aggregator).map((longer) => this.#toFeedCandle(interval, longer))
    );
  }

  #toFeedCandle(interval: Interval, candle: Candle): FeedCandle {
    return { interval, candle, endMs: this.#hours.closeTime(interval, candle.openTimeMs) };
  }
}

/** Where the longest of the candles began that are under way at this time. */
export function earliestOpen(intervals: readonly Interval[], atMs: number): number {
  return Math.min(...intervals.map((interval) => openTimeOf(interval, atMs)));
}

/** So many candles of an interval before `atMs`, and what the other intervals need to be whole then. */
export function spanStart(
  intervals: readonly [Interval, ...Interval[]],
  { atMs, bars: candles, hours = ALWAYS_OPEN }: {
    readonly atMs: number;
    readonly bars: number;
    readonly hours?: MarketHours | undefined;
  },
): number {
  const fromMs = beginOfLast(intervals[0], { candles, beforeMs: atMs, hours });
  return Math.max(0, earliestOpen(intervals, Math.max(0, fromMs)));
}

function inOrder(candles: FeedCandle[]): readonly FeedCandle[] {
  return candles.length < 2 ? candles : candles.sort((a, b) => a.endMs - b.endMs || orderOf(a) - orderOf(b));
}

function orderOf({ interval }: FeedCandle): number {
  return INTERVALS.indexOf(interval);
}
