import type { Clock } from "../../core/clock.ts";
import { toDurationText } from "../../core/kst.ts";
import { UpstreamError } from "../../core/errors.ts";
import { RateLimiter } from "../../lib/limits/rate_limiter.ts";
import type { AskBudget } from "./ask_budget.ts";
import type { HostSilence } from "./host_silence.ts";

/** The upstream allows 60 requests a minute; one less leaves room for clocks that disagree. */
const REQUESTS_PER_MINUTE = 59;

/** Lets requests to the host through: at the allowed rate, and not while it asked for silence. */
export class RequestPacer {
  readonly #clock: Clock;
  readonly #limiter: RateLimiter;
  readonly #silence: Pick<HostSilence, "leftMs" | "end">;

  constructor(clock: Clock, silence: Pick<HostSilence, "leftMs" | "end">) {
    this.#clock = clock;
    this.#limiter = new RateLimiter({ clock, limit: REQUESTS_PER_MINUTE, perMs: 60_000 });
    this.#silence = silence;
  }

  /** Milliseconds until so many requests could be sent at once. */
  freeInMs(requests: number): number {
    return this.#limiter.freeInMs(requests);
  }

  /**
   * Waits for its turn and takes it out of the budget.
   * @throws {UpstreamError} `held_back` when the turn comes after the budget's end: nothing was sent.
   */
  async enter(budget: AskBudget, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (!budget.passesSilence && this.#silence.leftMs > 0) {
      const waitMs = this.#silence.leftMs;
      await this.#wait(waitMs, {
        ...{ budget, signal },
        words: `the stock API asked to be left alone for another ${toDurationText(waitMs)}`,
      });
    }
    if (this.#silence.leftMs === 0) this.#silence.end();
    if (!budget.spendRequest()) {
      throw new UpstreamError("held_back", "not asked: this cycle has used up its requests");
    }
    for (let waitMs = this.#limiter.take(); waitMs > 0; waitMs = this.#limiter.take()) {
      const words = `${REQUESTS_PER_MINUTE} requests were sent within a minute, which is the limit here`;
      await this.#wait(waitMs, { budget, signal, words });
    }
  }

  async #wait(
    waitMs: number,
    { budget, signal, words }: { readonly budget: AskBudget; readonly signal: AbortSignal; words: string },
  ): Promise<void> {
    if (waitMs >= budget.leftMs) throw new UpstreamError("held_back", `not asked: ${words}`);
    await this.#clock.sleep(waitMs, signal);
  }
}
