/** How one strategy stands: written by whoever is at work on it, read by whoever shows it. */
import type { Clock } from "../../core/clock.ts";
import type { StrategyState } from "../strategy_view.ts";
import type { StoredSession } from "./saved_session.ts";
import type { SessionWork } from "./work.ts";

export class SessionStanding {
  /** What is stored, as far as it was read. */
  stored: StoredSession | undefined;
  /** About a user's file, for its owner. */
  warning: string | undefined;
  /** What is at its candles, or was last. */
  work: SessionWork | undefined;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #state: StrategyState = "queued";
  #detail: string | undefined;
  #sinceMs: number;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#sinceMs = clock.now();
  }

  get state(): StrategyState {
    return this.#state;
  }

  get detail(): string | undefined {
    return this.#detail;
  }

  get sinceMs(): number {
    return this.#sinceMs;
  }

  set(state: StrategyState, detail?: string): void {
    if (state !== this.#state) this.#sinceMs = this.#clock.now();
    this.#state = state;
    this.#detail = detail;
    this.#onChange();
  }

  /** Something about the state it is in; `changed` tells of it. */
  explain(detail: string): void {
    this.#detail = detail;
  }

  changed(): void {
    this.#onChange();
  }
}
