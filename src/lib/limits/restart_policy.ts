import type { Clock } from "../../core/clock.ts";

export interface RestartRules {
  /** Waits before the first, second, third … restart within `withinMs`; the last one repeats. */
  readonly backoffMs: readonly number[];
  /** After this many restarts within `withinMs`, the next end parks the process. */
  readonly maxRestarts: number;
  readonly withinMs: number;
}

/** 1 s, 5 s, 30 s; the fourth end in ten minutes parks. */
export const USUAL_RESTARTS: RestartRules = {
  backoffMs: [1_000, 5_000, 30_000],
  maxRestarts: 3,
  withinMs: 600_000,
};

/** Decides what follows when a process ended although nobody asked it to. */
export class RestartPolicy {
  readonly #rules: RestartRules;
  readonly #clock: Clock;
  /** When the restarts were granted, oldest first; older ones than `withinMs` do not count. */
  #grantedAtMs: number[] = [];

  /** @throws {RangeError} when a number of the rules makes no sense. */
  constructor(rules: RestartRules, clock: Clock) {
    const { backoffMs, maxRestarts, withinMs } = rules;
    if (
      backoffMs.length === 0 || backoffMs.some((ms) => !(ms >= 0)) || !(maxRestarts >= 0) || !(withinMs > 0)
    ) {
      throw new RangeError(`Cannot create RestartPolicy: the rules are ${JSON.stringify(rules)}`);
    }
    this.#rules = rules;
    this.#clock = clock;
  }

  /** @returns how many ms to wait before the next start, or `undefined` to start no more until `forget()`. */
  grant(): number | undefined {
    const nowMs = this.#clock.monotonic();
    this.#grantedAtMs = this.#grantedAtMs.filter((atMs) => nowMs - atMs < this.#rules.withinMs);
    const before = this.#grantedAtMs.length;
    if (before >= this.#rules.maxRestarts) return undefined;
    this.#grantedAtMs.push(nowMs);
    return this.#rules.backoffMs[before] ?? this.#rules.backoffMs.at(-1);
  }

  /** Restarts within the last `withinMs`. */
  get recent(): number {
    const nowMs = this.#clock.monotonic();
    return this.#grantedAtMs.filter((atMs) => nowMs - atMs < this.#rules.withinMs).length;
  }

  /** Somebody looked into it: counting begins anew. */
  forget(): void {
    this.#grantedAtMs = [];
  }
}
