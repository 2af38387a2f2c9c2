/** Sums of decimals as whole numbers of their last place, and sums of what is no decimal. */
import { toDecimal } from "../core/decimal.ts";

/** The least power of ten at which all of the values are whole; `undefined` when there is none of a usable size. */
export function findScale(
  values: readonly number[],
  { period, mostUnits }: { readonly period: number; readonly mostUnits: number },
): number | undefined {
  let scale = 1;
  for (const value of values) {
    while (Math.round(value * scale) / scale !== value) {
      scale *= 10;
      // Both must be whole numbers of a double, so that the mean is rounded once.
      if (scale * period > Number.MAX_SAFE_INTEGER || Math.abs(value) * scale > mostUnits) return undefined;
    }
  }
  return values.every((value) => Math.abs(value) * scale <= mostUnits) ? scale : undefined;
}

export function sumOfUnits(values: readonly number[], scale: number): number {
  return values.reduce((sum, value) => sum + Math.round(value * scale), 0);
}

/** A mean: `numerator` units of 1/scale, divided by `period`. */
export interface MeanFraction {
  readonly numerator: number | bigint;
  readonly scale: number | bigint;
  readonly period: number;
}

/** Below 0, 0 or above, without any rounding. */
export function compareExactly(a: MeanFraction, b: MeanFraction): -1 | 0 | 1 {
  const isSameScale = a.scale === b.scale;
  if (isSameScale && typeof a.numerator === "number" && typeof b.numerator === "number") {
    const [left, right] = [a.numerator * b.period, b.numerator * a.period];
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return signOf(left, right);
  }
  const left = BigInt(a.numerator) * BigInt(b.period) * BigInt(b.scale);
  const right = BigInt(b.numerator) * BigInt(a.period) * BigInt(a.scale);
  return signOf(left, right);
}

function signOf<T extends number | bigint>(a: T, b: T): -1 | 0 | 1 {
  return a === b ? 0 : a > b ? 1 : -1;
}

/** Of values of any kind, as the decimals that they are printed as. */
export function toUnits(values: readonly number[]): Pick<MeanFraction, "numerator" | "scale"> {
  return { numerator: values.reduce((sum, value) => sum + toDecimal(value), 0n), scale: toDecimal(1) };
}

/** Rounding of a compensated sum and of its division, as a share. */
const ROUNDING = 4 * Number.EPSILON;

/** A sum of fractions with Neumaier's compensation. */
export class LooseSum {
  /** Candles until the values may be looked at again: what is no decimal may have left by then. */
  left = 0;
  #sum = 0;
  /** What rounding took from the sum so far. */
  #lost = 0;

  begin(values: readonly number[], left: number): void {
    this.#sum = 0;
    this.#lost = 0;
    for (const value of values) this.add(value);
    this.left = left;
  }

  copy(other: LooseSum): void {
    this.left = other.left;
    this.#sum = other.#sum;
    this.#lost = other.#lost;
  }

  add(value: number): void {
    const next = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value)
      ? (this.#sum - next) + value
      : (value - next) + this.#sum;
    this.#sum = next;
  }

  /** @param newest of the values: the mean of equal ones is none that lies a rounding beside them. */
  meanOf(count: number, newest: number): number {
    const mean = (this.#sum + this.#lost) / count;
    return Math.abs(mean - newest) <= ROUNDING * Math.abs(newest) ? newest : mean;
  }

  save(): readonly number[] {
    return [this.#sum, this.#lost, this.left];
  }

  restore([sum = 0, lost = 0, left = 0]: readonly number[]): void {
    this.#sum = sum;
    this.#lost = lost;
    this.left = left;
  }
}
