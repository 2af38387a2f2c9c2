/** Whether our clock and that of the home server agree, by the `Date` of its answers; whatever else they say. */
import type { Clock } from "../../core/clock.ts";
import { type ServerTime, sureSkewMs } from "../../lib/http/server_time.ts";

export interface UpstreamSkew {
  /** Ours minus theirs: above 0 we are ahead. */
  readonly skewMs: number;
  /** It is more than two clocks that are kept right may differ by. */
  readonly isFault: boolean;
  /** They agreed until our clock was set by as much: then it is ours that is wrong. */
  readonly isOurs: boolean;
}

/** Three cycles of three answers. */
const SAMPLES = 9;
/** One answer may come out of a cache that does not say so. */
const FEW_SAMPLES = 3;
const FAULT_MS = 30_000;
/** Below this it is over: a clock that drifts around the limit would else be told again and again. */
const OVER_MS = 15_000;
/** The wall clock was set, or the machine slept. */
const STEP_MS = 3_000;
/** A step and the skew that it made differ by what was between the clocks before. */
const SAME_MS = 5_000;

export class UpstreamClock {
  readonly #clock: Clock;
  #samples: readonly ServerTime[] = [];
  #offsetMs: number;
  #isFault = false;
  /** By how much our clock was set while it agreed; what comes of it is our own doing. */
  #ownStepMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = offsetOf(clock);
  }

  /** `undefined` until enough answers have told, and anew after our clock was set. */
  get skew(): UpstreamSkew | undefined {
    this.#forgetAfterStep();
    const median = this.#median();
    if (median === undefined) return undefined;
    return { skewMs: median.skewMs, isFault: this.#isFault, isOurs: this.#isFault && this.#isOwn(median) };
  }

  note(told: ServerTime): void {
    this.#forgetAfterStep();
    this.#samples = [...this.#samples, told].slice(-SAMPLES);
    const median = this.#median();
    if (median === undefined) return;
    const sureMs = sureSkewMs(median);
    this.#isFault = sureMs > (this.#isFault ? OVER_MS : FAULT_MS);
    if (!this.#isFault) this.#ownStepMs = undefined;
  }

  #median(): ServerTime | undefined {
    if (this.#samples.length < FEW_SAMPLES) return undefined;
    return this.#samples.toSorted((a, b) => a.skewMs - b.skewMs)[Math.floor(this.#samples.length / 2)];
  }

  #isOwn({ skewMs, doubtMs }: ServerTime): boolean {
    return this.#ownStepMs !== undefined && Math.abs(skewMs - this.#ownStepMs) <= SAME_MS + doubtMs;
  }

  #forgetAfterStep(): void {
    const offsetMs = offsetOf(this.#clock);
    const stepMs = offsetMs - this.#offsetMs;
    // A slow drift is followed, and never mistaken for a step.
    this.#offsetMs = offsetMs;
    if (Math.abs(stepMs) <= STEP_MS) return;
    // A clock that was right and is set twice is off by both.
    if (!this.#isFault || this.#ownStepMs !== undefined) this.#ownStepMs = (this.#ownStepMs ?? 0) + stepMs;
    this.#samples = [];
  }
}

function offsetOf(clock: Clock): number {
  return clock.now() - clock.monotonic();
}
