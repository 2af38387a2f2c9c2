/** Longer candles out of shorter ones, for whole columns and as they come. */
import {
  type Candle,
  type CandleColumns,
  closeTimeOf,
  createColumns,
  type Interval,
  intervalLengthMs,
  openTimeOf,
  type Span,
} from "../../core/candle.ts";
import { DAY_MS, HOUR_MS } from "../../core/kst.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";
import { cutColumns } from "./columns.ts";

export interface AggregateOptions {
  readonly from: Interval;
  readonly to: Interval;
  /**
   * The stretch that the columns tell everything about; absent, from the first candle to the end of the last one. With
   * quiet minutes at its edges only the caller knows the real one.
   */
  readonly within?: Span;
  /** Also gives the candles at both edges that only a part of their interval is known of. */
  readonly withOpen?: boolean;
  /** Of the market; left out, it is always open. */
  readonly hours?: MarketHours | undefined;
}

/** Whether every candle of `from` lies in one of `to`: minutes in KST days do, UTC days and weeks in months do not. */
export function canAggregate(from: Interval, to: Interval): boolean {
  if (from === "1M") return to === "1y";
  const fromMs = intervalLengthMs(from);
  if (fromMs === undefined || from === "1w" || from === "1dKST") return false;
  const toMs = intervalLengthMs(to);
  if (toMs !== undefined && toMs <= fromMs) return false;
  return edgeStepMs(to) % fromMs === 0;
}

/**
 * First open, highest high, lowest low, last close; volumes are added one by one in order of time, as doubles. An
 * interval without candles gives none.
 *
 * @param columns ascending candles of `from`.
 * @throws {RangeError} when candles of `from` do not fit into candles of `to`.
 */
export function aggregateColumns(columns: CandleColumns, options: AggregateOptions): CandleColumns {
  const { from, to, withOpen = false, hours = ALWAYS_OPEN } = options;
  assertFits(from, to);
  const { openTimeMs, open, high, low, close, volume } = columns;
  const known = options.within ?? spanOf(columns, { interval: from, hours });
  const sums = createColumns(mostCandles(columns, to));
  let made = 0;
  let endMs = -Infinity;
  let isTaken = false;
  for (let i = 0; i < openTimeMs.length; i++) {
    const atMs = openTimeMs[i] as number;
    if (hours.isApart(from, atMs)) continue;
    if (atMs >= endMs) {
      const beginMs = openTimeOf(to, atMs);
      endMs = closeTimeOf(to, beginMs);
      isTaken = withOpen ||
        (firstPartOf(beginMs, options) >= known.fromMs && hours.closeTime(to, beginMs) <= known.toMs);
      if (!isTaken) continue;
      sums.openTimeMs[made] = beginMs;
      sums.open[made] = open[i] as number;
      sums.high[made] = high[i] as number;
      sums.low[made] = low[i] as number;
      sums.close[made] = close[i] as number;
      sums.volume[made] = volume[i] as number;
      made++;
    } else if (isTaken) {
      const last = made - 1;
      if ((high[i] as number) > (sums.high[last] as number)) sums.high[last] = high[i] as number;
      if ((low[i] as number) < (sums.low[last] as number)) sums.low[last] = low[i] as number;
      sums.close[last] = close[i] as number;
      sums.volume[last] = (sums.volume[last] as number) + (volume[i] as number);
    }
  }
  return cutColumns(sums, made);
}

/**
 * The same, candle by candle. A longer one is given out when its last candle has come, when one of a later interval comes,
 * or when its time is over; never twice, never out of order, and never when a part of it was missed.
 */
export class LiveAggregator {
  readonly #from: Interval;
  readonly #to: Interval;
  readonly #hours: MarketHours;
  /** Longer candles that began before are not known completely. */
  #completeFromMs: number;
  /** Candles before this have been taken or are too late. */
  #nextMs = -Infinity;
  #sum: Candle | undefined;
  #openCandle: Candle | undefined;

  /** @throws {RangeError} when candles of `from` do not fit into candles of `to`. */
  constructor(
    options: Pick<AggregateOptions, "from" | "to" | "hours"> & { readonly completeFromMs: number },
  ) {
    assertFits(options.from, options.to);
    this.#from = options.from;
    this.#to = options.to;
    this.#hours = options.hours ?? ALWAYS_OPEN;
    this.#completeFromMs = options.completeFromMs;
  }

