import { feedOf, runOver } from "./batch.ts";
import { checkNumber, checkPeriod } from "./checks.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";
import { SlidingWindow } from "./window.ts";

/**
 * Mean of the last `period` values, by a running sum with Neumaier's compensation: exact for whole numbers whose sum
 * stays below 2^53, and without drift for fractions, however many candles.
 *
 * @throws {RangeError} unless `period` is a whole number from 1 to 10,000.
 * @see https://en.wikipedia.org/wiki/Kahan_summation_algorithm#Further_enhancements
 */
export class Sma extends Streaming<number, number> {
  readonly #period: number;
  readonly #window: SlidingWindow;
  /** Sum of the window without its newest value, then with it. */
  readonly #closed = new CompensatedSum();
  readonly #total = new CompensatedSum();

  constructor(period: number, name = "sma") {
    checkPeriod(period, { of: name });
    super(`${name} ${period}`, period);
    this.#period = period;
    this.#window = new SlidingWindow(period);
  }

  /** Population standard deviation of the same values, summed anew each time; NaN during the warm-up. */
  deviation(): number {
    const mean = this.value;
    return mean === undefined ? NaN : Math.sqrt(this.#window.squaresFrom(mean) / this.#period);
  }

  protected override check(value: number): void {
    checkNumber(value, "the value");
  }

  protected override put(value: number, isNew: boolean): void {
    if (isNew) {
      this.#closed.copy(this.#total);
      this.#closed.add(-this.#window.add(value));
    } else {
      this.#window.replaceNewest(value);
    }
    this.#total.copy(this.#closed);
    this.#total.add(value);
  }

  protected override read(): number {
    return this.#total.value / this.#period;
  }

  protected override saveParts(): JsonValue {
    const { sum, lost } = this.#total;
    return {
      window: this.#window.save(),
      closed: this.#closed.sum,
      closedLost: this.#closed.lost,
      total: sum,
      totalLost: lost,
    };
  }

  protected override restoreParts(parts: SavedParts): void {
    const window = parts.numbers("window");
    if (window.length !== Math.min(this.bars, this.#period)) {
      throw new RangeError(`Cannot restore a mean of ${this.#period} from ${window.length} values`);
    }
    this.#window.restore(window);
    this.#closed.sum = parts.number("closed");
    this.#closed.lost = parts.number("closedLost");
    this.#total.sum = parts.number("total");
    this.#total.lost = parts.number("totalLost");
  }
}

class CompensatedSum {
  sum = 0;
  /** What rounding took from `sum` so far. */
  lost = 0;

  get value(): number {
    return this.sum + this.lost;
  }

  copy(other: CompensatedSum): void {
    this.sum = other.sum;
    this.lost = other.lost;
  }

  add(value: number): void {
    const next = this.sum + value;
    this.lost += Math.abs(this.sum) >= Math.abs(value)
      ? (this.sum - next) + value
      : (value - next) + this.sum;
    this.sum = next;
  }
}

/**
 * @returns one mean a candle, NaN for the first `period - 1`.
 * @throws {RangeError} as `Sma`.
 */
export function smaOf(values: Float64Array, period: number): Float64Array {
  return runOver(new Sma(period), feedOf(values));
}
