/** How Upbit spells markets, intervals, times and numbers. */
import { z } from "zod";
import type { Interval } from "../../core/candle.ts";
import { baseOf, isSymbol, quoteOf } from "../../core/symbol.ts";

/** `KRW-BTC` of `BTC/KRW` */
export function toUpbitMarket(symbol: string): string {
  return `${quoteOf(symbol)}-${baseOf(symbol)}`;
}

/** `BTC/KRW` of `KRW-BTC`; `undefined` when it is no market code. */
export function fromUpbitMarket(market: string): string | undefined {
  const [quote, base, ...rest] = market.split("-");
  const symbol = `${base}/${quote}`;
  return rest.length === 0 && isSymbol(symbol) ? symbol : undefined;
}

/** What stands after `/v1/candles/` for each interval that Upbit serves. */
export const UPBIT_CANDLE_PATHS: Readonly<Partial<Record<Interval, string>>> = {
  "1s": "seconds",
  "1m": "minutes/1",
  "3m": "minutes/3",
  "5m": "minutes/5",
  "10m": "minutes/10",
  "15m": "minutes/15",
  "30m": "minutes/30",
  "1h": "minutes/60",
  "4h": "minutes/240",
  "1d": "days",
  "1w": "weeks",
  "1M": "months",
  "1y": "years",
};

/** The types of stream candles: `candle.1m`, `candle.60m`. */
export const UPBIT_STREAM_TYPES: Readonly<Partial<Record<Interval, string>>> = {
  "1s": "candle.1s",
  "1m": "candle.1m",
  "3m": "candle.3m",
  "5m": "candle.5m",
  "10m": "candle.10m",
  "15m": "candle.15m",
  "30m": "candle.30m",
  "1h": "candle.60m",
  "4h": "candle.240m",
};

/** Prices come as numbers and, in some answers, as text: `148737000`, `"148737000.00000000"`. */
export const upbitNumber = z.union([
  z.number(),
  z.string().regex(/^-?\d{1,30}(\.\d{1,20})?$/, "is not a number").transform(Number),
]);

/** `2025-06-30T23:59:59` without a zone means UTC. */
export const upbitUtc = z.string().refine(isUpbitTime, "is not a time").transform((text) =>
  Date.parse(`${text}Z`)
);

/** A day that does not exist would be read as one of the next month. */
function isUpbitTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text)) return false;
  const atMs = Date.parse(`${text}Z`);
  return Number.isFinite(atMs) && toUpbitTime(atMs) === text;
}

/** `2025-06-30T23:59:59` of an instant; what is below a second is cut. */
export function toUpbitTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}

/** Epoch ms, which some recorded answers hold as text. */
export const upbitEpochMs = upbitNumber.refine(
  (value) => Number.isSafeInteger(value) && value > 0,
  "is not a time in epoch ms",
);
