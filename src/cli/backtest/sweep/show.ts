/** The results of a sweep, for eyes and for other programs. */
import type { BacktestStatistics, RecordedRules } from "../../../backtest/run/backtest_result.ts";
import { toAmount, toPercent, toRatio } from "../../../backtest/report/numbers.ts";
import { pick } from "../../../core/lang.ts";
import { findNoneReasons } from "../../../backtest/run/none_reasons.ts";
import { toCostsText } from "../../../backtest/report/result_words.ts";
import { metricOf, orderOf } from "../../../backtest/sweep/sweep_ranking.ts";
import { toKstIso } from "../../../core/kst.ts";
import { escapeControls } from "../../../core/text.ts";
import type { AccountPlan } from "../../../paper/account_rules.ts";
import { countText, numberText } from "../../candles/shelf_access.ts";
import { toTable } from "../../kit/terminal.ts";
import { toDefaultLines } from "../result_text.ts";
import { toRulesJson, toStatisticsJson, toUsualJson } from "../../../backtest/report/result_json.ts";
import type { FoldResult, SweepResult } from "./results.ts";
import { toFixedText } from "../../../core/words/numbers.ts";

const SHOWN = 10;

export function toSweepLines(result: SweepResult): readonly string[] {
  const { id, ranked, refused, timedOut, runs, metric, folds, use, workers, resumed } = result;
  const axes = result.sets.space.axes.map(({ name }) => name);
  const order = orderOf(ranked, metric);
  const heads = [`by ${order}`, ...axes, ...FIGURES];
  const shown = ranked.slice(0, SHOWN);
  const rows = shown.map(({ params, statistics }, i) => [
    String(i + 1),
    ...toAxisCells(params, axes),
    ...toFigures(statistics),
  ]);
  const lateRows = timedOut.slice(0, SHOWN).map(({ params }) => [
    "timed out",
    ...toAxisCells(params, axes),
    ...Array.from({ length: FIGURES.length }, () => "none"),
  ]);
  const speed = use === undefined
    ? "all of them were there"
    : `${toFixedText(use.wallMs / 1_000, 1)} s on ${countText(workers, "core")}, ${
      Math.round(use.cpuShare * 100)
    }% busy`;
  return [
    ...toOrderLines(result),
    toCostsText({ rules: toRecorded(result.account) }, { lang: "en" }),
    ...toDefaultLines(result, "en"),
    "",
    ...(folds.length > 0 ? toFoldLines(result) : toTable([heads, ...rows, ...lateRows])),
    ...toMoreLines(folds.length > 0 ? 0 : ranked.length - rows.length),
    ...(folds.length > 0 ? [] : toDashLines(shown.map(({ statistics }) => statistics))),
    "",
    `sweep ${id}: ${countText(runs, "run")}, ${resumed > 0 ? `${resumed} from before, ` : ""}${speed}`,
    ...(timedOut.length > 0
      ? [
        `${countText(timedOut.length, "run")} ${
          escapeControls(timedOut[0]?.fault ?? "")
        }; the others went on. More time is given with --timeout`,
      ]
      : []),
    ...(refused.length > 0
      ? [
        `${countText(refused.length, "set")} refused, for example: ${
          escapeControls(refused[0]?.fault ?? "")
        }`,
      ]
      : []),
    ...toStabilityLines(result),
  ];
}

const FIGURES = ["return", "drawdown", "sharpe", "calmar", "trades"];

function toAxisCells(params: unknown, axes: readonly string[]): readonly string[] {
  const values = params as Readonly<Record<string, unknown>>; // of this program's own writing
  return axes.map((name) => escapeControls(JSON.stringify(values[name]) ?? ""));
}

/** What the dashes in the columns above mean, column by column. */
function toDashLines(all: readonly BacktestStatistics[]): readonly string[] {
  const columns = (["sharpe", "calmar"] as const).flatMap((name) => {
    const found = all.map((statistics) => findNoneReasons(statistics).get(name));
    const reasons = new Set(found.filter((reason) => reason !== undefined));
    return reasons.size === 0
      ? []
      : [`${name} (${[...reasons].map((reason) => pick(reason, "en")).join("; ")})`];
  });
  return columns.length === 0
    ? []
    : [`A dash (–) is a figure that there is not: ${columns.join(", ")}; such sets come last.`];
}

/** Before anything else: the order is not the one that was asked for. */
function toOrderLines({ ranked, metric }: SweepResult): readonly string[] {
  const [first] = ranked;
  if (first === undefined || orderOf(ranked, metric) === metric) return [];
  const reason = metric === "return" ? undefined : findNoneReasons(first.statistics).get(metric);
  const why = reason === undefined ? "" : ` (${pick(reason, "en")})`;
  return [`No set has a ${metric}${why}: they are ordered by return instead.`, ""];
}

