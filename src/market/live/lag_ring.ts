/** The last thousand lags of something, and what most of them were. */
const MOST = 1_000;

export class LagRing {
  readonly #values = new Float64Array(MOST);
  #count = 0;
  #view: LagView | undefined;

  add(lagMs: number): void {
    this.#values[this.#count % MOST] = lagMs;
    this.#count++;
    this.#view = undefined;
  }

  /** All `undefined` before the first value. Percentiles by nearest rank. */
  view(): LagView {
    if (this.#view !== undefined) return this.#view;
    const sorted = this.#values.slice(0, Math.min(this.#count, MOST)).sort();
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1];
    const lastMs = this.#count === 0 ? undefined : this.#values[(this.#count - 1) % MOST];
    this.#view = { lastMs, p50Ms: at(0.5), p99Ms: at(0.99) };
    return this.#view;
  }
}

export interface LagView {
  readonly lastMs: number | undefined;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}
