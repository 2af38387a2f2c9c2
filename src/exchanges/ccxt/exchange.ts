/** The parent's side of the plugs that run ccxt in a process of its own. */
import type { Interval } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import { type RowFault, toRowEvents } from "../candle_rows.ts";
import { type CcxtLimits, CcxtLine } from "./line.ts";
import { planWindow, toCandlePage } from "./pages.ts";
import { ccxtBook, ccxtCandles, ccxtInstrument, ccxtTicks } from "./protocol.ts";
import type {
  BookTop,
  CandlePage,
  CandleQuestion,
  Exchange,
  ExchangeOptions,
  ExchangePlug,
  Instrument,
  MarketStream,
  StreamMessage,
  Tick,
} from "../exchange.ts";
import { STREAM_INTERVALS } from "../stream/dialect.ts";
import type { CcxtVenue } from "./venue.ts";

/** Of an exchange without a stream; it is polled. */
const MUTE: MarketStream = { subscribe: () => {}, [Symbol.asyncDispose]: () => Promise.resolve() };

const USUAL_LIMITS: CcxtLimits = { requestTimeoutMs: 10_000, askTimeoutMs: MINUTE_MS };

export function createCcxtPlug(venue: CcxtVenue, limits: CcxtLimits = USUAL_LIMITS): ExchangePlug {
  const { id, title } = venue;
  return { id, title, create: (options) => new CcxtExchange({ venue, limits }, options) };
}

class CcxtExchange implements Exchange {
  readonly id: string;
  readonly title: string;
  readonly intervals: readonly Interval[];
  readonly streamIntervals: readonly Interval[];
  readonly pageLimit: number;
  readonly #clock: Clock;
  readonly #line: CcxtLine;
  readonly #onEvent: ExchangeOptions["onEvent"];

  constructor(self: { venue: CcxtVenue; limits: CcxtLimits }, options: ExchangeOptions) {
    const { id, title, intervals, pageLimit, stream } = self.venue;
    this.id = id;
    this.title = title;
    this.intervals = intervals;
    this.streamIntervals = stream === undefined ? [] : STREAM_INTERVALS;
    this.pageLimit = pageLimit;
    this.#clock = options.clock;
    this.#onEvent = options.onEvent;
    this.#line = new CcxtLine(self, options);
  }

  async fetchCandles({ symbol, interval, span, signal }: CandleQuestion): Promise<CandlePage> {
    if (!this.intervals.includes(interval)) {
      throw new RangeError(`Cannot fetch candles: ${this.title} does not serve ${interval}`);
    }
    const nowMs = this.#clock.now();
    const window = planWindow({ interval, span }, { pageLimit: this.pageLimit, nowMs });
    const { sinceMs, limit, toMs: untilMs } = window;
    const { rows, answeredAtMs } = await this.#line.ask(
      { op: "candles", symbol, interval, sinceMs, untilMs, limit },
      { schema: ccxtCandles, signal },
    );
    const onFaults = (faults: readonly RowFault[]) => {
      for (const event of toRowEvents(faults, symbol)) this.#onEvent(event);
    };
    const page = toCandlePage(rows, { interval, window, title: this.title, onFaults });
    return { ...page, answeredAtMs };
  }

  async fetchTicks(symbols: readonly string[], signal: AbortSignal): Promise<readonly Tick[]> {
    if (symbols.length === 0) return [];
    const ticks = await this.#line.ask({ op: "ticks", symbols: [...symbols] }, { schema: ccxtTicks, signal });
    return ticks.map((tick) => ({ ...tick, volume: 0, source: this.id }));
  }

  async fetchBookTop(symbol: string, signal: AbortSignal): Promise<BookTop> {
    return { symbol, ...await this.#line.ask({ op: "book", symbol }, { schema: ccxtBook, signal }) };
  }

  /** Where a documented table is used, it needs the present price, so it cannot stand in for an exchange that is silent. */
  async fetchInstrument(symbol: string, signal: AbortSignal): Promise<Instrument> {
    const facts = await this.#line.ask({ op: "instrument", symbol }, { schema: ccxtInstrument, signal });
    return { symbol, minOrderValue: undefined, ...facts };
  }

  openStream(onMessage: (message: StreamMessage) => void): MarketStream {
    if (this.streamIntervals.length === 0) return MUTE;
    return this.#line.openStream(onMessage);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#line[Symbol.asyncDispose]();
  }
}
