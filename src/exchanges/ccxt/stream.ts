/** The parent's side of a stream that a child process reads: outlives the process, and says when it is gone. */
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import type { CcxtStreamNews, CcxtStreamWish } from "./stream_protocol.ts";
import type { ExchangeEvent, MarketStream, StreamMessage, StreamWish } from "../exchange.ts";

export interface CcxtStreamOptions {
  readonly id: number;
  readonly clock: Clock;
  readonly onEvent: (event: ExchangeEvent) => void;
  readonly onMessage: (message: StreamMessage) => void;
  /** Says it to the child, if there is one that listens. */
  readonly send: (wish: CcxtStreamWish) => void;
  /** It is of no use any more. */
  readonly onClose: () => void;
}

export class CcxtStream implements MarketStream {
  readonly #options: CcxtStreamOptions;
  #wishes: readonly StreamWish[] = [];
  #isClosed = false;
  #isToldDown = false;
  /** When the child said the last of what came from the exchange. */
  #lastDataAtMs: number | undefined;

  constructor(options: CcxtStreamOptions) {
    this.#options = options;
  }

  subscribe(wishes: readonly StreamWish[]): void {
    if (this.#isClosed) return;
    const before = toText(this.#wishes);
    this.#wishes = wishes;
    if (toText(wishes) !== before) this.tellWishes();
  }

  /** For a child that is new. */
  tellWishes(): void {
    const wishes = this.#wishes.map(({ symbol, intervals }) => ({ symbol, intervals: [...intervals] }));
    this.#options.send({ stream: this.#options.id, wishes });
  }

  take({ atMs, messages }: CcxtStreamNews): void {
    for (const message of messages) {
      // A new child does not know that anything was missed.
      const sinceMs = message.kind === "up" ? message.sinceMs ?? this.#lastDataAtMs : undefined;
      this.#take(message.kind === "up" ? { ...message, sinceMs } : message);
    }
    if (messages.some(({ kind }) => kind === "tick" || kind === "candle")) this.#lastDataAtMs = atMs;
  }

  /** The child is gone; what it had not told yet is lost. */
  takeEnd(reason: string): void {
    if (this.#isClosed || this.#wishes.length === 0) return;
    this.#take({ kind: "down", atMs: this.#options.clock.now(), reason });
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) this.#options.send({ stream: this.#options.id, wishes: null });
    this.#isClosed = true;
    this.#options.onClose();
    return Promise.resolve();
  }

  #take(message: StreamMessage): void {
    if (this.#isClosed) return;
    if (message.kind === "down") {
      // Tries of one child that fail, and the next child's, are one outage.
      if (this.#isToldDown) return;
      this.#isToldDown = true;
    }
    if (message.kind === "up") this.#isToldDown = false;
    if (message.kind === "refused") {
      this.#options.onEvent({ kind: "row_refused", reason: message.reason });
    }
    this.#tell(message);
  }

  /** Whatever the receiver does wrong is not the child's fault. */
  #tell(message: StreamMessage): void {
    try {
      this.#options.onMessage(message);
    } catch (error) {
      const reason = `the receiver of the stream failed: ${toErrorText(error)}`;
      this.#options.onEvent({ kind: "row_refused", reason });
    }
  }
}

/** The same for the same wishes, in whatever order. */
function toText(wishes: readonly StreamWish[]): string {
  const sorted = wishes.map(({ symbol, intervals }) => [symbol, ...intervals.toSorted()].join(" "));
  return sorted.toSorted().join();
}
