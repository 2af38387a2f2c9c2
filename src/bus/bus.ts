/**
 * Messages between the parts of the program: the contract. `memory_bus.ts` keeps it inside one process; a broker can
 * stand behind it, because publishing and handling may wait, messages are plain JSON values, and a subscription names
 * everything it needs.
 */
import type { Topic, TopicMessage } from "./topics.ts";

interface SubscriptionBase {
  /** Names the subscriber in counts, logs and dead letters; the same one after a restart. */
  readonly name: string;
  /** A topic, or a pattern in which `*` stands for one part and a final `>` for all that follow. */
  readonly topics: readonly string[];
  /** Most messages that wait; those that wait for another attempt count too. */
  readonly capacity: number;
  /** Messages are handed over when there are `size` of them or the oldest has waited `maxAgeMs`, whichever is first. */
  readonly batch: { readonly size: number; readonly maxAgeMs: number };
}

/** For prices, where the newest is worth most: when the queue is full, the oldest waiting one is dropped and counted. */
export interface LiveOptions extends SubscriptionBase {
  readonly kind: "live";
}

/** For what must not be lost: each message is handled at least once, or it becomes a dead letter. */
export interface DurableOptions extends SubscriptionBase {
  readonly kind: "durable";
  /** Waits before the second, third … attempt at a message; after the last one it is a dead letter. */
  readonly retryAfterMs: readonly number[];
  /** An attempt that takes longer has failed; what it does later is not looked at. */
  readonly attemptMs: number;
}

export type SubscriptionOptions = LiveOptions | DurableOptions;

/** One message on its way. */
export interface Envelope {
  /** The publisher's natural key of what happened, the same at each repetition; else a ULID of the bus. */
  readonly id: string;
  readonly topic: Topic;
  readonly message: TopicMessage;
  /** Of the message's shape. */
  readonly v: number;
  readonly publishedAtMs: number;
  /** The program that published it. */
  readonly from: string;
}

/**
 * When a batch of several fails, its messages come again one by one, so that one of them does not take the others
 * along: what a handler does must bear a repetition.
 *
 * @returns a promise when it needs time: the next batch waits for it.
 */
export type Handler = (batch: readonly Envelope[]) => void | Promise<void>;

export interface SubscriptionCounts {
  readonly name: string;
  readonly waiting: number;
  readonly delivered: number;
  /** Of a live one: pushed out by newer ones. */
  readonly dropped: number;
  /** Attempts at one message that failed. */
  readonly failed: number;
  /** Of a durable one: given up and kept aside. */
  readonly dead: number;
}

export interface Subscription extends AsyncDisposable {
  readonly name: string;
  counts(): SubscriptionCounts;
}

/** A message that a durable subscriber could not handle, or that could not be sent at all. */
export interface DeadLetter {
  readonly subscriber: string;
  readonly envelope: Omit<Envelope, "topic" | "message"> & {
    readonly topic: string;
    readonly message: unknown;
  };
  readonly attempts: number;
  /** Why the last one failed. */
  readonly reason: string;
  readonly atMs: number;
}

/** Where dead letters are kept until a person looks at them. */
export interface DeadLetters {
  /** A second one of the same subscriber and message replaces the first. */
  keep(letter: DeadLetter): Promise<void>;
}

/** What went wrong inside and was survived. */
export type BusFault =
  /** A handler threw or took too long, at `messages` of them. */
  | {
    readonly kind: "handler_failed";
    readonly subscriber: string;
    readonly messages: number;
    readonly error: unknown;
  }
  | { readonly kind: "dead_letter"; readonly letter: DeadLetter }
  /** It is tried again until it is kept; its publisher waits. */
  | { readonly kind: "dead_letter_not_kept"; readonly letter: DeadLetter; readonly error: unknown };

export type PublishResult =
  /** Every live subscriber will see it, or something newer; every durable one has handled it or buried it. */
  | { readonly kind: "taken" }
  /**
   * `full`: a durable subscriber has no room, nobody got it. `closed`: the bus, or a durable subscriber that had not
   * handled it yet, ended. `invalid`: it can never be published. After `full` and `closed` the same id may be
   * published again.
   */
  | { readonly kind: "refused"; readonly reason: "full" | "closed" | "invalid"; readonly what: string };

export interface Bus extends AsyncDisposable {
  /**
   * Hands a message to every subscriber whose pattern fits. It is handed on as it is and must not be changed later.
   * Handlers may publish. A durable handler that awaits the answer to a message of its own waits for itself, which
   * fails at its `attemptMs`.
   *
   * @param options.id names what happened; a second message of the same id is the same event once more.
   * @returns never rejects. Without a durable subscriber the answer is there at once.
   */
  publish(topic: Topic, message: TopicMessage, options?: { readonly id?: string }): Promise<PublishResult>;
  /**
   * Disposing hands over what waits, once more at most, then ends.
   *
   * @throws {RangeError} when a pattern is none or a number cannot be. {Error} when the bus is closed.
   */
  subscribe(options: SubscriptionOptions, handler: Handler): Subscription;
  counts(): {
    readonly published: number;
    readonly refused: number;
    readonly subscribers: readonly SubscriptionCounts[];
  };
}
