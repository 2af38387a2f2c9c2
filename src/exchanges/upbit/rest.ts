/** What Upbit's public REST API answers, in our words. */
import { closeTimeOf, intervalLengthMs, openTimeOf, type Span } from "../../core/candle.ts";
import { UpstreamError } from "../../core/errors.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import { quoteOf } from "../../core/symbol.ts";
import { toRowEvents } from "../candle_rows.ts";
import type { BookTop, CandlePage, CandleQuestion, Instrument, Tick } from "../exchange.ts";
import { UpbitHttp, type UpbitHttpOptions } from "./http.ts";
import type { UpbitLane } from "./limiter.ts";
import { readBookTop, readCandleRows, readTickerRows, readTickSize } from "./rows.ts";
import { tickSizeAt } from "../tick_sizes.ts";
import { toUpbitMarket, toUpbitTime, UPBIT_CANDLE_PATHS } from "./words.ts";

export const UPBIT_ID = "upbit";
export const UPBIT_PAGE_LIMIT = 200;

/** Keeps addresses well below what proxies cut. */
const MARKETS_PER_REQUEST = 100;
/** A question that fits a page and ends this close to now is somebody waiting for live data. */
const LIVE_WITHIN_MS = 10 * MINUTE_MS;

/** Share of an order's value by quote currency; BTC and USDT markets cost the same. */
const KRW_FEE_RATE = 0.0005;
const OTHER_FEE_RATE = 0.0025;
/** In the quote currency. https://docs.upbit.com/kr/docs/krw-market-info, btc-market-info, usdt-market-info */
const MIN_ORDER_VALUES: Readonly<Record<string, string>> = { KRW: "5000", BTC: "0.00005", USDT: "0.5" };

export class UpbitRest {
  readonly #http: UpbitHttp;
  readonly #now: () => number;
  readonly #onEvent: UpbitHttpOptions["onEvent"];
  /** For the table of price steps, when Upbit does not answer. */
  readonly #lastPrices = new Map<string, number>();

  constructor(options: UpbitHttpOptions) {
    this.#http = new UpbitHttp(options);
    this.#now = () => options.clock.now();
    this.#onEvent = options.onEvent;
  }