  /** Adds a closed candle. @returns the longer ones that are closed by it: none when it is too late or known already. */
  add(candle: Candle): readonly Candle[] {
    if (candle.openTimeMs < this.#nextMs || this.#isApart(candle)) return [];
    const done = this.#closeBefore(openTimeOf(this.#to, candle.openTimeMs));
    this.#nextMs = closeTimeOf(this.#from, candle.openTimeMs);
    this.#sum = join(this.#sum, candle, this.#to);
    if (this.#openCandle !== undefined && this.#openCandle.openTimeMs < this.#nextMs) {
      this.#openCandle = undefined;
    }
    return [...done, ...this.closeUpTo(this.#nextMs)];
  }

  /** Sets the candle that is still open, in place of the one before. It closes nothing. */
  replaceOpen(candle: Candle): void {
    if (candle.openTimeMs >= this.#nextMs && !this.#isApart(candle)) this.#openCandle = candle;
  }

  /** The longer candle as it stands now, the open one included; `undefined` when its beginning was missed or nothing came. */
  open(): Candle | undefined {
    const open = this.#openCandle;
    if (open === undefined) return this.#isComplete(this.#sum) ? this.#sum : undefined;
    const beginMs = openTimeOf(this.#to, open.openTimeMs);
    const sum = join(this.#sum?.openTimeMs === beginMs ? this.#sum : undefined, open, this.#to);
    return this.#isComplete(sum) ? sum : undefined;
  }

  /** Time has passed, and every candle until `atMs` has been added. @returns the longer candle that is over, if any. */
  closeUpTo(atMs: number): readonly Candle[] {
    const sum = this.#sum;
    // Over with its last session, long before the next one begins.
    const isOver = sum !== undefined && atMs >= this.#hours.closeTime(this.#to, sum.openTimeMs);
    return this.#closeBefore(isOver ? closeTimeOf(this.#to, sum.openTimeMs) : openTimeOf(this.#to, atMs));
  }

  /** Candles before `atMs` may have been missed: longer candles that began before are not given out. */
  restartFrom(atMs: number): void {
    this.#completeFromMs = Math.max(this.#completeFromMs, atMs);
  }

  #closeBefore(beginMs: number): readonly Candle[] {
    const sum = this.#sum;
    this.#nextMs = Math.max(this.#nextMs, beginMs);
    if (this.#openCandle !== undefined && this.#openCandle.openTimeMs < this.#nextMs) {
      this.#openCandle = undefined;
    }
    if (sum === undefined || sum.openTimeMs >= beginMs) return [];
    this.#sum = undefined;
    return this.#isComplete(sum) ? [sum] : [];
  }

  #isComplete(sum: Candle | undefined): boolean {
    if (sum === undefined) return false;
    const parts = { from: this.#from, to: this.#to, hours: this.#hours };
    return firstPartOf(sum.openTimeMs, parts) >= this.#completeFromMs;
  }

  #isApart({ openTimeMs }: Candle): boolean {
    return this.#hours.isApart(this.#from, openTimeMs);
  }
}

function join(sum: Candle | undefined, candle: Candle, to: Interval): Candle {
  if (sum === undefined) return { ...candle, openTimeMs: openTimeOf(to, candle.openTimeMs) };
  return {
    openTimeMs: sum.openTimeMs,
    open: sum.open,
    high: Math.max(sum.high, candle.high),
    low: Math.min(sum.low, candle.low),
    close: candle.close,
    volume: sum.volume + candle.volume,
  };
}

/** From when on candles must be known for the longer one that begins then to be whole. */
function firstPartOf(
  beginMs: number,
  { from, to, hours = ALWAYS_OPEN }: Pick<AggregateOptions, "from" | "to" | "hours">,
): number {
  const firstMs = hours.nextOpenTime(from, beginMs);
  // Candles of a day on which the calendar knows of no session are there all the same.
  return firstMs < closeTimeOf(to, beginMs) ? firstMs : beginMs;
}

function assertFits(from: Interval, to: Interval): void {
  if (!canAggregate(from, to)) throw new RangeError(`Cannot make ${to} bars out of ${from} bars`);
}

/** Of what all edges of an interval are multiples. KST midnights are whole hours, weeks and months whole days. */
function edgeStepMs(interval: Interval): number {
  if (interval === "1dKST") return HOUR_MS;
  return interval === "1w" ? DAY_MS : intervalLengthMs(interval) ?? DAY_MS;
}

function spanOf(
  { openTimeMs }: CandleColumns,
  { interval, hours }: { readonly interval: Interval; readonly hours: MarketHours },
): Span {
  const [firstMs, lastMs] = [openTimeMs.at(0), openTimeMs.at(-1)];
  if (firstMs === undefined || lastMs === undefined) return { fromMs: 0, toMs: 0 };
  return { fromMs: firstMs, toMs: hours.closeTime(interval, lastMs) };
}

function mostCandles({ openTimeMs }: CandleColumns, to: Interval): number {
  const lengthMs = intervalLengthMs(to) ?? 28 * DAY_MS;
  const rangeMs = (openTimeMs.at(-1) ?? 0) - (openTimeMs.at(0) ?? 0);
  return Math.min(openTimeMs.length, Math.ceil(rangeMs / lengthMs) + 2);
}
