/**
 * Messages of a stream on their way to a reader that may be slow. Of each candle and of each market's trades only the
 * newest waits, so that no more waits than there are series, and in the order of the newest: whoever reads a message
 * has got all that was true before it.
 */
import { toSeriesText } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import type { StreamMessage } from "../exchange.ts";

/** Long enough to put the news of many markets into one line, far below what a candle waits for. */
const PAUSE_MS = 50;
/** Some 200 characters each, so that a line stays short. */
const MOST_AT_ONCE = 500;
/** Refused messages that wait; of more, only the number is of interest, and that is told elsewhere. */
const MOST_REFUSED = 20;

export interface OutboxOptions {
  readonly clock: Clock;
  /** Resolves when the reader has taken it. */
  readonly send: (messages: readonly StreamMessage[]) => Promise<void>;
  readonly signal: AbortSignal;
}

export class StreamOutbox {
  readonly #options: OutboxOptions;
  /** In the order in which they are to be sent. */
  readonly #waiting = new Map<string, StreamMessage>();
  #count = 0;
  #refused = 0;
  #sending: Promise<void> | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  add(message: StreamMessage): void {
    if (message.kind === "refused" && this.#refused >= MOST_REFUSED) return;
    if (message.kind === "refused") this.#refused++;
    const key = keyOf(message) ?? `#${this.#count++}`;
    this.#waiting.delete(key);
    this.#waiting.set(key, message);
    this.#sending ??= this.#sendAll();
  }

  /** Resolves when nothing is being sent any more; for after the signal has aborted. */
  async ended(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    const { clock, send, signal } = this.#options;
    // What comes in the same turn goes out together.
    await Promise.resolve();
    while (this.#waiting.size > 0 && !signal.aborted) {
      const portion = [...this.#waiting.entries()].slice(0, MOST_AT_ONCE);
      for (const [key, { kind }] of portion) {
        this.#waiting.delete(key);
        if (kind === "refused") this.#refused--;
      }
      await send(portion.map(([, message]) => message));
      await clock.sleep(PAUSE_MS, signal).catch(() => {});
    }
    this.#sending = undefined;
  }
}

/** `undefined` for what must not be left out. */
function keyOf(message: StreamMessage): string | undefined {
  if (message.kind === "tick") return `tick ${message.tick.symbol}`;
  if (message.kind === "candle") return `${toSeriesText(message.series)} ${message.candle.openTimeMs}`;
  return undefined;
}
