/** Rows of Upbit's REST answers as our types. A row that cannot be right is refused by its number and field. */
import { z } from "zod";
import { type Candle, findCandleFault, type Interval, isOpenTime, type Span } from "../../core/candle.ts";
import { UpstreamError } from "../../core/errors.ts";
import { type RawCandleRow, type RowFaultKind, sortCandleRows, type SortedRows } from "../candle_rows.ts";
import type { BookTop, Tick } from "../exchange.ts";
import { toTickText } from "../tick_sizes.ts";
import { toUpbitMarket, upbitEpochMs, upbitNumber, upbitUtc } from "./words.ts";

/** Of answers about as many markets as one address can name. */
const MOST_ROWS = 1_000;

const candleRow = z.looseObject({
  market: z.string(),
  candle_date_time_utc: upbitUtc,
  opening_price: upbitNumber,
  high_price: upbitNumber,
  low_price: upbitNumber,
  trade_price: upbitNumber,
  candle_acc_trade_volume: upbitNumber,
});

const CANDLE_FIELD: Readonly<Record<keyof Candle, keyof typeof candleRow.shape>> = {
  openTimeMs: "candle_date_time_utc",
  open: "opening_price",
  high: "high_price",
  low: "low_price",
  close: "trade_price",
  volume: "candle_acc_trade_volume",
};

const tickerRow = z.looseObject({
  market: z.string(),
  trade_timestamp: upbitEpochMs,
  trade_price: upbitNumber,
  trade_volume: upbitNumber,
});

const bookRow = z.looseObject({
  market: z.string(),
  timestamp: upbitEpochMs,
  orderbook_units: z.tuple([
    z.looseObject({
      ask_price: upbitNumber,
      bid_price: upbitNumber,
      ask_size: upbitNumber,
      bid_size: upbitNumber,
    }),
  ], z.unknown()),
});

const rulesRow = z.looseObject({
  market: z.string(),
  tick_size: z.union([z.string(), z.number()]).transform(toTickText).pipe(z.string()),
});

export interface CandleRowsWanted {
  readonly symbol: string;
  readonly interval: Interval;
  /** The stretch that was asked for; rows from before it may come, too. */
  readonly span: Span;
  readonly maxRows: number;
}

/**
 * Candles of `/v1/candles/…`, which come newest first, in ascending order. A row that cannot be right costs its own candle.
 *
 * A candle may begin after our own clock says it can: then our clock is late, and the end of the span is the limit.
 * @throws {UpstreamError} `bad_shape` when none of the rows can be used, naming the first of them from 1 and Upbit's own
 *   word for the field.
 */
export function readCandleRows(body: unknown, wanted: CandleRowsWanted): SortedRows {
  const rows = listOf(body, wanted.maxRows).map((value, i) => readCandleRow(value, i, wanted));
  const sorted = sortCandleRows(rows, {
    interval: wanted.interval,
    span: wanted.span,
    isDown: true,
    timeName: (at) => `row ${at + 1}: ${CANDLE_FIELD.openTimeMs}`,
  });
  const [first] = sorted.faults;
  if (first !== undefined && sorted.candles.length === 0) throw new UpstreamError("bad_shape", first.text);
  return sorted;
}

function readCandleRow(
  value: unknown,
  i: number,
  { symbol, interval, span }: CandleRowsWanted,
): RawCandleRow {
  const read = candleRow.safeParse(value);
  const row = read.success ? read.data : undefined;
  const openTimeMs = row?.candle_date_time_utc ?? readOpenTime(value);
  const fail = (kind: RowFaultKind, field: string, what: string): RawCandleRow => ({
    openTimeMs,
    candle: undefined,
    fault: { kind, text: `row ${i + 1}: ${field} ${what}` },
  });
  if (row === undefined) {
    const { text } = toRefusal(read.error, { value, i });
    return { openTimeMs, candle: undefined, fault: { kind: "unreadable", text } };
  }
  const candle = toCandle(row);
  const fault = findCandleFault(candle);
  if (fault !== undefined) return fail("impossible", CANDLE_FIELD[fault.field], fault.what);
  if (row.market !== toUpbitMarket(symbol)) return fail("wrong_market", "market", "is not the one asked for");
  const timeField = CANDLE_FIELD.openTimeMs;
  if (!isOpenTime(interval, candle.openTimeMs)) {
    return fail("wrong_time", timeField, `is not where a bar of ${interval} begins`);
  }
  return candle.openTimeMs >= span.toMs
    ? fail("wrong_time", timeField, "is not before the end of what was asked for")
    : { openTimeMs, candle, fault: undefined };
}

