import { MOST_CHART_CANDLES } from "../../core/page_limits.ts";
import type { Context } from "hono";
import { closeTimeOf, type Interval, INTERVALS, isInterval, openTimeOf } from "../../core/candle.ts";
import { ALWAYS_OPEN, beginOfLast, type MarketHours } from "../../core/market/hours.ts";
import type { Clock } from "../../core/clock.ts";
import { readMarketSymbol, toSymbolPath } from "../../core/symbol.ts";
import type { ChartQuestion, MarketReader } from "../../market/market_view.ts";
import { usualLengthMs } from "../pages/chart/ranges.ts";
import { problem } from "../kit/problem.ts";

/** Bars of an answer to somebody who does not say from when. */
const USUAL_BARS = 500;
const PARAMETERS = ["exchange", "symbol", "interval", "from", "to"] as const;
const EPOCH_MS = /^\d{1,15}$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
/** The year 2286: further times are typing errors. */
const LATEST_MS = 10_000_000_000_000;

type Asked = { readonly fault: string } | { readonly question: ChartQuestion };

export interface CandlesParts {
  readonly market?: MarketReader | undefined;
  readonly clock: Clock;
}

export const NO_MARKET_DETAIL =
  "No market is set. Name some in SIGNAL_V2_MARKETS, for example upbit:BTC/KRW, and start again.";

/** `GET /api/candles`: a stretch of a series as JSON, see `ChartData`. */
export async function answerCandles(context: Context, { market, clock }: CandlesParts): Promise<Response> {
  if (market === undefined) return refuseWithoutMarket(context);
  const asked = await readQuestion(new URL(context.req.url).searchParams, { market, nowMs: clock.now() });
  if ("fault" in asked) {
    return problem(context, { status: 400, code: "bad_request", title: "Bad request", detail: asked.fault });
  }
  const chart = await market.chart(asked.question);
  if (chart !== undefined) return context.json(chart);
  const markets = (await market.markets()).map(({ exchange, symbol, intervals }) => ({
    exchange,
    symbol,
    intervals,
  }));
  if (markets.length === 0) return refuseWithoutMarket(context);
  const { exchange, symbol, interval } = asked.question;
  const detail = `${exchange} ${symbol} ${interval} is not collected; \`markets\` lists what is.`;
  return problem(context, {
    status: 404,
    code: "unknown_series",
    title: "Unknown series",
    detail,
    more: { markets },
  });
}

function refuseWithoutMarket(context: Context): Response {
  return problem(context, { status: 503, code: "no_market", title: "No market", detail: NO_MARKET_DETAIL });
}

async function readQuestion(
  query: URLSearchParams,
  { market, nowMs }: { readonly market: MarketReader; readonly nowMs: number },
): Promise<Asked> {
  const fault = findParameterFault(query);
  if (fault !== undefined) return { fault };
  const exchange = query.get("exchange") ?? "";
  const symbol = readMarketSymbol(exchange, query.get("symbol") ?? "");
  const interval = query.get("interval") ?? "";
  if (!/^[a-z0-9_]{1,40}$/.test(exchange)) return { fault: "`exchange` must be an id such as upbit." };
  if (symbol === undefined) return { fault: "`symbol` must be a market such as BTC-KRW." };
  if (!isInterval(interval)) return { fault: `\`interval\` must be one of ${INTERVALS.join(", ")}.` };
  // The bar that is open now is the last one that can be wanted.
  const endMs = closeTimeOf(interval, openTimeOf(interval, nowMs));
  const hours = await market.hoursOf?.(exchange) ?? ALWAYS_OPEN;
  const askedFromMs = readTime(query.get("from") ?? "0");
  // Of a series that has ended, the last bars are those before its end; what lies after it must be asked for by name.
  const lastMs = await market.endMs({ exchange, symbol, interval });
  const usualEndMs = lastMs !== undefined && (askedFromMs ?? 0) < lastMs ? lastMs : endMs;
  const toMs = readTime(query.get("to") ?? String(usualEndMs));
  const fromMs = query.has("from")
    ? askedFromMs
    : readTime(usualStart(interval, { toMs: toMs ?? endMs, hours }));
  const limits = { interval, endMs, hours };
  const timeFault = findTimeFault(fromMs, toMs, limits);
  if (timeFault !== undefined || fromMs === undefined || toMs === undefined) {
    return { fault: timeFault ?? "" };
  }
  return {
    question: { exchange, symbol, interval, fromMs, toMs: fromMs < endMs ? Math.min(toMs, endMs) : toMs },
  };
}

function findParameterFault(query: URLSearchParams): string | undefined {
  const names = [...query.keys()];
  const unknown = names.find((name) => !(PARAMETERS as readonly string[]).includes(name));
  if (unknown !== undefined) return `There is no parameter of that name; known are ${PARAMETERS.join(", ")}.`;
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return twice === undefined ? undefined : `\`${twice}\` is given more than once.`;
}

function usualStart(
  interval: Interval,
  { toMs, hours }: { readonly toMs: number; readonly hours: MarketHours },
): string {
  return String(Math.max(0, beginOfLast(interval, { candles: USUAL_BARS, beforeMs: toMs, hours })));
}

function readTime(text: string): number | undefined {
  const atMs = EPOCH_MS.test(text) ? Number(text) : ISO.test(text) ? Date.parse(text) : NaN;
  return atMs >= 0 && atMs < LATEST_MS ? atMs : undefined;
}

function findTimeFault(
  fromMs: number | undefined,
  toMs: number | undefined,
  { interval, endMs, hours }: { interval: Interval; endMs: number; hours: MarketHours },
): string | undefined {
  const wanted = "a time in epoch milliseconds or like 2026-11-20T09:00:00+09:00";
  if (fromMs === undefined) return `\`from\` must be ${wanted}.`;
  if (toMs === undefined) return `\`to\` must be ${wanted}.`;
  if (fromMs >= toMs) return "`from` must lie before `to`.";
  const lastMs = Math.min(toMs, endMs);
  const bars = hours === ALWAYS_OPEN
    ? Math.ceil((lastMs - fromMs) / usualLengthMs(interval))
    : hours.countCandles(interval, { fromMs: openTimeOf(interval, fromMs), toMs: lastMs });
  if (bars <= MOST_CHART_CANDLES) return undefined;
  return `This stretch has ${bars} bars of ${interval}, and one answer at most ${MOST_CHART_CANDLES}; ` +
    "ask for a shorter one or for longer bars.";
}

/** `/chart/upbit/BTC-KRW` */
export function toChartPath({ exchange, symbol }: { exchange: string; symbol: string }): string {
  return `/chart/${exchange}/${toSymbolPath(symbol)}`;
}
