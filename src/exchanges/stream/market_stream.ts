/** The WebSocket of an exchange as a stream that mends itself. */
import { type Candle, isOpenTime, type SeriesKey, toSeriesText } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import { DAY_MS } from "../../core/kst.ts";
import { nowOf, shownAt, type Stamp, stampOf } from "../../core/stamp.ts";
import { RateLimiter } from "../../lib/limits/rate_limiter.ts";
import { TimeSlice } from "../../lib/time_slice.ts";
import type { ExchangeEvent, StreamMessage } from "../exchange.ts";
import { StreamConnection } from "./connection.ts";
import { type StreamDialect, type StreamFrame, type StreamMarket, StreamSubscription } from "./dialect.ts";

/** Waits before the next connection: 1 s, 2 s, 4 s … 60 s, each lengthened by up to a quarter. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const JITTER_SHARE = 0.25;
/** After so long in good order the waits begin anew. */
const HEALTHY_AFTER_MS = 60_000;
/** What the strictest exchange allows. https://docs.upbit.com/kr/reference/rate-limits: `websocket-connect`. */
const CONNECTS_A_SECOND = 5;
/** From the first word to the last confirmation of a subscription. */
const CONFIRM_WITHIN_MS = 30_000;
/** How long disposal waits for a peer that does not confirm the end. */
const RELEASE_WITHIN_MS = 1_000;

export interface MarketStreamOptions {
  /** `wss://api.upbit.com/websocket/v1`; the dialect's path follows. */
  readonly url: string;
  readonly dialect: StreamDialect;
  /** Absent, the server is told no name. */
  readonly userAgent?: string | undefined;
  readonly clock: Clock;
  /** 0 to 1; spreads reconnects. */
  readonly random: () => number;
  readonly onEvent: (event: ExchangeEvent) => void;
  /** Messages come in order, one call each. One that throws is told as an event, and the stream goes on. */
  readonly onMessage: (message: StreamMessage) => void;
}

/** A running stream. Disposal closes it for good. */
export interface VenueMarketStream extends AsyncDisposable {
  /** Replaces what is subscribed. */
  subscribe(markets: readonly StreamMarket[]): void;
}

/** Connects as soon as there is a wish, and again after every loss until it is disposed. */
export function openMarketStream(options: MarketStreamOptions): VenueMarketStream {
  return new MendingStream(options);
}

class MendingStream implements VenueMarketStream {
  readonly #options: MarketStreamOptions;
  readonly #stopping = new AbortController();
  readonly #connects: RateLimiter;
  readonly #slice: TimeSlice;
  readonly #running: Promise<void>;
  #wanted = new StreamSubscription([]);
  #onWish = Promise.withResolvers<void>();
  #connection: StreamConnection | undefined;
  #unreleased = new Set<StreamConnection>();
  /** Connections that failed since the last one in good order. */
  #failures = 0;
  /** For the gap that must be filled. */
  #lastFrame: Stamp | undefined;
  /** The same when the present connection began. */
  #silentSince: Stamp | undefined;
  /** Confirmations that are still to come on the present connection. */
  #acksLeft = 0;
  /** The youngest candle of each series, where only the next one shows that it is over. */
  readonly #youngest = new Map<string, Candle>();
  /** Of the present connection, by the monotonic clock; `undefined` until messages come through. */
  #upSinceMs: number | undefined;
  /** When the present outage was told, by the monotonic clock. */
  #downSinceMs: number | undefined;
  #isFatal = false;
  #disposing: Promise<void> | undefined;

  constructor(options: MarketStreamOptions) {
    this.#options = options;
    this.#connects = new RateLimiter({ clock: options.clock, limit: CONNECTS_A_SECOND, perMs: 1_000 });
    this.#slice = new TimeSlice(options.clock, undefined, { ended: this.#stopping.signal });
    this.#stopping.signal.addEventListener("abort", () => this.#connection?.end(), { once: true });
    this.#running = this.#run();
  }

