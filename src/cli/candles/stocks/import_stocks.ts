/** Takes a file of many Korean stocks into the store, a series for each: all of a day, as KRX gives them, or more. */
import {
  candleAt,
  type CandleColumns,
  closeTimeOf,
  type Interval,
  type SeriesKey,
  toSeriesText,
} from "../../../core/candle.ts";
import { UserError } from "../../../core/errors.ts";
import { kstDayOf, kstDayStartMs, readDateText } from "../../../core/kst.ts";
import { toAdjustedExchange } from "../../../core/symbol.ts";
import type { SayFrom } from "../../../core/lang.ts";
import { readStockName } from "../../../core/market/stock_name.ts";
import type { CandlePageToKeep } from "../../../market/candle_store.ts";
import { readCandleCsv } from "../../../market/csv/candle_csv.ts";
import { CandleFileError, NoRowsError } from "../../../market/csv/candle_file_error.ts";
import { type StockRows, type StockTable, toStockFile } from "../../../market/csv/stock_rows.ts";
import { asUserError, readAllChunks } from "../candle_source.ts";
import type { FileForm } from "../file_form.ts";
import { learnNames } from "./learn_names.ts";
import { checkImport, type ImportCheck, type ImportWish, NOTHING_STORED } from "../import_check.ts";
import type { BasePriceReader } from "../../../market/csv/prices/base_prices.ts";
import { stocksText } from "./count_text.ts";
import type { ClosedDays } from "./closed_days.ts";
import { keepBases, readBases } from "./keep_bases.ts";
import { type FileMoment, findClosedMs, findRuns } from "../file_runs.ts";
import type { Progress } from "../../kit/progress.ts";
import type { ShelfAccess } from "../shelf_access.ts";
import type { STOCK_IMPORT_TEXTS } from "../../texts/stock_import.ts";

export interface StocksWish extends ImportWish {
  readonly exchange: string;
  readonly interval: Interval | undefined;
  /** Of a table without times. */
  readonly date: string | undefined;
  readonly skipBad: boolean;
  /** Gaps between its rows are no holes. */
  readonly complete: boolean;
}

/** One stock of the file, read and compared with what is stored. */
export interface StockOutcome {
  readonly series: SeriesKey;
  readonly name: string | undefined;
  readonly rows: number;
  /** Rows without trading, or left out. */
  readonly halted: number;
  readonly bad: number;
  readonly check: ImportCheck;
  readonly added: number;
  readonly replaced: number;
}

interface Work {
  readonly access: ShelfAccess;
  readonly table: StockTable;
  readonly path: string;
  readonly wish: StocksWish;
  readonly form: FileForm;
  readonly moment: FileMoment;
  readonly closed: ClosedDays;
  readonly progress: Progress;
  readonly say: SayFrom<typeof STOCK_IMPORT_TEXTS>;
}

interface StockCandles {
  readonly stock: StockRows;
  readonly columns: CandleColumns | undefined;
  readonly halted: number;
  readonly bad: number;
  readonly isAdjusted?: boolean;
  readonly reader?: BasePriceReader | undefined;
}

/**
 * Nothing of a bad file is stored. Of a good one, stocks that contradict what is stored are left out, and told.
 *
 * @throws {UserError}
 */
export async function importStocks(work: Work): Promise<readonly StockOutcome[]> {
  refuseDate(work);
  const interval = await asUserError(work.path, () => findInterval(work));
  const all = await asUserError(work.path, () => readAll(work, interval));
  const stored = new Set((await work.access.shelf.list()).map(({ series }) => toSeriesText(series)));
  const outcomes: StockOutcome[] = [];
  for (const [i, one] of all.entries()) {
    outcomes.push(await compare(work, one, { interval, stored }));
    show(work, "comparing", i / all.length);
  }
  return work.wish.dryRun ? outcomes : await store(work, all, outcomes);
}

