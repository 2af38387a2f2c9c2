import { checkPeriod, checkRange } from "./checks.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";
import { createWilder, type Smoothing } from "./smoothing.ts";

/** The extremes of a candle. */
export interface RangeCandle {
  readonly high: number;
  readonly low: number;
}

/**
 * Average directional index by Wilder, 0 to 100: how strongly a price goes one way, whichever. It is
 * |+DM − −DM| / (+DM + −DM) of the smoothed directional movements, smoothed once more; the true range by which Wilder
 * divides both movements first falls out of that quotient. Candles without any movement count as 0.
 *
 * @throws {RangeError} unless `period` is a whole number from 1 to 10,000.
 * @see https://en.wikipedia.org/wiki/Average_directional_movement_index
 */
export class Adx extends Streaming<RangeCandle, number> {
  readonly #plus: Smoothing;
  readonly #minus: Smoothing;
  readonly #mean: Smoothing;
  /** Extremes of the last closed candle and of the open one. */
  #closed: RangeCandle = { high: 0, low: 0 };
  #now: RangeCandle = { high: 0, low: 0 };

  constructor(period: number) {
    checkPeriod(period, { of: "adx" });
    super(`adx ${period}`, 2 * period);
    this.#plus = createWilder(period);
    this.#minus = createWilder(period);
    this.#mean = createWilder(period);
  }

  protected override check(candle: RangeCandle): void {
    checkRange(candle);
  }

  protected override put({ high, low }: RangeCandle, isNew: boolean): void {
    if (isNew) this.#closed = this.#now;
    this.#now = { high, low };
    if (this.bars === 1) return;
    const up = high - this.#closed.high;
    const down = this.#closed.low - low;
    const plus = this.#plus.step(up > down && up > 0 ? up : 0, isNew);
    const minus = this.#minus.step(down > up && down > 0 ? down : 0, isNew);
    if (plus === undefined || minus === undefined) return;
    const moved = plus + minus;
    this.#mean.step(moved === 0 ? 0 : 100 * Math.abs(plus - minus) / moved, isNew);
  }

  protected override read(): number {
    return this.#mean.value ?? NaN;
  }

  protected override saveParts(): JsonValue {
    return {
      closed: [this.#closed.high, this.#closed.low],
      now: [this.#now.high, this.#now.low],
      plus: this.#plus.save(),
      minus: this.#minus.save(),
      mean: this.#mean.save(),
    };
  }

  protected override restoreParts(parts: SavedParts): void {
    const [closedHigh = 0, closedLow = 0] = parts.numbers("closed");
    const [high = 0, low = 0] = parts.numbers("now");
    this.#closed = { high: closedHigh, low: closedLow };
    this.#now = { high, low };
    parts.restore("plus", this.#plus);
    parts.restore("minus", this.#minus);
    parts.restore("mean", this.#mean);
  }
}
