import type { Clock } from "../../core/clock.ts";

/** At most `limit` passes in any span of `perMs`, wherever the span begins. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #perMs: number;
  /** When the last `limit` passes were taken, oldest first. */
  #takenAtMs: number[] = [];

  constructor(options: { clock: Clock; limit: number; perMs: number }) {
    this.#clock = options.clock;
    this.#limit = options.limit;
    this.#perMs = options.perMs;
  }

  /** Milliseconds until `count` passes are free; `count` is at most the limit. */
  freeInMs(count: number): number {
    const nowMs = this.#clock.monotonic();
    const taken = this.#takenAtMs.filter((atMs) => nowMs - atMs < this.#perMs);
    const lastInWayMs = taken[taken.length + count - this.#limit - 1];
    return lastInWayMs === undefined ? 0 : lastInWayMs + this.#perMs - nowMs;
  }

  /** Takes a pass and returns 0, or takes none and returns how many milliseconds until one is free. */
  take(): number {
    const nowMs = this.#clock.monotonic();
    const oldestMs = this.#takenAtMs.length < this.#limit ? undefined : this.#takenAtMs[0];
    if (oldestMs !== undefined && nowMs - oldestMs < this.#perMs) return oldestMs + this.#perMs - nowMs;
    if (oldestMs !== undefined) this.#takenAtMs.shift();
    this.#takenAtMs.push(nowMs);
    return 0;
  }
}