/** A download of KRX has its day neither in its rows nor, for certain, in its name. */
function refuseDate({ table, path, wish: { date, force }, moment: { nowMs, hours } }: Work): void {
  const name = path.split(/[/\\]/).at(-1) ?? "";
  if (table.hasTimes) {
    if (date === undefined) return;
    throw new UserError("invalid", `${name}: its rows have their own times; leave --date out`);
  }
  if (date === undefined) {
    const digits = /(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)/.exec(name);
    const named = digits === null ? undefined : `${digits[1]}-${digits[2]}-${digits[3]}`;
    const isDate = named !== undefined && readDateText(named) !== undefined;
    throw new UserError(
      "needs_option",
      `${name}: nothing in it says of which day it is`,
      isDate
        ? `say it with --date, for example --date ${named} if the day in its name is that of the trading`
        : "say it with --date, for example --date 2026-11-27",
    );
  }
  const day = readDateText(date);
  if (day === undefined) throw new UserError("invalid", "--date must be a day like 2026-11-27");
  if (force) return;
  const span = { fromMs: kstDayStartMs(day), toMs: kstDayStartMs(day + 1) };
  if (span.fromMs > nowMs) throw new UserError("invalid", `--date ${date} is still to come`);
  if (hours.openSpans(span).length > 0) return;
  throw new UserError(
    "needs_option",
    `On ${date} the market was closed, so the file is of another day`,
    "give the day of the trading with --date, or store it all the same with --force",
  );
}

/** One for the whole file: as its stock with the most rows tells it, where nobody says it. */
async function findInterval(work: Work): Promise<Interval> {
  const { table, wish } = work;
  if (wish.interval !== undefined) return wish.interval;
  const sorted = table.stocks.toSorted((a, b) => b.rows.length - a.rows.length);
  const [longest] = sorted;
  if (longest === undefined || longest.rows.length === 1) return "1d";
  await using file = await open(work, longest, undefined);
  return file.interval;
}

async function readAll(work: Work, interval: Interval): Promise<readonly StockCandles[]> {
  const { table: { stocks }, wish } = work;
  const all: StockCandles[] = [];
  for (const [i, stock] of stocks.entries()) {
    all.push(await readOne(work, stock, interval));
    show(work, "reading", i / stocks.length);
  }
  const hasCandles = all.some(({ columns }) => columns !== undefined);
  if (!hasCandles && !wish.skipBad) throw new NoRowsError();
  return all;
}

/** @throws {CandleFileError} with the lines of the whole file. */
async function readOne(work: Work, stock: StockRows, interval: Interval): Promise<StockCandles> {
  try {
    await using file = await open(work, stock, interval);
    const columns = work.closed.take(await readAllChunks(file));
    const { halted, bad } = file.summary();
    return { stock, columns, halted, bad, isAdjusted: file.layout.isAdjusted, reader: file.bases };
  } catch (error) {
    if (error instanceof NoRowsError) {
      return { stock, columns: undefined, halted: stock.rows.length, bad: 0 };
    }
    if (!(error instanceof CandleFileError)) throw error;
    // The first line of a part is its head.
    const faults = error.faults.map(({ line, ...fault }) => ({
      ...fault,
      line: line === undefined ? stock.lines[0] : stock.lines[line - 2],
    }));
    throw new CandleFileError(faults, error.code as CandleFileError["code"] & "invalid");
  }
}

function open({ table, wish, form, moment }: Work, stock: StockRows, interval: Interval | undefined) {
  const { date, skipBad, force } = wish;
  const source = new Blob([toStockFile(table, stock, date)]).stream();
  return readCandleCsv(source, {
    ...form,
    isKorean: true,
    hours: moment.hours,
    skipBad,
    ...(interval === undefined ? {} : { interval }),
    ...(force ? {} : { notAfterMs: moment.nowMs }),
  });
}

async function compare(
  { access, wish }: Work,
  { stock, columns, halted, bad, isAdjusted, reader }: StockCandles,
  { interval, stored }: { readonly interval: Interval; readonly stored: ReadonlySet<string> },
): Promise<StockOutcome> {
  const symbol = `${stock.code}/KRW`;
  const exchange = isAdjusted === true ? toAdjustedExchange(wish.exchange, symbol) : wish.exchange;
  const series = { exchange, symbol, interval };
  const rest = { series, name: readStockName(stock.name ?? ""), rows: stock.rows.length, halted, bad };
  if (columns === undefined) return { ...rest, check: NOTHING_STORED, added: 0, replaced: 0 };
  const { bases } = readBases(series, { columns, reader });
  const check = stored.has(toSeriesText(series))
    ? await checkImport(access, { series, columns, wish, bases })
    : { ...NOTHING_STORED, fresh: columns.openTimeMs.length };
  const isLeft = check.problem !== undefined;
  const replaced = check.open + (wish.replace ? check.differing : 0);
  return { ...rest, check, added: isLeft ? 0 : check.fresh, replaced: isLeft ? 0 : replaced };
}

