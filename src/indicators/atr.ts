import { checkPeriod, checkPrices } from "./checks.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";
import { createWilder, type Smoothing } from "./smoothing.ts";

/** The prices of a candle that ranges are made of. */
export interface PriceCandle {
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/**
 * Average true range by Wilder, in quote currency. The first candle has no close before it and hence no true range: the
 * seed is the plain mean of the ranges of candles 1 to `period`, counted from 0, and candle `period` has the first value.
 *
 * @throws {RangeError} unless `period` is a whole number from 1 to 10,000.
 * @see https://en.wikipedia.org/wiki/Average_true_range
 */
export class Atr extends Streaming<PriceCandle, number> {
  readonly #mean: Smoothing;
  /** Close of the last closed candle and of the open one. */
  #closed = 0;
  #now = 0;

  constructor(period: number) {
    checkPeriod(period, { of: "atr" });
    super(`atr ${period}`, period + 1);
    this.#mean = createWilder(period);
  }

  protected override check(candle: PriceCandle): void {
    checkPrices(candle);
  }

  protected override put({ high, low, close }: PriceCandle, isNew: boolean): void {
    if (isNew) this.#closed = this.#now;
    this.#now = close;
    if (this.bars > 1) this.#mean.step(trueRange(high, low, this.#closed), isNew);
  }

  protected override read(): number {
    return this.#mean.value ?? NaN;
  }

  protected override saveParts(): JsonValue {
    return { closed: this.#closed, now: this.#now, mean: this.#mean.save() };
  }

  protected override restoreParts(parts: SavedParts): void {
    this.#closed = parts.number("closed");
    this.#now = parts.number("now");
    parts.restore("mean", this.#mean);
  }
}

/** From the lower of low and the close before, to the higher of high and that close. */
function trueRange(high: number, low: number, closeBefore: number): number {
  return Math.max(high, closeBefore) - Math.min(low, closeBefore);
}
