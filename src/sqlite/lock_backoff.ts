/** How long to wait before a lock is tried again: 5 ms, doubled up to 100 ms, each shortened by up to half. */
const FIRST_DELAY_MS = 5;
const LONGEST_DELAY_MS = 100;

export class LockBackoff {
  #delayMs = FIRST_DELAY_MS;

  /** Random, so that two waiting processes do not keep in step. */
  nextMs(): number {
    const ms = Math.ceil(this.#delayMs * (0.5 + Math.random() / 2));
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
    return ms;
  }

  reset(): void {
    this.#delayMs = FIRST_DELAY_MS;
  }
}