function readOpenTime(value: unknown): number | undefined {
  const read = upbitUtc.safeParse(stepInto(value, CANDLE_FIELD.openTimeMs));
  return read.success ? read.data : undefined;
}

function toCandle(row: z.infer<typeof candleRow>): Candle {
  return {
    openTimeMs: row.candle_date_time_utc,
    open: row.opening_price,
    high: row.high_price,
    low: row.low_price,
    close: row.trade_price,
    volume: row.candle_acc_trade_volume,
  };
}

/**
 * One tick for each symbol, in their order.
 * @throws {UpstreamError} `bad_shape`
 */
export function readTickerRows(
  body: unknown,
  wanted: { symbols: readonly string[]; source: string },
): readonly Tick[] {
  const rows = readRows(body, tickerRow);
  rows.forEach((row, i) => {
    if (row.trade_price <= 0) throw refuse(i, "trade_price", "is not a price above 0");
    if (row.trade_volume < 0) throw refuse(i, "trade_volume", "is not a volume");
  });
  return wanted.symbols.map((symbol) => {
    const row = findRow(rows, symbol);
    return {
      atMs: row.trade_timestamp,
      symbol,
      price: row.trade_price,
      volume: row.trade_volume,
      source: wanted.source,
    };
  });
}

/** @throws {UpstreamError} `bad_shape` */
export function readBookTop(body: unknown, symbol: string): BookTop {
  const row = findRow(readRows(body, bookRow), symbol);
  const [best] = row.orderbook_units;
  for (const field of ["bid_price", "ask_price"] as const) {
    if (best[field] <= 0) throw refuse(0, field, "is not a price above 0");
  }
  for (const field of ["bid_size", "ask_size"] as const) {
    if (best[field] < 0) throw refuse(0, field, "is not a volume");
  }
  if (best.bid_price > best.ask_price) throw refuse(0, "bid_price", "lies above ask_price");
  return {
    atMs: row.timestamp,
    symbol,
    bid: best.bid_price,
    bidSize: best.bid_size,
    ask: best.ask_price,
    askSize: best.ask_size,
  };
}

/** The price step as decimal text. @throws {UpstreamError} `bad_shape` */
export function readTickSize(body: unknown, symbol: string): string {
  return findRow(readRows(body, rulesRow), symbol).tick_size;
}

function readRows<S extends z.ZodType>(body: unknown, schema: S): readonly z.infer<S>[] {
  return listOf(body, MOST_ROWS).map((value: unknown, i) => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    throw new UpstreamError("bad_shape", toRefusal(result.error, { value, i }).text);
  });
}

/** Counted before any is read: reading takes longer than the answer took to come. */
function listOf(body: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(body)) throw new UpstreamError("bad_shape", "the answer is not a list of rows");
  if (body.length > most) {
    throw new UpstreamError("bad_shape", `${body.length} rows came where at most ${most} were asked for`);
  }
  return body;
}

function toRefusal(
  error: z.ZodError | undefined,
  { value, i }: { readonly value: unknown; readonly i: number },
): { readonly text: string } {
  const path = error?.issues[0]?.path ?? [];
  if (path.length === 0) return { text: `row ${i + 1} is not an object` };
  return { text: `row ${i + 1}: ${path.join(".")} ${describe(path.reduce<unknown>(stepInto, value))}` };
}

function stepInto(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** Only what kind of thing stood there: words of others stay out of ours. */
function describe(value: unknown): string {
  if (value === undefined) return "is missing";
  return value === null ? "is null" : "does not hold what it should";
}

function findRow<R extends { readonly market: string }>(rows: readonly R[], symbol: string): R {
  const market = toUpbitMarket(symbol);
  const row = rows.find((one) => one.market === market);
  if (row === undefined) throw new UpstreamError("bad_shape", `no row with market ${market} came`);
  return row;
}

function refuse(index: number, field: string, what: string): UpstreamError {
  return new UpstreamError("bad_shape", `row ${index + 1}: ${field} ${what}`);
}
