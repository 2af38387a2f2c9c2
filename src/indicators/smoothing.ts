import { checkPeriod } from "./checks.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";

/**
 * A mean that forgets: seeded with the plain mean of the first `period` values, then moved by `weight` of the
 * distance to each new one. With a weight of 1/period it is Wilder's smoothing, with 2/(period + 1) the EMA.
 */
export class Smoothing extends Streaming<number, number> {
  readonly #period: number;
  readonly #weight: number;
  /** Sum of the seed, then the mean: up to the last closed value, and with the open one. */
  #closed = 0;
  #now = 0;

  constructor(name: string, { period, weight }: { period: number; weight: number }) {
    checkPeriod(period, { of: name });
    super(`${name} ${period}`, period);
    this.#period = period;
    this.#weight = weight;
  }

  /** Takes what others have made of numbers that they have checked. */
  protected override check(_value: number): void {}

  protected override put(value: number, isNew: boolean): void {
    if (isNew) this.#closed = this.#now;
    const closed = this.#closed;
    if (this.bars > this.#period) this.#now = moveMean(closed, value, this.#weight);
    else if (this.bars === this.#period) this.#now = seedMean(closed + value, { count: this.#period, value });
    else this.#now = closed + value;
  }

  protected override read(): number {
    return this.#now;
  }

  protected override saveParts(): JsonValue {
    return { closed: this.#closed, now: this.#now };
  }

  protected override restoreParts(parts: SavedParts): void {
    this.#closed = parts.number("closed");
    this.#now = parts.number("now");
  }
}

/**
 * The plain mean of a seed. One that lies beside the newest value by no more than adding may have lost is that value: the
 * mean of equal values is none but theirs, and an average of a price that stands still must not seem to move.
 */
export function seedMean(
  sum: number,
  { count, value }: { readonly count: number; readonly value: number },
): number {
  const mean = sum / count;
  return Math.abs(mean - value) <= count * Number.EPSILON * Math.abs(value) ? value : mean;
}

/** `mean` moved by `weight` of its distance to `value`; written so that a mean of equal values stays put exactly. */
export function moveMean(mean: number, value: number, weight: number): number {
  return mean + weight * (value - mean);
}

/** Wilder's smoothing. @see J. W. Wilder, New Concepts in Technical Trading Systems, 1978 */
export function createWilder(period: number): Smoothing {
  return new Smoothing("wilder", { period, weight: 1 / period });
}
