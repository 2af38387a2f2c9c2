/** What came of the runs of a sweep. */
import type { BacktestStatistics } from "../../../backtest/run/backtest_result.ts";
import {
  findStability,
  rank,
  type Stability,
  type SweepMetric,
  type SweepOutcome,
} from "../../../backtest/sweep/sweep_ranking.ts";
import { type EarlierStatistics, readStoredStatistics } from "../../../backtest/run/stored_figures.ts";
import type { Fold } from "../../../backtest/sweep/walk_forward.ts";
import type { BacktestJob } from "../../../backtest/jobs/backtest_job.ts";
import type { AccountPlan } from "../../../paper/account_rules.ts";
import type { SweepRunRow } from "../../../backtest/backtest_store.ts";
import type { PoolUse } from "./pool.ts";
import { isTimedOut } from "./timed_out.ts";
import type { PlannedRun, SweepRequest, SweepSets } from "./request.ts";

export interface FoldResult extends Fold {
  readonly params: unknown;
  readonly inSample: BacktestStatistics;
  readonly outOfSample: BacktestStatistics | undefined;
}

export interface FaultyRun {
  readonly params: unknown;
  readonly fault: string;
}

export interface SweepResult {
  readonly id: number;
  readonly metric: SweepMetric;
  /** Of all runs. */
  readonly account: AccountPlan;
  readonly usual: BacktestJob["usual"];
  readonly sets: SweepSets;
  /** Best first; of a walk-forward, over the stretches of training. */
  readonly ranked: readonly (SweepOutcome & { readonly number: number })[];
  readonly refused: readonly FaultyRun[];
  /** Those that took longer than a run may. */
  readonly timedOut: readonly FaultyRun[];
  readonly stability: Stability | undefined;
  readonly folds: readonly FoldResult[];
  /** Runs that were there already. */
  readonly resumed: number;
  readonly runs: number;
  readonly use: PoolUse | undefined;
  readonly workers: number;
}

/** The best set of every stretch of training, over the stretch after it. */
export function planTests(
  folds: readonly Fold[],
  about: {
    readonly results: ReadonlyMap<number, SweepRunRow>;
    readonly sets: SweepSets;
    readonly metric: SweepMetric;
  },
): readonly PlannedRun[] {
  const { results, sets: { sets }, metric } = about;
  return folds.flatMap(({ testWithWarmUp }, fold) => {
    const numbers = sets.map((_, i) => fold * sets.length + i);
    const best = rank(toOutcomes(numbers, results), metric)[0];
    return best === undefined
      ? []
      : [{ number: folds.length * sets.length + fold, params: best.params, span: testWithWarmUp }];
  });
}

/** Rows are of this program's own writing. */
function toOutcomes(
  numbers: readonly number[],
  results: ReadonlyMap<number, SweepRunRow>,
): readonly (SweepOutcome & { readonly number: number })[] {
  return numbers.flatMap((number) => {
    const row = results.get(number);
    if (row?.statistics === undefined) return [];
    const { params, statistics } = row;
    return [{
      number,
      params: params as SweepOutcome["params"],
      statistics: readStoredStatistics(statistics as BacktestStatistics | EarlierStatistics),
    }];
  });
}

export function summarize(
  about: {
    readonly request: SweepRequest;
    readonly sets: SweepSets;
    readonly folds: readonly Fold[];
    readonly plan: readonly PlannedRun[];
    readonly results: ReadonlyMap<number, SweepRunRow>;
  },
): Omit<SweepResult, "id" | "resumed" | "use" | "workers"> {
  const { request: { metric, job: { account, usual } }, sets, folds, plan, results } = about;
  const outcomes = toOutcomes(plan.map(({ number }) => number), results);
  const tests = planTests(folds, { results, sets, metric });
  const faulty = [...results.values()].flatMap(({ params, fault }) =>
    fault === undefined ? [] : [{ params, fault }]
  );
  return {
    metric,
    account,
    usual,
    sets,
    ranked: rank(outcomes, metric),
    refused: faulty.filter(({ fault }) => !isTimedOut(fault)),
    timedOut: faulty.filter(({ fault }) => isTimedOut(fault)),
    stability: folds.length > 0 ? undefined : findStability(outcomes, { space: sets.space, metric }),
    folds: tests.map(({ number, params }) => {
      const fold = number - folds.length * sets.sets.length;
      const numbers = sets.sets.map((_, i) => fold * sets.sets.length + i);
      const [inSample] = rank(toOutcomes(numbers, results), metric);
      const [test] = toOutcomes([number], results);
      return {
        ...folds[fold] as Fold,
        params,
        inSample: inSample?.statistics as BacktestStatistics,
        outOfSample: test?.statistics,
      };
    }),
    runs: results.size,
  };
}
