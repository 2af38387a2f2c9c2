import type { Candle, Interval } from "../../src/core/candle.ts";
import {
  fromUpbitMarket,
  toUpbitMarket,
  toUpbitTime,
  UPBIT_CANDLE_PATHS,
  UPBIT_STREAM_TYPES,
} from "../../src/exchanges/upbit/words.ts";
import { startFaultServer, type Step } from "./fault_server.ts";
import * as steps from "./fault_steps.ts";

/** How one request is answered instead of well. */
export type UpbitFault =
  /** An answer of its own; `name` is put into Upbit's error body. */
  | {
    readonly kind: "status";
    readonly status: number;
    readonly name?: string | number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }
  /** Status 418. */
  | { readonly kind: "ban"; readonly retryAfterSeconds?: number }
  /** The rows of the good answer, changed. */
  | { readonly kind: "rows"; readonly edit: (rows: UpbitRow[]) => unknown }
  /** The good answer with these headers on top. */
  | { readonly kind: "headers"; readonly headers: Readonly<Record<string, string>> }
  /** The good answer after so many real milliseconds. */
  | { readonly kind: "delay"; readonly ms: number }
  /** `html` is status 200 and a page, `cut` half a body, `hang` no answer, `drop` a closed connection. */
  | { readonly kind: "html" | "cut" | "hang" | "drop" };

export type UpbitRow = Record<string, unknown>;

export interface UpbitRequest {
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** By the server's `now`. */
  readonly atMs: number;
}

/** Faults in order of the requests, `undefined` for a good answer, good ones after the last; or a choice per request. */
export type UpbitFaults =
  | readonly (UpbitFault | undefined)[]
  | ((request: UpbitRequest, index: number) => UpbitFault | undefined);

export interface UpbitServerOptions {
  /**
   * Ascending. A list is `BTC/KRW 1m`; else lists by `symbol interval`, as in `"ETH/KRW 5m"`. Read anew for every
   * request, so a list may grow. A market without any list is unknown.
   */
  readonly candles?: readonly Candle[] | Readonly<Record<string, readonly Candle[]>>;
  /** Epoch ms, told by a `Date` header; candles that open later are not served. Absent, all are and no time is told. */
  readonly now?: () => number;
  readonly faults?: UpbitFaults;
  /** Refuses the eleventh request of a group within one second of `now`, and tells what is left. */
  readonly enforceLimit?: boolean;
  /** By market, `KRW-BTC`; `"1000"` for the others. */
  readonly tickSizes?: Readonly<Record<string, string>>;
}

export interface UpbitServer extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string;
  /** Every request in order of arrival. */
  readonly requests: readonly UpbitRequest[];
}

