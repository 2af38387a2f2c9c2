import type { Stamp } from "../../core/stamp.ts";

export interface CacheEntry<T> {
  readonly value: T;
  /** The fetch at the origin: the only time from which age is counted. */
  readonly fetched: Stamp;
}

/**
 * A small map of the newest answer per key, with single flight for concurrent misses.
 *
 * It never drops an entry for being old (an old answer with its age beats none); it drops the least
 * recently used one when there are more than `maxEntries`.
 */
export class FreshCache<T> {
  readonly #maxEntries: number;
  readonly #entries = new Map<string, CacheEntry<T>>();
  readonly #inFlight = new Map<string, Promise<T>>();

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): CacheEntry<T> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** Keeps the newer of the two answers, so that a late one cannot overwrite a newer one. */
  put(key: string, value: T, fetched: Stamp): void {
    const known = this.#entries.get(key);
    if (known !== undefined && isLater(known.fetched, fetched)) return;
    this.#entries.delete(key);
    this.#entries.set(key, { value, fetched });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) break;
      this.#entries.delete(oldest);
    }
  }

  /** Runs `load` once for all who ask for the key while it runs. */
  once(key: string, load: () => Promise<T>): Promise<T> {
    const running = this.#inFlight.get(key);
    if (running !== undefined) return running;
    const started = load().finally(() => this.#inFlight.delete(key));
    this.#inFlight.set(key, started);
    return started;
  }
}

/** By the clock that is never set; what it cannot tell is from before this run. */
function isLater(a: Stamp, b: Stamp): boolean {
  return (a.monotonicMs ?? -Infinity) > (b.monotonicMs ?? -Infinity);
}

/** Whether an answer is young enough to be used unasked; one of unknown age is not. */
export function isFresh(ageMs: number | undefined, ttlMs: number): boolean {
  return ageMs !== undefined && ageMs < ttlMs;
}
