/**
 * A market place: the contract of this rack. Symbols in our spelling (`BTC/KRW`), times in epoch ms UTC, every row
 * checked before it leaves the plug: a bad one is an `UpstreamError` that names the field, never a null or NaN.
 */
import type { Candle, Interval, SeriesKey, Span } from "../core/candle.ts";
import type { Clock } from "../core/clock.ts";
import type { RowFaultKind } from "./candle_rows.ts";

/** The last trade, or the state after it. */
export interface Tick {
  /** When it happened, by the clock of the exchange. */
  readonly atMs: number;
  readonly symbol: string;
  /** Quote currency per unit of base. */
  readonly price: number;
  /** Units of base that changed hands; 0 when the exchange does not say. */
  readonly volume: number;
  /** Id of the exchange. */
  readonly source: string;
}

export interface BookTop {
  readonly atMs: number;
  readonly symbol: string;
  readonly bid: number;
  readonly bidSize: number;
  readonly ask: number;
  readonly askSize: number;
}

/** What an order on a market must obey. Numbers that decide about money are decimal texts. */
export interface Instrument {
  readonly symbol: string;
  /** Price step at the present price, as decimal text: `1000`, `0.01`. */
  readonly tickSize: string;
  /** Smallest value of an order in quote currency, as decimal text; `undefined` when not known. */
  readonly minOrderValue: string | undefined;
  /** Share of an order's value: 0.0005 is 0.05 %. */
  readonly feeRate: number;
  /** Whether the exchange said so just now, or a documented table stands in. */
  readonly from: "exchange" | "table";
}

export interface CandleQuestion {
  readonly symbol: string;
  readonly interval: Interval;
  /** The stretch wanted; a page may answer only a part of it. */
  readonly span: Span;
  readonly signal: AbortSignal;
}

/** One answer: at most `pageLimit` candles. */
export interface CandlePage {
  /** Ascending by time, unique, all within `covered` and all closed or not as the exchange has them. */
  readonly candles: readonly Candle[];
  /**
   * The part of the wanted span that this answer tells everything about: an interval in it without a candle had no
   * trade. Never empty, and touches the start or the end of the span, so that what is left is one span again. What
   * lies after `answeredAtMs` had not happened yet, so of that it says nothing.
   */
  readonly covered: Span;
  /**
   * Parts of `covered` in which rows came that cannot be used: whether there is a candle in them nobody knows, and they
   * are to be asked for again. In whole candles, ascending.
   */
  readonly refused?: readonly Span[] | undefined;
  /**
   * Whether the answer held any candle at all, also one outside of what was asked: an exchange that has lost its way for a
   * moment answers with nothing, too. `undefined` when the plug cannot tell.
   */
  readonly hasRows?: boolean | undefined;
  /** When the exchange answered, by its own clock and rather too early than too late; absent when it does not say. */
  readonly answeredAtMs?: number | undefined;
}

/** What a stream says. */
export type StreamMessage =
  | { readonly kind: "tick"; readonly tick: Tick }
  /**
   * The state of a candle that may still change; the last one sent for a time is the right one. `isClosed` says which one
   * that is, and is left out where the exchange does not say.
   */
  | {
    readonly kind: "candle";
    readonly series: SeriesKey;
    readonly candle: Candle;
    readonly isClosed?: boolean | undefined;
  }
  /** From now on nothing is lost; `sinceMs` is when the silence before it began (`undefined` the first time). */
  | { readonly kind: "up"; readonly atMs: number; readonly sinceMs: number | undefined }
  /** The connection is gone or silent; it is being rebuilt. */
  | { readonly kind: "down"; readonly atMs: number; readonly reason: string }
  /** A message that could not be used; the stream goes on. `about`: of which candles it was, when it told. */
  | {
    readonly kind: "refused";
    readonly atMs: number;
    readonly reason: string;
    readonly about?: SeriesKey | undefined;
  };

