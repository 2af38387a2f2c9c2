/** The candles of one symbol as a backtest reads them. */
import { toAdjustedExchange } from "../../core/symbol.ts";
import {
  CANDLE_FIELDS,
  type CandleColumns,
  createColumns,
  type Interval,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import { type CandleCsvOptions, type CandleFile, readCandleCsv } from "../../market/csv/candle_csv.ts";
import type { SessionTable } from "../../calendar/session_table.ts";
import { readExtraColumns } from "./extra_columns.ts";
import type { ObeyedColumns } from "./signal_cells.ts";

export interface BacktestData {
  readonly series: SeriesKey;
  /** What people call the share, where it is known. */
  readonly name?: string | undefined;
  readonly columns: CandleColumns;
  /** Further numeric columns of the file, as long as the candles, by their name in lower case. */
  readonly extra: Readonly<Record<string, Float64Array>>;
  /** Where it came from: a file name or `store`. */
  readonly source: string;
  /** Of a file: what times without a zone were taken for. */
  readonly zoneUse?: CandleFile["zoneUse"];
  /** Of a file whose name, columns or zone tell it: in what its prices most likely are. */
  readonly currency?: "KRW" | undefined;
  /** Of a file whose times were moved: how. */
  readonly session?: CandleFile["session"];
  /** When the market was listed, where its exchange has told it: nothing is missing before. */
  readonly listedMs?: number | undefined;
  /** Of a file: what else was done with its cells, a sentence each. */
  readonly notes?: CandleFile["notes"];
  /** Of a file: bad rows that were left out. */
  readonly bad?: number;
  /** Of a market with sessions: when they were. Left out, it is always open. */
  readonly sessions?: SessionTable | undefined;
  /** Of a Korean stock: base prices of days on which they are not the close before; see `BasePrices`. */
  readonly bases?: readonly (readonly [day: number, base: number])[] | undefined;
  /** SHA-256 over times, prices, volumes and further columns, as hex. */
  readonly hash: string;
}

export type DataList = readonly [BacktestData, ...BacktestData[]];

export interface CsvDataOptions {
  readonly exchange: string;
  readonly symbol: string;
  /** Left out, it is found out from the distances between the rows. */
  readonly interval?: Interval | undefined;
  /** What to call the file in reports. */
  readonly source: string;
  /** Reads further columns of numbers too; rows must then be ascending, each time once. */
  readonly withExtra: boolean;
  /** Of those columns the ones that the strategy obeys cell by cell. */
  readonly obeyed?: ObeyedColumns | undefined;
  /** Keeps candles whose high or low contradicts another of their prices. */
  readonly keepOdd?: boolean | undefined;
  /** Leaves bad rows out and counts them. */
  readonly skipBad?: boolean | undefined;
  /** Takes only rows with this text in the column of this name. Goes without further columns. */
  readonly only?: { readonly column: string; readonly text: string } | undefined;
  /** What is known of how the file is written. */
  readonly form?: Pick<
    CandleCsvOptions,
    "zone" | "isKorean" | "dates" | "decimal" | "withoutVolume" | "isAdjusted" | "sheet"
  >;
}

/** The part of a store that is needed here. */
export interface ColumnReader {
  readColumns(series: SeriesKey, span: Span): Promise<CandleColumns>;
}

/**
 * Reads a file of candles: CSV, Excel, packed or not.
 *
 * @param open opens the file from its beginning; called twice when there are further columns to read.
 * @throws {CandleFileError} naming lines and columns, and what reading the file throws.
 */
export async function readCsvData(
  open: () => Promise<ReadableStream<Uint8Array>>,
  options: CsvDataOptions,
): Promise<BacktestData> {
  const { exchange, symbol, source, only, keepOdd = false, skipBad = false } = options;
  const isWhole = only === undefined;
  await using file = await readCandleCsv(await open(), {
    keepOdd,
    skipBad,
    ...options.form,
    ...(options.interval === undefined ? {} : { interval: options.interval }),
    ...(isWhole ? {} : { only }),
  });
  const columns = await joinChunks(file);
  const { interval } = file;
  const extra = options.withExtra && isWhole
    ? await readExtraColumns(await open(), {
      openTimeMs: columns.openTimeMs,
      layout: file.layout,
      session: file.session,
      obeyed: options.obeyed,
      sheet: options.form?.sheet,
      badLines: file.badLines,
    })
    : {};
  return {
    series: {
      exchange: file.layout.isAdjusted ? toAdjustedExchange(exchange, symbol) : exchange,
      symbol,
      interval,
    },
    columns,
    extra,
    source,
    zoneUse: file.zoneUse,
    ...(file.layout.isKorean ? { currency: "KRW" } : {}),
    session: file.session,
    notes: file.notes,
    bad: file.summary().bad,
    bases: basesOf(file, columns),
    hash: await hashOf(columns, extra),
  };
}

function basesOf({ interval, bases }: CandleFile, columns: CandleColumns): BacktestData["bases"] {
  const isDaily = interval === "1d" || interval === "1dKST";
  return bases?.isThere === true && isDaily ? [...bases.settle(columns).bases] : undefined;
}

/** Reads what a store has of a series; no candles when it does not know it. */
export async function readStoreData(
  reader: ColumnReader,
  { series, span }: { readonly series: SeriesKey; readonly span: Span },
): Promise<BacktestData> {
  return await toStoreData(series, await reader.readColumns(series, span));
}

/** Of what was read from a store before. */
export async function toStoreData(series: SeriesKey, columns: CandleColumns): Promise<BacktestData> {
  return { series, columns, extra: {}, source: "store", hash: await hashOf(columns, {}) };
}

async function joinChunks({ chunks }: CandleFile): Promise<CandleColumns> {
  const parts: CandleColumns[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const columns = createColumns(parts.reduce((sum, { openTimeMs }) => sum + openTimeMs.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const field of CANDLE_FIELDS) columns[field].set(part[field], at);
    at += part.openTimeMs.length;
  }
  return columns;
}

/** Of the doubles in the order of `CANDLE_FIELDS`, then of each further column after its name. */
async function hashOf(columns: CandleColumns, extra: BacktestData["extra"]): Promise<string> {
  const parts: Uint8Array[] = CANDLE_FIELDS.map((field) => toBytes(columns[field]));
  for (const [name, column] of Object.entries(extra)) {
    parts.push(new TextEncoder().encode(name), toBytes(column));
  }
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all)).toHex();
}

function toBytes({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
