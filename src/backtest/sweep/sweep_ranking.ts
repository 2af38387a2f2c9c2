/** What the results of a sweep say. */
import type { BacktestStatistics } from "../run/backtest_result.ts";
import { neighboursOf, type ParamSet, type SweepSpace } from "./sweep_space.ts";

export const SWEEP_METRICS = ["sharpe", "return", "calmar"] as const;
export type SweepMetric = (typeof SWEEP_METRICS)[number];

export interface SweepOutcome {
  readonly params: ParamSet;
  readonly statistics: BacktestStatistics;
}

/** The value that is compared; `undefined` when it cannot be computed, for example without a trade. */
export function metricOf(
  statistics: Pick<BacktestStatistics, "sharpe" | "returnShare" | "calmar">,
  metric: SweepMetric,
): number | undefined {
  return metric === "return" ? statistics.returnShare : statistics[metric];
}

/** Best first; those without a value last, by their return, and equal ones in the order in which they came. */
export function rank<T extends SweepOutcome>(outcomes: readonly T[], metric: SweepMetric): readonly T[] {
  const valueOf = ({ statistics }: T) => metricOf(statistics, metric) ?? -Infinity;
  return outcomes.toSorted((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    if (left !== right) return right - left;
    return left === -Infinity ? b.statistics.returnShare - a.statistics.returnShare : 0;
  });
}

/** By what they are ordered: by their return when none of them has a value of the metric. */
export function orderOf(
  outcomes: readonly Pick<SweepOutcome, "statistics">[],
  metric: SweepMetric,
): SweepMetric {
  return outcomes.some(({ statistics }) => metricOf(statistics, metric) !== undefined) ? metric : "return";
}

export interface Stability {
  /** Sets one step away that were tried. */
  readonly neighbours: number;
  readonly best: number;
  readonly medianOfNeighbours: number;
  readonly worstOfNeighbours: number;
  /** Whether the best set is a lonely peak, which is more likely chance than skill. */
  readonly isLonely: boolean;
}

/** How the best set does beside those next to it; `undefined` when nothing can be compared. */
export function findStability(
  outcomes: readonly SweepOutcome[],
  options: { readonly space: SweepSpace; readonly metric: SweepMetric },
): Stability | undefined {
  const { space, metric } = options;
  const best = rank(outcomes, metric)[0];
  const bestValue = best === undefined ? undefined : metricOf(best.statistics, metric);
  if (best === undefined || bestValue === undefined) return undefined;
  const bySet = new Map(outcomes.map((outcome) => [toKey(outcome.params), outcome]));
  const values = neighboursOf(best.params, space).flatMap((params) => {
    const outcome = bySet.get(toKey(params));
    const value = outcome === undefined ? undefined : metricOf(outcome.statistics, metric);
    return value === undefined ? [] : [value];
  }).toSorted((a, b) => a - b);
  const [worst] = values;
  const median = values[Math.floor((values.length - 1) / 2)];
  if (worst === undefined || median === undefined) return undefined;
  return {
    neighbours: values.length,
    best: bestValue,
    medianOfNeighbours: median,
    worstOfNeighbours: worst,
    isLonely: bestValue > 0 && median < bestValue / 2,
  };
}

/** One spelling of a set, whatever the order of its parameters. */
export function toKey(params: ParamSet): string {
  return JSON.stringify(Object.entries(params).toSorted(([a], [b]) => a < b ? -1 : a > b ? 1 : 0));
}
