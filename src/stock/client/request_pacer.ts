import type { Clock } from "../../core/clock.ts";
import { toDurationText } from "../../core/kst.ts";
import { UpstreamError } from "../../core/errors.ts";
import { RateLimiter } from "../../lib/limits/rate_limiter.ts";
import type { AskBudget } from "./ask_budget.ts";

/** The upstream allows 60 requests a minute; one less leaves room for clocks that disagree. */
const REQUESTS_PER_MINUTE = 59;

/** Lets requests to the host through: at the allowed rate, and not while it asked for silence. */
export class RequestPacer {
  readonly #clock: Clock;
  readonly #limiter: RateLimiter;
  #silentUntilMs = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#limiter = new RateLimiter({ clock, limit: REQUESTS_PER_MINUTE, perMs: 60_000 });
  }

  /** How much longer the host asked to be left alone; 0 when it did not. */
  get silentForMs(): number {
    return Math.max(0, this.#silentUntilMs - this.#clock.monotonic());
  }

  keepSilent(forMs: number): void {
    this.#silentUntilMs = Math.max(this.#silentUntilMs, this.#clock.monotonic() + forMs);
  }

  /**
   * Waits for its turn and takes it out of the budget.
   * @throws {UpstreamError} `rate_limited` when the turn comes after the budget's end.
   */
  async enter(budget: AskBudget, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.silentForMs > 0) await this.#wait(this.silentForMs, budget, signal);
    if (!budget.spendRequest()) {
      throw new UpstreamError("rate_limited", "this cycle has used up its requests", { retryable: false });
    }
    for (let waitMs = this.#limiter.take(); waitMs > 0; waitMs = this.#limiter.take()) {
      await this.#wait(waitMs, budget, signal);
    }
  }

  async #wait(waitMs: number, budget: AskBudget, signal: AbortSignal): Promise<void> {
    if (waitMs >= budget.leftMs) {
      throw new UpstreamError("rate_limited", `nothing may be sent for another ${toDurationText(waitMs)}`, {
        retryable: false,
      });
    }
    await this.#clock.sleep(waitMs, signal);
  }
}
