/** How many processes may be starting at once: a start costs a core for a moment, and twenty would cost everything. */
export class StartQueue {
  readonly #most: number;
  readonly #waiting: { readonly isUrgent: boolean; readonly go: () => void }[] = [];
  #inside = 0;

  constructor(most: number) {
    if (!(most >= 1)) throw new RangeError(`Cannot create a StartQueue: ${most} is not a number from 1`);
    this.#most = most;
  }

  get starting(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a place. Who is urgent goes before everybody who is not.
   *
   * @returns what gives the place back.
   * @throws the signal's reason.
   */
  async enter(options: { readonly isUrgent: boolean; readonly signal: AbortSignal }): Promise<() => void> {
    const { isUrgent, signal } = options;
    signal.throwIfAborted();
    if (this.#inside < this.#most) this.#inside++;
    else await this.#wait(isUrgent, signal);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#inside--;
      else next.go();
    };
  }

  #wait(isUrgent: boolean, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      reject(signal.reason);
    };
    const waiter = {
      isUrgent,
      go: () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      },
    };
    const at = isUrgent ? this.#waiting.findIndex((other) => !other.isUrgent) : -1;
    this.#waiting.splice(at === -1 ? this.#waiting.length : at, 0, waiter);
    signal.addEventListener("abort", onAbort, { once: true });
    return promise;
  }
}
