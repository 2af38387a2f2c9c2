/** What a sweep was asked, as it is stored, and the runs that follow from it. */
import type { Span } from "../../../core/candle.ts";
import { UserError } from "../../../core/errors.ts";
import {
  gridOf,
  type ParamSet,
  randomSets,
  readSweepSpace,
  type SweepSpace,
} from "../../../backtest/sweep/sweep_space.ts";
import type { SweepMetric } from "../../../backtest/sweep/sweep_ranking.ts";
import type { Fold } from "../../../backtest/sweep/walk_forward.ts";
import type { BacktestJob } from "../../../backtest/jobs/backtest_job.ts";
import type { DataOptions } from "../load_data.ts";

/** Plain JSON; everything that is needed to go on after the process died. */
export interface SweepRequest {
  readonly format: 1;
  readonly job: BacktestJob;
  readonly dataOptions: DataOptions;
  /** Of the data; a sweep goes on over the same numbers only. */
  readonly hashes: readonly string[];
  readonly space: unknown;
  readonly random: { readonly count: number; readonly seed: number } | null;
  readonly metric: SweepMetric;
  readonly walkForward: { readonly folds: number; readonly trainShare: number } | null;
  readonly runWithinMs: number;
}

/** A run of the plan. */
export interface PlannedRun {
  readonly number: number;
  readonly params: ParamSet;
  readonly span: Span | undefined;
}

export interface SweepSets {
  readonly space: SweepSpace;
  readonly sets: readonly ParamSet[];
}

/** @throws {UserError} a sentence about the parameters. */
export function planSets({ space: given, random }: SweepRequest): SweepSets {
  try {
    const space = readSweepSpace(given);
    return { space, sets: random === null ? gridOf(space) : randomSets(space, random) };
  } catch (error) {
    if (error instanceof RangeError) throw new UserError("invalid", error.message);
    throw error;
  }
}

/** Without folds every set over the whole span, else every set over every stretch of training. */
export function planRuns(
  sets: readonly ParamSet[],
  { folds, span }: { readonly folds: readonly Fold[]; readonly span: Span | undefined },
): readonly PlannedRun[] {
  const spans = folds.length === 0 ? [span] : folds.map(({ train }) => train);
  return spans.flatMap((of, fold) =>
    sets.map((params, i) => ({ number: fold * sets.length + i, params, span: of }))
  );
}
