/**
 * What time it is at an exchange. Each new trade carries the exchange's time, so the median of the last hundred
 * differences to our clock is how far ours is off, less the way from there to here, which is small beside the second
 * of grace that candles are given. A candle that has begun there is a further proof: it cannot be earlier than that.
 */
import type { Clock } from "../../core/clock.ts";

const SAMPLES = 100;
const FEW_SAMPLES = 10;
/** The median of many samples moves slowly, so it need not be looked at with each. */
const LOOK_EVERY = 20;
const WORTH_TELLING_MS = 250;
/** A frame further ahead is a mistake, not a clock. */
const FARTHEST_AHEAD_MS = 600_000;
const PROOF_HOLDS_MS = 120_000;
/** Our wall clock was set, or the machine slept. */
const STEP_MS = 500;

export class ExchangeTime {
  readonly #clock: Clock;
  readonly #onShift: () => void;
  readonly #samplesMs: number[] = [];
  #seen = 0;
  readonly #lastTradeMs = new Map<string, number>();
  #proof: { readonly aheadMs: number; readonly atMs: number } | undefined;
  #medianMs: number | undefined;
  #toldMs = 0;
  #wallOffsetMs: number;

  /** @param options `onShift` is called when the estimate has moved by a quarter of a second. */
  constructor(options: { readonly clock: Clock; readonly onShift: () => void }) {
    this.#clock = options.clock;
    this.#onShift = options.onShift;
    this.#wallOffsetMs = this.#clock.now() - this.#clock.monotonic();
  }

  /** Epoch ms UTC by the exchange's clock, as well as it is known. */
  now(): number {
    return this.#clock.now() + this.skewMs;
  }

  /** Exchange minus ours: above 0 our clock is slow. 0 until something was measured. */
  get skewMs(): number {
    this.#forgetAfterStep();
    this.#medianMs ??= medianOf(this.#samplesMs);
    const proof = this.#proof;
    const holds = proof !== undefined && this.#clock.monotonic() - proof.atMs < PROOF_HOLDS_MS;
    const medianMs = this.#medianMs ?? 0;
    return holds ? Math.max(medianMs, proof.aheadMs) : medianMs;
  }

  /**
   * What of it is the clocks' alone. A trade that waited on its way, or for a busy process, makes the exchange look behind
   * and never ahead, so that only the least late of several can show that it is. `undefined` until that is known.
   */
  get sureSkewMs(): number | undefined {
    const { skewMs, isMeasured } = this;
    if (!isMeasured) return undefined;
    if (skewMs >= 0) return skewMs;
    return this.#samplesMs.length < FEW_SAMPLES ? undefined : Math.min(0, Math.max(...this.#samplesMs));
  }

  /** A moment of the monotonic clock as the exchange's time. */
  atMonotonic(monotonicMs: number): number {
    return this.now() - (this.#clock.monotonic() - monotonicMs);
  }

  /** Whether trades have told the time; else our own clock is believed. */
  get isMeasured(): boolean {
    this.#forgetAfterStep();
    return this.#samplesMs.length > 0;
  }

  /** The first trade of a market after a silence is a snapshot and may be hours old: it says nothing of now. */
  noteTrade(symbol: string, atMs: number): void {
    const lastMs = this.#lastTradeMs.get(symbol);
    this.#lastTradeMs.set(symbol, Math.max(atMs, lastMs ?? 0));
    if (lastMs === undefined || atMs <= lastMs) return;
    this.#forgetAfterStep();
    this.#samplesMs[this.#seen % SAMPLES] = atMs - this.#clock.now();
    this.#seen++;
    if (this.#seen > FEW_SAMPLES && this.#seen % LOOK_EVERY !== 0) return;
    this.#medianMs = undefined;
    if (this.#seen === FEW_SAMPLES) this.#tell();
    else this.#tellShift();
  }

  /** @returns false when the time lies so far ahead that it proves nothing. */
  noteCandleOpen(openTimeMs: number): boolean {
    const aheadMs = openTimeMs - this.#clock.now();
    if (aheadMs <= this.skewMs) return true;
    if (aheadMs - this.skewMs > FARTHEST_AHEAD_MS) return false;
    this.#proof = { aheadMs, atMs: this.#clock.monotonic() };
    this.#tellShift();
    return true;
  }

  /** After a silence: what comes first is old again. */
  noteSilence(): void {
    this.#lastTradeMs.clear();
  }

  #forgetAfterStep(): void {
    const offsetMs = this.#clock.now() - this.#clock.monotonic();
    const stepMs = offsetMs - this.#wallOffsetMs;
    // A slow drift is followed, and never mistaken for a step.
    this.#wallOffsetMs = offsetMs;
    if (Math.abs(stepMs) <= STEP_MS) return;
    // No sleep turns a clock back: it was set, and the exchange's time goes on as it was measured.
    if (stepMs < 0) {
      this.#samplesMs.forEach((sampleMs, i) => this.#samplesMs[i] = sampleMs - stepMs);
      if (this.#proof !== undefined) this.#proof = { ...this.#proof, aheadMs: this.#proof.aheadMs - stepMs };
      this.#medianMs = undefined;
      return;
    }
    this.#samplesMs.length = 0;
    this.#seen = 0;
    this.#medianMs = undefined;
    this.#proof = undefined;
  }

  #tellShift(): void {
    if (Math.abs(this.skewMs - this.#toldMs) >= WORTH_TELLING_MS) this.#tell();
  }

  #tell(): void {
    this.#toldMs = this.skewMs;
    this.#onShift();
  }
}

function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
