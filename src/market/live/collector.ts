/**
 * Live candles of one exchange: stream messages go in, one event for each closed candle comes out, a second after the
 * end of the candle by the exchange's clock. A candle that the stream saw from its beginning, and provably to its end, is
 * taken from the stream; any other one is asked for. What neither brings is marked as an outage and left to repair.
 */
import { type Interval, openTimeOf, type SeriesKey, toSeriesText } from "../../core/candle.ts";
import type { MarketStream, StreamMessage } from "../../exchanges/exchange.ts";
import { nowOf, stampOf } from "../../core/stamp.ts";
import { AuditRound } from "./audit_round.ts";
import { CloseLoop } from "./close_loop.ts";
import type { CollectorOptions, WatchedSeries } from "./collector_options.ts";
import { StoredEnd } from "./stored_end.ts";
import { StreamLiveness } from "./stream_liveness.ts";
import { ExchangeTime } from "./exchange_time.ts";
import { LiveSeries } from "./series.ts";
import { type LiveStatus, toLiveStatus } from "./status.ts";
import { RequestGate } from "./request_gate.ts";

/** A minute after which every market has to be asked for must not become a burst. */
const PARALLEL_REQUESTS = 4;
const SKEW_FAULT_MS = 5_000;

export class CandleCollector implements AsyncDisposable {
  readonly #options: CollectorOptions;
  readonly #closing = new AbortController();
  readonly #series = new Map<string, LiveSeries>();
  readonly #time: ExchangeTime;
  readonly #pulse: StreamLiveness;
  readonly #loop: CloseLoop;
  readonly #audit: AuditRound;
  readonly #storedEnd: StoredEnd;
  #stream: MarketStream | undefined;
  /** Monotonic, as all that is compared with it: the wall clock may be set in between. */
  #upSinceMs: number | undefined;
  #streamReason = "the stream has not come up yet";
  #isSkewed = false;
  /** The exchange says when a candle is over, because it sends it less often than it trades. */
  #marksEnds = false;

