import type { Clock } from "../core/clock.ts";

/** Batches that follow each other without a pause keep everything else of the program waiting for this long. */
const SLICE_MS = 10;

/**
 * Lets other work of the program through while many batches are handed over. One for all subscribers of a bus; once
 * `ended` aborts, what is left goes out without pauses.
 */
export class Breather {
  readonly #clock: Clock;
  readonly #ended: AbortSignal;
  #busy = 0;
  #sinceMs = 0;
  #pause: Promise<void> | undefined;

  constructor(clock: Clock, ended: AbortSignal) {
    this.#clock = clock;
    this.#ended = ended;
  }

  enter(): void {
    if (this.#busy === 0) this.#sinceMs = this.#clock.monotonic();
    this.#busy++;
  }

  leave(): void {
    this.#busy--;
  }

  /** @returns what to wait for when the slice is over; the pause is one for all. */
  pauseWhenDue(): Promise<void> | undefined {
    if (this.#ended.aborted) return undefined;
    if (this.#pause !== undefined) return this.#pause;
    if (this.#clock.monotonic() - this.#sinceMs < SLICE_MS) return undefined;
    this.#pause = this.#clock.sleep(0, this.#ended).catch(() => {}).then(() => {
      this.#pause = undefined;
      this.#sinceMs = this.#clock.monotonic();
    });
    return this.#pause;
  }
}
