/** Rows of Upbit's REST answers as our types. A row that cannot be right is refused by its number and field. */
import { z } from "zod";
import { type Candle, findCandleFault, type Interval, isOpenTime } from "../../core/candle.ts";
import { UpstreamError } from "../../core/errors.ts";
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
  /** Epoch ms; every candle begins before it. */
  readonly beforeMs: number;
  readonly maxRows: number;
}

/**
 * Candles of `/v1/candles/…`, which come newest first, in ascending order.
 *
 * A candle may begin after our own clock says it can: then our clock is late, and `beforeMs` is the limit.
 * @throws {UpstreamError} `bad_shape`, naming the row from 1 and Upbit's own word for the field.
 */
export function readCandleRows(body: unknown, wanted: CandleRowsWanted): readonly Candle[] {
  const rows = readRows(body, candleRow, wanted.maxRows);
  const market = toUpbitMarket(wanted.symbol);
  let limitMs = wanted.beforeMs;
  const candles = rows.map((row, i) => {
    const candle = toCandle(row);
    const fault = findCandleFault(candle);
    if (fault !== undefined) throw refuse(i, CANDLE_FIELD[fault.field], fault.what);
    if (row.market !== market) throw refuse(i, "market", "is not the one asked for");
    if (!isOpenTime(wanted.interval, candle.openTimeMs)) {
      throw refuse(i, "candle_date_time_utc", `is not where a bar of ${wanted.interval} begins`);
    }
    if (candle.openTimeMs >= limitMs) {
      throw refuse(
        i,
        "candle_date_time_utc",
        i === 0 ? "is not before the end of what was asked for" : "is not before the row above it",
      );
    }
    limitMs = candle.openTimeMs;
    return candle;
  });
  return candles.toReversed();
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

/** Counted before any is read: reading takes longer than the answer took to come. */
function readRows<S extends z.ZodType>(
  body: unknown,
  schema: S,
  most: number = MOST_ROWS,
): readonly z.infer<S>[] {
  if (!Array.isArray(body)) throw new UpstreamError("bad_shape", "the answer is not a list of rows");
  if (body.length > most) {
    throw new UpstreamError("bad_shape", `${body.length} rows came where at most ${most} were asked for`);
  }
  return body.map((value: unknown, i) => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const path = result.error.issues[0]?.path ?? [];
    if (path.length === 0) throw new UpstreamError("bad_shape", `row ${i + 1} is not an object`);
    throw refuse(i, path.join("."), describe(path.reduce<unknown>(stepInto, value)));
  });
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
