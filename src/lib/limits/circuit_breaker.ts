/**
 * Counts failures in a row. Open means: ask with one probe instead of everything, until one succeeds.
 * It has no timer of its own; the scheduler's ticks are the probe rhythm.
 */
export class CircuitBreaker {
  readonly #threshold: number;
  #failuresInARow = 0;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  get isOpen(): boolean {
    return this.#failuresInARow >= this.#threshold;
  }

  get failuresInARow(): number {
    return this.#failuresInARow;
  }

  /** @returns whether this outcome opened or closed the breaker. */
  record(succeeded: boolean): "opened" | "closed" | "unchanged" {
    const wasOpen = this.isOpen;
    this.#failuresInARow = succeeded ? 0 : this.#failuresInARow + 1;
    if (wasOpen === this.isOpen) return "unchanged";
    return this.isOpen ? "opened" : "closed";
  }
}
