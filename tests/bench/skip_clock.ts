import { type Clock, createSystemClock } from "../../src/core/clock.ts";

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Real time that can be skipped: whoever sleeps is woken so much earlier. */
export class SkipClock implements Clock {
  readonly real = createSystemClock();
  readonly #startMs: number;
  readonly #sleepers = new Set<Sleeper>();
  #skippedMs = 0;

  constructor(startMs: number) {
    this.#startMs = startMs - performance.now();
  }

  now(): number {
    return Math.floor(this.#startMs + this.monotonic());
  }

  monotonic(): number {
    return performance.now() + this.#skippedMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(sleeper.timer);
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener("abort", onAbort);
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper: Sleeper = { wakeAtMs: this.monotonic() + ms, wake, timer: undefined };
      this.#arm(sleeper);
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  skip(ms: number): void {
    this.#skippedMs += ms;
    for (const sleeper of this.#sleepers) {
      clearTimeout(sleeper.timer);
      this.#arm(sleeper);
    }
  }

  #arm(sleeper: Sleeper): void {
    sleeper.timer = setTimeout(sleeper.wake, Math.max(0, Math.ceil(sleeper.wakeAtMs - this.monotonic())));
  }
}
