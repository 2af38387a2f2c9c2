import type { Clock } from "../core/clock.ts";
import { HOUR_MS, MINUTE_MS } from "../core/kst.ts";
import type { Events } from "./events.ts";

/** The words of /health for the whole program. */
export const OVERALL_STATES = ["ok", "idle", "starting", "degraded", "auth", "unconfigured"] as const;
export type OverallState = (typeof OVERALL_STATES)[number];

const FAULTS: ReadonlySet<OverallState> = new Set(["degraded", "auth", "unconfigured"]);
const LONGEST_RESEND_MS = 6 * HOUR_MS;
/** A state that goes to and fro brings bad news at most this often. */
const BAD_NEWS_GAP_MS = 10 * MINUTE_MS;

export interface StateNoticeOptions {
  readonly clock: Clock;
  readonly events: Pick<Events, "stateChanged" | "stateStill">;
  /** How long after bad news it is told again; doubles up to six hours while the fault lasts. Default 60 min. */
  readonly resendMs?: number;
}

/**
 * Tells of faults by change of state, and not by minute. A fault is told at once, its end is told at once,
 * and in between it is told again after 1, 2, 4, 6, 6 … hours. Changes among ok, idle and starting are everyday life.
 */
export class StateNotice {
  readonly #options: StateNoticeOptions;
  readonly #firstResendMs: number;
  /** What was said last; silence at the start means that all is well. */
  #told: OverallState = "ok";
  /** When the fault was seen first, told or not. */
  #faultSinceMs: number | undefined;
  #badNewsAtMs = -Infinity;
  #resendMs: number;

  constructor(options: StateNoticeOptions) {
    this.#options = options;
    this.#firstResendMs = options.resendMs ?? HOUR_MS;
    this.#resendMs = this.#firstResendMs;
  }

  /** To be told as often as somebody likes; it speaks when there is something to say. */
  tell({ state, problems }: { state: OverallState; problems: readonly string[] }): void {
    const nowMs = this.#options.clock.monotonic();
    const faultSinceMs = this.#faultSinceMs ?? nowMs;
    const lastedMs = nowMs - faultSinceMs;
    if (!FAULTS.has(state)) {
      if (FAULTS.has(this.#told)) this.#change(state, { problems, lastedMs });
      this.#told = state;
      this.#faultSinceMs = undefined;
      return;
    }
    this.#faultSinceMs = faultSinceMs;
    const isNew = state !== this.#told;
    const sinceNewsMs = nowMs - this.#badNewsAtMs;
    if (sinceNewsMs < (isNew ? BAD_NEWS_GAP_MS : this.#resendMs)) return;
    this.#badNewsAtMs = nowMs;
    if (isNew) {
      this.#resendMs = this.#firstResendMs;
      this.#change(state, { problems, lastedMs });
    } else {
      this.#resendMs = Math.min(this.#resendMs * 2, LONGEST_RESEND_MS);
      this.#options.events.stateStill({ state, problems, lastedMs });
    }
  }

  #change(state: OverallState, facts: { problems: readonly string[]; lastedMs: number }): void {
    this.#options.events.stateChanged({ from: this.#told, to: state, isFault: FAULTS.has(state), ...facts });
    this.#told = state;
  }
}
