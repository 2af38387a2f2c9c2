/** The parent's side of the plugs that run ccxt in a process of its own. */
import type { Interval } from "../core/candle.ts";
import type { Clock } from "../core/clock.ts";
import { MINUTE_MS } from "../core/kst.ts";
import { type CcxtLimits, CcxtLine } from "./ccxt_line.ts";
import { planWindow, toCandlePage } from "./ccxt_pages.ts";
import { CCXT_IDS, ccxtBook, ccxtCandles, type CcxtId, ccxtInstrument, ccxtTicks } from "./ccxt_protocol.ts";
import type {
  BookTop,
  CandlePage,
  CandleQuestion,
  Exchange,
  ExchangeOptions,
  ExchangePlug,
  Instrument,
  MarketStream,
  Tick,
} from "./exchange.ts";

/** Where each is asked for its spot market, and how many candles it gives at once at any age. */
const FACTS: Readonly<Record<CcxtId, { readonly host: string; readonly pageLimit: number }>> = {
  binance: { host: "api.binance.com", pageLimit: 1_000 },
  okx: { host: "www.okx.com", pageLimit: 100 },
  bitget: { host: "api.bitget.com", pageLimit: 100 },
  bybit: { host: "api.bybit.com", pageLimit: 1_000 },
};

/** What all of them serve themselves, days and longer by UTC. */
const INTERVALS: readonly Interval[] = ["1m", "3m", "5m", "15m", "30m", "1h", "4h", "1d", "1w", "1M"];

const USUAL_LIMITS: CcxtLimits = { requestTimeoutMs: 10_000, askTimeoutMs: MINUTE_MS };

/** @throws {RangeError} when ccxt's part of this program does not know the exchange. */
export function createCcxtPlug(id: string, title: string, limits: CcxtLimits = USUAL_LIMITS): ExchangePlug {
  const known = CCXT_IDS.find((name) => name === id);
  if (known === undefined) {
    throw new RangeError(`Cannot create a plug: no exchange "${id}" among ${CCXT_IDS}`);
  }
  return { id, title, create: (options) => new CcxtExchange({ id: known, title, limits }, options) };
}

class CcxtExchange implements Exchange {
  readonly id: CcxtId;
  readonly title: string;
  readonly intervals = INTERVALS;
  readonly streamIntervals: readonly Interval[] = [];
  readonly pageLimit: number;
  readonly #clock: Clock;
  readonly #line: CcxtLine;

  constructor(self: { id: CcxtId; title: string; limits: CcxtLimits }, options: ExchangeOptions) {
    const { host, pageLimit } = FACTS[self.id];
    this.id = self.id;
    this.title = self.title;
    this.pageLimit = pageLimit;
    this.#clock = options.clock;
    this.#line = new CcxtLine({ ...self, host }, options);
  }

  async fetchCandles({ symbol, interval, span, signal }: CandleQuestion): Promise<CandlePage> {
    if (!INTERVALS.includes(interval)) {
      throw new RangeError(`Cannot fetch candles: ${this.title} does not serve ${interval}`);
    }
    const nowMs = this.#clock.now();
    const window = planWindow({ interval, span }, { pageLimit: this.pageLimit, nowMs });
    const { sinceMs, limit, toMs: untilMs } = window;
    const { rows, answeredAtMs } = await this.#line.ask(
      { op: "candles", symbol, interval, sinceMs, untilMs, limit },
      { schema: ccxtCandles, signal },
    );
    return { ...toCandlePage(rows, { interval, window, title: this.title }), answeredAtMs };
  }

  async fetchTicks(symbols: readonly string[], signal: AbortSignal): Promise<readonly Tick[]> {
    if (symbols.length === 0) return [];
    const ticks = await this.#line.ask({ op: "ticks", symbols: [...symbols] }, { schema: ccxtTicks, signal });
    return ticks.map((tick) => ({ ...tick, volume: 0, source: this.id }));
  }

  async fetchBookTop(symbol: string, signal: AbortSignal): Promise<BookTop> {
    return { symbol, ...await this.#line.ask({ op: "book", symbol }, { schema: ccxtBook, signal }) };
  }

  /** There is no documented table to fall back to. */
  async fetchInstrument(symbol: string, signal: AbortSignal): Promise<Instrument> {
    const facts = await this.#line.ask({ op: "instrument", symbol }, { schema: ccxtInstrument, signal });
    return { symbol, minOrderValue: undefined, ...facts, from: "exchange" };
  }

  /** There is none; it is polled. */
  openStream(): MarketStream {
    return { subscribe: () => {}, [Symbol.asyncDispose]: () => Promise.resolve() };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#line[Symbol.asyncDispose]();
  }
}
