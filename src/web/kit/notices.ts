import { createSecret } from "../access/sessions.ts";

/** What became of a form: a fact, which a page puts into its own language. */
export interface Notice {
  readonly kind:
    | "strategy_started"
    | "strategy_stopped"
    | "strategy_unknown"
    | "simulation_busy"
    | "simulation_refused"
    | "job_cancelled"
    | "job_not_cancelled";
  /** Id of the strategy or the job; of what was refused, the word for why. */
  readonly about: string;
}

/** Forms that were answered and whose page nobody has asked for yet. */
const MOST_WAITING = 50;

/**
 * Carries a notice over the redirect after a form. Each is shown once: a page that is reloaded or kept as a bookmark must
 * not say again that something has just happened, and no foreign link can make one up.
 */
export class Notices<Fact = Notice> {
  readonly #waiting = new Map<string, Fact>();

  /** @returns the key for the address. */
  put(notice: Fact): string {
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= MOST_WAITING && oldest !== undefined) this.#waiting.delete(oldest);
    const key = createSecret();
    this.#waiting.set(key, notice);
    return key;
  }

  take(key: string | undefined): Fact | undefined {
    if (key === undefined) return undefined;
    const notice = this.#waiting.get(key);
    this.#waiting.delete(key);
    return notice;
  }
}
