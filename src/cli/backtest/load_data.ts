/** The candles of a backtest: from files, or from the store of candles. */
import { toNumberText } from "../../core/words/numbers.ts";
import { basename } from "node:path";
import type { ObeyedColumns } from "../../backtest/run/signal_cells.ts";
import { type BacktestData, readCsvData, readStoreData } from "../../backtest/run/backtest_data.ts";
import { type Interval, intervalLengthMs, INTERVALS, type Span, toSeriesText } from "../../core/candle.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { nameOfMarket, toNameMap } from "../../core/market/stock_name.ts";
import { readSymbol, STOCK_EXCHANGE } from "../../core/symbol.ts";
import { escapeControls } from "../../core/text.ts";
import { readBasesOf } from "../../market/read/price_breaks.ts";
import { aggregateColumns, canAggregate } from "../../market/read/aggregate.ts";
import { CandleFileError, MixedStepsError } from "../../market/csv/candle_file_error.ts";
import { type FileFormOptions, readFileForm, toFileNotes } from "../candles/file_form.ts";
import { FILE_ENDING, guessMarket } from "../candles/file_market.ts";
import { readOnly } from "../candles/many_markets.ts";
import { withShelf } from "../candles/shelf_access.ts";
import {
  readIntervalArgument,
  readMarketArgument,
  readTimeArgument,
  withPriceKind,
} from "../../commands/series_argument.ts";
import { loadConfig } from "../kit/load_config.ts";
import { hoursBy } from "../kit/market_hours.ts";
import type { Terminal } from "../kit/terminal.ts";
import type { DataList } from "../../backtest/run/backtest_data.ts";
import type { CandleStore, SeriesFacts } from "../../market/candle_store.ts";
import { findMixedCurrencies } from "./data_currency.ts";
import { withSessions } from "./data_sessions.ts";
import { findKept, refuse, refuseNamesake, toNoneStored } from "./stored_series.ts";
import { createSayFrom } from "../../core/lang.ts";
import { langOf, translate } from "../kit/language.ts";
import { SWEEP_TEXTS } from "../texts/sweep.ts";

/** As they were typed. */
export interface DataOptions extends FileFormOptions {
  readonly data?: readonly string[];
  readonly market?: readonly string[];
  readonly adjusted?: boolean;
  readonly timeframe?: string;
  readonly symbol?: string;
  readonly only?: string;
  readonly keepOdd?: boolean;
  readonly skipBad?: boolean;
  readonly mixed?: boolean;
  readonly from?: string;
  readonly to?: string;
}

export interface LoadedData {
  readonly data: DataList;
  readonly isFile: boolean;
  /** `undefined` for all of the data. */
  readonly span: Span | undefined;
}

const ALL: Span = { fromMs: 0, toMs: Infinity };

/**
 * @param about.withExtra also reads further columns of files, for strategies that want them; `obeyed` of a strategy
 *   that does what some of them say.
 * @throws {UserError} one sentence.
 */
export async function loadData(
  terminal: Terminal,
  options: DataOptions,
  about: {
    readonly withExtra: boolean;
    readonly obeyed: ObeyedColumns | undefined;
    readonly keepOdd: boolean;
  },
): Promise<LoadedData> {
  const { data: files = [], market: markets = [] } = options;
  if ((files.length === 0) === (markets.length === 0)) {
    throw refuse("give --data FILE.csv or --market upbit:BTC/KRW, one of the two, once or several times");
  }
  const span = readSpanOption(options);
  const isFile = files.length > 0;
  const list = isFile
    ? await Promise.all(files.map((path) => readFileData(path, { ...options, ...about, terminal })))
    : await readMarkets(terminal, { markets, options, span: span ?? ALL });
  const [first, ...more] = list;
  if (first === undefined) throw refuse("there is no data");
  const empty = list.find(({ columns }) => columns.openTimeMs.length === 0);
  if (empty !== undefined) {
    throw refuse(
      `there are no bars of ${toSeriesText(empty.series)} in ${isFile ? "the file" : "the store"}`,
    );
  }
  if (options.mixed !== true) {
    const problem = findMixedCurrencies(list);
    if (problem !== undefined) throw refuse(problem);
  }
  return { data: await withSessions([first, ...more], await loadConfig()), isFile, span };
}

/** @throws {UserError} */
export function readSpanOption({ from, to }: DataOptions): Span | undefined {
  if (from === undefined && to === undefined) return undefined;
  const fromMs = from === undefined ? 0 : readTimeArgument("--from", from);
  // A date far away: a span must survive JSON, where there is no infinity.
  const toMs = to === undefined ? Number.MAX_SAFE_INTEGER : readTimeArgument("--to", to);
  if (fromMs < toMs) return { fromMs, toMs };
  throw refuse("--from must lie before --to");
}

interface FileOptions extends DataOptions {
  readonly withExtra: boolean;
  readonly obeyed: ObeyedColumns | undefined;
  readonly keepOdd: boolean;
  readonly terminal: Terminal;
}

