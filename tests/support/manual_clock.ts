import { type Clock, createSystemClock } from "../../src/core/clock.ts";

interface Sleeper {
  readonly wakeAtMs: number;
  readonly resolve: () => void;
}

/** A clock that moves only when told. Sleepers wake in the order of their times, each before the next step. */
export class ManualClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #sleepers: Sleeper[] = [];
  /** Every length that was slept, in order: what the code under test decided to wait. */
  readonly sleptMs: number[] = [];
  /** Loopback servers and files are as slow as they are. */
  readonly real = createSystemClock();

  constructor(start: number | string) {
    this.#nowMs = typeof start === "string" ? Date.parse(start) : start;
    if (!Number.isFinite(this.#nowMs)) throw new RangeError(`Cannot start a clock at ${start}`);
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (!Number.isFinite(ms)) return Promise.reject(new RangeError(`Cannot sleep for ${ms} ms`));
    this.sleptMs.push(ms);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        wakeAtMs: this.#monotonicMs + Math.max(0, ms),
        resolve: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Moves both clocks forward and wakes everybody who is due, letting their follow-up work run in between. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#monotonicMs + ms;
    await settle();
    while (true) {
      const next = this.#sleepers.toSorted((a, b) => a.wakeAtMs - b.wakeAtMs)[0];
      if (next === undefined || next.wakeAtMs > untilMs) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#forward(Math.max(0, next.wakeAtMs - this.#monotonicMs));
      next.resolve();
      await settle();
    }
    this.#forward(untilMs - this.#monotonicMs);
    await settle();
  }

  /** Moves to the next sleeper's time; does nothing when nobody sleeps. */
  async advanceToNext(): Promise<void> {
    const next = Math.min(...this.#sleepers.map(({ wakeAtMs }) => wakeAtMs));
    if (Number.isFinite(next)) await this.advance(next - this.#monotonicMs);
  }

  /** The wall clock is set to another time; durations are not touched, as when NTP or a person steps it. */
  setWall(to: number | string): void {
    this.#nowMs = typeof to === "string" ? Date.parse(to) : to;
  }

  #forward(ms: number): void {
    this.#nowMs += ms;
    this.#monotonicMs += ms;
  }
}

/**
 * Waits for work that uses both real sockets and this clock: sockets get turns of the event loop, sleepers
 * get time as soon as nothing but they is left for `idleTurns` turns.
 */
export async function drive<T>(clock: ManualClock, work: Promise<T>, idleTurns = 25): Promise<T> {
  let isDone = false;
  const watched = work.finally(() => isDone = true);
  watched.catch(() => {});
  for (let idle = 0; !isDone; idle++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (idle < idleTurns || clock.sleeping === 0) continue;
    await clock.advanceToNext();
    idle = 0;
  }
  return await watched;
}

/** Lets promise chains that are ready run to their next real wait. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
