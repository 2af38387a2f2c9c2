import { checkNumber } from "./checks.ts";
import { Smoothing } from "./smoothing.ts";

/**
 * Exponential moving average with the weight 2/(period + 1), seeded with the plain mean of the first `period` values.
 *
 * @throws {RangeError} unless `period` is a whole number from 1 to 10,000.
 * @see https://en.wikipedia.org/wiki/Exponential_smoothing
 */
export class Ema extends Smoothing {
  constructor(period: number) {
    super("ema", { period, weight: emaWeight(period) });
  }

  protected override check(value: number): void {
    checkNumber(value, "the value");
  }
}

export function emaWeight(period: number): number {
  return 2 / (period + 1);
}
