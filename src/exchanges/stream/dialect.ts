/** How the streams of exchanges differ: what is sent to them, and what their messages mean. */
import type { Candle, Interval, SeriesKey } from "../../core/candle.ts";
import type { StreamWish, Tick } from "../exchange.ts";

/** A market with the exchange's own name of it. */
export interface StreamMarket extends StreamWish {
  readonly id: string;
}

/** One thing that an exchange said. */
export type StreamFrame =
  | { readonly kind: "tick"; readonly tick: Tick }
  /** `isClosed`: whether it can still change; `undefined` when the exchange does not say. */
  | {
    readonly kind: "candle";
    readonly series: SeriesKey;
    readonly candle: Candle;
    readonly isClosed: boolean | undefined;
  }
  /** One more of the confirmations that `requests` counts. */
  | { readonly kind: "ack" }
  /** Nothing of interest, but a sign of life. */
  | { readonly kind: "alive" }
  /** The connection is of no use any more. `isFatal`: asking the same again at once cannot help. */
  | { readonly kind: "error"; readonly reason: string; readonly isFatal: boolean }
  /**
   * Not what it should be; `reason` begins with the exchange's name of the field where one is to blame. `about`: of which
   * candles it was, as far as it told.
   */
  | { readonly kind: "refused"; readonly reason: string; readonly about?: SeriesKey | undefined };

export interface StreamDialect {
  /** What stands behind the address of the stream. */
  readonly path: string;
  /** @returns what to send for a whole subscription, and how many confirmations come; with 0, any message is one. */
  readonly requests: (
    wanted: StreamSubscription,
  ) => { readonly texts: readonly string[]; readonly acks: number };
  /** A new request takes the place of the one before; else a change needs a new connection. */
  readonly replaces: boolean;
  readonly read: (message: string | Uint8Array, wanted: StreamSubscription) => readonly StreamFrame[];
  /**
   * Of the newest candle of a series nobody knows whether it is over before the next one comes. For exchanges that send
   * less often than they trade and do not mark the last state of a candle.
   */
  readonly closesByNextBar: boolean;
  /** The exchange's names of the times that are checked here. */
  readonly timeNames: { readonly tick: string; readonly candle: string };
  readonly ping: PingRules;
  readonly messageLimits: readonly { readonly limit: number; readonly perMs: number }[];
}

export interface PingRules {
  /** What is answered, so that a connection that is only half there shows. */
  readonly text: string;
  readonly everyMs: number;
  readonly answerWithinMs: number;
}

/** Candles that all streams through ccxt's child process send. */
export const STREAM_INTERVALS: readonly Interval[] = ["1m", "3m", "5m", "15m", "30m", "1h", "4h"];

/** What is wanted of a stream. */
export class StreamSubscription {
  /** Sorted by the exchange's names, each once. */
  readonly markets: readonly StreamMarket[];
  readonly #intervals = new Map<string, Set<Interval>>();
  readonly #symbols = new Map<string, string>();

  constructor(wanted: readonly StreamMarket[]) {
    for (const { id, symbol, intervals } of wanted) {
      this.#symbols.set(id, symbol);
      const known = this.#intervals.get(symbol) ?? new Set();
      this.#intervals.set(symbol, known.union(new Set(intervals)));
    }
    this.markets = [...this.#symbols].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, symbol]) => ({
      id,
      symbol,
      intervals: [...this.#intervals.get(symbol) ?? []].toSorted(),
    }));
  }

  get isEmpty(): boolean {
    return this.markets.length === 0;
  }

  /** Whether it asks for the same, in whatever order that was wished. */
  isSame(other: StreamSubscription): boolean {
    return JSON.stringify(this.markets) === JSON.stringify(other.markets);
  }

  /** Ours of the exchange's name; `undefined` for what was never asked for. */
  symbolOf(id: string): string | undefined {
    return this.#symbols.get(id);
  }

  hasTicks(symbol: string): boolean {
    return this.#intervals.has(symbol);
  }

  hasCandles(symbol: string, interval: Interval): boolean {
    return this.#intervals.get(symbol)?.has(interval) ?? false;
  }
}
