import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../core/clock.ts";
import type { Breather } from "./breather.ts";
import type { BusFault, Envelope, Handler, Subscription, SubscriptionOptions } from "./bus.ts";
import { RingQueue } from "./ring_queue.ts";

/** Whose handler the running code belongs to, across its awaits. */
const handling = new AsyncLocalStorage<MemorySubscription>();

/** The subscription whose handler calls, or `undefined` outside of handlers. */
export function currentSubscription(): MemorySubscription | undefined {
  return handling.getStore();
}

export interface SubscriptionParts {
  readonly clock: Clock;
  readonly breather: Breather;
  readonly onFault: (fault: BusFault) => void;
  /** Called when nothing more should come. */
  readonly leave: (subscription: MemorySubscription) => void;
}

/** A queue, and the loop that hands it over in batches. */
export class MemorySubscription implements Subscription {
  readonly name: string;
  readonly capacity: number;
  readonly waits: boolean;
  readonly #batch: SubscriptionOptions["batch"];
  readonly #handler: Handler;
  readonly #parts: SubscriptionParts;
  readonly #queue = new RingQueue<Envelope>();
  /** When each waiting message came, in monotonic time. */
  readonly #cameAtMs = new RingQueue<number>();
  /** Those for whose room this handler waits just now, as often as it does. */
  readonly #waitsFor: MemorySubscription[] = [];
  readonly #ended = new AbortController();
  #room: PromiseWithResolvers<void> | undefined;
  #loop: Promise<void> | undefined;
  #timerIsSet = false;
  #delivered = 0;
  #dropped = 0;
  #failed = 0;

  constructor(options: SubscriptionOptions, handler: Handler, parts: SubscriptionParts) {
    this.name = options.name;
    this.capacity = options.capacity;
    this.waits = options.whenFull === "wait";
    this.#batch = options.batch;
    this.#handler = handler;
    this.#parts = parts;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  counts() {
    return {
      name: this.name,
      waiting: this.#queue.length,
      delivered: this.#delivered,
      dropped: this.#dropped,
      failed: this.#failed,
    };
  }

  add(envelope: Envelope): void {
    if (!this.waits && this.#queue.length >= this.capacity) {
      this.#queue.shift();
      this.#cameAtMs.shift();
      this.#dropped++;
    }
    this.#queue.push(envelope);
    this.#cameAtMs.push(this.#parts.clock.monotonic());
    if (this.#loop !== undefined) return;
    if (this.#isDue()) this.#start();
    else if (!this.#timerIsSet) void this.#waitForAge();
  }

  /** Resolves when the queue holds no more than its capacity; `undefined` when it does so now. */
  roomMade(): Promise<void> | undefined {
    if (this.#queue.length <= this.capacity) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  /** Whether this handler waits, itself or by way of others, for room at `other`. */
  isWaitingFor(other: MemorySubscription, seen = new Set<MemorySubscription>()): boolean {
    if (this === other) return true;
    seen.add(this);
    return this.#waitsFor.some((next) => !seen.has(next) && next.isWaitingFor(other, seen));
  }

  /** Notes, until `room` is made, that this handler waits for `other`. */
  noteWait(other: MemorySubscription, room: Promise<void>): void {
    this.#waitsFor.push(other);
    void room.then(() => this.#waitsFor.splice(this.#waitsFor.indexOf(other), 1));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#parts.leave(this);
    this.#ended.abort();
    if (this.#queue.length > 0 && this.#loop === undefined) this.#start();
    // A handler that ends its own subscription cannot wait for itself.
    if (currentSubscription() !== this) await this.#loop;
  }

  #isDue(): boolean {
    const cameAtMs = this.#cameAtMs.peek();
    if (cameAtMs === undefined) return false;
    if (this.#queue.length >= this.#batch.size || this.#ended.signal.aborted) return true;
    return this.#parts.clock.monotonic() - cameAtMs >= this.#batch.maxAgeMs;
  }

  #start(): void {
    this.#loop = Promise.resolve().then(() => this.#handOver());
  }

  /** One timer at a time; it is never set back, because the oldest message can only have become younger. */
  async #waitForAge(): Promise<void> {
    const { clock } = this.#parts;
    this.#timerIsSet = true;
    for (let cameAtMs = this.#cameAtMs.peek(); cameAtMs !== undefined; cameAtMs = this.#cameAtMs.peek()) {
      if (this.#loop !== undefined) break;
      const leftMs = cameAtMs + this.#batch.maxAgeMs - clock.monotonic();
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
    const { breather } = this.#parts;
    breather.enter();
    while (this.#isDue()) {
      await this.#handBatch(this.#take());
      await breather.pauseWhenDue();
    }
    breather.leave();
    this.#loop = undefined;
    if (this.#queue.length > 0 && !this.#timerIsSet) void this.#waitForAge();
  }

  #take(): readonly Envelope[] {
    const batch: Envelope[] = [];
    while (batch.length < this.#batch.size) {
      const envelope = this.#queue.shift();
      if (envelope === undefined) break;
      this.#cameAtMs.shift();
      batch.push(envelope);
    }
    if (this.#room !== undefined && this.#queue.length <= this.capacity) {
      this.#room.resolve();
      this.#room = undefined;
    }
    return batch;
  }

  async #handBatch(batch: readonly Envelope[]): Promise<void> {
    try {
      await handling.run(this, () => this.#handler(batch));
      this.#delivered += batch.length;
    } catch (error) {
      this.#failed += batch.length;
      this.#parts.onFault({
        kind: "handler_failed",
        subscriber: this.name,
        messages: batch.length,
        error,
      });
    }
  }
}
