/** Candles, the words around them, and when an interval begins. */
import { DAY_MS, HOUR_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "./kst.ts";

/** One candle. Prices in quote currency per unit of base, `volume` in units of base. */
export interface Candle {
  /** Epoch ms UTC at which the interval begins. */
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The names of the six numbers of a candle, in the order in which files and tables hold them. */
export const CANDLE_FIELDS = ["openTimeMs", "open", "high", "low", "close", "volume"] as const;

/** Many candles as columns of equal length, ascending by time. Some ten times smaller than objects. */
export interface CandleColumns {
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** One stream of candles; every part in our own spelling. */
export interface SeriesKey {
  /** Id of the exchange: `upbit`. */
  readonly exchange: string;
  /** `BTC/KRW`: base, slash, quote. */
  readonly symbol: string;
  readonly interval: Interval;
}

/** `upbit BTC/KRW 1m`, for eyes and as a key of maps. */
export function toSeriesText({ exchange, symbol, interval }: SeriesKey): string {
  return `${exchange} ${symbol} ${interval}`;
}

/** A stretch of time; the start belongs to it, the end does not. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * What is known about a stretch of a series. In a `fetched` one every interval without a candle had no trade; in an
 * `outage` the exchange was asked and did not answer; in a `silent` one nothing came once, which proves nothing until a
 * later candle or a second look does; in a `not_listed` one the exchange did not have the market yet. Where there is
 * none of them, nobody has asked yet.
 */
export interface CoveredSpan extends Span {
  readonly kind: "fetched" | "outage" | "silent" | "not_listed";
  /** Of an outage: why, in words. */
  readonly reason: string | undefined;
  /** Of a silent one: when a backfill saw first that nothing came; absent when none has looked. */
  readonly lookedAtMs?: number | undefined;
}

/**
 * Lengths of candles. `1M` and `1y` are months and years, `1w` begins on Monday, `1d` at 00:00 UTC (09:00 in Korea, as
 * Korean exchanges count), `1dKST` at midnight in Korea.
 */
export const INTERVALS = [
  "1s",
  "1m",
  "3m",
  "5m",
  "10m",
  "15m",
  "30m",
  "1h",
  "4h",
  "1d",
  "1dKST",
  "1w",
  "1M",
  "1y",
] as const;

export type Interval = (typeof INTERVALS)[number];

/** Length in ms of every interval that has one; months and years have not. */
const LENGTH_MS: Readonly<Partial<Record<Interval, number>>> = {
  "1s": 1_000,
  "1m": MINUTE_MS,
  "3m": 3 * MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "10m": 10 * MINUTE_MS,
  "15m": 15 * MINUTE_MS,
  "30m": 30 * MINUTE_MS,
  "1h": HOUR_MS,
  "4h": 4 * HOUR_MS,
  "1d": DAY_MS,
  "1dKST": DAY_MS,
  "1w": 7 * DAY_MS,
};

/** The epoch was a Thursday; the Monday of its week lies three days before. */
const MONDAY_OFFSET_MS = 3 * DAY_MS;

export function isInterval(text: string): text is Interval {
  return (INTERVALS as readonly string[]).includes(text);
}

/** Milliseconds of one candle, or `undefined` for months and years, which differ. */
export function intervalLengthMs(interval: Interval): number | undefined {
  return LENGTH_MS[interval];
}

/** When the candle that holds `atMs` begins. */
export function openTimeOf(interval: Interval, atMs: number): number {
  if (interval === "1dKST") return kstDayStartMs(kstDayOf(atMs));
  if (interval === "1w") {
    return Math.floor((atMs + MONDAY_OFFSET_MS) / (7 * DAY_MS)) * 7 * DAY_MS - MONDAY_OFFSET_MS;
  }
  const lengthMs = LENGTH_MS[interval];
  if (lengthMs !== undefined) return Math.floor(atMs / lengthMs) * lengthMs;
  const at = new Date(atMs);
  return Date.UTC(at.getUTCFullYear(), interval === "1M" ? at.getUTCMonth() : 0);
}

/** When the candle that began at `openTimeMs` ends, which is when the next one begins. */
export function closeTimeOf(interval: Interval, openTimeMs: number): number {
  const lengthMs = LENGTH_MS[interval];
  if (lengthMs !== undefined) return openTimeMs + lengthMs;
  const at = new Date(openTimeMs);
  const year = at.getUTCFullYear();
  return interval === "1M" ? Date.UTC(year, at.getUTCMonth() + 1) : Date.UTC(year + 1, 0);
}

/** Whether a candle of this interval can begin at this instant. */
export function isOpenTime(interval: Interval, atMs: number): boolean {
  return openTimeOf(interval, atMs) === atMs;
}

/** What is wrong with a row, named by its field; `undefined` when it is a candle. */
export function findCandleFault(candle: Candle): { field: keyof Candle; what: string } | undefined {
  const { openTimeMs, open, high, low, close, volume } = candle;
  if (!Number.isSafeInteger(openTimeMs) || openTimeMs < 0) {
    return { field: "openTimeMs", what: "is not a time" };
  }
  for (const field of ["open", "high", "low", "close"] as const) {
    if (!Number.isFinite(candle[field]) || candle[field] <= 0) {
      return { field, what: "is not a price above 0" };
    }
  }
  if (!Number.isFinite(volume) || volume < 0) return { field: "volume", what: "is not a volume" };
  if (high < Math.max(open, close, low)) {
    return { field: "high", what: "lies below another price of its bar" };
  }
  if (low > Math.min(open, close)) return { field: "low", what: "lies above another price of its bar" };
  return undefined;
}

export function isSameCandle(a: Candle, b: Candle): boolean {
  return a.openTimeMs === b.openTimeMs && a.open === b.open && a.high === b.high && a.low === b.low &&
    a.close === b.close && a.volume === b.volume;
}

/** Columns of the given length, all zero. */
export function createColumns(length: number): CandleColumns {
  return {
    openTimeMs: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
}

/** Row `i` of columns as a candle. */
export function candleAt(columns: CandleColumns, i: number): Candle {
  const openTimeMs = columns.openTimeMs[i];
  if (openTimeMs === undefined) {
    throw new RangeError(`Cannot read candle ${i} of ${columns.openTimeMs.length}`);
  }
  return {
    openTimeMs,
    open: columns.open[i] ?? NaN,
    high: columns.high[i] ?? NaN,
    low: columns.low[i] ?? NaN,
    close: columns.close[i] ?? NaN,
    volume: columns.volume[i] ?? NaN,
  };
}
