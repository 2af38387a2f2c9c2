/** The results of a sweep, for eyes and for other programs. */
import type { BacktestStatistics, RecordedRules } from "../../../backtest/run/backtest_result.ts";
import { toAmount, toPercent, toRatio } from "../../../backtest/report/numbers.ts";
import { createSayFrom, type Lang, pick, type SayFrom } from "../../../core/lang.ts";
import { findNoneReasons } from "../../../backtest/run/none_reasons.ts";
import { toCostsText } from "../../../backtest/report/result_words.ts";
import { metricOf, orderOf } from "../../../backtest/sweep/sweep_ranking.ts";
import { toKstIso } from "../../../core/kst.ts";
import { escapeControls } from "../../../core/text.ts";
import type { AccountPlan } from "../../../paper/account_rules.ts";
import { toTableBlocks } from "../../kit/table.ts";
import type { Terminal } from "../../kit/terminal.ts";
import { toDefaultLines } from "../result_text.ts";
import { toRulesJson, toStatisticsJson, toUsualJson } from "../../../backtest/report/result_json.ts";
import type { FoldResult, SweepResult } from "./results.ts";
import { langOf, translate } from "../../kit/language.ts";
import { SWEEP_TEXTS } from "../../texts/sweep.ts";
import { toFixedText, toNumberText } from "../../../core/words/numbers.ts";

const SHOWN = 10;

type Say = SayFrom<typeof SWEEP_TEXTS>;

const countRuns = (say: Say, count: number) =>
  count === 1 ? say("runs_one") : say("runs_many", { count: toNumberText(count) });

export async function toSweepLines(
  result: SweepResult,
  terminal: Terminal,
): Promise<readonly string[]> {
  const lang = langOf(terminal);
  const say = createSayFrom(SWEEP_TEXTS, lang);
  const { ranked, refused, timedOut, metric, folds } = result;
  const axes = result.sets.space.axes.map(({ name }) => name);
  const heads = [
    say("by", { order: say(orderOf(ranked, metric)) }),
    ...axes,
    ...FIGURES.map((name) => say(name)),
  ];
  const shown = ranked.slice(0, SHOWN);
  const rows = shown.map(({ params, statistics }, i) => [
    String(i + 1),
    ...toAxisCells(params, axes),
    ...toFigures(statistics),
  ]);
  const lateRows = timedOut.slice(0, SHOWN).map(({ params }) => [
    say("timed_out"),
    ...toAxisCells(params, axes),
    ...Array.from({ length: FIGURES.length }, () => say("none")),
  ]);
  const toFault = async (fault = "") => escapeControls(await translate(fault, terminal));
  const fault = await toFault(refused[0]?.fault);
  return [
    ...toOrderLines(result, lang),
    toCostsText({ rules: toRecorded(result.account) }, { lang }),
    ...toDefaultLines(result, lang),
    "",
    ...(folds.length > 0
      ? toFoldLines(result, terminal)
      : toTableBlocks([heads, ...rows, ...lateRows], terminal.columns).flat()),
    ...toMoreLines(folds.length > 0 ? 0 : ranked.length - rows.length, say),
    ...(folds.length > 0 ? [] : toDashLines(shown.map(({ statistics }) => statistics), lang)),
    "",
    toSum(result, say),
    ...(timedOut.length > 0
      ? [say("late", { runs: countRuns(say, timedOut.length), fault: await toFault(timedOut[0]?.fault) })]
      : []),
    ...(refused.length === 0 ? [] : [
      refused.length === 1
        ? say("refused_one", { fault })
        : say("refused_many", { fault, count: toNumberText(refused.length) }),
    ]),
    ...toStabilityLines(result, say),
  ];
}

function toSum({ id, runs: count, resumed, use, workers }: SweepResult, say: Say): string {
  const runs = countRuns(say, count);
  const speed = toSpeed({ use, workers }, say);
  return resumed > 0 ? say("sum_resumed", { id, runs, resumed, speed }) : say("sum", { id, runs, speed });
}