export interface StreamWish {
  readonly symbol: string;
  /** Candles of these intervals; ticks come anyway. */
  readonly intervals: readonly Interval[];
}

/** A running stream. Disposal closes it for good. */
export interface MarketStream extends AsyncDisposable {
  /** Replaces what is subscribed. */
  subscribe(wishes: readonly StreamWish[]): void;
}

export interface Exchange extends AsyncDisposable {
  /** `snake_case`; the word in settings, logs, metrics, addresses and the database. */
  readonly id: string;
  /** What a person calls it. */
  readonly title: string;
  /** Intervals it serves itself. */
  readonly intervals: readonly Interval[];
  /** Intervals its stream sends; empty when it has no stream, and then it is polled. */
  readonly streamIntervals: readonly Interval[];
  /** Most candles of one page. */
  readonly pageLimit: number;
  /** @throws {UpstreamError} after its own retries, or the signal's reason. */
  fetchCandles(question: CandleQuestion): Promise<CandlePage>;
  /** @throws {UpstreamError} or the signal's reason. */
  fetchTicks(symbols: readonly string[], signal: AbortSignal): Promise<readonly Tick[]>;
  /** @throws {UpstreamError} or the signal's reason. */
  fetchBookTop(symbol: string, signal: AbortSignal): Promise<BookTop>;
  /**
   * The documented table stands in when the exchange does not answer and the table can tell: not every plug has one,
   * and it may need a price.
   * @throws {UpstreamError} when neither tells, or the signal's reason.
   */
  fetchInstrument(symbol: string, signal: AbortSignal): Promise<Instrument>;
  /** Begins to connect; messages come in order, one call each, and must be taken without waiting. */
  openStream(onMessage: (message: StreamMessage) => void): MarketStream;
}

/** What happens inside a plug and is worth a line or a count. */
export type ExchangeEvent =
  | {
    readonly kind: "request_done";
    readonly group: string;
    readonly outcome: string;
    readonly durationMs: number;
  }
  /** The exchange asked for silence (429), or shut us out for a while (418). */
  | { readonly kind: "throttled"; readonly group: string; readonly status: number; readonly waitMs: number }
  | { readonly kind: "stream_down"; readonly reason: string; readonly retryInMs: number }
  | { readonly kind: "stream_up"; readonly downForMs: number | undefined }
  /** `reason` tells of the first of `count`, which is 1 when left out. */
  | {
    readonly kind: "row_refused";
    readonly reason: string;
    readonly what?: RowFaultKind | undefined;
    readonly count?: number | undefined;
  }
  /** A process of the plug's own ended unexpectedly. */
  | {
    readonly kind: "child_ended";
    readonly reason: string;
    readonly retryInMs: number;
    /** It ended so often that it is given a rest before it is tried again. */
    readonly isParked: boolean;
  };

export interface ExchangeOptions {
  /** Without a trailing slash; `undefined` takes the real address. */
  readonly restUrl: string | undefined;
  readonly streamUrl: string | undefined;
  readonly userAgent: string;
  /** Its `now` may be another time, as in a demo; durations and waits must be real, as those of processes are. */
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** 0 to 1; spreads retries. */
  readonly random: () => number;
  readonly onEvent: (event: ExchangeEvent) => void;
  /** How to start a helper process of this program, for plugs that need one. */
  readonly child: (own: ChildWish) => ChildCommand;
}

/** What a plug's helper process must be given. */
export interface ChildWish {
  /** The hidden sub-command that is the helper. */
  readonly command: string;
  /** What follows the sub-command. */
  readonly args: readonly string[];
  /** The hosts it has to reach, with a port where it is not the usual one; it needs no other permission. */
  readonly allowNet: readonly string[];
}

export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** All of its environment; nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A row of the rack's list. */
export interface ExchangePlug {
  readonly id: string;
  readonly title: string;
  /** Does nothing before it is asked. */
  readonly create: (options: ExchangeOptions) => Exchange;
}
