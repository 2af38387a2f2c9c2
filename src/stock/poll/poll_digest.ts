import type { Events } from "../../telemetry/events.ts";

const DIGEST_EVERY_MS = 5 * 60_000;

/** Sums up cycles, so that a quiet day is one line in five minutes and not one a minute. */
export class PollDigest {
  readonly #events: Events;
  #sinceMs: number | undefined;
  #polls = 0;
  #failed = 0;
  #slowestMs = 0;

  constructor(events: Events) {
    this.#events = events;
  }

  add(cycle: { atMs: number; failed: number; slowestMs: number }): void {
    this.#sinceMs ??= cycle.atMs;
    this.#polls++;
    this.#failed += cycle.failed > 0 ? 1 : 0;
    this.#slowestMs = Math.max(this.#slowestMs, cycle.slowestMs);
    const spanMs = cycle.atMs - this.#sinceMs;
    if (spanMs < DIGEST_EVERY_MS && spanMs >= 0) return;
    this.#events.digest({ polls: this.#polls, failed: this.#failed, spanMs, slowestMs: this.#slowestMs });
    this.#sinceMs = cycle.atMs;
    this.#polls = this.#failed = this.#slowestMs = 0;
  }
}