  subscribe(markets: readonly StreamMarket[]): void {
    const wanted = new StreamSubscription(markets);
    if (this.#stopping.signal.aborted || wanted.isSame(this.#wanted)) return;
    this.#wanted = wanted;
    this.#onWish.resolve();
    this.#onWish = Promise.withResolvers();
    if (wanted.isEmpty || !this.#options.dialect.replaces) this.#connection?.end();
    else this.#connection?.renew();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#disposing ??= this.#dispose();
  }

  async #dispose(): Promise<void> {
    this.#stopping.abort();
    this.#onWish.resolve();
    await this.#running;
    await this.#untilReleased();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      if (this.#wanted.isEmpty) {
        await this.#onWish.promise;
        continue;
      }
      const waitMs = this.#connects.take();
      if (waitMs > 0) {
        await this.#rest(waitMs);
        continue;
      }
      const reason = await this.#live();
      if (reason === undefined) continue;
      const retryInMs = this.#planRetry();
      this.#tellDown(reason, retryInMs);
      await this.#rest(retryInMs);
    }
  }

  /** One connection from its beginning to its end. @returns why it ended; `undefined` when that was wanted. */
  async #live(): Promise<string | undefined> {
    const { url, userAgent, clock, dialect } = this.#options;
    const { acks } = dialect.requests(this.#wanted);
    this.#upSinceMs = undefined;
    this.#isFatal = false;
    this.#acksLeft = acks;
    this.#silentSince = this.#lastFrame;
    this.#youngest.clear();
    const connection = new StreamConnection({
      url: url + dialect.path,
      userAgent,
      clock,
      slice: this.#slice,
      ping: dialect.ping,
      messageLimits: dialect.messageLimits,
      requests: () => dialect.requests(this.#wanted).texts,
      onMessage: (message) => dialect.read(message, this.#wanted).forEach((frame) => this.#take(frame)),
    });
    this.#connection = connection;
    this.#unreleased.add(connection);
    connection.released.then(() => this.#unreleased.delete(connection));
    const over = new AbortController();
    if (acks > 0) void this.#limitConfirming(connection, over.signal);
    const reason = await connection.ended;
    over.abort();
    this.#connection = undefined;
    return reason;
  }

  async #limitConfirming(connection: StreamConnection, over: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(CONFIRM_WITHIN_MS, over).catch(() => {});
    if (over.aborted || this.#upSinceMs !== undefined) return;
    connection.end(`the subscription was not confirmed within ${CONFIRM_WITHIN_MS / 1_000} s`);
  }

  #take(frame: StreamFrame): void {
    // A list may hold more after the frame that ended the connection.
    if (this.#connection === undefined || this.#connection.isOver) return;
    if (frame.kind === "refused") return this.#refuse(frame.reason, frame.about);
    if (frame.kind === "error") {
      this.#isFatal = frame.isFatal;
      this.#refuse(frame.reason);
      return this.#connection.end(frame.reason);
    }
    if (frame.kind === "ack") this.#acksLeft -= 1;
    if (this.#acksLeft <= 0) this.#tellUp();
    this.#lastFrame = stampOf(this.#options.clock);
    if (frame.kind === "tick") this.#takeTick(frame);
    if (frame.kind === "candle") this.#takeCandle(frame);
  }

  /** The last trade of a quiet market may be old; only a time to come is wrong. */
  #takeTick({ tick }: StreamFrame & { kind: "tick" }): void {
    if (!this.#wanted.hasTicks(tick.symbol)) return;
    if (tick.atMs > this.#options.clock.now() + DAY_MS) {
      const { timeNames } = this.#options.dialect;
      return this.#refuse(
        `${timeNames.tick} ${tick.atMs} of ${tick.symbol} is more than a day ahead of our clock`,
      );
    }
    this.#tell({ kind: "tick", tick });
  }

  #takeCandle(frame: StreamFrame & { kind: "candle" }): void {
    const { series, candle, isClosed } = frame;
    const { symbol, interval } = series;
    const { timeNames, closesByNextBar: closesByNextCandle } = this.#options.dialect;
    if (!this.#wanted.hasCandles(symbol, interval)) return;
    const name = `${timeNames.candle} ${toTimeText(candle.openTimeMs)} of ${symbol} ${interval}`;
    if (!isOpenTime(interval, candle.openTimeMs)) {
      return this.#refuse(`${name} is no time at which a bar begins`, series);
    }
    if (Math.abs(candle.openTimeMs - this.#options.clock.now()) > DAY_MS) {
      return this.#refuse(`${name} is more than a day off our clock`, series);
    }
    if (closesByNextCandle) return this.#takeYoungest(frame);
    this.#tell({ kind: "candle", series, candle, ...(isClosed === undefined ? {} : { isClosed }) });
  }

  #takeYoungest({ series, candle }: StreamFrame & { kind: "candle" }): void {
    const key = toSeriesText(series);
    const youngest = this.#youngest.get(key);
    const isOld = youngest !== undefined && candle.openTimeMs < youngest.openTimeMs;
    if (isOld) return this.#tell({ kind: "candle", series, candle, isClosed: true });
    this.#youngest.set(key, candle);
    if (youngest !== undefined && candle.openTimeMs > youngest.openTimeMs) {
      this.#tell({ kind: "candle", series, candle: youngest, isClosed: true });
    }
    this.#tell({ kind: "candle", series, candle, isClosed: false });
  }

  #planRetry(): number {
    const { clock, random } = this.#options;
    const upForMs = this.#upSinceMs === undefined ? 0 : clock.monotonic() - this.#upSinceMs;
    if (upForMs >= HEALTHY_AFTER_MS) this.#failures = 0;
    const baseMs = this.#isFatal
      ? LONGEST_WAIT_MS
      : Math.min(FIRST_WAIT_MS * 2 ** this.#failures, LONGEST_WAIT_MS);
    this.#failures += 1;
    return Math.round(baseMs * (1 + JITTER_SHARE * random()));
  }

  #tellDown(reason: string, retryInMs: number): void {
    const { clock } = this.#options;
    this.#emit({ kind: "stream_down", reason, retryInMs });
    if (this.#downSinceMs !== undefined) return;
    this.#downSinceMs = clock.monotonic();
    this.#tell({ kind: "down", atMs: clock.now(), reason });
  }

  #tellUp(): void {
    if (this.#upSinceMs !== undefined) return;
    const { clock } = this.#options;
    const nowMs = clock.monotonic();
    this.#upSinceMs = nowMs;
    const downForMs = this.#downSinceMs === undefined ? undefined : nowMs - this.#downSinceMs;
    this.#downSinceMs = undefined;
    this.#emit({ kind: "stream_up", downForMs });
    const sinceMs = this.#silentSince && shownAt(this.#silentSince, nowOf(clock));
    this.#tell({ kind: "up", atMs: clock.now(), sinceMs });
  }

  /** @param about candles of which a state was lost with it. */
  #refuse(reason: string, about?: SeriesKey): void {
    this.#emit({ kind: "row_refused", reason });
    const atMs = this.#options.clock.now();
    this.#tell({ kind: "refused", atMs, reason, ...(about === undefined ? {} : { about }) });
  }

  /** Whatever the receiver does wrong must not end the stream, nor the program from within a handler of the socket. */
  #tell(message: StreamMessage): void {
    try {
      this.#options.onMessage(message);
    } catch (error) {
      this.#emit({ kind: "row_refused", reason: `the receiver of the stream failed: ${toErrorText(error)}` });
    }
  }

  #emit(event: ExchangeEvent): void {
    try {
      this.#options.onEvent(event);
    } catch {
      // Nobody is left who could be told.
    }
  }

  /** A wait that disposal cuts short. */
  async #rest(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    try {
      await this.#options.clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #untilReleased(): Promise<void> {
    if (this.#unreleased.size === 0) return;
    const released = new AbortController();
    const tooLong = this.#options.clock.sleep(RELEASE_WITHIN_MS, released.signal).catch(() => {});
    await Promise.race([
      Promise.all([...this.#unreleased].map((connection) => connection.released)),
      tooLong,
    ]);
    released.abort();
  }
}

/** Also of a number that is no time. */
function toTimeText(atMs: number): string {
  return Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString() : String(atMs);
}