/** What a server would send. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const GROUP_LIMIT = 10;
const INTERVAL_OF_PATH = new Map(
  Object.entries(UPBIT_CANDLE_PATHS).map(([interval, path]) => [path, interval as Interval]),
);

/** A real HTTP server on loopback that answers by Upbit's rules. Disposing ends every open answer at once. */
export function startUpbitServer(options: UpbitServerOptions = {}): UpbitServer {
  const requests: UpbitRequest[] = [];
  const takeOne = createCounter(options);
  const server = startFaultServer((raw) => {
    const url = new URL(raw.path, "http://upbit");
    const request: UpbitRequest = {
      path: url.pathname,
      query: url.searchParams,
      headers: raw.headers,
      atMs: nowOf(options),
    };
    const index = requests.push(request) - 1;
    const { faults = [] } = options;
    const fault = typeof faults === "function" ? faults(request, index) : faults[index];
    const group = groupOf(request.path);
    const left = takeOne(group);
    if (left < 0) return send(refuse(429, "too_many_requests"));
    return toStep(fault, {
      answer: answerWell(request, options),
      headers: {
        "Remaining-Req": `group=${group}; min=1800; sec=${left}`,
        ...(options.now === undefined ? {} : { "Date": new Date(options.now()).toUTCString() }),
      },
    });
  });
  return { url: server.url, requests, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function toStep(
  fault: UpbitFault | undefined,
  good: { answer: Answer; headers: Readonly<Record<string, string>> },
): Step {
  const { answer, headers } = good;
  switch (fault?.kind) {
    case undefined:
      return send(answer, headers);
    case "status":
      return fault.body === undefined
        ? send(refuse(fault.status, fault.name ?? "server_error"), fault.headers)
        : steps.status(fault.status, { headers: { ...fault.headers }, body: fault.body });
    case "ban":
      return send(
        refuse(418, "banned"),
        fault.retryAfterSeconds === undefined ? {} : { "Retry-After": String(fault.retryAfterSeconds) },
      );
    case "rows":
      return send({ ...answer, body: fault.edit(structuredClone(answer.body) as UpbitRow[]) }, headers);
    case "headers":
      return send(answer, { ...headers, ...fault.headers });
    case "delay":
      return steps.delay(fault.ms, send(answer, headers));
    case "html":
      return steps.html();
    case "cut":
      return steps.truncate(answer.body);
    case "hang":
      return steps.stall();
    case "drop":
      return steps.closeWithoutResponse();
  }
}

function send(answer: Answer, headers: Readonly<Record<string, string>> = {}): Step {
  return steps.status(answer.status, {
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(answer.body),
  });
}

/** The message stands for words of others that must not get into ours. */
function refuse(status: number, name: string | number): Answer {
  return { status, body: { error: { name, message: "SECRET upstream words" } } };
}

/** One row as `/v1/candles/…` has it. */
export function toUpbitRow(symbol: string, interval: Interval, candle: Candle): UpbitRow {
  const minutes = /^minutes\/(\d+)$/.exec(UPBIT_CANDLE_PATHS[interval] ?? "")?.[1];
  return {
    market: toUpbitMarket(symbol),
    candle_date_time_utc: toUpbitTime(candle.openTimeMs),
    candle_date_time_kst: toUpbitTime(candle.openTimeMs + 9 * 3_600_000),
    opening_price: candle.open,
    high_price: candle.high,
    low_price: candle.low,
    trade_price: candle.close,
    timestamp: candle.openTimeMs + 500,
    candle_acc_trade_price: candle.close * candle.volume,
    candle_acc_trade_volume: candle.volume,
    ...(minutes === undefined ? {} : { unit: Number(minutes) }),
  };
}

function answerWell(request: UpbitRequest, options: UpbitServerOptions): Answer {
  const { path, query } = request;
  if (path.startsWith("/v1/candles/")) return answerCandles(request, options);
  const markets = (query.get("markets") ?? "").split(",").filter((market) => market !== "");
  if (markets.length === 0) return refuse(400, "validation_error");
  if (markets.some((market) => !isKnown(market, options))) return refuse(404, 404);
  const toRow = ROW_OF_PATH[path];
  if (toRow === undefined) return refuse(404, 404);
  return { status: 200, body: markets.map((market) => toRow(market, options)) };
}

function answerCandles({ path, query }: UpbitRequest, options: UpbitServerOptions): Answer {
  const interval = INTERVAL_OF_PATH.get(path.slice("/v1/candles/".length));
  const market = query.get("market") ?? "";
  const count = Number(query.get("count") ?? "1");
  const toMs = readTo(query.get("to"));
  if (interval === undefined || !isKnown(market, options)) return refuse(404, 404);
  if (!Number.isInteger(count) || count < 1 || count > 200 || Number.isNaN(toMs)) {
    return refuse(400, "validation_error");
  }
  const symbol = fromUpbitMarket(market) ?? "";
  const rows = listOf(symbol, interval, options);
  const end = Math.min(countBefore(rows, toMs), countBefore(rows, nowOf(options) + 1));
  const page = rows.slice(Math.max(0, end - count), end).toReversed();
  return { status: 200, body: page.map((candle) => toUpbitRow(symbol, interval, candle)) };
}

/** A time without a zone means UTC; absent, the latest. */
function readTo(text: string | null): number {
  if (text === null || text === "") return Infinity;
  return Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text.replace(" ", "T") : `${text}Z`);
}

function listOf(symbol: string, interval: Interval, { candles = [] }: UpbitServerOptions): readonly Candle[] {
  if (!isList(candles)) return candles[`${symbol} ${interval}`] ?? [];
  return symbol === "BTC/KRW" && interval === "1m" ? candles : [];
}

function isList(candles: NonNullable<UpbitServerOptions["candles"]>): candles is readonly Candle[] {
  return Array.isArray(candles);
}

function isKnown(market: string, { candles = [] }: UpbitServerOptions): boolean {
  const symbol = fromUpbitMarket(market);
  if (symbol === undefined) return false;
  return isList(candles)
    ? symbol === "BTC/KRW"
    : Object.keys(candles).some((key) => key.startsWith(`${symbol} `));
}

function countBefore(rows: readonly Candle[], atMs: number): number {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle]?.openTimeMs ?? Infinity) < atMs) from = middle + 1;
    else to = middle;
  }
  return from;
}