  /**
   * The newest candles of the span, at most 200.
   *
   * What is covered goes from the oldest row to the end of the span, however few rows came: a short page says
   * nothing about what lies before it. Only a row from before the span, or no row at all, covers the whole of it.
   * A span may end after now; what of it has not happened yet is told by `answeredAtMs` alone.
   * @throws {RangeError} for an interval that Upbit has not, or an empty span.
   */
  async fetchCandles({ symbol, interval, span, signal }: CandleQuestion): Promise<CandlePage> {
    const path = UPBIT_CANDLE_PATHS[interval];
    if (path === undefined) throw new RangeError(`Cannot fetch candles: Upbit has no interval ${interval}`);
    if (!(span.fromMs < span.toMs)) {
      throw new RangeError(`Cannot fetch candles: the span from ${span.fromMs} to ${span.toMs} is empty`);
    }
    const candles = countCandles({ interval, span });
    const count = Math.min(candles, UPBIT_PAGE_LIMIT);
    const query = new URLSearchParams({
      market: toUpbitMarket(symbol),
      to: toCursor(span.toMs),
      count: `${count}`,
    });
    const { rows, answeredAtMs } = await this.#http.ask({
      group: "candle",
      path: `/v1/candles/${path}?${query}`,
      lane: this.#laneOf(span, candles),
      read: (body, answeredAtMs) => ({
        rows: readCandleRows(body, { symbol, interval, span, maxRows: count }),
        answeredAtMs,
      }),
    }, signal);
    for (const event of toRowEvents(rows.faults)) this.#onEvent(event);
    const fromMs = Math.max(span.fromMs, rows.firstMs ?? span.fromMs);
    return {
      candles: rows.candles.filter(({ openTimeMs }) => openTimeMs >= span.fromMs),
      covered: { fromMs, toMs: span.toMs },
      ...(rows.refused.length === 0 ? {} : { refused: rows.refused }),
      hasRows: rows.candles.length > 0,
      answeredAtMs,
    };
  }

  /** The last trade of each, in the order of `symbols`; Upbit refuses the whole question for one unknown market. */
  async fetchTicks(symbols: readonly string[], signal: AbortSignal): Promise<readonly Tick[]> {
    const ticks: Tick[] = [];
    for (let at = 0; at < symbols.length; at += MARKETS_PER_REQUEST) {
      const some = symbols.slice(at, at + MARKETS_PER_REQUEST);
      ticks.push(
        ...await this.#http.ask({
          group: "ticker",
          path: `/v1/ticker?markets=${toMarkets(some)}`,
          lane: "urgent",
          read: (body) => readTickerRows(body, { symbols: some, source: UPBIT_ID }),
        }, signal),
      );
    }
    for (const { symbol, price } of ticks) this.#lastPrices.set(symbol, price);
    return ticks;
  }

  async fetchBookTop(symbol: string, signal: AbortSignal): Promise<BookTop> {
    return await this.#http.ask({
      group: "orderbook",
      path: `/v1/orderbook?markets=${toMarkets([symbol])}&count=1`,
      lane: "urgent",
      read: (body) => readBookTop(body, symbol),
    }, signal);
  }

  /**
   * The step that Upbit says, else the documented one for KRW at the last known price.
   * @throws {UpstreamError} when Upbit does not say and the table cannot: another quote, or no price either.
   */
  async fetchInstrument(symbol: string, signal: AbortSignal): Promise<Instrument> {
    const quote = quoteOf(symbol);
    const step = await this.#fetchTickSize(symbol, signal);
    return {
      symbol,
      ...step,
      minOrderValue: MIN_ORDER_VALUES[quote],
      feeRate: quote === "KRW" ? KRW_FEE_RATE : OTHER_FEE_RATE,
    };
  }

  async #fetchTickSize(symbol: string, signal: AbortSignal): Promise<Pick<Instrument, "tickSize" | "from">> {
    try {
      const tickSize = await this.#http.ask({
        group: "orderbook",
        path: `/v1/orderbook/instruments?markets=${toMarkets([symbol])}`,
        lane: "urgent",
        read: (body) => readTickSize(body, symbol),
      }, signal);
      return { tickSize, from: "exchange" };
    } catch (error) {
      if (!(error instanceof UpstreamError) || quoteOf(symbol) !== "KRW") throw error;
      const price = this.#lastPrices.get(symbol) ?? (await this.fetchTicks([symbol], signal))[0]?.price;
      if (price === undefined) throw error;
      return { tickSize: tickSizeAt(price), from: "table" };
    }
  }

  #laneOf(span: Span, candles: number): UpbitLane {
    return candles <= UPBIT_PAGE_LIMIT && span.toMs >= this.#now() - LIVE_WITHIN_MS ? "urgent" : "history";
  }
}

/** How many candles can begin in the span; for months and years counted one by one, no further than needed. */
function countCandles({ interval, span }: Pick<CandleQuestion, "interval" | "span">): number {
  const lengthMs = intervalLengthMs(interval);
  const firstMs = openTimeOf(interval, span.fromMs);
  if (lengthMs !== undefined) return Math.ceil((span.toMs - firstMs) / lengthMs);
  let candles = 0;
  for (
    let atMs = firstMs;
    atMs < span.toMs && candles <= UPBIT_PAGE_LIMIT;
    atMs = closeTimeOf(interval, atMs)
  ) {
    candles++;
  }
  return candles;
}

/** Upbit answers with what begins before this second; candles begin on whole ones, so rounding up loses none. */
function toCursor(toMs: number): string {
  return `${toUpbitTime(Math.ceil(toMs / 1_000) * 1_000)}Z`;
}

function toMarkets(symbols: readonly string[]): string {
  return encodeURIComponent(symbols.map(toUpbitMarket).join(","));
}