async function readFileData(path: string, options: FileOptions): Promise<BacktestData> {
  const guess = guessMarket(path);
  const name = escapeControls(basename(path));
  const symbol = toMarketName(options.symbol) ?? guess.symbol ??
    toSymbolName(name.replace(FILE_ENDING, ""));
  const base = {
    exchange: guess.exchange ?? "file",
    symbol,
    source: name,
    withExtra: options.withExtra,
    obeyed: options.obeyed,
    keepOdd: options.keepOdd,
    skipBad: options.skipBad,
    form: readFileForm(options, { path, market: { exchange: guess.exchange ?? "file", symbol } }),
    ...(options.only === undefined ? {} : { only: readOnly(options.only) }),
  };
  const wanted = options.timeframe === undefined ? undefined : readIntervalArgument(options.timeframe);
  try {
    const data = await readAt(wanted, (interval) => readCsvData(() => openFile(path), { ...base, interval }));
    const { terminal } = options;
    const say = createSayFrom(SWEEP_TEXTS, langOf(terminal));
    for (const note of toFileNotes(data)) {
      terminal.err(say("note", { name, note: await translate(note, terminal) }));
    }
    const { bad = 0 } = data;
    if (bad === 1) terminal.err(say("bad_one", { name }));
    if (bad > 1) terminal.err(say("bad_many", { name, count: toNumberText(bad) }));
    return data;
  } catch (error) {
    if (error instanceof CandleFileError) {
      const advice = error.code === "interval_unknown" ? ", like --timeframe 1d" : "";
      throw new UserError(error.code, `${name}: ${escapeControls(error.message)}${advice}`);
    }
    throw error;
  }
}

/**
 * Candles as long as they are in the file; with a wish, longer ones made of them. A file that does not tell how long its
 * candles are is read as if it had those.
 *
 * @throws {UserError} when candles of that length cannot be made of those of the file.
 */
async function readAt(
  wanted: Interval | undefined,
  read: (interval: Interval | undefined) => Promise<BacktestData>,
): Promise<BacktestData> {
  if (wanted === undefined) return await read(undefined);
  const found = await read(undefined).catch((error: unknown) => {
    // Asked for one length, a file of two would come out as if it had that one.
    if (error instanceof CandleFileError && !(error instanceof MixedStepsError)) return undefined;
    throw error;
  });
  if (found === undefined) return await read(wanted);
  const { series: { interval }, source } = found;
  if (interval === wanted) return found;
  if (canAggregate(interval, wanted)) return await toLonger(found, wanted);
  // Days of UTC and of Korea: only the wish tells which of them a date without a time means.
  if (intervalLengthMs(interval) === intervalLengthMs(wanted)) return await read(wanted);
  const served = INTERVALS.filter((one) => one === interval || canAggregate(interval, one));
  throw new UserError(
    "invalid",
    `${source}: its candles are ${interval} long, of which no ${wanted} ones can be made; --timeframe can be ${
      served.join(", ")
    }`,
  );
}

/** Further columns belong to the short candles and are left behind. */
async function toLonger(data: BacktestData, to: Interval): Promise<BacktestData> {
  const { exchange, interval: from } = data.series;
  const hours = await hoursBy(await loadConfig())(exchange);
  return {
    ...data,
    series: { ...data.series, interval: to },
    columns: aggregateColumns(data.columns, { from, to, hours }),
    extra: {},
    source: `${data.source} (${to} bars made of ${from})`,
  };
}

async function readMarkets(
  terminal: Terminal,
  { markets, options, span }: {
    readonly markets: readonly string[];
    readonly options: DataOptions;
    readonly span: Span;
  },
): Promise<readonly BacktestData[]> {
  const interval = readIntervalArgument(options.timeframe ?? "1m");
  return await withShelf(terminal, async ({ shelf }) => {
    const list: BacktestData[] = [];
    const [stored, names] = [await shelf.list(), toNameMap(await shelf.names())];
    for (const market of markets) {
      const named = withPriceKind(readMarketArgument(market, undefined), options.adjusted);
      const series = { ...named, interval };
      refuseNamesake(stored, series);
      const data = await readSeriesData(shelf, { stored, series, span });
      list.push({ ...data, name: nameOfMarket(series, names) });
    }
    return list;
  });
}

async function readSeriesData(
  shelf: Pick<CandleStore, "readColumns" | "coverage" | "basePrices">,
  { stored, series, span }: {
    readonly stored: readonly SeriesFacts[];
    readonly series: BacktestData["series"];
    readonly span: Span;
  },
): Promise<BacktestData> {
  const kept = findKept(stored, series);
  const data = await readStoreData(shelf, { series: kept, span });
  if (data.columns.openTimeMs.length === 0) throw refuse(toNoneStored(stored, kept));
  const bases = kept.exchange === STOCK_EXCHANGE
    ? [...await readBasesOf(shelf, kept, data.columns)]
    : undefined;
  const told = { ...data, bases, listedMs: await findListing(shelf, { data, span }) };
  return kept.interval === series.interval ? told : await toLonger(told, series.interval);
}

/** When the market was listed, where more was asked for than it had. */
async function findListing(
  shelf: Pick<CandleStore, "coverage">,
  { data: { series, columns }, span }: { readonly data: BacktestData; readonly span: Span },
): Promise<number | undefined> {
  const firstMs = columns.openTimeMs[0] ?? 0;
  if (span.fromMs >= firstMs) return undefined;
  const before = (await shelf.coverage(series, { fromMs: span.fromMs, toMs: firstMs })).at(-1);
  return before?.kind === "not_listed" ? before.toMs : undefined;
}

async function openFile(path: string): Promise<ReadableStream<Uint8Array>> {
  try {
    return (await Deno.open(path)).readable;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const why = error instanceof Deno.errors.NotFound ? "there is no such file" : toErrorText(error);
    throw new UserError("invalid", `Cannot read ${escapeControls(path)}: ${why}`);
  }
}

function toMarketName(text: string | undefined): string | undefined {
  return text === undefined ? undefined : readSymbol(text) ?? toSymbolName(text);
}

/** Short, and safe to show anywhere. */
function toSymbolName(text: string): string {
  return escapeControls(text).replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 32) || "DATA";
}
