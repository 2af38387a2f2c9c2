import type { Clock } from "../../core/clock.ts";

/** So many at once, the others in the order of their coming. */
export class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** @param work is told how long it has waited. */
  async use<T>(work: (waitedMs: number) => Promise<T>, clock: Clock): Promise<T> {
    const sinceMs = clock.monotonic();
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work(clock.monotonic() - sinceMs);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
