import type { Clock } from "../core/clock.ts";

/** Longer without a pause would be felt by whoever asks /health meanwhile; a pause itself takes 1 to 2 ms. */
const USUAL_SLICE_MS = 12;
/** After so long without a step everybody has had a turn: what was used before was another piece of work. */
const FORGET_AFTER_MS = 100;

/**
 * Lets other work of the program through in the course of long work that is done in small steps. Awaiting a promise
 * that is settled already, as after each write, does not: timers and sockets wait until nothing is left to do.
 */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #sliceMs: number;
  #usedMs = 0;
  #lastMs = -Infinity;

  /** @param sliceMs of work between two pauses; 12 unless told. */
  constructor(clock: Clock, sliceMs: number = USUAL_SLICE_MS) {
    this.#clock = clock;
    this.#sliceMs = sliceMs;
  }

  /** One step. */
  use<T>(work: () => T): T {
    const sinceMs = this.#clock.monotonic();
    if (sinceMs - this.#lastMs > FORGET_AFTER_MS) this.#usedMs = 0;
    try {
      return work();
    } finally {
      this.#lastMs = this.#clock.monotonic();
      this.#usedMs += this.#lastMs - sinceMs;
    }
  }

  /** Between two steps: pauses for one turn of the event loop when the slice is used up. */
  async pauseWhenOver(): Promise<void> {
    if (this.#usedMs < this.#sliceMs) return;
    await this.#clock.sleep(0);
    this.#usedMs = 0;
  }
}
