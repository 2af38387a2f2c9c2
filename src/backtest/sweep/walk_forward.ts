/** Tells skill from chance: parameters are chosen on a stretch of the past and tried on the one after it. */
import type { Span } from "../../core/candle.ts";

export interface Fold {
  /** Parameters are chosen here. */
  readonly train: Span;
  /** And tried here; the bars of the warm-up before it are used but not traded. */
  readonly test: Span;
  /** `test`, begun so many bars earlier that the strategy may speak from its first bar on. */
  readonly testWithWarmUp: Span;
}

/**
 * Folds of equal length, each of which is trained and tested in turn; the tests do not overlap with each other and
 * follow each other without a hole: training stretches roll over the data.
 *
 * @param openTimeMs of all bars, ascending.
 * @param options.trainShare of the bars of a fold, between 0 and 1.
 * @throws {RangeError} when there are too few bars.
 */
export function planFolds(
  openTimeMs: Float64Array,
  options: { readonly folds: number; readonly trainShare: number; readonly warmUpBars: number },
): readonly Fold[] {
  const { folds, trainShare, warmUpBars } = options;
  const bars = openTimeMs.length;
  // folds * test + train = bars, and train / (train + test) = trainShare.
  const testBars = Math.floor(bars / (folds + trainShare / (1 - trainShare)));
  const trainBars = bars - folds * testBars;
  if (testBars < 2 || trainBars <= warmUpBars + 1) {
    throw new RangeError(
      `Cannot walk forward: ${bars} bars are too few for ${folds} folds and a warm-up of ${warmUpBars} bars`,
    );
  }
  const timeAt = (row: number) => row < bars ? openTimeMs[row] ?? NaN : Infinity;
  return Array.from({ length: folds }, (_, i) => {
    const from = i * testBars;
    const middle = from + trainBars;
    const toMs = timeAt(middle + testBars) === Infinity
      ? (openTimeMs[bars - 1] ?? NaN) + 1
      : timeAt(middle + testBars);
    return {
      train: { fromMs: timeAt(from), toMs: timeAt(middle) },
      test: { fromMs: timeAt(middle), toMs },
      testWithWarmUp: { fromMs: timeAt(Math.max(0, middle - warmUpBars)), toMs },
    };
  });
}
