/**
 * Messages between the parts of the program: the contract. `memory_bus.ts` keeps it inside one process; a broker can
 * stand behind it, because publishing and handling may wait, messages are plain JSON values, and a subscription names
 * everything it needs.
 */
import type { Topic, TopicMessage } from "./topics.ts";

/** What happens when a subscriber's queue is full. */
export type FullPolicy =
  /** The oldest waiting message is dropped and counted: for prices, where the newest is worth most. */
  | "drop_oldest"
  /**
   * Publishing waits: for what must not be lost. The message is taken at once and keeps its place; the promise asks
   * the publisher for a pause, so a queue passes its capacity by one message for each publisher that waits, and
   * grows without end only under a publisher that does not.
   */
  | "wait";

export interface SubscriptionOptions {
  /** Names the subscriber in counts and logs. */
  readonly name: string;
  /** A topic, or a pattern in which `*` stands for one part and a final `>` for all that follow. */
  readonly topics: readonly string[];
  /** Most waiting messages. */
  readonly capacity: number;
  readonly whenFull: FullPolicy;
  /** Messages are handed over when there are `size` of them or the oldest has waited `maxAgeMs`, whichever is first. */
  readonly batch: { readonly size: number; readonly maxAgeMs: number };
}

/** One message on its way. */
export interface Envelope {
  readonly topic: Topic;
  /** Counts up by one with each message published in this process. */
  readonly sequence: number;
  readonly message: TopicMessage;
}

/** @returns a promise when it needs time: the next batch waits for it. */
export type Handler = (batch: readonly Envelope[]) => void | Promise<void>;

export interface Subscription extends AsyncDisposable {
  readonly name: string;
  counts(): {
    readonly waiting: number;
    readonly delivered: number;
    readonly dropped: number;
    readonly failed: number;
  };
}

/** A message that was not published. Nobody got it. */
export class BusMessageError extends Error {
  override readonly name = "BusMessageError";
  readonly topic: string;
  /** Path of the field that does not fit: `candle.high`; `topic` when there is no such topic. */
  readonly field: string;

  constructor(topic: string, fault: { readonly field: string; readonly what: string }) {
    super(`Cannot publish to ${topic}: ${fault.field} ${fault.what}`);
    this.topic = topic;
    this.field = fault.field;
  }
}

/** What went wrong inside and was survived. */
export type BusFault =
  /** The handler threw; its batch counts as failed and the next one comes. */
  | {
    readonly kind: "handler_failed";
    readonly subscriber: string;
    readonly messages: number;
    readonly error: unknown;
  }
  /** A handler published, directly or by way of others, to a full queue that waits for this handler: no wait then. */
  | { readonly kind: "wait_skipped"; readonly publisher: string; readonly subscriber: string };

export interface Bus extends AsyncDisposable {
  /**
   * Hands a message to every subscriber whose pattern fits. It is handed on as it is and must not be changed later.
   *
   * Handlers may publish, also to themselves. A wait that could never end, because the full subscriber itself waits
   * for the publishing handler, is skipped and told; at twice its capacity such a queue refuses.
   *
   * @returns a promise only while a full subscriber asks to wait; else nothing, and the message is queued.
   * @throws {BusMessageError} when the topic is unknown, the message does not fit its schema, the bus is closed, or
   *   handlers that wait for each other have filled a queue to twice its capacity.
   */
  publish(topic: Topic, message: TopicMessage): void | Promise<void>;
  /**
   * Disposing hands over what waits, then ends. A handler that throws is counted and told, and the next batch comes.
   *
   * @throws {RangeError} when a pattern fits no topic or a size is not an integer above 0.
   */
  subscribe(options: SubscriptionOptions, handler: Handler): Subscription;
  counts(): {
    readonly published: number;
    readonly subscribers: readonly ReturnType<Subscription["counts"]>[];
  };
}
