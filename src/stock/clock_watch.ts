import type { Clock } from "../core/clock.ts";
import { MINUTE_MS } from "../core/kst.ts";
import type { Events } from "../telemetry/events.ts";

/** More than a clock is ever read apart from the other one; a step beyond it is told. */
const STEP_MS = 3_000;
/** A clock may be slewed to the right time by a tenth of what passes (chrony: at most 8.3 %); that is no step. */
const SLEW_SHARE = 0.1;
const LOOK_EVERY_MS = 1_000;
/** So long a step stays among the problems. */
export const STEP_SHOWN_MS = 10 * MINUTE_MS;

export interface ClockStep {
  /** Below 0 it went back. */
  readonly byMs: number;
  /** By the clock after the step. */
  readonly atMs: number;
}

export interface ClockWatchOptions {
  readonly clock: Clock;
  readonly events: Pick<Events, "clockStepped">;
  readonly onStep: () => void;
}

/**
 * Compares the wall clock with the monotonic one. Where they part, the clock was set, or the machine slept: from
 * outside the two look alike when the clock goes forward.
 */
export class ClockWatch implements AsyncDisposable {
  readonly #options: ClockWatchOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #offsetMs: number;
  #lookedAtMs: number;
  #last: ClockStep & { readonly monotonicMs: number } | undefined;

  constructor(options: ClockWatchOptions) {
    const { clock } = options;
    this.#options = options;
    this.#lookedAtMs = clock.monotonic();
    this.#offsetMs = clock.now() - this.#lookedAtMs;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** The last step, while it is news. */
  get recent(): ClockStep | undefined {
    const last = this.#last;
    if (last === undefined) return undefined;
    return this.#options.clock.monotonic() - last.monotonicMs < STEP_SHOWN_MS ? last : undefined;
  }

  /** Looks at both clocks, and tells when they have parted. */
  check(): void {
    const { clock, events, onStep } = this.#options;
    const monotonicMs = clock.monotonic();
    const atMs = clock.now();
    const slewMs = SLEW_SHARE * (monotonicMs - this.#lookedAtMs);
    const byMs = atMs - monotonicMs - this.#offsetMs;
    this.#lookedAtMs = monotonicMs;
    if (Math.abs(byMs) <= STEP_MS) {
      this.#offsetMs += Math.max(-slewMs, Math.min(slewMs, byMs));
      return;
    }
    this.#offsetMs += byMs;
    this.#last = { byMs, atMs, monotonicMs };
    events.clockStepped({ byMs });
    onStep();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#options.clock.real.sleep(LOOK_EVERY_MS, signal).catch(() => {});
      if (!signal.aborted) this.check();
    }
  }
}
