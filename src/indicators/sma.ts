import { feedOf, runOver } from "./batch.ts";
import { checkNumber, checkPeriod } from "./checks.ts";
import { compareExactly, findScale, LooseSum, sumOfUnits, toUnits } from "./exact_sum.ts";
import { type JsonValue, type SavedParts, Streaming } from "./indicator.ts";
import { SlidingWindow } from "./window.ts";

/** Nearer than this share of their size, two means may be told apart by their exact sums only. */
export const NEAR_SHARE = 1e-12;

/** The sum of a window: so many units of 1/scale; a scale of 0 is a sum in fractions, which may be rounded. */
interface WindowSum {
  readonly units: number;
  readonly scale: number;
}

/**
 * Mean of the last `period` values. Prices are decimals, so their sum is kept as a whole number of their last decimal
 * place: it is exact, and the mean is rounded once, so that equal means are equal doubles, however many candles. Values
 * that are no decimals of some 13 digits are summed with Neumaier's compensation until the last of them has left.
 *
 * @throws {RangeError} unless `period` is a whole number from 1 to 10,000.
 * @see https://en.wikipedia.org/wiki/Kahan_summation_algorithm#Further_enhancements
 */
export class Sma extends Streaming<number, number> {
  readonly #period: number;
  readonly #window: SlidingWindow;
  /** Units that a value may have: of so many in a window, no sum loses one. */
  readonly #mostUnits: number;
  /** Sum of the window without its newest value, then with it. */
  #closedUnits = 0;
  #closedScale = 1;
  #units = 0;
  #scale = 1;
  /** The same sums while a scale is 0. */
  readonly #closedLoose = new LooseSum();
  readonly #loose = new LooseSum();

  constructor(period: number, name = "sma") {
    checkPeriod(period, { of: name });
    super(`${name} ${period}`, period);
    this.#period = period;
    this.#window = new SlidingWindow(period);
    this.#mostUnits = Math.floor(2 ** 50 / period);
  }

  /** Population standard deviation of the same values, summed anew each time; NaN during the warm-up. */
  deviation(): number {
    const mean = this.value;
    return mean === undefined ? NaN : Math.sqrt(this.#window.squaresFrom(mean) / this.#period);
  }

  /** Whether the mean is the exact one, rounded once. */
  get isExact(): boolean {
    return this.#scale > 0;
  }

  /** Below 0 when this mean lies below the other one, 0 when they are equal as decimals; NaN during a warm-up. */
  compareTo(other: Sma): number {
    const [mine, theirs] = [this.value ?? NaN, other.value ?? NaN];
    const gap = mine - theirs;
    const isExact = this.isExact && other.isExact;
    // Of means that are rounded once, only those that came out equal may still differ.
    if (gap !== 0 && (isExact || !(Math.abs(gap) <= NEAR_SHARE * Math.abs(theirs)))) return gap;
    return isExact
      ? compareExactly(this.#fraction(), other.#fraction())
      : compareExactly(this.#looseFraction(), other.#looseFraction());
  }

  protected override check(value: number): void {
    checkNumber(value, "the value");
  }

  protected override put(value: number, isNew: boolean): void {
    if (isNew) {
      const dropped = this.#window.add(value);
      const before = this.#scale;
      if (before === 0) this.#closeLoose(dropped);
      else {
        this.#closedScale = before;
        this.#closedUnits = this.#units - Math.round(dropped * before);
      }
    } else this.#window.replaceNewest(value);
    const scale = this.#closedScale;
    const units = Math.round(value * scale);
    // Not of a scale of 0, whose quotient is no number.
    if (units / scale === value && Math.abs(units) <= this.#mostUnits) {
      this.#scale = scale;
      this.#units = this.#closedUnits + units;
    } else this.#addHard(value);
  }

  protected override read(): number {
    return this.#scale > 0
      ? this.#units / (this.#scale * this.#period)
      : this.#loose.meanOf(this.#period, this.#window.newest);
  }

  /** Takes out what fell out of the window. */
  #closeLoose(dropped: number): void {
    const left = this.#loose.left - 1;
    const found = left > 0 ? undefined : this.#sumExactly(this.#window.save().slice(0, -1));
    this.#closedUnits = found?.units ?? 0;
    this.#closedScale = found?.scale ?? 0;
    this.#closedLoose.copy(this.#loose);
    this.#closedLoose.add(-dropped);
    // Once a window, so that looking costs no more than summing.
    this.#closedLoose.left = left > 0 ? left : this.#period;
  }

  /** A value with more decimals than those before, or none with a usable number of them. */
  #addHard(value: number): void {
    const wasExact = this.#closedScale > 0;
    const values = wasExact ? this.#window.save() : [];
    const found = wasExact ? this.#sumExactly(values) : undefined;
    this.#units = found?.units ?? 0;
    this.#scale = found?.scale ?? 0;
    if (found !== undefined) return;
    if (wasExact) this.#loose.begin(values, this.#period);
    else {
      this.#loose.copy(this.#closedLoose);
      this.#loose.add(value);
    }
  }

  #sumExactly(values: readonly number[]): WindowSum | undefined {
    const scale = findScale(values, { period: this.#period, mostUnits: this.#mostUnits });
    return scale === undefined ? undefined : { scale, units: sumOfUnits(values, scale) };
  }

  #fraction() {
    return { numerator: this.#units, scale: this.#scale, period: this.#period };
  }

  #looseFraction() {
    return { ...toUnits(this.#window.save()), period: this.#period };
  }

  protected override saveParts(): JsonValue {
    const [closed, total] = [this.#closedScale, this.#scale];
    return {
      window: this.#window.save(),
      closedScale: closed,
      closed: closed > 0 ? this.#closedUnits : this.#closedLoose.save(),
      scale: total,
      total: total > 0 ? this.#units : this.#loose.save(),
    };
  }

  protected override restoreParts(parts: SavedParts): void {
    const window = parts.numbers("window");
    if (window.length !== Math.min(this.bars, this.#period)) {
      throw new RangeError(`Cannot restore a mean of ${this.#period} from ${window.length} values`);
    }
    this.#window.restore(window);
    // Earlier versions kept sums in fractions, which the values themselves tell better.
    if (!parts.has("scale")) return this.#sumAnew(window);
    this.#closedScale = parts.number("closedScale");
    if (this.#closedScale > 0) this.#closedUnits = parts.number("closed");
    else this.#closedLoose.restore(parts.numbers("closed"));
    this.#scale = parts.number("scale");
    if (this.#scale > 0) this.#units = parts.number("total");
    else this.#loose.restore(parts.numbers("total"));
  }

  #sumAnew(window: readonly number[]): void {
    const closed = this.#sumExactly(window.slice(0, -1));
    const total = this.#sumExactly(window);
    this.#closedUnits = closed?.units ?? 0;
    this.#closedScale = closed?.scale ?? 0;
    this.#closedLoose.begin(window.slice(0, -1), this.#period);
    this.#units = total?.units ?? 0;
    this.#scale = total?.scale ?? 0;
    this.#loose.begin(window, this.#period);
  }
}

/**
 * @returns one mean a candle, NaN for the first `period - 1`.
 * @throws {RangeError} as `Sma`.
 */
export function smaOf(values: Float64Array, period: number): Float64Array {
  return runOver(new Sma(period), feedOf(values));
}
