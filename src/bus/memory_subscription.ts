import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../core/clock.ts";
import { toErrorText } from "../core/errors.ts";
import type {
  BusFault,
  DeadLetter,
  DeadLetters,
  Envelope,
  Handler,
  Subscription,
  SubscriptionOptions,
} from "./bus.ts";
import type { TimeSlice } from "../lib/time_slice.ts";
import { RingQueue } from "./ring_queue.ts";

/** Whose handler the running code belongs to, across its awaits. */
const handling = new AsyncLocalStorage<MemorySubscription>();

/** A dead letter that could not be kept is tried again after so long. */
const KEEP_AGAIN_MS = 1_000;

export interface SubscriptionParts {
  readonly clock: Clock;
  /** One for all subscribers of a bus. */
  readonly slice: TimeSlice;
  readonly deadLetters: DeadLetters;
  readonly onFault: (fault: BusFault) => void;
  /** Called when nothing more should come. */
  readonly leave: (subscription: MemorySubscription) => void;
}

/** A message in the queue of a subscriber. */
export interface Queued {
  readonly envelope: Envelope;
  /** Monotonic. */
  readonly cameAtMs: number;
  /** Of a durable one: called once, with whether the message is done with. */
  readonly settle?: (isDone: boolean) => void;
  /** Attempts that failed so far. */
  attempts?: number;
}

/** A queue, and the loop that hands it over in batches. */
export class MemorySubscription implements Subscription {
  readonly name: string;
  readonly isDurable: boolean;
  readonly #options: SubscriptionOptions;
  readonly #handler: Handler;
  readonly #parts: SubscriptionParts;
  readonly #queue = new RingQueue<Queued>();
  readonly #ended = new AbortController();
  /** Waits before another attempt, and dead letters on their way. */
  readonly #aside = new Set<Promise<void>>();
  #loop: Promise<void> | undefined;
  #timerIsSet = false;
  /** In the hands of the handler. */
  #handed = 0;
  #delivered = 0;
  #dropped = 0;
  #failed = 0;
  #dead = 0;

  constructor(options: SubscriptionOptions, handler: Handler, parts: SubscriptionParts) {
    this.name = options.name;
    this.isDurable = options.kind === "durable";
    this.#options = options;
    this.#handler = handler;
    this.#parts = parts;
  }

  /** Of a durable one: no more may be added. */
  get isFull(): boolean {
    return this.#queue.length + this.#handed + this.#aside.size >= this.#options.capacity;
  }

  counts() {
    return {
      name: this.name,
      waiting: this.#queue.length + this.#aside.size,
      delivered: this.#delivered,
      dropped: this.#dropped,
      failed: this.#failed,
      dead: this.#dead,
    };
  }

