import type { Clock } from "../../core/clock.ts";

/** What one cycle may spend on the upstream, shared by everything it asks. */
export class AskBudget {
  /** It may be spent although the host asked for silence: a person wants to know. */
  readonly passesSilence: boolean;
  readonly #clock: Clock;
  readonly #untilMs: number;
  #requestsLeft: number;

  constructor(options: { clock: Clock; forMs: number; requests: number; passesSilence?: boolean }) {
    this.passesSilence = options.passesSilence ?? false;
    this.#clock = options.clock;
    this.#untilMs = options.clock.monotonic() + options.forMs;
    this.#requestsLeft = options.requests;
  }

  /** Milliseconds that are left, never below 0. */
  get leftMs(): number {
    return Math.max(0, this.#untilMs - this.#clock.monotonic());
  }

  get requestsLeft(): number {
    return this.#requestsLeft;
  }

  /** @returns whether there was a request left to spend. */
  spendRequest(): boolean {
    if (this.#requestsLeft === 0) return false;
    this.#requestsLeft--;
    return true;
  }
}