function toMoreLines(more: number): readonly string[] {
  return more <= 0 ? [] : [`… and ${numberText(more)} more`];
}

/** As each run records them; how many positions may be open is the affair of its parameters. */
function toRecorded({ tickSize, ...account }: AccountPlan): Omit<RecordedRules, "mostPositions"> {
  const tick = tickSize === "none" ? undefined : tickSize === "upbit_krw" ? "upbitKrw" : tickSize;
  return { ...account, tickSize: tick };
}

function toFigures(s: BacktestStatistics): readonly string[] {
  return [
    toPercent(s.returnShare),
    toPercent(s.maxDrawdownShare),
    toRatio(s.sharpe),
    toRatio(s.calmar),
    toAmount(s.trades),
  ];
}

function toStabilityLines({ stability: s, metric }: SweepResult): readonly string[] {
  if (s === undefined) return [];
  const range = `the ${countText(s.neighbours, "neighbour")} of the best set reach ${
    toRatio(s.worstOfNeighbours)
  } to ${toRatio(s.best)} ${metric}, half of them at least ${toRatio(s.medianOfNeighbours)}`;
  return [
    s.isLonely
      ? `careful: ${range}; the best one stands alone, which is more likely luck than skill`
      : `stable: ${range}`,
  ];
}

function toFoldLines({ folds, metric }: SweepResult): readonly string[] {
  const isReturn = metric === "return";
  const heads = [
    "fold",
    "trained from",
    "tested from",
    "to",
    "best set",
    ...(isReturn ? [] : [`${metric} in`, "out"]),
    "return in",
    "out",
  ];
  const day = (atMs: number) => toKstIso(atMs).slice(0, 10);
  const rows = folds.map(({ train, test, params, inSample, outOfSample }, i) => [
    String(i + 1),
    day(train.fromMs),
    day(test.fromMs),
    day(test.toMs),
    escapeControls(JSON.stringify(params)),
    ...(isReturn
      ? []
      : [inSample, outOfSample].map((figures) =>
        toRatio(figures === undefined ? undefined : metricOf(figures, metric))
      )),
    toPercent(inSample.returnShare),
    toPercent(outOfSample?.returnShare),
  ]);
  const all = compound(folds);
  const isCut = folds.some(({ outOfSample }) => outOfSample === undefined);
  return [
    ...toTable([heads, ...rows]),
    ...toDashLines(
      folds.flatMap(({ inSample, outOfSample }) =>
        outOfSample === undefined ? [inSample] : [inSample, outOfSample]
      ),
    ),
    ...(isCut
      ? ["A fold without an outcome had no run over what came after: it was refused or timed out."]
      : []),
    ...(all === undefined ? [] : [`out of sample, one after the other: ${toPercent(all)}`]),
  ];
}

/** What the chosen sets would have earned on what they had not seen. */
function compound(folds: readonly FoldResult[]): number | undefined {
  const shares = folds.flatMap(({ outOfSample }) =>
    outOfSample === undefined ? [] : [outOfSample.returnShare]
  );
  return shares.length < folds.length ? undefined : shares.reduce((all, share) => all * (1 + share), 1) - 1;
}

export function toSweepJson(result: SweepResult) {
  const { id, metric, runs, resumed, refused, timedOut, stability, ranked, folds, use, workers } = result;
  const all = compound(folds);
  return {
    id,
    metric,
    ordered_by: orderOf(ranked, metric),
    rules: toRulesJson(toRecorded(result.account)),
    defaults: toUsualJson(result.usual),
    runs,
    resumed,
    refused: refused.length,
    refusals: refused.slice(0, SHOWN),
    timed_out: timedOut.length,
    timed_out_sets: timedOut.slice(0, SHOWN),
    workers,
    wall_s: use === undefined ? null : use.wallMs / 1_000,
    cpu_share: use?.cpuShare ?? null,
    best: folds.length > 0 ? [] : ranked.slice(0, SHOWN).map(({ params, statistics }) => ({
      params,
      statistics: toStatisticsJson(statistics),
    })),
    stability: stability === undefined ? null : {
      neighbours: stability.neighbours,
      best: stability.best,
      median_of_neighbours: stability.medianOfNeighbours,
      worst_of_neighbours: stability.worstOfNeighbours,
      is_lonely: stability.isLonely,
    },
    walk_forward: folds.length === 0 ? null : {
      folds: folds.map(({ train, test, params, inSample, outOfSample }) => ({
        train: toSpanJson(train),
        test: toSpanJson(test),
        params,
        in_sample: toStatisticsJson(inSample),
        out_of_sample: outOfSample === undefined ? null : toStatisticsJson(outOfSample),
      })),
      out_of_sample_return_pct: all === undefined ? null : all * 100,
    },
  };
}

function toSpanJson({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) {
  return { from: toKstIso(fromMs), to: toKstIso(toMs) };
}
