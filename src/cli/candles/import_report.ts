/** What is said after an import. */
import { toNumberText } from "../../core/words/numbers.ts";
import { type SeriesKey, toSeriesText } from "../../core/candle.ts";
import type { CandleFile } from "../../market/csv/candle_csv.ts";
import type { Terminal } from "../kit/terminal.ts";
import { toFileNotes } from "./file_form.ts";
import type { ImportCheck, ImportWish } from "./import_check.ts";
import { createSayFrom, type SayFrom } from "../../core/lang.ts";
import { langOf, spanText, translate } from "../kit/language.ts";
import { IMPORT_TEXTS } from "../texts/import.ts";

export interface ImportCounts {
  readonly added: number;
  readonly replaced: number;
  readonly kept: number;
  /** Stored candles that went away because the file does not have them. */
  readonly removed: number;
  /** Of the last candle that was taken in. */
  readonly lastMs?: number | undefined;
}

export interface ImportOutcome {
  readonly check: ImportCheck;
  readonly counts: ImportCounts;
}

export interface ImportFacts extends ImportOutcome {
  readonly series: SeriesKey;
  /** Of a stock whose name is known. */
  readonly name: string | undefined;
  readonly file: CandleFile;
  /** Of those that were added: how many are still to come. */
  readonly future: number;
  readonly tookMs: number;
}

/** What an import did, or why it did nothing. */
export async function tellImport(
  terminal: Terminal,
  facts: ImportFacts,
  wish: ImportWish & { readonly json: boolean },
): Promise<void> {
  const { check: { problem, notes }, file } = facts;
  if (wish.json) return terminal.out(JSON.stringify(toJson(facts, wish), null, 2));
  const say = createSayFrom(IMPORT_TEXTS, langOf(terminal));
  if (problem === undefined) {
    const line = toLine(facts, { ...wish, say, took: spanText(facts.tookMs, terminal) });
    terminal.out(wish.dryRun ? say("would_be", { line }) : line);
  } else for (const line of problem.lines) terminal.err(await translate(line, terminal));
  for (const note of [...toFileNotes(file), ...notes]) terminal.out(await translate(note, terminal));
}

function toJson({ series, name, counts, check, file, future, tookMs }: ImportFacts, { dryRun }: ImportWish) {
  const summary = file.summary();
  return {
    ...series,
    ...(name === undefined ? {} : { name }),
    rows: summary.rows,
    added: counts.added - future,
    in_future: future,
    replaced: counts.replaced,
    removed: counts.removed,
    known: counts.kept,
    differing: check.differing,
    duplicates: summary.duplicates,
    halted: summary.halted,
    bad: summary.bad,
    left_out: summary.leftOut,
    timezone: file.zoneUse?.zone.name ?? null,
    timezone_assumed: file.zoneUse?.isAssumed ?? false,
    stored: check.problem === undefined && !dryRun,
    problem: check.problem === undefined
      ? null
      : { kind: check.problem.kind, text: check.problem.lines.join(". ") },
    notes: [...toFileNotes(file), ...check.notes],
    took_s: Math.round(tookMs) / 1_000,
  };
}

function toLine(
  { series, name, counts, check, file, future }: ImportFacts,
  { replace, say, took }: ImportWish & { readonly say: SayFrom<typeof IMPORT_TEXTS>; readonly took: string },
): string {
  const summary = file.summary();
  const more = [
    ["future", future],
    [replace ? "replaced" : "replaced_open", counts.replaced],
    ["removed", counts.removed],
    ["known", counts.kept],
    ["differing", replace ? 0 : check.differing],
    ["twice", summary.duplicates],
    ["halted", summary.halted],
    ["bad", summary.bad],
    ["others", summary.leftOut],
  ] as const;
  const rest = more.filter(([, count]) => count > 0).map(([what, count]) =>
    say(what, { count: toNumberText(count) })
  );
  const [added, { rows }] = [counts.added - future, summary];
  const sum = say("added", {
    series: name === undefined ? toSeriesText(series) : `${name} (${toSeriesText(series)})`,
    added: added === 1 ? say("new_one") : say("new_many", { count: toNumberText(added) }),
    rows: rows === 1 ? say("rows_one") : say("rows_many", { count: toNumberText(rows) }),
  });
  return [sum, ...rest, took].join(", ");
}