  /**
   * Begins at once.
   *
   * @throws {RangeError} when the exchange does not serve a wanted interval.
   */
  constructor(options: CollectorOptions) {
    this.#options = options;
    const { exchange, keeper, clock, onClosed, onEvent, askBackfill, hours } = options;
    const { signal } = this.#closing;
    const gate = new RequestGate(PARALLEL_REQUESTS);
    this.#time = new ExchangeTime({ clock, onShift: () => this.#onShift() });
    const exchangeNow = () => this.#time.now();
    this.#pulse = new StreamLiveness({ clock, exchangeNow, signal, onEvent, hours });
    const parts = { exchange, keeper, clock, onClosed, onEvent, askBackfill, signal, gate, time: this.#time };
    const onOpen = (series: LiveSeries) => this.#tellOpen(series, "poll");
    const isComplete = (series: LiveSeries, untilMs: number) => this.#isComplete(series, untilMs);
    const all = () => this.#series.values();
    this.#loop = new CloseLoop({ ...parts, all, isComplete, onOpen });
    this.#audit = new AuditRound({ ...parts, all });
    this.#storedEnd = new StoredEnd({ ...parts, onKnown: () => this.#loop.wake() });
    this.setWatched(options.watched);
    this.#loop.start();
    this.#audit.start();
    this.#pulse.start();
  }

  /** Exchange minus ours; above 0 our clock is slow. `undefined` until trades have told it for sure. */
  get skewMs(): number | undefined {
    return this.#time.sureSkewMs;
  }

  /**
   * Replaces what is watched. A new series begins with the candle that is open now.
   *
   * @throws {RangeError} when the exchange does not serve an interval; then nothing has changed.
   */
  setWatched(watched: readonly WatchedSeries[]): void {
    const { exchange, clock, hours } = this.#options;
    const wanted = new Map(watched.map(({ symbol, interval }) => {
      if (!exchange.intervals.includes(interval)) {
        throw new RangeError(
          `Cannot watch ${symbol} ${interval}: ${exchange.title} serves ${exchange.intervals}`,
        );
      }
      const key: SeriesKey = { exchange: exchange.id, symbol, interval };
      return [toSeriesText(key), key];
    }));
    for (const [text, series] of this.#series) {
      if (wanted.has(text)) continue;
      series.isGone = true;
      this.#series.delete(text);
    }
    for (const [text, key] of wanted) {
      if (this.#series.has(text)) continue;
      const times = { exchangeNowMs: this.#time.now(), monotonicMs: clock.monotonic(), hours };
      const series = new LiveSeries(key, times);
      this.#series.set(text, series);
      this.#storedEnd.learn(series);
    }
    this.#subscribe();
    this.#loop.wake();
  }

  status(): readonly LiveStatus[] {
    const now = nowOf(this.#options.clock);
    const exchangeNowMs = this.#time.now();
    const upSinceMs = this.#upSinceMs;
    const talksSinceMs = upSinceMs === undefined ? undefined : Math.max(upSinceMs, this.#pulse.talksSinceMs);
    return [...this.#series.values()].map((series) =>
      toLiveStatus(series, {
        now,
        exchangeNowMs,
        hasStream: this.#hasStream(series.key.interval),
        completeFromMs: talksSinceMs === undefined ? undefined : this.#completeFrom(series, talksSinceMs),
        muteForMs: this.#pulse.muteForMs,
        streamReason: this.#streamReason,
      })
    );
  }

  /** Ends stream and timers. A candle that is being stored is stored; nothing is announced any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new DOMException("The candle collector is closing", "AbortError"));
    const rooms = [this.#loop, this.#audit, this.#pulse, this.#storedEnd].map((room) => room.ended());
    await Promise.all([...rooms, this.#stream?.[Symbol.asyncDispose]()]);
  }

  #hasStream(interval: Interval): boolean {
    return this.#options.exchange.streamIntervals.includes(interval);
  }

  /** One wish for each market, with all its intervals that the stream has. */
  #subscribe(): void {
    const bySymbol = new Map<string, Interval[]>();
    for (const { key } of this.#series.values()) {
      if (!this.#hasStream(key.interval)) continue;
      bySymbol.set(key.symbol, [...bySymbol.get(key.symbol) ?? [], key.interval]);
    }
    if (bySymbol.size === 0 && this.#stream === undefined) return;
    this.#pulse.forgetPace();
    this.#stream ??= this.#options.exchange.openStream((message) => this.#take(message));
    this.#stream.subscribe([...bySymbol].map(([symbol, intervals]) => ({ symbol, intervals })));
  }

  #take(message: StreamMessage): void {
    if (this.#closing.signal.aborted) return;
    if (message.kind === "tick") return this.#takeTick(message);
    if (message.kind === "candle") return this.#takeFrame(message);
    if (message.kind === "up") return this.#takeUp(message);
    if (message.kind === "refused") return this.#noteRefused(message.about);
    if (message.kind === "down") {
      this.#upSinceMs = undefined;
      this.#pulse.noteDown();
      this.#streamReason = message.reason;
      this.#options.onEvent({ kind: "stream_down", reason: message.reason });
    }
  }

  #takeTick({ tick: { symbol, atMs } }: StreamMessage & { kind: "tick" }): void {
    this.#time.noteTrade(symbol, atMs);
    this.#pulse.noteData(atMs);
    if (!this.#marksEnds) return;
    for (const series of this.#series.values()) {
      if (series.key.symbol === symbol && this.#hasStream(series.key.interval)) series.noteTrade(atMs);
    }
  }

  #takeFrame({ series: key, candle, isClosed }: StreamMessage & { kind: "candle" }): void {
    this.#marksEnds ||= isClosed !== undefined;
    const series = this.#series.get(toSeriesText(key));
    if (series === undefined) return;
    const isPlausible = this.#time.noteCandleOpen(candle.openTimeMs);
    const fate = isPlausible ? series.take(candle, isClosed) : "refused";
    const { openTimeMs } = candle;
    if (fate === "refused") {
      return this.#options.onEvent({ kind: "frame_refused", series: key, openTimeMs });
    }
    this.#pulse.noteData(openTimeMs);
    series.lastFrame = stampOf(this.#options.clock);
    if (fate === "late") this.#options.onEvent({ kind: "late_frame", series: key, openTimeMs });
    if (fate === "taken" && series.openCandle === candle) this.#tellOpen(series, "stream");
  }

  /** A state of a candle was lost: what the stream has of it is not all. Without a name it may be any. */
  #noteRefused(about: SeriesKey | undefined): void {
    const nowMs = this.#time.now();
    for (const series of this.#series.values()) {
      if (!this.#hasStream(series.key.interval)) continue;
      if (about === undefined) {
        series.noteDoubt({ fromMs: openTimeOf(series.key.interval, nowMs), toMs: nowMs });
      } else if (toSeriesText(series.key) === toSeriesText(about)) series.noteLoss(nowMs);
    }
  }

  /** The candle of the silence is asked for when it ends; the ones that ended within it are repaired. */
  #takeUp({ atMs, sinceMs }: StreamMessage & { kind: "up" }): void {
    this.#upSinceMs = this.#options.clock.monotonic();
    this.#pulse.noteUp();
    this.#audit.hasten();
    this.#time.noteSilence();
    const silentForMs = sinceMs === undefined ? undefined : atMs - sinceMs;
    this.#options.onEvent({ kind: "stream_up", silentForMs });
    if (sinceMs === undefined) return;
    for (const series of this.#series.values()) {
      const { interval } = series.key;
      if (!this.#hasStream(interval)) continue;
      const fromMs = openTimeOf(interval, sinceMs + this.#time.skewMs);
      const toMs = openTimeOf(interval, this.#time.now());
      if (fromMs >= toMs) continue;
      series.noteDoubt({ fromMs: Math.max(fromMs, series.firstMs), toMs });
      this.#options.askBackfill({ series: series.key, span: { fromMs, toMs }, priority: "repair" });
    }
  }

  /**
   * Whether every frame of the candles up to `untilMs` has come, so that the last one of each is its end: the stream was
   * up, data flowed all the time, and something of this exchange came that was sent after the end. Where the exchange
   * marks the last state of a candle, that must have come, too, and a candle for each trade.
   */
  #isComplete(series: LiveSeries, untilMs: number): boolean {
    if (this.#upSinceMs === undefined || !this.#hasStream(series.key.interval)) return false;
    if (this.#pulse.provenUntilMs < untilMs || series.isUnfinished(untilMs)) return false;
    const sinceMs = Math.max(this.#upSinceMs, this.#pulse.flowsSinceMs);
    return this.#completeFrom(series, sinceMs) <= series.closedUntilMs;
  }

  /** From when, by the exchange's clock, every frame has come. @param sinceMs monotonic. */
  #completeFrom(series: LiveSeries, sinceMs: number): number {
    const seenSinceMs = Math.max(sinceMs, series.completeSinceMs);
    return Math.max(this.#time.atMonotonic(seenSinceMs), series.completeFromMs);
  }

  #tellOpen(series: LiveSeries, from: "stream" | "poll"): void {
    const candle = series.openCandle;
    if (candle === undefined) return;
    try {
      this.#options.onOpen({ series: series.key, candle, atMs: this.#options.clock.now(), from });
    } catch (error) {
      this.#options.onEvent({ kind: "receiver_failed", series: series.key, error });
    }
  }

  #onShift(): void {
    this.#loop.wake();
    const { skewMs } = this;
    if (skewMs === undefined) return;
    const isFault = Math.abs(skewMs) > SKEW_FAULT_MS;
    if (isFault === this.#isSkewed) return;
    this.#isSkewed = isFault;
    this.#options.onEvent({ kind: "clock_skew", skewMs, isFault });
  }
}
