import type { Clock } from "../core/clock.ts";

/** Longer without a pause would be felt by whoever asks /health meanwhile; a pause itself takes 1 to 2 ms. */
const USUAL_SLICE_MS = 12;
/** After so long without a step everybody has had a turn: what was used before was another piece of work. */
const FORGET_AFTER_MS = 100;

/**
 * Lets other work of the program through in the course of long work that is done in small steps. Awaiting a promise
 * that is settled already, as after each write, does not: timers and sockets wait until nothing is left to do.
 *
 * Steps that end before anybody else has a turn are counted by `use`; work that awaits in between counts in full from
 * `enter` to `leave`. Several may share one slice and its pause.
 */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #sliceMs: number;
  readonly #ended: AbortSignal | undefined;
  #usedMs = 0;
  #lastMs = -Infinity;
  #inside = 0;
  #insideSinceMs = 0;
  #pause: Promise<void> | undefined;

  /**
   * @param sliceMs of work between two pauses; 12 unless told.
   * @param options.ended once it aborts, what is left is done without pauses.
   */
  constructor(
    clock: Clock,
    sliceMs: number = USUAL_SLICE_MS,
    { ended }: { readonly ended?: AbortSignal } = {},
  ) {
    this.#clock = clock;
    this.#sliceMs = sliceMs;
    this.#ended = ended;
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

  /** Begins work that may await. The first one inside begins a slice. */
  enter(): void {
    if (this.#inside++ === 0) this.begin();
  }

  leave(): void {
    this.#inside--;
  }

  /** A new slice, for whoever paused in a way of its own. */
  begin(): void {
    this.#usedMs = 0;
    this.#insideSinceMs = this.#clock.monotonic();
  }

  get isOver(): boolean {
    const insideMs = this.#inside === 0 ? 0 : this.#clock.monotonic() - this.#insideSinceMs;
    return this.#usedMs + insideMs >= this.#sliceMs;
  }

  /**
   * Between two steps: pauses for one turn of the event loop when the slice is used up.
   *
   * @returns `undefined` when there is nothing to wait for; whoever is in a hurry need not await that.
   */
  pauseWhenOver(): Promise<void> | undefined {
    if (this.#ended?.aborted) return undefined;
    if (this.#pause !== undefined) return this.#pause;
    if (!this.isOver) return undefined;
    this.#pause = this.#clock.sleep(0, this.#ended).catch(() => {}).then(() => {
      this.#pause = undefined;
      this.begin();
    });
    return this.#pause;
  }
}
