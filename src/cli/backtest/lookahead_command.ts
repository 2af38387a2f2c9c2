/** `backtest check-lookahead`: whether advice depends on what comes later. */
import { toNumberText } from "../../core/words/numbers.ts";
import type { Advice } from "../../core/advice.ts";
import { realClock } from "../../app/runtime.ts";
import { toKstIso } from "../../core/kst.ts";
import { toReasonText } from "../../core/reasons/reason_text.ts";
import { escapeControls } from "../../core/text.ts";
import type { LookaheadReport } from "../../backtest/run/lookahead.ts";
import { partOf } from "../../backtest/run/column_part.ts";
import { drawOnTerminal, Progress } from "../kit/progress.ts";
import type { Terminal } from "../kit/terminal.ts";
import type { DataList } from "../../backtest/run/backtest_data.ts";
import type { Span } from "../../core/candle.ts";
import { openRunner, readSetup } from "./run_options.ts";
import type { SetupOptions } from "./setup_options.ts";
import { createSayFrom, type Lang, type SayFrom } from "../../core/lang.ts";
import { langOf } from "../kit/language.ts";
import { LOOKAHEAD_TEXTS } from "../texts/backtest_checks.ts";

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
  else for (const line of toLines(checked, langOf(terminal))) terminal.out(line);
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
  const say = createSayFrom(LOOKAHEAD_TEXTS, langOf(terminal));
  const clock = realClock;
  const sinceMs = clock.monotonic();
  using progress = new Progress(terminal, { clock, draw: drawOnTerminal() });
  return await work((done, of) => {
    const etaMs = done === 0 ? undefined : (clock.monotonic() - sinceMs) / done * (of - done);
    progress.show({
      share: done / of,
      text: say("progress", { done, cuts: countOf(say, "cuts", of) }),
      etaMs,
    });
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

type Say = SayFrom<typeof LOOKAHEAD_TEXTS>;

/** `봉 3개`: of what there may be one or many. */
function countOf(say: Say, what: "bars" | "cuts" | "random" | "times", count: number): string {
  return count === 1 ? say(`${what}_one`) : say(`${what}_many`, { count: toNumberText(count) });
}

/** Why there was nothing to compare, in words. */
function toNothingText({ advice, cuts, warmUpBars, data: [{ columns }] }: Checked, say: Say): string {
  const candles = columns.openTimeMs.length;
  if (advice > 0) {
    return say("spoke_late", { times: countOf(say, "times", advice), cuts: countOf(say, "random", cuts) });
  }
  const bars = countOf(say, "bars", candles);
  return candles <= warmUpBars
    ? say("too_few", { bars, warm: toNumberText(warmUpBars) })
    : say("silent", { bars });
}

function toLines(checked: Checked, lang: Lang): readonly string[] {
  const say = createSayFrom(LOOKAHEAD_TEXTS, lang);
  const { finding, advice, cuts, comparedCuts, verdict, data: [data] } = checked;
  const candles = data.columns.openTimeMs.length;
  if (verdict === "nothing_to_compare") return [say("nothing", { why: toNothingText(checked, say) })];
  if (finding === undefined) {
    return [say("clean", {
      ...{ cuts: countOf(say, "random", cuts), bars: countOf(say, "bars", candles) },
      ...{ advice: toNumberText(advice), compared: countOf(say, "cuts", comparedCuts) },
    })];
  }
  const { kind, row: bar, cutRow: cut } = finding;
  const atMs = data.columns.openTimeMs[bar];
  const first = atMs === undefined ? say("first", { bar }) : say("first_at", { bar, time: toKstIso(atMs) });
  return [
    say("found", { what: say(kind) }),
    kind === "repeated" ? first : say(`first_${kind}`, { first, cut }),
    say("as_they_are", { advice: toAdviceText(finding.advice, { say, lang }) }),
    say("other_time", { advice: toAdviceText(finding.otherAdvice, { say, lang }) }),
  ];
}

function toAdviceText(
  advice: Advice | undefined,
  { say, lang }: { readonly say: Say; readonly lang: Lang },
): string {
  if (advice === undefined) return say("no_advice");
  const { action, confidence, reason, stopPrice, takeProfitPrice } = advice;
  const exits = [
    ...(stopPrice === undefined ? [] : [say("stop", { price: stopPrice })]),
    ...(takeProfitPrice === undefined ? [] : [say("target", { price: takeProfitPrice })]),
  ];
  const parts = [action, ...exits, say("confidence", { value: confidence }), toReasonText(reason, lang)];
  return escapeControls(parts.join(", "));
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
    why: verdict === "nothing_to_compare"
      ? toNothingText(checked, createSayFrom(LOOKAHEAD_TEXTS, "en"))
      : null,
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
