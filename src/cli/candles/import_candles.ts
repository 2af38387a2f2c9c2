import {
  type CandleColumns,
  closeTimeOf,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../core/candle.ts";
import { EXIT, StartError } from "../../core/errors.ts";
import { toDurationText } from "../../core/kst.ts";
import type { CandleCsvSummary, CandleFile } from "../../market/candle_csv.ts";
import { drawOnTerminal, Progress } from "../progress.ts";
import { readIntervalArgument, readMarketArgument } from "../series_argument.ts";
import type { Terminal } from "../terminal.ts";
import { asStartError, type CandleFileOptions, openCandleSource } from "./candle_source.ts";
import { guessMarket } from "./file_market.ts";
import { type Choice, readOnly, shareSymbolOf, suggestChoice } from "./many_markets.ts";
import { countText, numberText, type ShelfAccess, withShelf } from "./shelf_access.ts";

interface ImportOptions {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly interval?: string;
  readonly only?: string;
  readonly complete: boolean;
  readonly skipBad: boolean;
  readonly json: boolean;
}

/** Takes a file's bars into the store. @returns true, always: what is wrong with a file is thrown. */
export async function importCandles(
  terminal: Terminal,
  path: string,
  options: ImportOptions,
): Promise<boolean> {
  const only = options.only === undefined ? undefined : readOnly(options.only);
  const interval = options.interval === undefined ? undefined : readIntervalArgument(options.interval);
  const market = await chooseMarket(path, { ...options, only });
  return await withShelf(terminal, async (access) => {
    const { clock } = access;
    const beganMs = clock.monotonic();
    using progress = new Progress(terminal, { clock, draw: drawOnTerminal() });
    const onRead = (share: number) => progress.show({ share, text: "reading", etaMs: undefined });
    const { skipBad, complete: isComplete } = options;
    await using file = await open(path, { interval, skipBad, only, onRead });
    const series = { ...market, interval: file.interval };
    const counts = await asStartError(path, () => keepAll({ access, series, file, isComplete, progress }));
    const facts = { series, counts, summary: file.summary(), tookMs: clock.monotonic() - beganMs };
    progress[Symbol.dispose]();
    terminal.out(options.json ? JSON.stringify(toJson(facts), null, 2) : toLine(facts));
    return true;
  });
}

/** By options first, then by what is chosen from the file, then by its name. @throws {StartError} with a way out. */
async function chooseMarket(
  path: string,
  { symbol, exchange, only }: Pick<ImportOptions, "symbol" | "exchange"> & { only: Choice | undefined },
): Promise<{ exchange: string; symbol: string }> {
  const guess = guessMarket(path);
  const share = shareSymbolOf(only);
  const chosen = symbol ?? share ?? guess.symbol;
  const keptUnder = exchange ?? guess.exchange ?? (share === undefined ? "file" : "krx");
  if (chosen !== undefined) return readMarketArgument(chosen, keptUnder);
  const hint = only === undefined ? await toManyMarketsHint(path) : "";
  throw new StartError(
    hint === ""
      ? "Cannot tell the market from the name of the file: add --symbol, for example --symbol BTC/KRW"
      : `Cannot tell the market from the name of the file${hint}`,
    EXIT.config,
  );
}

/** A file of many markets is read with other words than one that is broken. */
async function open(path: string, options: CandleFileOptions): Promise<CandleFile> {
  try {
    return await openCandleSource(path, options);
  } catch (error) {
    const hint = error instanceof StartError && options.only === undefined
      ? await toManyMarketsHint(path)
      : "";
    if (!(error instanceof StartError) || hint === "") throw error;
    throw new StartError(`${error.message}${hint}`, error.exitCode);
  }
}

async function toManyMarketsHint(path: string): Promise<string> {
  const choice = await suggestChoice(path);
  if (choice === undefined) return "";
  const { column, text } = choice;
  return `; it has a column ${
    JSON.stringify(column)
  }: choose one market with --only, for example --only ${column}=${text}`;
}

interface Work {
  readonly access: ShelfAccess;
  readonly series: SeriesKey;
  readonly file: CandleFile;
  readonly isComplete: boolean;
  readonly progress: Progress;
}

async function keepAll({ access: { shelf, clock }, series, file, isComplete, progress }: Work) {
  const beganMs = clock.monotonic();
  // A file made while a bar was open has that bar as it stood then; it may still be replaced.
  const closedUntilMs = clock.now();
  const sum = { added: 0, replaced: 0, kept: 0 };
  let before: CandleColumns | undefined;
  for await (const columns of file.chunks) {
    const fetched = isComplete ? spanOf(series, before ?? columns, columns) : undefined;
    const counts = await shelf.keepColumns(series, columns, { closedUntilMs, fetched });
    if (!isComplete) await shelf.markFetched(series, findRuns(series, { columns, closedUntilMs }));
    sum.added += counts.added;
    sum.replaced += counts.replaced;
    sum.kept += counts.kept;
    before = columns;
    const done = sum.added + sum.replaced + sum.kept;
    const all = barsIn(file.summary());
    const etaMs = (clock.monotonic() - beganMs) * (all / done - 1);
    progress.show({ share: done / all, text: countText(done, "candle"), etaMs });
  }
  return sum;
}

/** Bars that were read so far: all of them, but for files of many million rows. */
function barsIn({ rows, duplicates, halted, bad, leftOut }: CandleCsvSummary): number {
  return Math.max(1, rows - duplicates - halted - bad - leftOut);
}

/** From the last bar before to the last bar of these, so that pieces of one file touch each other. */
function spanOf({ interval }: SeriesKey, before: CandleColumns, columns: CandleColumns): Span | undefined {
  const last = columns.openTimeMs.at(-1);
  const first = before === columns ? columns.openTimeMs[0] : before.openTimeMs.at(-1);
  return last === undefined || first === undefined
    ? undefined
    : { fromMs: first, toMs: closeTimeOf(interval, last) };
}

/** Bars that follow each other prove only themselves; between two runs, nobody knows what the file left out. */
function findRuns(
  { interval }: SeriesKey,
  { columns: { openTimeMs }, closedUntilMs }: { columns: CandleColumns; closedUntilMs: number },
): readonly Span[] {
  const runs: Span[] = [];
  let fromMs = openTimeMs[0];
  for (let i = 0; i < openTimeMs.length && fromMs !== undefined; i++) {
    const toMs = closeTimeOf(interval, openTimeMs[i] ?? NaN);
    const nextMs = openTimeMs[i + 1];
    if (nextMs === toMs && closeTimeOf(interval, nextMs) <= closedUntilMs) continue;
    if (toMs <= closedUntilMs) runs.push({ fromMs, toMs });
    fromMs = nextMs;
  }
  return runs;
}

interface Facts {
  readonly series: SeriesKey;
  readonly counts: { readonly added: number; readonly replaced: number; readonly kept: number };
  readonly summary: CandleCsvSummary;
  readonly tookMs: number;
}

function toJson({ series, counts, summary, tookMs }: Facts) {
  return {
    ...series,
    rows: summary.rows,
    added: counts.added,
    replaced: counts.replaced,
    known: counts.kept,
    duplicates: summary.duplicates,
    halted: summary.halted,
    bad: summary.bad,
    left_out: summary.leftOut,
    took_s: Math.round(tookMs) / 1_000,
  };
}

function toLine({ series, counts, summary, tookMs }: Facts): string {
  const more = [
    [counts.replaced, "replaced an open bar"],
    [counts.kept, "known before"],
    [summary.duplicates, "twice in the file"],
    [summary.halted, "without trading (halted)"],
    [summary.bad, "bad and left out"],
    [summary.leftOut, "of others"],
  ] as const;
  const rest = more.filter(([count]) => count > 0).map(([count, what]) => `${numberText(count)} ${what}`);
  return [
    `${toSeriesText(series)}: ${countText(counts.added, "new candle")} of ${countText(summary.rows, "row")}`,
    ...rest,
    toDurationText(tookMs),
  ].join(", ");
}