  add(item: Queued): void {
    if (!this.isDurable && this.#queue.length >= this.#options.capacity) {
      this.#queue.shift();
      this.#dropped++;
    }
    this.#queue.push(item);
    if (this.#loop !== undefined) return;
    if (this.#isDue()) this.#start();
    else if (!this.#timerIsSet) void this.#waitForAge();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#parts.leave(this);
    this.#ended.abort();
    if (this.#queue.length > 0 && this.#loop === undefined) this.#start();
    // A handler that ends its own subscription cannot wait for itself.
    if (handling.getStore() === this) return;
    await this.#loop;
    await Promise.all(this.#aside);
  }

  #isDue(): boolean {
    const oldest = this.#queue.peek();
    if (oldest === undefined) return false;
    const { batch } = this.#options;
    if (this.#queue.length >= batch.size || this.#ended.signal.aborted) return true;
    return this.#parts.clock.monotonic() - oldest.cameAtMs >= batch.maxAgeMs;
  }

  #start(): void {
    this.#loop = Promise.resolve().then(() => this.#handOver());
  }

  /** One timer at a time; it is never set back, because the oldest message can only have become younger. */
  async #waitForAge(): Promise<void> {
    const { clock } = this.#parts;
    this.#timerIsSet = true;
    for (let oldest = this.#queue.peek(); oldest !== undefined; oldest = this.#queue.peek()) {
      if (this.#loop !== undefined) break;
      const leftMs = oldest.cameAtMs + this.#options.batch.maxAgeMs - clock.monotonic();
      if (leftMs <= 0) {
        this.#start();
        break;
      }
      await clock.sleep(leftMs, this.#ended.signal).catch(() => {});
    }
    this.#timerIsSet = false;
  }

  /** Never rejects. */
  async #handOver(): Promise<void> {
    const { slice } = this.#parts;
    slice.enter();
    while (this.#isDue()) {
      const batch = this.#take();
      this.#handed = batch.length;
      await this.#handBatch(batch);
      this.#handed = 0;
      await slice.pauseWhenOver();
    }
    slice.leave();
    this.#loop = undefined;
    if (this.#queue.length > 0 && !this.#timerIsSet) void this.#waitForAge();
  }

  #take(): readonly Queued[] {
    const batch: Queued[] = [];
    while (batch.length < this.#options.batch.size) {
      const item = this.#queue.shift();
      if (item === undefined) break;
      batch.push(item);
    }
    return batch;
  }

  async #handBatch(batch: readonly Queued[]): Promise<void> {
    const error = await this.#attempt(batch);
    if (error === undefined) return;
    if (batch.length === 1) return this.#onFailure(batch[0], error.reason);
    for (const item of batch) {
      const fault = await this.#attempt([item]);
      this.#handed--;
      if (fault !== undefined) this.#onFailure(item, fault.reason);
    }
  }

  /** @returns why it failed. */
  async #attempt(batch: readonly Queued[]): Promise<{ readonly reason: unknown } | undefined> {
    try {
      const work = handling.run(this, () => this.#handler(batch.map(({ envelope }) => envelope)));
      if (work !== undefined) await this.#withinTime(work);
    } catch (error) {
      this.#parts.onFault({
        kind: "handler_failed",
        subscriber: this.name,
        messages: batch.length,
        error,
      });
      return { reason: error };
    }
    this.#delivered += batch.length;
    for (const { settle } of batch) settle?.(true);
    return undefined;
  }

  /** A handler that never answers would hold up its queue for ever. */
  async #withinTime(work: Promise<void>): Promise<void> {
    if (this.#options.kind === "live") return await work;
    const { attemptMs } = this.#options;
    const over = new AbortController();
    const late = this.#parts.clock.sleep(attemptMs, over.signal).then(() => {
      throw new Error(`it took longer than ${attemptMs} ms`);
    });
    late.catch(() => {});
    work.catch(() => {});
    try {
      await Promise.race([work, late]);
    } finally {
      over.abort();
    }
  }

  #onFailure(item: Queued | undefined, reason: unknown): void {
    this.#failed++;
    if (item?.settle === undefined || this.#options.kind === "live") return;
    const attempts = item.attempts = (item.attempts ?? 0) + 1;
    const waitMs = this.#options.retryAfterMs[attempts - 1];
    const work = waitMs === undefined ? this.#bury(item, reason) : this.#tryAgain(item, waitMs);
    const noted = work.finally(() => this.#aside.delete(noted));
    this.#aside.add(noted);
  }

  /** Others are handed over meanwhile. */
  async #tryAgain(item: Queued, waitMs: number): Promise<void> {
    await this.#parts.clock.sleep(waitMs, this.#ended.signal).catch(() => {});
    // Its publisher keeps it, and there is another time.
    if (this.#ended.signal.aborted) return item.settle?.(false);
    this.add({ ...item, cameAtMs: this.#parts.clock.monotonic() });
  }

  /** Only a dead letter that is kept is done with. */
  async #bury({ envelope, attempts = 0, settle }: Queued, reason: unknown): Promise<void> {
    const { clock, deadLetters, onFault } = this.#parts;
    const atMs = Math.trunc(clock.now());
    const letter: DeadLetter = {
      subscriber: this.name,
      envelope,
      attempts,
      reason: toErrorText(reason),
      atMs,
    };
    while (true) {
      try {
        await deadLetters.keep(letter);
        break;
      } catch (error) {
        onFault({ kind: "dead_letter_not_kept", letter, error });
      }
      await clock.sleep(KEEP_AGAIN_MS, this.#ended.signal).catch(() => {});
      if (this.#ended.signal.aborted) return settle?.(false);
    }
    this.#dead++;
    onFault({ kind: "dead_letter", letter });
    settle?.(true);
  }
}
