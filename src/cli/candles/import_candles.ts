/** Takes the candles of a file into the store, after a look at what is there already. */
import { toNumberText } from "../../core/words/numbers.ts";
import {
  type CandleColumns,
  closeTimeOf,
  type Interval,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../core/candle.ts";
import { UserError } from "../../core/errors.ts";
import type { CandleCsvSummary, CandleFile } from "../../market/csv/candle_csv.ts";
import { drawOnTerminal, Progress } from "../kit/progress.ts";
import { readIntervalArgument, withPriceKind } from "../../commands/series_argument.ts";
import type { Terminal } from "../kit/terminal.ts";
import {
  asUserError,
  type CandleFileOptions,
  findWrittenMs,
  openCandleSource,
  readAllChunks,
} from "./candle_source.ts";
import { type FileFormOptions, readFileForm } from "./file_form.ts";
import { saysAdjusted } from "./file_market.ts";
import { checkImport, type ImportWish, NOTHING_STORED } from "./import_check.ts";
import { type ImportCounts, type ImportOutcome, tellImport } from "./import_report.ts";
import { type FileMoment, findClosedMs, findRuns } from "./file_runs.ts";
import { readOnly, shareSymbolOf } from "./many_markets.ts";
import { chooseMarket, findManyMarketsHint, refuseOtherMarket, toKept } from "./markets/import_market.ts";
import { type ShelfAccess, withShelf } from "./shelf_access.ts";
import { createSayFrom, type SayFrom } from "../../core/lang.ts";
import { langOf } from "../kit/language.ts";
import { IMPORT_TEXTS } from "../texts/import.ts";
import { STOCK_IMPORT_TEXTS } from "../texts/stock_import.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { StockTable } from "../../market/csv/stock_rows.ts";
import { findStockTable } from "./stocks/find_stocks.ts";
import { ClosedDays } from "./stocks/closed_days.ts";
import { hasBases, keepBases, readBases } from "./stocks/keep_bases.ts";
import { importStocks } from "./stocks/import_stocks.ts";
import { findSeriesName, learnNames } from "./stocks/learn_names.ts";
import { tellStocks } from "./stocks/stock_report.ts";

interface ImportOptions extends FileFormOptions {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly interval?: string;
  readonly only?: string;
  readonly date?: string;
  readonly adjusted?: boolean;
  readonly complete: boolean;
  readonly skipBad: boolean;
  readonly keep: boolean;
  readonly replace: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** @returns false when nothing was stored, because the file contradicts what is; a bad file is thrown. */
export async function importCandles(
  terminal: Terminal,
  path: string,
  options: ImportOptions,
): Promise<boolean> {
  if (options.keep && options.replace) {
    throw new UserError("invalid", "--keep and --replace are two ways of doing it; choose one");
  }
  const only = options.only === undefined ? undefined : readOnly(options.only);
  const interval = options.interval === undefined ? undefined : readIntervalArgument(options.interval);
  const isOpen = options.symbol === undefined && only === undefined;
  const table = isOpen ? await findStockTable(path, options.sheet) : undefined;
  if (table !== undefined && (table.stocks.length > 1 || !table.hasTimes)) {
    return await importMany(terminal, { path, table, interval }, options);
  }
  const share = shareSymbolOf(only) ?? table?.stocks.map(({ code }) => `${code}/KRW`)[0];
  const market = await chooseMarket(path, { ...options, only, share });
  if (options.symbol !== undefined && !options.force) {
    await refuseOtherMarket(path, market.symbol, { only, sheet: options.sheet });
  }
  const form = readFileForm(options, { path, market, isNamed: options.exchange !== undefined });
  return await withShelf(terminal, async (access) => {
    const { clock } = access;
    const beganMs = clock.monotonic();
    using progress = new Progress(terminal, { clock, draw: drawOnTerminal() });
    const say = createSayFrom(IMPORT_TEXTS, langOf(terminal));
    const onRead = (share: number) => progress.show({ share, text: say("reading"), etaMs: undefined });
    const { skipBad, complete: isComplete } = options;
    const notAfterMs = options.force ? undefined : clock.now();
    const hours = await access.hoursOf(market.exchange);
    await using file = await open(path, { interval, skipBad, only, notAfterMs, hours, form, onRead });
    const series = { ...toKept(market, file.layout), interval: file.interval };
    const moment = {
      nowMs: clock.now(),
      writtenMs: await findWrittenMs(path),
      hours: await access.hoursOf(series.exchange),
    };
    const closed = new ClosedDays({ exchange: series.exchange, hours: moment.hours, leavesOut: skipBad });
    const work = { say, access, series, isComplete, wish: options, moment, closed, progress };
    const before = await countFuture(work);
    const outcome = await asUserError(path, () => takeIn(work, file));
    const future = Math.min(outcome.counts.added, (await countFuture(work)) - before);
    const told = { series, name: table?.stocks[0]?.name, lastMs: outcome.counts.lastMs };
    if (!options.dryRun) await learnNames(access, [told]);
    const name = await findSeriesName(access, series);
    const facts = { series, name, ...outcome, future, file, tookMs: clock.monotonic() - beganMs };
    progress[Symbol.dispose]();
    await tellImport(terminal, facts, options);
    return outcome.check.problem === undefined;
  });
}

async function importMany(
  terminal: Terminal,
  { path, table, interval }: {
    readonly path: string;
    readonly table: StockTable;
    readonly interval: Interval | undefined;
  },
  options: ImportOptions,
): Promise<boolean> {
  const named = { exchange: options.exchange ?? STOCK_EXCHANGE, symbol: "KRW/KRW" };
  const isSaid = options.exchange === undefined && saysAdjusted(path);
  const { exchange } = withPriceKind(named, options.adjusted ?? isSaid);
  const form = readFileForm(options, { path, market: { exchange, symbol: "KRW/KRW" } });
  return await withShelf(terminal, async (access) => {
    const { clock } = access;
    const beganMs = clock.monotonic();
    using progress = new Progress(terminal, { clock, draw: drawOnTerminal() });
    const moment = {
      nowMs: clock.now(),
      writtenMs: await findWrittenMs(path),
      hours: await access.hoursOf(exchange),
    };
    const say = createSayFrom(STOCK_IMPORT_TEXTS, langOf(terminal));
    const wish = { ...options, exchange, interval, date: options.date };
    const closed = new ClosedDays({ exchange, hours: moment.hours, leavesOut: options.skipBad });
    const outcomes = await importStocks({ access, table, path, wish, form, moment, closed, progress, say });
    progress[Symbol.dispose]();
    const { paddedCount } = table;
    const facts = { outcomes, paddedCount, notes: closed.notes(), tookMs: clock.monotonic() - beganMs };
    await tellStocks(terminal, facts, options);
    return outcomes.every(({ check }) => check.problem === undefined);
  });
}

/** A file of many markets is read with other words than one that is broken. */
async function open(path: string, options: CandleFileOptions): Promise<CandleFile> {
  try {
    return await openCandleSource(path, options);
  } catch (error) {
    if (!(error instanceof UserError) || error.code === "needs_option") throw error;
    const hint = options.only === undefined ? await findManyMarketsHint(path, options.form.sheet) : undefined;
    throw hint === undefined ? error : new UserError("needs_option", error.message, hint);
  }
}

interface Work {
  readonly access: ShelfAccess;
  readonly series: SeriesKey;
  readonly isComplete: boolean;
  readonly wish: ImportWish;
  readonly moment: FileMoment;
  readonly closed: ClosedDays;
  readonly progress: Progress;
  readonly say: SayFrom<typeof IMPORT_TEXTS>;
}

/** Stored candles that are still to come. */
async function countFuture({ access: { shelf, clock }, series }: Work): Promise<number> {
  return await shelf.countCandles(series, { fromMs: clock.now(), toMs: Number.MAX_SAFE_INTEGER });
}

/** A series that is not there yet takes a file of any length piece by piece; else the whole file is compared first. */
async function takeIn(work: Work, file: CandleFile): Promise<ImportOutcome> {
  const { access: { shelf }, series, wish } = work;
  const isKnown = (await shelf.list()).some(({ series: stored }) =>
    toSeriesText(stored) === toSeriesText(series)
  );
  if (!isKnown && !wish.dryRun && !hasBases(series, file.bases)) {
    const counts = await keepAll(work, { file, chunks: withoutClosed(work, file.chunks) });
    return { check: { ...NOTHING_STORED, notes: work.closed.notes() }, counts };
  }
  const columns = work.closed.take(await readAllChunks(file));
  const { bases, note } = readBases(series, { columns, reader: file.bases });
  const checked = await checkImport(work.access, { series, columns, wish, bases });
  const notes = [...checked.notes, ...work.closed.notes(), ...(note === undefined ? [] : [note])];
  const check = { ...checked, notes };
  const { known, differing, fresh, open: unfinished, removed } = check;
  if (check.problem !== undefined) {
    return { check, counts: { added: 0, replaced: 0, kept: known + differing, removed: 0 } };
  }
  if (wish.replace) {
    if (!wish.dryRun) {
      await replaceAll(work, columns);
      await keepBases(shelf, series, { columns, bases });
    }
    const lastMs = columns.openTimeMs.at(-1);
    return {
      check,
      counts: { added: fresh, replaced: differing + unfinished, kept: known, removed, lastMs },
    };
  }
  if (wish.dryRun) {
    return { check, counts: { added: fresh, replaced: unfinished, kept: known + differing, removed: 0 } };
  }
  const counts = await keepAll(work, { file, chunks: [columns] });
  await keepBases(shelf, series, { columns, bases });
  return { check, counts };
}

async function* withoutClosed({ closed }: Work, chunks: CandleFile["chunks"]): AsyncGenerator<CandleColumns> {
  for await (const columns of chunks) yield closed.take(columns);
}

async function replaceAll(work: Work, columns: CandleColumns) {
  const { access: { shelf }, series, isComplete, moment } = work;
  const closedUntilMs = findClosedMs(moment, series.interval, columns);
  const whole = spanOf(series, columns, columns);
  const fetched = !isComplete
    ? findRuns(series, { columns, closedUntilMs })
    : whole === undefined
    ? []
    : [whole];
  await shelf.replaceColumns(series, columns, {
    closedUntilMs,
    fetched: fetched.map(({ fromMs, toMs }) => ({
      fromMs,
      toMs: Math.max(fromMs, Math.min(toMs, closedUntilMs)),
    })),
  });
}

async function keepAll(
  work: Work,
  { file, chunks }: {
    readonly file: CandleFile;
    readonly chunks: AsyncIterable<CandleColumns> | readonly CandleColumns[];
  },
): Promise<ImportCounts> {
  const { access: { shelf, clock }, series, isComplete, progress, say } = work;
  const beganMs = clock.monotonic();
  const sum = { added: 0, replaced: 0, kept: 0, removed: 0 };
  let before: CandleColumns | undefined;
  for await (const columns of chunks) {
    const closedUntilMs = findClosedMs(work.moment, series.interval, columns);
    const fetched = isComplete ? spanOf(series, before ?? columns, columns) : undefined;
    const counts = await shelf.keepColumns(series, columns, { closedUntilMs, fetched });
    if (!isComplete) await shelf.markFetched(series, findRuns(series, { columns, closedUntilMs }));
    sum.added += counts.added;
    sum.replaced += counts.replaced;
    sum.kept += counts.kept;
    before = columns;
    const done = sum.added + sum.replaced + sum.kept;
    const all = candlesIn(file.summary());
    const etaMs = (clock.monotonic() - beganMs) * (all / done - 1);
    const text = done === 1 ? say("candles_one") : say("candles_many", { count: toNumberText(done) });
    progress.show({ share: done / all, text, etaMs });
  }
  return { ...sum, lastMs: before?.openTimeMs.at(-1) };
}

/** Candles that were read so far: all of them, but for files of many million rows. */
function candlesIn({ rows, duplicates, halted, bad, leftOut }: CandleCsvSummary): number {
  return Math.max(1, rows - duplicates - halted - bad - leftOut);
}

/** From the last candle before to the last candle of these, so that pieces of one file touch each other. */
function spanOf({ interval }: SeriesKey, before: CandleColumns, columns: CandleColumns): Span | undefined {
  const last = columns.openTimeMs.at(-1);
  const first = before === columns ? columns.openTimeMs[0] : before.openTimeMs.at(-1);
  return last === undefined || first === undefined
    ? undefined
    : { fromMs: first, toMs: closeTimeOf(interval, last) };
}
