/** How fast messages may follow each other in one chat: some at once, then one in each gap. */
export class Pace {
  readonly #burst: number;
  readonly #gapMs: number;
  /** The monotonic time at which the whole burst is there again, chat by chat. */
  readonly #fullAtMs = new Map<string, number>();

  constructor({ burst, gapMs }: { burst: number; gapMs: number }) {
    this.#burst = burst;
    this.#gapMs = gapMs;
  }

  /** 0 when one may go now. */
  waitMs(chat: string, nowMs: number): number {
    const fullAtMs = this.#fullAtMs.get(chat) ?? nowMs;
    return Math.max(0, fullAtMs - nowMs - (this.#burst - 1) * this.#gapMs);
  }

  noteSent(chat: string, nowMs: number): void {
    this.#fullAtMs.set(chat, Math.max(nowMs, this.#fullAtMs.get(chat) ?? nowMs) + this.#gapMs);
  }
}