async function store(
  work: Work,
  all: readonly StockCandles[],
  outcomes: readonly StockOutcome[],
): Promise<readonly StockOutcome[]> {
  const { access: { shelf }, moment, wish } = work;
  const pages: CandlePageToKeep[] = [];
  for (const [i, { series, check }] of outcomes.entries()) {
    const columns = all[i]?.columns;
    if (columns === undefined || check.problem !== undefined) continue;
    const closedUntilMs = findClosedMs(moment, series.interval, columns);
    if (wish.replace) {
      const fetched = findRuns(series, { columns, closedUntilMs });
      await shelf.replaceColumns(series, columns, { closedUntilMs, fetched });
    } else pages.push(...toPages(series, columns, closedUntilMs));
  }
  show(work, "storing", 1);
  await shelf.keepMany(pages);
  await keepAllBases(work, all, outcomes);
  await learnNames(
    work.access,
    outcomes.map(({ series, name }, i) => ({ series, name, lastMs: all[i]?.columns?.openTimeMs.at(-1) })),
  );
  for (const [i, { series, check }] of outcomes.entries()) {
    const { openTimeMs } = all[i]?.columns ?? {};
    const [firstMs, lastMs] = [openTimeMs?.[0], openTimeMs?.at(-1)];
    if (!wish.complete || check.problem !== undefined || firstMs === undefined || lastMs === undefined) {
      continue;
    }
    await shelf.markFetched(series, [{ fromMs: firstMs, toMs: closeTimeOf(series.interval, lastMs) }]);
  }
  return outcomes;
}

/** Of so many stocks some fall each day, or the changes have lost their signs. */
const FEWEST_TO_FALL = 30;

async function keepAllBases(
  { access: { shelf } }: Work,
  all: readonly StockCandles[],
  outcomes: readonly StockOutcome[],
): Promise<void> {
  const told = outcomes.flatMap(({ series, check }, i) => {
    const { columns, reader } = all[i] ?? {};
    if (columns === undefined || check.problem !== undefined) return [];
    return [{ series, columns, bases: readBases(series, { columns, reader }).bases }];
  });
  const isFalling = ({ columns: { openTimeMs, close }, bases }: typeof told[number]) =>
    openTimeMs.some((atMs, i) => (bases.get(kstDayOf(atMs)) ?? 0) > (close[i] ?? NaN));
  if (told.length >= FEWEST_TO_FALL && !told.some(isFalling)) return;
  for (const { series, ...facts } of told) await keepBases(shelf, series, facts);
}

const MOST_PAGE = 1_000;

/** Runs of candles that follow each other, each of them known completely. */
function toPages(
  series: SeriesKey,
  columns: CandleColumns,
  closedUntilMs: number,
): readonly CandlePageToKeep[] {
  const { openTimeMs } = columns;
  const pages: CandlePageToKeep[] = [];
  let from = 0;
  for (let i = 0; i < openTimeMs.length; i++) {
    const endMs = closeTimeOf(series.interval, openTimeMs[i] ?? NaN);
    if (openTimeMs[i + 1] === endMs && i + 1 - from < MOST_PAGE) continue;
    const candles = Array.from({ length: i + 1 - from }, (_, at) => candleAt(columns, from + at));
    const fetched = { fromMs: openTimeMs[from] ?? 0, toMs: endMs };
    pages.push({ series, candles, closedUntilMs, fetched });
    from = i + 1;
  }
  return pages;
}

function show({ progress, say, table }: Work, what: "reading" | "comparing" | "storing", share: number) {
  progress.show({
    share,
    text: say(what, { stocks: stocksText(table.stocks.length, say) }),
    etaMs: undefined,
  });
}