function toSpeed({ use, workers }: Pick<SweepResult, "use" | "workers">, say: Say): string {
  if (use === undefined) return say("all_there");
  const facts = { seconds: toFixedText(use.wallMs / 1_000, 1), busy: Math.round(use.cpuShare * 100) };
  return workers === 1
    ? say("speed_one", facts)
    : say("speed_many", { ...facts, count: toNumberText(workers) });
}

const FIGURES = ["return", "drawdown", "sharpe", "calmar", "trades"] as const;

function toAxisCells(params: unknown, axes: readonly string[]): readonly string[] {
  const values = params as Readonly<Record<string, unknown>>; // of this program's own writing
  return axes.map((name) => escapeControls(JSON.stringify(values[name]) ?? ""));
}

/** What the dashes in the columns above mean, column by column. */
function toDashLines(all: readonly BacktestStatistics[], lang: Lang): readonly string[] {
  const say = createSayFrom(SWEEP_TEXTS, lang);
  const columns = (["sharpe", "calmar"] as const).flatMap((name) => {
    const found = all.map((statistics) => findNoneReasons(statistics).get(name));
    const known = new Set(found.filter((reason) => reason !== undefined));
    const reasons = [...known].map((reason) => pick(reason, lang)).join("; ");
    return known.size === 0 ? [] : [say("dash_column", { name: say(name), reasons })];
  });
  return columns.length === 0 ? [] : [say("dash", { columns: columns.join(", ") })];
}

/** Before anything else: the order is not the one that was asked for. */
function toOrderLines({ ranked, metric }: SweepResult, lang: Lang): readonly string[] {
  const say = createSayFrom(SWEEP_TEXTS, lang);
  const [first] = ranked;
  if (first === undefined || orderOf(ranked, metric) === metric) return [];
  const reason = metric === "return" ? undefined : findNoneReasons(first.statistics).get(metric);
  const name = say(metric);
  return [
    reason === undefined
      ? say("order", { metric: name })
      : say("order_why", { metric: name, why: pick(reason, lang) }),
    "",
  ];
}

function toMoreLines(more: number, say: Say): readonly string[] {
  return more <= 0 ? [] : [say("more", { count: toNumberText(more) })];
}

/** By what a plan says of its tick: as a run records it. `exchange` is left in plans that trade by the rules of KRX. */
const RECORDED_TICKS: Readonly<Record<string, string | undefined>> = {
  none: undefined,
  upbit_krw: "upbitKrw",
  exchange: "krx",
};

/** As each run records them; how many positions may be open is the affair of its parameters. */
function toRecorded({ tickSize, ...account }: AccountPlan): Omit<RecordedRules, "mostPositions"> {
  return { ...account, tickSize: tickSize in RECORDED_TICKS ? RECORDED_TICKS[tickSize] : tickSize };
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

function toStabilityLines({ stability: s, metric }: SweepResult, say: Say): readonly string[] {
  if (s === undefined) return [];
  const facts = {
    ...{ metric: say(metric), worst: toRatio(s.worstOfNeighbours), best: toRatio(s.best) },
    median: toRatio(s.medianOfNeighbours),
  };
  const range = s.neighbours === 1
    ? say("neighbours_one", facts)
    : say("neighbours_many", { ...facts, count: toNumberText(s.neighbours) });
  return [say(s.isLonely ? "lonely" : "stable", { range })];
}

function toFoldLines({ folds, metric }: SweepResult, terminal: Terminal): readonly string[] {
  const lang = langOf(terminal);
  const say = createSayFrom(SWEEP_TEXTS, lang);
  const isReturn = metric === "return";
  const heads = [
    ...(["fold", "trained_from", "tested_from", "to", "best_set"] as const).map((head) => say(head)),
    ...(isReturn ? [] : [say("metric_in", { metric: say(metric) }), say("out")]),
    say("return_in"),
    say("out"),
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
    ...toTableBlocks([heads, ...rows], terminal.columns).flat(),
    ...toDashLines(
      folds.flatMap(({ inSample, outOfSample }) =>
        outOfSample === undefined ? [inSample] : [inSample, outOfSample]
      ),
      lang,
    ),
    ...(isCut ? [say("cut_fold")] : []),
    ...(all === undefined ? [] : [say("compound", { share: toPercent(all) })]),
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
