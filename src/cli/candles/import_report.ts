/** What is said after an import. */
import { type SeriesKey, toSeriesText } from "../../core/candle.ts";
import { toDurationText } from "../../core/kst.ts";
import type { CandleFile } from "../../market/csv/candle_csv.ts";
import type { Terminal } from "../kit/terminal.ts";
import { toFileNotes } from "./file_form.ts";
import type { ImportCheck, ImportWish } from "./import_check.ts";
import { countText, numberText } from "./shelf_access.ts";

export interface ImportCounts {
  readonly added: number;
  readonly replaced: number;
  readonly kept: number;
  /** Stored candles that went away because the file does not have them. */
  readonly removed: number;
}

export interface ImportOutcome {
  readonly check: ImportCheck;
  readonly counts: ImportCounts;
}

export interface ImportFacts extends ImportOutcome {
  readonly series: SeriesKey;
  readonly file: CandleFile;
  /** Of those that were added: how many are still to come. */
  readonly future: number;
  readonly tookMs: number;
}

/** What an import did, or why it did nothing. */
export function tellImport(
  terminal: Terminal,
  facts: ImportFacts,
  wish: ImportWish & { readonly json: boolean },
): void {
  const { check: { problem, notes }, file } = facts;
  if (wish.json) return terminal.out(JSON.stringify(toJson(facts, wish), null, 2));
  if (problem === undefined) terminal.out(`${wish.dryRun ? "would be: " : ""}${toLine(facts, wish)}`);
  else for (const line of problem.lines) terminal.err(line);
  for (const note of [...toFileNotes(file), ...notes]) terminal.out(note);
}

function toJson({ series, counts, check, file, future, tookMs }: ImportFacts, { dryRun }: ImportWish) {
  const summary = file.summary();
  return {
    ...series,
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
  { series, counts, check, file, future, tookMs }: ImportFacts,
  { replace }: ImportWish,
): string {
  const summary = file.summary();
  const more = [
    [future, "still to come by this machine's clock, stored by --force"],
    [counts.replaced, replace ? "replaced" : "replaced an open bar"],
    [counts.removed, "removed, because the file lacks them"],
    [counts.kept, "known before"],
    [replace ? 0 : check.differing, "of them with other numbers, and kept"],
    [summary.duplicates, "twice in the file"],
    [summary.halted, "without trading (halted)"],
    [summary.bad, "bad and left out"],
    [summary.leftOut, "of others"],
  ] as const;
  const rest = more.filter(([count]) => count > 0).map(([count, what]) => `${numberText(count)} ${what}`);
  return [
    `${toSeriesText(series)}: ${countText(counts.added - future, "new candle")} of ${
      countText(summary.rows, "row")
    }`,
    ...rest,
    toDurationText(tookMs),
  ].join(", ");
}
