/** Upbit's WebSocket as a stream that mends itself. https://docs.upbit.com/kr/reference/websocket-guide */
import { isOpenTime } from "../core/candle.ts";
import type { Clock } from "../core/clock.ts";
import { toErrorText } from "../core/errors.ts";
import { DAY_MS } from "../core/kst.ts";
import { nowOf, shownAt, type Stamp, stampOf } from "../core/stamp.ts";
import { RateLimiter } from "../resilience/rate_limiter.ts";
import type { ExchangeEvent, MarketStream, StreamMessage, StreamWish } from "./exchange.ts";
import { UpbitConnection } from "./upbit_connection.ts";
import { readUpbitFrames, type UpbitFrame } from "./upbit_frames.ts";
import { UpbitRequest } from "./upbit_request.ts";
import { UPBIT_STREAM_TYPES } from "./upbit_words.ts";

/** Waits before the next connection: 1 s, 2 s, 4 s … 60 s, each lengthened by up to a quarter. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const JITTER_SHARE = 0.25;
/** After so long in good order the waits begin anew. */
const HEALTHY_AFTER_MS = 60_000;
/** https://docs.upbit.com/kr/reference/rate-limits: `websocket-connect`. */
const CONNECTS_A_SECOND = 5;
/** How long disposal waits for a peer that does not confirm the end. */
const RELEASE_WITHIN_MS = 1_000;
/** Asking the same again at once cannot help. https://docs.upbit.com/kr/reference/websocket-guide */
const FATAL_NAMES: ReadonlySet<string> = new Set([
  "INVALID_AUTH",
  "WRONG_FORMAT",
  "NO_TICKET",
  "NO_TYPE",
  "NO_CODES",
  "INVALID_PARAM",
]);

export interface UpbitStreamOptions {
  /** `wss://api.upbit.com/websocket/v1` */
  readonly url: string;
  readonly clock: Clock;
  /** 0 to 1; spreads reconnects. */
  readonly random: () => number;
  readonly onEvent: (event: ExchangeEvent) => void;
  /** Messages come in order, one call each. One that throws is told as an event, and the stream goes on. */
  readonly onMessage: (message: StreamMessage) => void;
}

/** Connects as soon as there is a wish, and again after every loss until it is disposed. */
export function openUpbitStream(options: UpbitStreamOptions): MarketStream {
  return new UpbitStream(options);
}

class UpbitStream implements MarketStream {
  readonly #options: UpbitStreamOptions;
  readonly #stopping = new AbortController();
  readonly #connects: RateLimiter;
  readonly #running: Promise<void>;
  #request = new UpbitRequest([]);
  #onWish = Promise.withResolvers<void>();
  #connection: UpbitConnection | undefined;
  #unreleased = new Set<UpbitConnection>();
  /** Connections that failed since the last one in good order. */
  #failures = 0;
  /** For the gap that must be filled. */
  #lastFrame: Stamp | undefined;
  /** Of the present connection, by the monotonic clock; `undefined` until messages come through. */
  #upSinceMs: number | undefined;
  /** When the present outage was told, by the monotonic clock. */
  #downSinceMs: number | undefined;
  #isFatal = false;
  #disposing: Promise<void> | undefined;

  constructor(options: UpbitStreamOptions) {
    this.#options = options;
    this.#connects = new RateLimiter({ clock: options.clock, limit: CONNECTS_A_SECOND, perMs: 1_000 });
    this.#stopping.signal.addEventListener("abort", () => this.#connection?.end(), { once: true });
    this.#running = this.#run();
  }

  subscribe(wishes: readonly StreamWish[]): void {
    const request = new UpbitRequest(wishes);
    if (this.#stopping.signal.aborted || request.isSame(this.#request)) return;
    this.#request = request;
    this.#onWish.resolve();
    this.#onWish = Promise.withResolvers();
    if (request.isEmpty) this.#connection?.end();
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
      if (this.#request.isEmpty) {
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
    const { url, clock } = this.#options;
    this.#upSinceMs = undefined;
    this.#isFatal = false;
    const connection = new UpbitConnection({
      url,
      clock,
      request: () => this.#request.toText(),
      onMessage: (message) => readUpbitFrames(message).forEach((frame) => this.#take(frame)),
    });
    this.#connection = connection;
    this.#unreleased.add(connection);
    connection.released.then(() => this.#unreleased.delete(connection));
    const reason = await connection.ended;
    this.#connection = undefined;
    return reason;
  }

  #take(frame: UpbitFrame): void {
    // A list may hold more after the frame that ended the connection.
    if (this.#connection === undefined || this.#connection.isOver) return;
    if (frame.kind === "refused") return this.#refuse(frame.reason);
    if (frame.kind === "error") {
      const reason = `Upbit refused the request: ${frame.name}${frame.message && ` (${frame.message})`}`;
      this.#isFatal = FATAL_NAMES.has(frame.name);
      this.#refuse(reason);
      return this.#connection.end(reason);
    }
    this.#tellUp();
    this.#lastFrame = stampOf(this.#options.clock);
    if (frame.kind === "tick") this.#takeTick(frame);
    if (frame.kind === "candle") this.#takeCandle(frame);
  }

  /** The last trade of a quiet market may be old; only a time to come is wrong. */
  #takeTick({ type, tick }: UpbitFrame & { kind: "tick" }): void {
    if (!this.#request.has(type, tick.symbol)) return;
    if (tick.atMs > this.#options.clock.now() + DAY_MS) {
      return this.#refuse(
        `trade_timestamp ${tick.atMs} of ${tick.symbol} is more than a day ahead of our clock`,
      );
    }
    this.#tell({ kind: "tick", tick });
  }

  #takeCandle({ series, candle }: UpbitFrame & { kind: "candle" }): void {
    const { symbol, interval } = series;
    if (!this.#request.has(UPBIT_STREAM_TYPES[interval], symbol)) return;
    const name = `candle_date_time_utc ${new Date(candle.openTimeMs).toISOString()} of ${symbol} ${interval}`;
    if (!isOpenTime(interval, candle.openTimeMs)) {
      return this.#refuse(`${name} is no time at which a bar begins`);
    }
    if (Math.abs(candle.openTimeMs - this.#options.clock.now()) > DAY_MS) {
      return this.#refuse(`${name} is more than a day off our clock`);
    }
    this.#tell({ kind: "candle", series, candle });
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
    const sinceMs = this.#lastFrame && shownAt(this.#lastFrame, nowOf(clock));
    this.#tell({ kind: "up", atMs: clock.now(), sinceMs });
  }

  #refuse(reason: string): void {
    this.#emit({ kind: "row_refused", reason });
    this.#tell({ kind: "refused", atMs: this.#options.clock.now(), reason });
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
