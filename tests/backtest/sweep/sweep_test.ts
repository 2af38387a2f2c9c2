import assert from "node:assert/strict";
import fc from "fast-check";
import { findStability, metricOf, rank } from "../../../src/backtest/sweep/sweep_ranking.ts";
import {
  countSets,
  gridOf,
  MOST_SETS,
  neighboursOf,
  randomSets,
  readSweepSpace,
} from "../../../src/backtest/sweep/sweep_space.ts";
import { planFolds } from "../../../src/backtest/sweep/walk_forward.ts";
import { makeColumns, makeStatistics } from "../made_results.ts";

const SPACE = readSweepSpace({ fast: [5, 10], slow: { from: 20, to: 40, step: 10 }, kind: "ema" });

Deno.test("a grid holds every combination and keeps what does not vary", () => {
  assert.deepEqual(gridOf(SPACE), [
    { kind: "ema", fast: 5, slow: 20 },
    { kind: "ema", fast: 5, slow: 30 },
    { kind: "ema", fast: 5, slow: 40 },
    { kind: "ema", fast: 10, slow: 20 },
    { kind: "ema", fast: 10, slow: 30 },
    { kind: "ema", fast: 10, slow: 40 },
  ]);
});

Deno.test("a range of fractions has no rounding errors and keeps its end", () => {
  const { axes } = readSweepSpace({ stop: { from: 0.1, to: 0.5, step: 0.1 } });
  assert.deepEqual(axes[0]?.values, [0.1, 0.2, 0.3, 0.4, 0.5]);
});

Deno.test("a list with the same value twice tries it once", () => {
  assert.deepEqual(readSweepSpace({ fast: [5, 5, 6] }).axes[0]?.values, [5, 6]);
});

const faults: readonly (readonly [unknown, RegExp])[] = [
  [[], /must be a JSON object/],
  [null, /must be a JSON object/],
  [{ fast: [] }, /the list of fast is empty/],
  [{ fast: { from: 1, to: 5 } }, /range of fast must be like/],
  [{ fast: { from: 1, to: 5, step: 0 } }, /needs a step above 0/],
  [{ fast: { from: 5, to: 1, step: 1 } }, /an end that is not below its beginning/],
  [{ fast: { from: 1, to: 5, step: 1, more: 1 } }, /range of fast must be like/],
  [{ fast: { from: 0, to: 1e9, step: 1 } }, /more than 10000 values/],
];

Deno.test("a space that makes no sense is refused with a sentence", () => {
  for (const [value, part] of faults) assert.throws(() => readSweepSpace(value), part, JSON.stringify(value));
});

Deno.test("a grid that is too large is refused, and some of it can be taken by chance", () => {
  const wide = { from: 1, to: 1_000, step: 1 };
  const space = readSweepSpace({ a: wide, b: wide });
  assert.throws(() => gridOf(space), /1,000,000 combinations.*--random/);
  assert.throws(() => randomSets(space, { count: MOST_SETS + 1, seed: 1 }), /100,000 sets are the most/);
  assert.equal(randomSets(space, { count: 10, seed: 1 }).length, 10);
});

Deno.test("random sets are different ones of the grid, and the same for the same seed", () => {
  const space = readSweepSpace({ a: [1, 2, 3, 4], b: [1, 2, 3], c: [true, false] });
  const grid = new Set(gridOf(space).map((set) => JSON.stringify(set)));
  fc.assert(fc.property(fc.nat({ max: 30 }), fc.nat(), (count, seed) => {
    const sets = randomSets(space, { count, seed }).map((set) => JSON.stringify(set));
    assert.equal(sets.length, Math.min(count, countSets(space)));
    assert.equal(new Set(sets).size, sets.length);
    assert.ok(sets.every((set) => grid.has(set)));
    assert.deepEqual(randomSets(space, { count, seed }).map((set) => JSON.stringify(set)), sets);
  }));
});

Deno.test("neighbours differ by one step in one parameter", () => {
  assert.deepEqual(neighboursOf({ kind: "ema", fast: 5, slow: 30 }, SPACE), [
    { kind: "ema", fast: 10, slow: 30 },
    { kind: "ema", fast: 5, slow: 20 },
    { kind: "ema", fast: 5, slow: 40 },
  ]);
});

const outcome = (slow: number, sharpe: number | undefined) => ({
  params: { kind: "ema", fast: 5, slow },
  statistics: makeStatistics({ sharpe }),
});

Deno.test("ranking puts the best first and what has no value last", () => {
  const ranked = rank([outcome(1, undefined), outcome(2, -1), outcome(3, 2)], "sharpe");
  assert.deepEqual(ranked.map(({ params }) => params.slow), [3, 2, 1]);
});

Deno.test("each metric reads its own figure", () => {
  const statistics = makeStatistics({ sharpe: 1, returnShare: 2, calmar: 3 });
  assert.deepEqual(
    (["sharpe", "return", "calmar"] as const).map((metric) => metricOf(statistics, metric)),
    [1, 2, 3],
  );
});

Deno.test("a best set whose neighbours do well is stable, a lonely one is told", () => {
  const about = { space: SPACE, metric: "sharpe" } as const;
  const stable = findStability([outcome(20, 1.8), outcome(30, 2), outcome(40, 1.7)], about);
  assert.deepEqual([stable?.neighbours, stable?.worstOfNeighbours, stable?.isLonely], [2, 1.7, false]);
  const lonely = findStability([outcome(20, 0.1), outcome(30, 2), outcome(40, -1)], about);
  assert.equal(lonely?.isLonely, true);
  assert.equal(findStability([], about), undefined);
});

Deno.test("folds train before they test, tests follow each other and end with the data", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 10 }),
    fc.double({ min: 0.3, max: 0.9, noNaN: true }),
    fc.integer({ min: 0, max: 20 }),
    (folds, trainShare, warmUpCandles) => {
      const { openTimeMs } = makeColumns(600);
      const plan = planFolds(openTimeMs, { folds, trainShare, warmUpBars: warmUpCandles });
      assert.equal(plan.length, folds);
      plan.forEach(({ train, test, testWithWarmUp }, i) => {
        assert.equal(train.toMs, test.fromMs);
        assert.ok(train.fromMs < train.toMs && test.fromMs < test.toMs);
        assert.equal(test.toMs, testWithWarmUp.toMs);
        const before = [...openTimeMs].filter((at) => at >= testWithWarmUp.fromMs && at < test.fromMs);
        assert.equal(before.length, warmUpCandles);
        if (i > 0) assert.equal(test.fromMs, plan[i - 1]?.test.toMs);
      });
      assert.ok((plan.at(-1)?.test.toMs ?? 0) > (openTimeMs.at(-1) ?? NaN));
    },
  ));
});

Deno.test("walking forward over too few bars is refused", () => {
  const { openTimeMs } = makeColumns(30);
  assert.throws(
    () => planFolds(openTimeMs, { folds: 5, trainShare: 0.7, warmUpBars: 30 }),
    /30 bars are too few/,
  );
});
