import type { MiddlewareHandler } from "hono";
import type { Clock } from "../../core/clock.ts";

/** Pages at work at a time: one that waits for memory keeps nobody else from being made. */
const MOST_AT_WORK = 4;

/**
 * PageTurns for what takes the program some milliseconds, such as a page. Between two that follow each other everybody else
 * has a turn, so that however many eager callers there are, polls and candles wait for a few pages at most.
 */
export class PageTurns {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #atWork = 0;

  /** @param clock the real one. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For routes, after whoever decides who may ask: that can take seconds. */
  readonly inTurn: MiddlewareHandler = (_context, next) => this.take(next);

  get waiting(): number {
    return this.#waiting.length;
  }

  /** In the order in which they came. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#atWork < MOST_AT_WORK) this.#atWork++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      if (this.#waiting.length === 0) this.#atWork--;
      else void this.#clock.sleep(0).then(() => this.#pass());
    }
  }

  /** The place goes to the next one, or back. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#atWork--;
    else next();
  }
}
