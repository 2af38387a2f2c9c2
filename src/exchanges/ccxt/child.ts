/** The child process of the plugs that run ccxt: a small composition root of its own. */
import type { Clock } from "../../core/clock.ts";
import { AsyncLocalStorage } from "node:async_hooks";
import { EXIT, toErrorText, UpstreamError } from "../../core/errors.ts";
import { HOUR_MS, MINUTE_MS } from "../../core/kst.ts";
import { leaveTerminalSignalsToParent } from "../../lib/limits/child_signals.ts";
import { serveRequests } from "../../lib/process/json_lines.ts";
import { readAnsweredAtMs } from "../answer_time.ts";
import { loadCcxt, TICK_SIZE_MODE, toUpstreamError } from "./library.ts";
import type { CcxtApi, CcxtMarket } from "./api.ts";
import { createCcxtFetch } from "./http.ts";
import { ChildStreams } from "./child_streams.ts";
import { CCXT_LINE_CHARS, type CcxtAsk, ccxtAsk, type CcxtFault, ccxtSetup } from "./protocol.ts";
import type { CcxtNews } from "./stream_protocol.ts";
import { CCXT_VENUES } from "./venues.ts";
import type { VenueQuirks } from "./venue.ts";

/** A symbol that is not in the list may have come since; asking more often would only cost. */
const UNKNOWN_AFTER_MS = 10 * MINUTE_MS;
/** Price steps change now and then. */
const INSTRUMENTS_AFTER_MS = HOUR_MS;
/** The smallest depth that all exchanges serve. */
const BOOK_DEPTH = 5;

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
export async function runCcxtHost(args: readonly string[], clock: Clock): Promise<number> {
  leaveTerminalSignalsToParent();
  const [name, setupText = ""] = args;
  const venue = CCXT_VENUES.find(({ id }) => id === name);
  const setup = ccxtSetup.safeParse(toJson(setupText));
  if (venue === undefined || !setup.success) {
    const ids = CCXT_VENUES.map(({ id }) => id).join(", ");
    await complain(`ccxt-host takes one of ${ids} and its setup as JSON\n`);
    return EXIT.config;
  }
  const { restUrl, streamUrl, userAgent, requestTimeoutMs } = setup.data;
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
  const quirks = await venue.quirks?.() ?? {};
  const api = await loadCcxt(venue, { restUrl, timeoutMs: requestTimeoutMs, fetch, errors: quirks.errors });
  const desk = new CcxtDesk(api, quirks, clock);
  await using opened = new AsyncDisposableStack();
  try {
    await serveRequests({
      input: Deno.stdin.readable,
      output: Deno.stdout.writable,
      maxLineChars: CCXT_LINE_CHARS,
    }, (tell) => {
      const say = (news: CcxtNews) => tell(news);
      const streams = venue.stream === undefined ? undefined : opened.use(
        new ChildStreams({
          venue: venue.stream,
          url: streamUrl,
          userAgent,
          clock,
          marketOf: (symbol) => desk.marketOf(symbol),
          tell: say,
        }),
      );
      void say({ hello: true });
      return {
        answer: (ask) => desk.answer(ccxtAsk.parse(ask)),
        onTell: (body) => streams?.take(body),
        toFault,
        rssBytes: () => Deno.memoryUsage().rss,
      };
    });
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
  readonly #quirks: VenueQuirks;
  readonly #clock: Clock;
  #marketsAtMs: number | undefined;
  #loading: Promise<void> | undefined;

  constructor(api: CcxtApi, quirks: VenueQuirks, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
    this.#quirks = quirks;
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
        return await this.#findInstrument(ask.symbol);
    }
  }

  async #fetchCandles(ask: CcxtAsk & { op: "candles" }): Promise<unknown> {
    const { symbol, interval, sinceMs, limit, untilMs } = ask;
    await this.marketOf(symbol);
    const mine: Heard = {};
    const { fetchCandles } = this.#quirks;
    const rows = await heard.run(
      mine,
      () =>
        fetchCandles === undefined
          ? this.#api.fetchOHLCV(symbol, interval, sinceMs, limit, { until: untilMs })
          : fetchCandles(this.#api, ask),
    );
    return { rows, ...mine };
  }

  async #fetchTicks(symbols: readonly string[]): Promise<unknown> {
    for (const symbol of symbols) await this.marketOf(symbol);
    const [only] = symbols;
    const tickers = symbols.length === 1 && only !== undefined
      ? { [only]: await this.#api.fetchTicker(only) }
      : await this.#api.fetchTickers(...(this.#quirks.asksForAllTickers ? [] : [[...symbols]]));
    return symbols.flatMap((symbol) => {
      const ticker = tickers[symbol];
      return ticker === undefined
        ? []
        : [{ symbol, price: ticker.last, atMs: ticker.timestamp ?? this.#clock.now() }];
    });
  }

  async #fetchBook(symbol: string): Promise<unknown> {
    await this.marketOf(symbol);
    const { bids, asks, timestamp } = await this.#api.fetchOrderBook(symbol, BOOK_DEPTH);
    const [bid, bidSize] = bids[0] ?? [];
    const [ask, askSize] = asks[0] ?? [];
    return { atMs: timestamp ?? this.#clock.now(), bid, bidSize, ask, askSize };
  }

  async #findInstrument(symbol: string): Promise<unknown> {
    const market = await this.marketOf(symbol, INSTRUMENTS_AFTER_MS);
    const rules = await this.#quirks.fetchRules?.(this.#api, symbol, market) ?? this.#rulesIn(market);
    return { ...rules, feeRate: market.taker };
  }

  #rulesIn({ precision, limits }: CcxtMarket): object {
    const tick = this.#api.precisionMode === TICK_SIZE_MODE ? precision?.price : undefined;
    const minOrder = limits?.cost?.min;
    return {
      tickSize: tick === undefined ? undefined : this.#api.numberToString(tick),
      minOrderValue: minOrder === undefined ? undefined : this.#api.numberToString(minOrder),
      from: "exchange",
    };
  }

  /**
   * @param oldestMs asks for the list anew when it is older.
   * @throws {UpstreamError} `http_4xx` when there is no such spot market.
   */
  async marketOf(symbol: string, oldestMs = Infinity): Promise<CcxtMarket> {
    const find = () =>
      Object.hasOwn(this.#api.markets ?? {}, symbol) ? this.#api.markets?.[symbol] : undefined;
    const ageMs = this.#clock.monotonic() - (this.#marketsAtMs ?? -Infinity);
    if (ageMs > (find() === undefined ? UNKNOWN_AFTER_MS : oldestMs)) await this.#loadMarkets();
    const market = find();
    if (market?.spot === true) return market;
    throw new UpstreamError("http_4xx", `the exchange has no spot market ${symbol}`);
  }

  /** Questions that come at the same time wait for the same list. */
  #loadMarkets(): Promise<void> {
    this.#loading ??= this.#api.loadMarkets(true)
      .then(() => void (this.#marketsAtMs = this.#clock.monotonic()))
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
