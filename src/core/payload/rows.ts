/**
 * What is recognised in payloads whose shape is documented only as "a JSON object". The names are those that such
 * servers use; what is not found is `undefined` and shown as missing, never guessed and never a failure.
 */
import { toShownText } from "../text.ts";
import {
  findList,
  isObject,
  type Json,
  placesOf,
  readCurrency,
  readNumber,
  readText,
  readTime,
  TICKER,
} from "./fields.ts";

export interface Holding {
  readonly name: string | undefined;
  readonly ticker: string | undefined;
  readonly currency: string;
  readonly quantity: number | undefined;
  readonly avgPrice: number | undefined;
  readonly price: number | undefined;
  readonly pnl: number | undefined;
  /** 2.5 is +2.5 % */
  readonly pnlPct: number | undefined;
}

export interface Totals {
  readonly currency: string;
  readonly cash: number | undefined;
  readonly value: number | undefined;
  readonly pnl: number | undefined;
  readonly pnlPct: number | undefined;
}

export interface NewsLine {
  readonly headline: string | undefined;
  readonly ticker: string | undefined;
  readonly name: string | undefined;
  readonly score: number | undefined;
  /** When the payload says it in words. */
  readonly word: string | undefined;
  readonly atMs: number | undefined;
}

export interface Ranked {
  readonly rank: number | undefined;
  readonly ticker: string | undefined;
  readonly name: string | undefined;
  readonly score: number | undefined;
  readonly price: number | undefined;
  readonly changePct: number | undefined;
  readonly factors: readonly (readonly [name: string, value: number])[];
}

/** The rows of one payload, or why there are none to show. */
export type PayloadRows<Row> =
  | { readonly kind: "rows"; readonly rows: readonly Row[]; readonly total: number }
  | { readonly kind: "empty" | "unrecognized" };

/** More would make the page slow to make and to read. */
const MOST_ROWS = 100;
const MOST_FACTORS = 6;

/** Names that servers give to the main list of each payload. */
export const HOLDING_LISTS: readonly string[] = ["holdings", "positions", "portfolio", "items", "stocks"];
export const NEWS_LISTS: readonly string[] = ["items", "sentiments", "news", "articles", "results"];
export const RANKING_LISTS: readonly string[] = ["results", "items", "candidates", "stocks", "rows"];

const NAME = ["name", "stock_name", "stockName", "company"];
const PRICE = ["current_price", "currentPrice", "price", "last_price", "close"];
const PNL = ["pnl", "profit", "profit_loss", "unrealized_pnl"];
const PNL_PCT = ["pnl_pct", "pnlPct", "pnl_percent", "profit_pct", "return_pct"];

export function readHoldings(payload: Json, mostRows = MOST_ROWS): PayloadRows<Holding> {
  const currency = placesOf(payload).map(readCurrency).find((text) => text !== undefined) ?? "KRW";
  return readRows(payload, { lists: HOLDING_LISTS, mostRows }, (row) => ({
    name: readText(row, NAME),
    ticker: readText(row, TICKER),
    currency: readCurrency(row) ?? currency,
    quantity: readNumber(row, ["quantity", "qty", "shares", "amount"]),
    avgPrice: readNumber(row, ["avg_price", "avgPrice", "average_price", "avg_cost", "purchase_price"]),
    price: readNumber(row, PRICE),
    pnl: readNumber(row, PNL),
    pnlPct: readNumber(row, PNL_PCT),
  }));
}

/** @returns `undefined` when no total is recognised. */
export function readTotals(payload: Json): Totals | undefined {
  const place = placesOf(payload).reduceRight<Json>((all, one) => ({ ...all, ...one }), {});
  const totals = {
    currency: readCurrency(place) ?? "KRW",
    cash: readNumber(place, ["cash", "deposit", "cash_balance"]),
    value: readNumber(place, ["total_value", "totalValue", "total_assets", "total"]),
    pnl: readNumber(place, ["total_pnl", "totalPnl", "total_profit"]),
    pnlPct: readNumber(place, ["total_pnl_pct", "totalPnlPct", "total_return_pct"]),
  };
  return isAnything(totals, ["cash", "value", "pnl", "pnlPct"]) ? totals : undefined;
}

export function readNews(payload: Json, mostRows = MOST_ROWS): PayloadRows<NewsLine> {
  return readRows(payload, { lists: NEWS_LISTS, mostRows }, (row) => ({
    headline: readText(row, ["headline", "title", "summary"]),
    ticker: readText(row, TICKER),
    name: readText(row, NAME),
    score: readNumber(row, ["sentiment", "sentiment_score", "sentimentScore", "score"]),
    word: readText(row, ["sentiment", "label", "sentiment_label"]),
    atMs: readTime(row, ["published_at", "publishedAt", "time", "date", "created_at"]),
  }));
}

export function readRanking(payload: Json, mostRows = MOST_ROWS): PayloadRows<Ranked> {
  return readRows(payload, { lists: RANKING_LISTS, mostRows }, (row) => ({
    rank: readNumber(row, ["rank"]),
    ticker: readText(row, TICKER),
    name: readText(row, NAME),
    score: readNumber(row, ["score", "total_score", "totalScore"]),
    price: readNumber(row, PRICE),
    changePct: readNumber(row, ["change_pct", "changePct", "change_percent"]),
    factors: readFactors(row),
  }));
}

function readRows<Row extends object>(
  payload: Json,
  { lists, mostRows }: { lists: readonly string[]; mostRows: number },
  read: (row: Json) => Row,
): PayloadRows<Row> {
  const list = findList(payload, lists);
  if (list === undefined) return { kind: "unrecognized" };
  if (list.length === 0) return { kind: "empty" };
  const rows = list.slice(0, mostRows).filter(isObject).map(read)
    .filter((row) => isAnything(row, Object.keys(row).filter((key) => key !== "currency")));
  return rows.length === 0 ? { kind: "unrecognized" } : { kind: "rows", rows, total: list.length };
}

function isAnything(row: object, keys: readonly string[]): boolean {
  const values: Json = { ...row };
  return keys.some((key) => {
    const value = values[key];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
}

function readFactors(row: Json): Ranked["factors"] {
  if (!isObject(row.factors)) return [];
  return Object.entries(row.factors).slice(0, MOST_FACTORS).flatMap(([name, value]) =>
    typeof value === "number" && Number.isFinite(value) ? [[toShownText(name, 24), value] as const] : []
  );
}
