/** `backtest check-lookahead`: whether advice depends on what comes later. */
import type { Advice } from "../../core/advice.ts";
import { realClock } from "../../app/runtime.ts";
import { toKstIso } from "../../core/kst.ts";
import { toReasonText } from "../../core/reasons/reason_text.ts";
import { escapeControls } from "../../core/text.ts";
import type { LookaheadFinding, LookaheadReport } from "../../backtest/run/lookahead.ts";
import { partOf } from "../../backtest/run/column_part.ts";
import { countText, numberText } from "../candles/shelf_access.ts";
import { drawOnTerminal, Progress } from "../kit/progress.ts";
import type { Terminal } from "../kit/terminal.ts";
import type { DataList } from "../../backtest/run/backtest_data.ts";
import type { Span } from "../../core/candle.ts";
import { openRunner, readSetup } from "./run_options.ts";
import type { SetupOptions } from "./setup_options.ts";

export interface LookaheadCommandOptions extends SetupOptions {
  readonly cuts: number;
  readonly seed: number;
  readonly json: boolean;
}

/** `clean` only where there was advice to compare: what was not looked at is not well. */
export type LookaheadVerdict = "clean" | "found" | "nothing_to_compare";

interface Checked extends LookaheadReport {
  readonly verdict: LookaheadVerdict;
  readonly cuts: number;
  readonly seed: number;
  readonly warmUpBars: number;
  readonly data: DataList;
}

/** @throws {UserError} */
export async function checkLookahead(
  terminal: Terminal,
  options: LookaheadCommandOptions,
): Promise<LookaheadVerdict> {
  const { cuts, seed, json } = options;
  const setup = await readSetup(terminal, options);
  const data = cutToSpan(setup.data, setup.span);
  await using runner = await openRunner(terminal, { ...setup, data });
  const { warmUpBars } = await runner.resolve(setup.params);
  const report = await watch(
    terminal,
    (onProgress) => runner.findLookahead(setup.params, { cuts, seed, onProgress }),
  );
  const verdict = toVerdict(report);
  const checked = { ...report, verdict, cuts, seed, warmUpBars, data };
  if (json) terminal.out(JSON.stringify(toJson(checked), null, 2));
  else for (const line of toLines(checked)) terminal.out(line);
  return verdict;
}

function toVerdict({ finding, comparedCuts }: LookaheadReport): LookaheadVerdict {
  if (finding !== undefined) return "found";
  return comparedCuts === 0 ? "nothing_to_compare" : "clean";
}

async function watch<T>(
  terminal: Terminal,
  work: (onProgress: (done: number, of: number) => void) => Promise<T>,
): Promise<T> {
  const clock = realClock;
  const sinceMs = clock.monotonic();
  using progress = new Progress(terminal, { clock, draw: drawOnTerminal() });
  return await work((done, of) => {
    const etaMs = done === 0 ? undefined : (clock.monotonic() - sinceMs) / done * (of - done);
    progress.show({ share: done / of, text: `${done} of ${countText(of, "cut")}`, etaMs });
  });
}

function cutToSpan([first, ...more]: DataList, span: Span | undefined): DataList {
  if (span === undefined) return [first, ...more];
  const { openTimeMs } = first.columns;
  const from = openTimeMs.findIndex((atMs) => atMs >= span.fromMs);
  const rows = { from: Math.max(0, from), to: openTimeMs.findLastIndex((atMs) => atMs < span.toMs) + 1 };
  const extra = Object.entries(first.extra).map((
    [name, column],
  ) => [name, column.subarray(rows.from, rows.to)]);
  return [{ ...first, columns: partOf(first.columns, rows), extra: Object.fromEntries(extra) }, ...more];
}

const WHAT: Readonly<Record<LookaheadFinding["kind"], string>> = {
  repeated:
    "the same bars a second time gave other advice: it uses chance, the time of day or what an earlier run left",
  removed: "without the later bars it says something else: it knows bars that had not come yet",
  altered: "with other later bars it says something else: it knows bars that had not come yet",
};

/** Why there was nothing to compare, in words. */
function toNothingText({ advice, cuts, warmUpBars, data: [{ columns }] }: Checked): string {
  const candles = columns.openTimeMs.length;
  if (advice > 0) {
    return `it spoke ${countText(advice, "time")}, and none of ${
      countText(cuts, "random cut")
    } lay behind that: give more --cuts or more bars`;
  }
  return candles <= warmUpBars
    ? `${countText(candles, "bar")} are too few, as ${
      numberText(warmUpBars)
    } are warm-up in which nothing is said: give more bars`
    : `the strategy gave no advice on ${
      countText(candles, "bar")
    }: give other bars or --params with which it speaks`;
}

function toLines(checked: Checked): readonly string[] {
  const { finding, advice, cuts, comparedCuts, verdict, data: [data] } = checked;
  const candles = data.columns.openTimeMs.length;
  if (verdict === "nothing_to_compare") {
    return [`nothing was checked, neither well nor bad: ${toNothingText(checked)}`];
  }
  if (finding === undefined) {
    return [
      `no look-ahead found: the same advice twice, and at ${
        countText(cuts, "random cut")
      } with later bars removed and altered (${countText(candles, "bar")}, ${
        numberText(advice)
      } with advice; ${countText(comparedCuts, "cut")} had some before it)`,
    ];
  }
  const atMs = data.columns.openTimeMs[finding.row];
  return [
    `found: ${WHAT[finding.kind]}`,
    `first at bar ${finding.row}${atMs === undefined ? "" : ` (${toKstIso(atMs)})`}${
      finding.kind === "repeated" ? "" : `, with bars from ${finding.cutRow} on ${finding.kind}`
    }`,
    `  all bars as they are: ${toAdviceText(finding.advice)}`,
    `  the other time:       ${toAdviceText(finding.otherAdvice)}`,
  ];
}

function toAdviceText(advice: Advice | undefined): string {
  if (advice === undefined) return "no advice";
  const { action, confidence, reason, stopPrice, takeProfitPrice } = advice;
  const exits = [
    ...(stopPrice === undefined ? [] : [`stop ${stopPrice}`]),
    ...(takeProfitPrice === undefined ? [] : [`target ${takeProfitPrice}`]),
  ];
  return escapeControls(
    [action, ...exits, `confidence ${confidence}`, toReasonText(reason, "en")].join(", "),
  );
}

function toAdviceJson(advice: Advice | undefined) {
  return advice === undefined ? null : { ...advice, reason: toReasonText(advice.reason, "en") };
}

const toIsoOrNull = (atMs: number | undefined) => atMs === undefined ? null : toKstIso(atMs);

function toJson(checked: Checked) {
  const { finding, verdict, advice, comparedCuts, cuts, seed, warmUpBars, data: [{ columns, hash }] } =
    checked;
  return {
    verdict,
    why: verdict === "nothing_to_compare" ? toNothingText(checked) : null,
    well: verdict === "clean",
    cuts,
    compared_cuts: comparedCuts,
    seed,
    warm_up_bars: warmUpBars,
    advice_count: advice,
    bars: columns.openTimeMs.length,
    hash,
    finding: finding === undefined ? null : {
      kind: finding.kind,
      bar: finding.row,
      time: toIsoOrNull(columns.openTimeMs[finding.row]),
      cut_bar: finding.cutRow,
      advice: toAdviceJson(finding.advice),
      other_advice: toAdviceJson(finding.otherAdvice),
    },
  };
}
