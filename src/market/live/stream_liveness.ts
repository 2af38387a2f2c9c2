/**
 * Whether data really flows. A connection may be open and answer every ping while it sends nothing, so that a silent
 * minute looks like one without a trade. Only what came after the end of a candle proves that the stream got that far.
 */
import type { Clock } from "../../core/clock.ts";
import { DAY_MS } from "../../core/kst.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";
import type { CollectorEvent } from "./candle_event.ts";

/** A silence after which nobody can say that nothing happened. */
export const SILENCE_MS = 20_000;
/** Who sends more often than this falls silent only when something is wrong. */
const BUSY_GAP_MS = 5_000;
/** Frames come in bursts, which say nothing of the pace: at most one sample in this time. */
const SAMPLE_EVERY_MS = 1_000;
const SAMPLES = 30;
const FEW_SAMPLES = 10;
/** The estimate of the exchange's time may be off by this; a frame from further ahead proves no more than that. */
const AHEAD_MS = 1_000;

export interface StreamLivenessOptions {
  readonly clock: Clock;
  readonly exchangeNow: () => number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: CollectorEvent) => void;
  /** Of the markets; left out, they are always open and a silence is never that of a night. */
  readonly hours?: MarketHours | undefined;
}

export class StreamLiveness {
  readonly #options: StreamLivenessOptions;
  readonly #gapsMs: number[] = [];
  #running: Promise<void> | undefined;
  #isUp = false;
  #hasSpoken = false;
  #isToldMute = false;
  /** Monotonic. */
  #lastAtMs = 0;
  /** Wall clock. */
  #lastWallMs = 0;
  /** Monotonic. */
  #sampledAtMs: number | undefined;
  /** Monotonic. */
  #flowsSinceMs = Infinity;
  /** Monotonic. */
  #talksSinceMs = -Infinity;
  #provenUntilMs = -Infinity;

  constructor(options: StreamLivenessOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when nothing of it runs any more; for after the signal has aborted. */
  async ended(): Promise<void> {
    await this.#running;
  }

  /** Since when, by the monotonic clock, data came without a silence of 20 s; `Infinity` while the stream is down. */
  get flowsSinceMs(): number {
    return this.#flowsSinceMs;
  }

  /** When, by the monotonic clock, the last time ended in which it was mute; `-Infinity` when it never was. */
  get talksSinceMs(): number {
    return this.#talksSinceMs;
  }

  /** Up to when, by the exchange's clock, what was sent has arrived. */
  get provenUntilMs(): number {
    return this.#provenUntilMs;
  }

  /** How long nothing has come although it should have; `undefined` when all is well, or the stream is down. */
  get muteForMs(): number | undefined {
    const silentForMs = Math.min(this.#silentForMs(), this.#openForMs());
    const isExpected = this.#isBusy() || !this.#hasSpoken;
    return this.#isUp && isExpected && silentForMs > SILENCE_MS ? silentForMs : undefined;
  }

  noteUp(): void {
    this.#isUp = true;
    this.#hasSpoken = false;
    this.#flowsSinceMs = this.#options.clock.monotonic();
    this.#noteNow();
    this.#sampledAtMs = undefined;
  }

  noteDown(): void {
    this.#isUp = false;
    this.#isToldMute = false;
    this.#flowsSinceMs = Infinity;
  }

  /** A trade, or the state of a candle. @param atMs by the exchange's clock, when it was sent or earlier. */
  noteData(atMs: number): void {
    const { clock, exchangeNow, onEvent } = this.#options;
    const silentForMs = this.#silentForMs();
    this.#noteNow();
    this.#hasSpoken = true;
    this.#noteSample(clock.monotonic());
    this.#provenUntilMs = Math.max(this.#provenUntilMs, Math.min(atMs, exchangeNow() + AHEAD_MS));
    if (silentForMs <= SILENCE_MS || !this.#isUp) return;
    this.#flowsSinceMs = clock.monotonic();
    if (!this.#isToldMute) return;
    this.#isToldMute = false;
    this.#talksSinceMs = clock.monotonic();
    onEvent({ kind: "stream_talks", silentForMs });
  }

  /** Other markets have another pace. */
  forgetPace(): void {
    this.#gapsMs.length = 0;
    this.#sampledAtMs = undefined;
  }

  async #run(): Promise<void> {
    const { clock, signal, onEvent } = this.#options;
    while (!signal.aborted) {
      const silentForMs = this.#silentForMs();
      const waitMs = silentForMs > SILENCE_MS ? SILENCE_MS : SILENCE_MS - silentForMs + 1;
      await clock.sleep(waitMs, signal).catch(() => {});
      const { muteForMs } = this;
      // A stream that has not said anything yet has shown no pace: it has its state, and no fault is told.
      if (signal.aborted || muteForMs === undefined || !this.#isBusy() || this.#isToldMute) continue;
      this.#isToldMute = true;
      onEvent({ kind: "stream_mute", silentForMs: muteForMs });
    }
  }

  /** How long something can have been traded without a break; 0 in a night. */
  #openForMs(): number {
    const { hours = ALWAYS_OPEN, exchangeNow } = this.#options;
    if (hours === ALWAYS_OPEN) return Infinity;
    const nowMs = exchangeNow();
    const [since] = hours.openSpans({ fromMs: nowMs - DAY_MS, toMs: nowMs + 1 }).slice(-1);
    return since !== undefined && since.toMs > nowMs ? nowMs - since.fromMs : 0;
  }

  /** By the clock that went further: one of them may stand still while the machine sleeps. */
  #silentForMs(): number {
    const { clock } = this.#options;
    return Math.max(clock.monotonic() - this.#lastAtMs, clock.now() - this.#lastWallMs);
  }

  #noteNow(): void {
    const { clock } = this.#options;
    this.#lastAtMs = clock.monotonic();
    this.#lastWallMs = clock.now();
  }

  #noteSample(atMs: number): void {
    const gapMs = this.#sampledAtMs === undefined ? undefined : atMs - this.#sampledAtMs;
    if (gapMs !== undefined && gapMs < SAMPLE_EVERY_MS) return;
    this.#sampledAtMs = atMs;
    if (gapMs === undefined) return;
    this.#gapsMs.push(gapMs);
    if (this.#gapsMs.length > SAMPLES) this.#gapsMs.shift();
  }

  #isBusy(): boolean {
    const { length } = this.#gapsMs;
    const median = this.#gapsMs.toSorted((a, b) => a - b)[Math.floor(length / 2)] ?? Infinity;
    return length >= FEW_SAMPLES && median < BUSY_GAP_MS;
  }
}
