import { type Candle, closeTimeOf, type Interval, openTimeOf } from "../../../src/core/candle.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { UpstreamError } from "../../../src/core/errors.ts";
import type {
  CandlePage,
  CandleQuestion,
  Exchange,
  MarketStream,
  StreamMessage,
  StreamWish,
} from "../../../src/exchanges/exchange.ts";

/** What one request for candles meets. */
export type Answer = "truth" | "fail" | "hang" | "empty";

export interface ScriptedOptions {
  readonly clock: Clock;
  readonly streamIntervals?: readonly Interval[];
  /** Exchange minus our clock. */
  readonly skewMs?: number;
}

/** An exchange whose market the test writes down, and whose stream says what the test tells it to say. */
export class ScriptedExchange implements Exchange {
  readonly id = "upbit";
  readonly title = "Scripted";
  readonly intervals: readonly Interval[] = ["1m", "5m"];
  readonly streamIntervals: readonly Interval[];
  readonly pageLimit = 200;
  /** The market as it is at the end, by symbol and open time; a candle is visible from its beginning on. */
  readonly market = new Map<string, Map<number, Candle>>();
  readonly asked: (CandleQuestion & { readonly atMs: number })[] = [];
  wishes: readonly StreamWish[] = [];
  /** What the next requests meet; then `usual`. */
  readonly answers: Answer[] = [];
  usual: Answer = "truth";
  skewMs: number;
  asking = 0;
  mostAsking = 0;
  isStreamOpen = false;
  #say: ((message: StreamMessage) => void) | undefined;
  readonly #clock: Clock;

  constructor(options: ScriptedOptions) {
    this.#clock = options.clock;
    this.streamIntervals = options.streamIntervals ?? ["1m"];
    this.skewMs = options.skewMs ?? 0;
  }

  now(): number {
    return this.#clock.now() + this.skewMs;
  }

  put(candle: Candle, symbol = "BTC/KRW"): void {
    const candles = this.market.get(symbol) ?? new Map<number, Candle>();
    this.market.set(symbol, candles.set(candle.openTimeMs, candle));
  }

  say(message: StreamMessage): void {
    this.#say?.(message);
  }

  /** A frame of the stream; it says what it says, whatever the market is. */
  frame(candle: Candle, symbol = "BTC/KRW", isClosed?: boolean): void {
    const series = { exchange: this.id, symbol, interval: "1m" } as const;
    this.say({ kind: "candle", series, candle, ...(isClosed === undefined ? {} : { isClosed }) });
  }

  tick(atMs = this.now(), symbol = "BTC/KRW"): void {
    this.say({ kind: "tick", tick: { atMs, symbol, price: 100, volume: 1, source: this.id } });
  }

  up(sinceMs?: number): void {
    this.say({ kind: "up", atMs: this.#clock.now(), sinceMs });
  }

  down(): void {
    this.say({ kind: "down", atMs: this.#clock.now(), reason: "the connection was cut" });
  }

  async fetchCandles(question: CandleQuestion): Promise<CandlePage> {
    this.asked.push({ ...question, atMs: this.#clock.now() });
    const answer = this.answers.shift() ?? this.usual;
    this.mostAsking = Math.max(this.mostAsking, ++this.asking);
    try {
      if (answer === "hang") await this.#clock.sleep(3_600_000, question.signal);
      await Promise.resolve();
      if (answer === "fail") throw new UpstreamError("http_5xx", "the server failed", { status: 503 });
      return this.#page(question, answer === "empty");
    } finally {
      this.asking--;
    }
  }

  openStream(onMessage: (message: StreamMessage) => void): MarketStream {
    this.#say = onMessage;
    this.isStreamOpen = true;
    return {
      subscribe: (wishes) => this.wishes = wishes,
      [Symbol.asyncDispose]: () => {
        this.isStreamOpen = false;
        return Promise.resolve();
      },
    };
  }

  fetchTicks(): never {
    throw new Error("not asked in these tests");
  }

  fetchBookTop(): never {
    throw new Error("not asked in these tests");
  }

  fetchInstrument(): never {
    throw new Error("not asked in these tests");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  /** The newest part of what was asked for, as much as a page holds. */
  #page({ symbol, interval, span }: CandleQuestion, isEmpty: boolean): CandlePage {
    let fromMs = openTimeOf(interval, span.toMs - 1);
    for (let i = 1; i < this.pageLimit && fromMs > span.fromMs; i++) {
      fromMs = openTimeOf(interval, fromMs - 1);
    }
    const covered = { fromMs: Math.max(fromMs, span.fromMs), toMs: span.toMs };
    const bars = isEmpty ? [] : [...this.market.get(symbol)?.values() ?? []];
    const candles = bars.filter(({ openTimeMs }) =>
      openTimeMs >= covered.fromMs && openTimeMs < covered.toMs && openTimeMs <= this.now()
    ).toSorted((a, b) => a.openTimeMs - b.openTimeMs);
    return { candles, covered };
  }
}

/** A plausible candle; the volume tells its versions apart. */
export function toBar(openTimeMs: number, volume = 1): Candle {
  return { openTimeMs, open: 100, high: 110, low: 90, close: 105, volume };
}

export function endOf(openTimeMs: number): number {
  return closeTimeOf("1m", openTimeMs);
}
