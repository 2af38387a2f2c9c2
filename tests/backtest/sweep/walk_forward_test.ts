import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { planFolds } from "../../../src/backtest/sweep/walk_forward.ts";

const candles = (count: number) => Float64Array.from({ length: count }, (_, i) => i * 10);

Deno.test("folds train and then test, without a hole between the tests, to the end of the last bar", () => {
  deepStrictEqual(planFolds(candles(12), { folds: 2, trainShare: 0.5, warmUpBars: 2 }), [
    {
      train: { fromMs: 0, toMs: 40 },
      test: { fromMs: 40, toMs: 80 },
      testWithWarmUp: { fromMs: 20, toMs: 80 },
    },
    {
      train: { fromMs: 40, toMs: 80 },
      test: { fromMs: 80, toMs: 111 },
      testWithWarmUp: { fromMs: 60, toMs: 111 },
    },
  ]);
});

Deno.test("a fold tests two bars at least, and trains two more than the warm-up", () => {
  strictEqual(planFolds(candles(6), { folds: 2, trainShare: 0.5, warmUpBars: 0 }).length, 2);
  throws(
    () => planFolds(candles(5), { folds: 2, trainShare: 0.5, warmUpBars: 0 }),
    /5 bars are too few for 2 folds/,
  );
  strictEqual(planFolds(candles(12), { folds: 2, trainShare: 0.5, warmUpBars: 2 }).length, 2);
  throws(() => planFolds(candles(12), { folds: 2, trainShare: 0.5, warmUpBars: 3 }), RangeError);
});
