/** Candles of the longer intervals that a strategy also needs, in the order in which they end. */
import { type Candle, candleAt, type CandleColumns, closeTimeOf, type Interval } from "../../core/candle.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";
import { aggregateColumns, canAggregate } from "../../market/read/aggregate.ts";

export interface OtherCandle {
  readonly interval: Interval;
  readonly candle: Candle;
  readonly isClosed: true;
}

interface Queue {
  readonly interval: Interval;
  readonly columns: CandleColumns;
  next: number;
  /** End of the next candle; Infinity when there is none. */
  endMs: number;
}

/** Made of the candles that are traded; a longer candle that these do not tell completely is left out. */
export class OtherCandles {
  readonly #queues: Queue[];
  readonly #hours: MarketHours;
  /** When the next candle ends; Infinity when there is none. */
  nextEndMs = Infinity;

  /** @throws {RangeError} when candles of `from` do not fit into a longer one. */
  constructor(
    columns: CandleColumns,
    options: { from: Interval; to: readonly Interval[]; hours?: MarketHours | undefined },
  ) {
    const { from, to, hours = ALWAYS_OPEN } = options;
    this.#hours = hours;
    for (const interval of to) {
      if (!canAggregate(from, interval)) {
        throw new RangeError(`Cannot make the ${interval} bars that the strategy needs out of ${from} bars`);
      }
    }
    this.#queues = to.map((interval) => {
      const candles = aggregateColumns(columns, { from, to: interval, hours });
      return { interval, columns: candles, next: 0, endMs: endOf(candles, { interval, row: 0, hours }) };
    });
    // Of candles that end together the shorter one comes first.
    this.#queues.sort((a, b) => closeTimeOf(a.interval, 0) - closeTimeOf(b.interval, 0));
    this.#findNext();
  }

  /** Takes out the candle that ends at `nextEndMs`. */
  take(): OtherCandle | undefined {
    const queue = this.#queues.find(({ endMs }) => endMs === this.nextEndMs);
    if (queue === undefined || queue.endMs === Infinity) return undefined;
    const { interval, columns, next } = queue;
    queue.next++;
    queue.endMs = endOf(columns, { interval, row: queue.next, hours: this.#hours });
    this.#findNext();
    return { interval, candle: candleAt(columns, next), isClosed: true };
  }

  #findNext(): void {
    this.nextEndMs = this.#queues.reduce((least, { endMs }) => Math.min(least, endMs), Infinity);
  }
}

function endOf(
  { openTimeMs }: CandleColumns,
  { interval, row, hours }: { interval: Interval; row: number; hours: MarketHours },
): number {
  const atMs = openTimeMs[row];
  return atMs === undefined ? Infinity : hours.closeTime(interval, atMs);
}
