import type { Clock } from "../core/clock.ts";

const SPAN_MS = 5 * 60_000;
const MOST_BY_ONE = 5;
/** Whoever has many addresses guesses no faster than this; it also bounds what is remembered. */
const MOST_BY_ALL = 20;

/** Counts wrong tries of the last five minutes, by address and overall. */
export class TryThrottle {
  readonly #clock: Clock;
  /** Oldest first; never longer than `MOST_BY_ALL`. */
  #wrong: { readonly address: string; readonly atMs: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns how long `address` has to wait before its next try; 0 when it may try now. */
  waitMs(address: string): number {
    const nowMs = this.#clock.monotonic();
    this.#wrong = this.#wrong.filter(({ atMs }) => nowMs - atMs < SPAN_MS);
    const own = this.#wrong.filter((entry) => entry.address === address);
    // The try that has to grow old before the limit is kept again.
    const limiting = [own.at(-MOST_BY_ONE), this.#wrong.at(-MOST_BY_ALL)];
    return Math.max(0, ...limiting.map((entry) => entry === undefined ? 0 : entry.atMs + SPAN_MS - nowMs));
  }

  /** Only after `waitMs` said 0, without a wait in between: many tries at once must not pass together. */
  addWrong(address: string): void {
    this.#wrong.push({ address, atMs: this.#clock.monotonic() });
  }
}
