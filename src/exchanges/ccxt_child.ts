/** The child process of the plugs that run ccxt: a small composition root of its own. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createSystemClock } from "../core/clock.ts";
import { EXIT, toErrorText, UpstreamError } from "../core/errors.ts";
import { HOUR_MS, MINUTE_MS } from "../core/kst.ts";
import { leaveTerminalSignalsToParent } from "../resilience/child_signals.ts";
import { serveRequests } from "../resilience/json_lines.ts";
import { readAnsweredAtMs } from "./answer_time.ts";
import { type CcxtApi, type CcxtMarket, loadCcxt, TICK_SIZE_MODE, toUpstreamError } from "./ccxt.ts";
import { createCcxtFetch } from "./ccxt_http.ts";
import {
  CCXT_IDS,
  CCXT_LINE_CHARS,
  type CcxtAsk,
  ccxtAsk,
  type CcxtFault,
  ccxtSetup,
} from "./ccxt_protocol.ts";

/** A symbol that is not in the list may have come since; asking more often would only cost. */
const UNKNOWN_AFTER_MS = 10 * MINUTE_MS;
/** Price steps change now and then. */
const INSTRUMENTS_AFTER_MS = HOUR_MS;
/** The smallest depth that all exchanges serve. */
const BOOK_DEPTH = 5;

const clock = createSystemClock();

/** What the network told for one question; questions run side by side, so each has its own. */
interface Heard {
  answeredAtMs?: number | undefined;
}

const heard = new AsyncLocalStorage<Heard>();

/**
 * Answers questions on stdin until it closes.
 *
 * @param args exchange and setup: `binance`, `{"userAgent":"…","requestTimeoutMs":10000}`.
 * @returns the exit code. Nothing is left running.
 */
export async function runCcxtHost(args: readonly string[]): Promise<number> {
  leaveTerminalSignalsToParent();
  const [name, setupText = ""] = args;
  const id = CCXT_IDS.find((known) => known === name);
  const setup = ccxtSetup.safeParse(toJson(setupText));
  if (id === undefined || !setup.success) {
    await complain(`ccxt-host takes one of ${CCXT_IDS.join(", ")} and its setup as JSON\n`);
    return EXIT.config;
  }
  const { restUrl, userAgent, requestTimeoutMs } = setup.data;
  const closing = new AbortController();
  const fetch = createCcxtFetch({
    clock,
    userAgent,
    closing: closing.signal,
    onAnswer: (headers) => {
      const mine = heard.getStore();
      if (mine !== undefined) mine.answeredAtMs = readAnsweredAtMs(headers);
    },
  });
  const desk = new CcxtDesk(await loadCcxt(id, { restUrl, timeoutMs: requestTimeoutMs, fetch }));
  try {
    await serveRequests({
      input: Deno.stdin.readable,
      output: Deno.stdout.writable,
      maxLineChars: CCXT_LINE_CHARS,
    }, () => ({
      answer: (ask) => desk.answer(ccxtAsk.parse(ask)),
      onTell: () => {},
      toFault,
      rssBytes: () => Deno.memoryUsage().rss,
    }));
  } catch (error) {
    await complain(`${toErrorText(error)}\n`);
    return EXIT.runtime;
  } finally {
    closing.abort();
  }
  return EXIT.ok;
}

/** Asks one exchange through ccxt. */
class CcxtDesk {
  readonly #api: CcxtApi;
  #marketsAtMs: number | undefined;
  #loading: Promise<void> | undefined;

  constructor(api: CcxtApi) {
    this.#api = api;
  }

  async answer(ask: CcxtAsk): Promise<unknown> {
    switch (ask.op) {
      case "candles":
        return await this.#fetchCandles(ask);
      case "ticks":
        return await this.#fetchTicks(ask.symbols);
      case "book":
        return await this.#fetchBook(ask.symbol);
      case "instrument":
        return this.#toInstrument(await this.#marketOf(ask.symbol, INSTRUMENTS_AFTER_MS));
    }
  }

  async #fetchCandles(ask: CcxtAsk & { op: "candles" }): Promise<unknown> {
    const { symbol, interval, sinceMs, limit, untilMs } = ask;
    await this.#marketOf(symbol);
    const mine: Heard = {};
    const rows = await heard.run(
      mine,
      () => this.#api.fetchOHLCV(symbol, interval, sinceMs, limit, { until: untilMs }),
    );
    return { rows, ...mine };
  }

  async #fetchTicks(symbols: readonly string[]): Promise<unknown> {
    for (const symbol of symbols) await this.#marketOf(symbol);
    const [only] = symbols;
    const tickers = symbols.length === 1 && only !== undefined
      ? { [only]: await this.#api.fetchTicker(only) }
      : await this.#api.fetchTickers([...symbols]);
    return symbols.flatMap((symbol) => {
      const ticker = tickers[symbol];
      return ticker === undefined
        ? []
        : [{ symbol, price: ticker.last, atMs: ticker.timestamp ?? clock.now() }];
    });
  }

  async #fetchBook(symbol: string): Promise<unknown> {
    await this.#marketOf(symbol);
    const { bids, asks, timestamp } = await this.#api.fetchOrderBook(symbol, BOOK_DEPTH);
    const [bid, bidSize] = bids[0] ?? [];
    const [ask, askSize] = asks[0] ?? [];
    return { atMs: timestamp ?? clock.now(), bid, bidSize, ask, askSize };
  }

  #toInstrument({ precision, limits, taker }: CcxtMarket): unknown {
    const tick = this.#api.precisionMode === TICK_SIZE_MODE ? precision?.price : undefined;
    const minOrder = limits?.cost?.min;
    return {
      tickSize: tick === undefined ? undefined : this.#api.numberToString(tick),
      minOrderValue: minOrder === undefined ? undefined : this.#api.numberToString(minOrder),
      feeRate: taker,
    };
  }

  /**
   * @param oldestMs asks for the list anew when it is older.
   * @throws {UpstreamError} `http_4xx` when there is no such spot market.
   */
  async #marketOf(symbol: string, oldestMs = Infinity): Promise<CcxtMarket> {
    const find = () =>
      Object.hasOwn(this.#api.markets ?? {}, symbol) ? this.#api.markets?.[symbol] : undefined;
    const ageMs = clock.monotonic() - (this.#marketsAtMs ?? -Infinity);
    if (ageMs > (find() === undefined ? UNKNOWN_AFTER_MS : oldestMs)) await this.#loadMarkets();
    const market = find();
    if (market?.spot === true) return market;
    throw new UpstreamError("http_4xx", `the exchange has no spot market ${symbol}`);
  }

  /** Questions that come at the same time wait for the same list. */
  #loadMarkets(): Promise<void> {
    this.#loading ??= this.#api.loadMarkets(true)
      .then(() => void (this.#marketsAtMs = clock.monotonic()))
      .finally(() => this.#loading = undefined);
    return this.#loading;
  }
}

function toFault(error: unknown): CcxtFault {
  const { kind, message, status, retryAfterMs, retryable } = toUpstreamError(error);
  return {
    kind,
    message,
    retryable,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function complain(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(text));
}
