/** The REST answers of the simulated exchange, in Upbit's shapes and by Upbit's rules. */
import { MINUTE_MS, toKstIso } from "../../core/kst.ts";
import { baseOf, quoteOf } from "../../core/symbol.ts";
import { candleOf, SIMULATED_COINS, type SimulatedCoin } from "./trades.ts";

export interface SimulatedMoment {
  readonly nowMs: number;
  readonly seed: number;
  readonly listedAtMs: number;
}

const MOST_CANDLES = 200;

/** `KRW-BTC` */
export function toMarket(symbol: string): string {
  return `${quoteOf(symbol)}-${baseOf(symbol)}`;
}

export function answerUpbit(request: Request, moment: SimulatedMoment): Response {
  const { pathname, searchParams: query } = new URL(request.url);
  if (pathname === "/v1/candles/minutes/1") return answerCandles(query, moment);
  if (pathname === "/v1/ticker") return answerMarkets(query, (coin) => toTicker(coin, moment));
  if (pathname === "/v1/orderbook") return answerMarkets(query, (coin) => toBook(coin, moment));
  if (pathname === "/v1/orderbook/instruments") {
    return answerMarkets(query, (coin) => ({
      market: toMarket(coin.symbol),
      quote_currency: "KRW",
      tick_size: String(coin.tickSize),
    }));
  }
  return refuse(404, "not_found");
}

function answerCandles(query: URLSearchParams, moment: SimulatedMoment): Response {
  const coin = findCoin(query.get("market") ?? "");
  if (coin === undefined) return refuse(404, "code_not_found");
  const count = Math.min(Number(query.get("count") ?? 1), MOST_CANDLES);
  const to = query.get("to");
  const untilMs = Math.min(to === null ? Infinity : Date.parse(to), moment.nowMs + 1);
  if (!Number.isFinite(untilMs) || !(count >= 1)) return refuse(400, "invalid_parameter");
  const rows: unknown[] = [];
  let openTimeMs = Math.floor((untilMs - 1) / MINUTE_MS) * MINUTE_MS;
  for (; rows.length < count && openTimeMs >= moment.listedAtMs; openTimeMs -= MINUTE_MS) {
    const row = toCandleRow(coin, { ...moment, openTimeMs });
    if (row !== undefined) rows.push(row);
  }
  return answer("candle", rows);
}

function toCandleRow(coin: SimulatedCoin, at: SimulatedMoment & { openTimeMs: number }) {
  const candle = candleOf(coin, at);
  if (candle === undefined) return undefined;
  return {
    market: toMarket(coin.symbol),
    candle_date_time_utc: new Date(at.openTimeMs).toISOString().slice(0, 19),
    candle_date_time_kst: toKstIso(at.openTimeMs).slice(0, 19),
    opening_price: candle.open,
    high_price: candle.high,
    low_price: candle.low,
    trade_price: candle.close,
    timestamp: Math.min(at.nowMs, at.openTimeMs + MINUTE_MS - 1),
    candle_acc_trade_price: candle.volume * candle.close,
    candle_acc_trade_volume: candle.volume,
    unit: 1,
  };
}

function toTicker(coin: SimulatedCoin, moment: SimulatedMoment) {
  const { price, atMs } = lastTrade(coin, moment);
  return {
    market: toMarket(coin.symbol),
    trade_price: price,
    trade_volume: 0.01,
    trade_timestamp: atMs,
    timestamp: moment.nowMs,
  };
}

function toBook(coin: SimulatedCoin, moment: SimulatedMoment) {
  const { price } = lastTrade(coin, moment);
  const unit = {
    ask_price: price + coin.tickSize,
    bid_price: price,
    ask_size: 0.8,
    bid_size: 1.2,
  };
  return { market: toMarket(coin.symbol), timestamp: moment.nowMs, orderbook_units: [unit] };
}

function lastTrade(coin: SimulatedCoin, { seed, nowMs }: SimulatedMoment): { price: number; atMs: number } {
  const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  for (let openTimeMs = minute;; openTimeMs -= MINUTE_MS) {
    const candle = candleOf(coin, { seed, openTimeMs, nowMs });
    if (candle !== undefined) {
      return { price: candle.close, atMs: Math.min(nowMs, openTimeMs + MINUTE_MS - 1) };
    }
  }
}

function answerMarkets(query: URLSearchParams, toRow: (coin: SimulatedCoin) => unknown): Response {
  const coins = (query.get("markets") ?? "").split(",").map(findCoin);
  if (coins.includes(undefined)) return refuse(404, "code_not_found");
  return answer("ticker", coins.filter((coin) => coin !== undefined).map(toRow));
}

function findCoin(market: string): SimulatedCoin | undefined {
  return SIMULATED_COINS.find(({ symbol }) => toMarket(symbol) === market);
}

function answer(group: string, body: unknown): Response {
  return Response.json(body, { headers: { "remaining-req": `group=${group}; min=600; sec=9` } });
}

function refuse(status: number, name: string): Response {
  return Response.json({ error: { name, message: "the simulated exchange does not know this" } }, { status });
}