function lastOf(market: string, options: UpbitServerOptions): { price: number; atMs: number } {
  const symbol = fromUpbitMarket(market) ?? "";
  for (const interval of Object.keys(UPBIT_STREAM_TYPES) as Interval[]) {
    const rows = listOf(symbol, interval, options);
    const last = rows[countBefore(rows, nowOf(options) + 1) - 1];
    if (last !== undefined) return { price: last.close, atMs: last.openTimeMs + 500 };
  }
  return { price: 1_000_000, atMs: 1_700_000_000_000 };
}

function toTicker(market: string, options: UpbitServerOptions): UpbitRow {
  const { price, atMs } = lastOf(market, options);
  return {
    market,
    trade_timestamp: atMs,
    trade_price: price,
    trade_volume: 0.01,
    timestamp: atMs + 40,
  };
}

function toBook(market: string, options: UpbitServerOptions): UpbitRow {
  const { price, atMs } = lastOf(market, options);
  return {
    market,
    timestamp: atMs,
    total_ask_size: 3,
    total_bid_size: 3,
    orderbook_units: [1, 2].map((step) => ({
      ask_price: price * (1 + step / 10_000),
      bid_price: price * (1 - step / 10_000),
      ask_size: step,
      bid_size: step,
    })),
  };
}

function toRules(market: string, { tickSizes }: UpbitServerOptions): UpbitRow {
  const tickSize = tickSizes?.[market] ?? "1000";
  return { market, quote_currency: market.split("-")[0], tick_size: tickSize, supported_levels: ["0"] };
}

const ROW_OF_PATH: Readonly<Record<string, (market: string, options: UpbitServerOptions) => UpbitRow>> = {
  "/v1/ticker": toTicker,
  "/v1/orderbook": toBook,
  "/v1/orderbook/instruments": toRules,
};

function nowOf({ now }: UpbitServerOptions): number {
  return now?.() ?? Number.MAX_SAFE_INTEGER;
}

function groupOf(path: string): string {
  const [, , first] = path.split("/");
  return first ?? "market";
}

/** What is left of the group's second; below 0 when it was used up before. */
function createCounter(options: UpbitServerOptions): (group: string) => number {
  const seconds = new Map<string, { second: number; used: number }>();
  return (group) => {
    if (options.enforceLimit !== true) return GROUP_LIMIT - 1;
    const second = Math.floor(nowOf(options) / 1_000);
    const known = seconds.get(group);
    const state = known?.second === second ? known : { second, used: 0 };
    seconds.set(group, state);
    return GROUP_LIMIT - ++state.used;
  };
}
