import { type Clock, createSystemClock } from "../../src/core/clock.ts";

/** A clock on which every sleep is over at once and the time has passed; ends by itself at `untilMs`. */
export class JumpClock implements Clock {
  readonly real = createSystemClock();
  #nowMs: number;
  readonly #startMs: number;
  readonly #untilMs: number;
  readonly #ended = Promise.withResolvers<void>();

  constructor(startMs: number, untilMs = Infinity) {
    this.#nowMs = startMs;
    this.#startMs = startMs;
    this.#untilMs = untilMs;
  }

  /** Resolves when somebody wants to sleep beyond the end; that sleep lasts until it is aborted. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs - this.#startMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#nowMs + ms < this.#untilMs) {
      this.#nowMs += ms;
      return Promise.resolve();
    }
    this.#ended.resolve();
    return new Promise((_resolve, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true })
    );
  }
}
