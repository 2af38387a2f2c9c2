import { kstDayStartMs, readDateText } from "../../core/kst.ts";
import { escapeControls } from "../../core/text.ts";

/**
 * What pages recognise in payloads whose shape is documented only as "a JSON object". The names are those that such
 * servers use; what is not found is `undefined` and shown as missing, never guessed and never a failure.
 */
export type Json = Readonly<Record<string, unknown>>;

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
const LONGEST_TEXT = 200;

const NAME = ["name", "stock_name", "stockName", "company"];
const TICKER = ["ticker", "symbol", "code", "stock_code", "stockCode"];
const PRICE = ["current_price", "currentPrice", "price", "last_price", "close"];
const PNL = ["pnl", "profit", "profit_loss", "unrealized_pnl"];
const PNL_PCT = ["pnl_pct", "pnlPct", "pnl_percent", "profit_pct", "return_pct"];

export function readHoldings(payload: Json): PayloadRows<Holding> {
  const currency = readCurrency(payload) ?? readCurrency(innerOf(payload)) ?? "KRW";
  return readRows(payload, ["holdings", "positions", "portfolio", "items", "stocks"], (row) => ({
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
  const place = { ...innerOf(payload), ...payload };
  const totals = {
    currency: readCurrency(place) ?? "KRW",
    cash: readNumber(place, ["cash", "deposit", "cash_balance"]),
    value: readNumber(place, ["total_value", "totalValue", "total_assets", "total"]),
    pnl: readNumber(place, ["total_pnl", "totalPnl", "total_profit"]),
    pnlPct: readNumber(place, ["total_pnl_pct", "totalPnlPct", "total_return_pct"]),
  };
  return isAnything(totals, ["cash", "value", "pnl", "pnlPct"]) ? totals : undefined;
}

export function readNews(payload: Json): PayloadRows<NewsLine> {
  return readRows(payload, ["items", "sentiments", "news", "articles", "results"], (row) => ({
    headline: readText(row, ["headline", "title", "summary"]),
    ticker: readText(row, TICKER),
    name: readText(row, NAME),
    score: readNumber(row, ["sentiment", "sentiment_score", "sentimentScore", "score"]),
    word: readText(row, ["sentiment", "label", "sentiment_label"]),
    atMs: readTime(row, ["published_at", "publishedAt", "time", "date", "created_at"]),
  }));
}

export function readRanking(payload: Json): PayloadRows<Ranked> {
  return readRows(payload, ["results", "items", "candidates", "stocks", "rows"], (row) => ({
    rank: readNumber(row, ["rank"]),
    ticker: readText(row, TICKER),
    name: readText(row, NAME),
    score: readNumber(row, ["score", "total_score", "totalScore"]),
    price: readNumber(row, PRICE),
    changePct: readNumber(row, ["change_pct", "changePct", "change_percent"]),
    factors: readFactors(row),
  }));
}

/** Text from outside as one short line: no control character, no half of a surrogate pair, no change of direction. */
export function toShownText(value: string, longest = LONGEST_TEXT): string {
  const line = escapeControls(value.slice(0, longest * 4).toWellFormed().replace(/\s+/g, " ").trim());
  const letters = [...line];
  return letters.length <= longest ? line : `${letters.slice(0, longest).join("")}…`;
}

function readRows<Row extends object>(
  payload: Json,
  names: readonly string[],
  read: (row: Json) => Row,
): PayloadRows<Row> {
  const list = [payload, innerOf(payload)].flatMap((place) => names.map((name) => place[name]))
    .find((value) => Array.isArray(value));
  if (list === undefined) return { kind: "unrecognized" };
  if (list.length === 0) return { kind: "empty" };
  const rows = list.slice(0, MOST_ROWS).filter(isObject).map(read)
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

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function innerOf(payload: Json): Json {
  return isObject(payload.data) ? payload.data : {};
}

function readText(row: Json, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = row[name];
    // A code may have lost its quotes on the way; a number is better than nothing.
    const text = typeof value === "string" || TICKER.includes(name) && typeof value === "number"
      ? toShownText(String(value))
      : "";
    if (text !== "") return text;
  }
  return undefined;
}

/** Numbers, and numbers as text the way Korean APIs send them: `"71,000"`, `"-2.50"`. */
function readNumber(row: Json, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = row[name];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "string" && /^[+-]?(\d{1,20}|\d{1,3}(,\d{3}){1,6})(\.\d{1,20})?$/.test(value)) {
      return Number(value.replaceAll(",", ""));
    }
  }
  return undefined;
}

function readCurrency(place: Json): string | undefined {
  return typeof place.currency === "string" && /^[A-Z]{3,5}$/.test(place.currency)
    ? place.currency
    : undefined;
}

function readFactors(row: Json): Ranked["factors"] {
  if (!isObject(row.factors)) return [];
  return Object.entries(row.factors).slice(0, MOST_FACTORS).flatMap(([name, value]) =>
    typeof value === "number" && Number.isFinite(value) ? [[toShownText(name, 24), value] as const] : []
  );
}

/** An instant with its zone, a Korean time without one, a Korean date, or epoch seconds or milliseconds. */
function readTime(row: Json, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = row[name];
    if (typeof value === "number" && value >= 1e9 && value < 1e13) {
      if (value < 1e10) return value * 1_000;
      if (value >= 1e12) return value;
    }
    if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.{0,20})?$/.test(value)) continue;
    const day = readDateText(value);
    if (day !== undefined) return kstDayStartMs(day);
    const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(value.slice(10));
    const atMs = Date.parse(hasZone ? value : `${value.replace(" ", "T")}+09:00`);
    if (!Number.isNaN(atMs)) return atMs;
  }
  return undefined;
}
