/** Tells skill from chance: parameters are chosen on a stretch of the past and tried on the one after it. */
import type { Span } from "../../core/candle.ts";

export interface Fold {
  /** Parameters are chosen here. */
  readonly train: Span;
  /** And tried here; the candles of the warm-up before it are used but not traded. */
  readonly test: Span;
  /** `test`, begun so many candles earlier that the strategy may speak from its first candle on. */
  readonly testWithWarmUp: Span;
}

/**
 * Folds of equal length, each of which is trained and tested in turn; the tests do not overlap with each other and
 * follow each other without a hole: training stretches roll over the data.
 *
 * @param openTimeMs of all candles, ascending.
 * @param options.trainShare of the candles of a fold, between 0 and 1.
 * @throws {RangeError} when there are too few candles.
 */
export function planFolds(
  openTimeMs: Float64Array,
  options: { readonly folds: number; readonly trainShare: number; readonly warmUpBars: number },
): readonly Fold[] {
  const { folds, trainShare, warmUpBars: warmUpCandles } = options;
  const candles = openTimeMs.length;
  // folds * test + train = candles, and train / (train + test) = trainShare.
  const testCandles = Math.floor(candles / (folds + trainShare / (1 - trainShare)));
  const trainCandles = candles - folds * testCandles;
  if (testCandles < 2 || trainCandles <= warmUpCandles + 1) {
    throw new RangeError(
      `Cannot walk forward: ${candles} bars are too few for ${folds} folds and a warm-up of ${warmUpCandles} bars`,
    );
  }
  const timeAt = (row: number) => row < candles ? openTimeMs[row] ?? NaN : Infinity;
  return Array.from({ length: folds }, (_, i) => {
    const from = i * testCandles;
    const middle = from + trainCandles;
    const toMs = timeAt(middle + testCandles) === Infinity
      ? (openTimeMs[candles - 1] ?? NaN) + 1
      : timeAt(middle + testCandles);
    return {
      train: { fromMs: timeAt(from), toMs: timeAt(middle) },
      test: { fromMs: timeAt(middle), toMs },
      testWithWarmUp: { fromMs: timeAt(Math.max(0, middle - warmUpCandles)), toMs },
    };
  });
}
