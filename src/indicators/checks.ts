/** What indicators accept. */

/** Its square is still far from the largest double, so that no rule here can overflow. */
const LARGEST = 1e100;
/** Bounds the memory of a window and the time of a candle. */
const LONGEST_PERIOD = 10_000;
const LARGEST_FACTOR = 100;

/** @throws {RangeError} unless `value` is a number of usable size. */
export function checkNumber(value: number, what: string): void {
  // Not `> LARGEST`: NaN must be refused too.
  if (!(Math.abs(value) <= LARGEST)) {
    throw new RangeError(`Cannot add a bar: ${what} must be a number, received ${value}`);
  }
}

/** @throws {RangeError} unless both are numbers and `high` is not below `low`. */
export function checkRange(candle: { readonly high: number; readonly low: number }): void {
  checkNumber(candle.high, "high");
  checkNumber(candle.low, "low");
  if (candle.high < candle.low) {
    throw new RangeError(`Cannot add a bar: high ${candle.high} lies below low ${candle.low}`);
  }
}

/** @throws {RangeError} unless all three are numbers and `high` is not below `low`. */
export function checkPrices(
  candle: { readonly high: number; readonly low: number; readonly close: number },
): void {
  checkRange(candle);
  checkNumber(candle.close, "close");
}

/** @throws {RangeError} unless `period` is a whole number of candles from `min` to 10,000. */
export function checkPeriod(
  period: number,
  { of, name = "period", min = 1 }: { of: string; name?: string; min?: number },
): void {
  if (Number.isInteger(period) && period >= min && period <= LONGEST_PERIOD) return;
  throw new RangeError(
    `Cannot create ${of}: ${name} must be a whole number from ${min} to ${LONGEST_PERIOD}, received ${period}`,
  );
}

/** @throws {RangeError} unless `factor` is above 0 and at most 100. */
export function checkFactor(factor: number, { of, name }: { of: string; name: string }): void {
  if (factor > 0 && factor <= LARGEST_FACTOR) return;
  throw new RangeError(
    `Cannot create ${of}: ${name} must be a number above 0 and at most ${LARGEST_FACTOR}, received ${factor}`,
  );
}
