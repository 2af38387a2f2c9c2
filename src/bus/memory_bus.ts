/**
 * The bus inside one process. Publishing puts a message into the queue of every subscriber that wants it; each
 * subscriber's own loop hands its queue over, so that none can hold up another.
 */
import type { Clock } from "../core/clock.ts";
import { Breather } from "./breather.ts";
import {
  type Bus,
  type BusFault,
  BusMessageError,
  type Envelope,
  type Handler,
  type Subscription,
  type SubscriptionOptions,
} from "./bus.ts";
import { currentSubscription, MemorySubscription } from "./memory_subscription.ts";
import { readTopicPattern } from "./topic_pattern.ts";
import { findMessageFault, schemaOf, type Topic, type TopicMessage } from "./topics.ts";

/** Topics whose subscribers are remembered; more of them are looked up anew. */
const MOST_ROUTES = 10_000;

interface Route {
  readonly schema: NonNullable<ReturnType<typeof schemaOf>>;
  readonly subscribers: readonly MemorySubscription[];
}

export interface MemoryBusOptions {
  readonly clock: Clock;
  /** Must not throw. */
  readonly onFault: (fault: BusFault) => void;
}

/** A bus that lives as long as the process; what waits when it ends without disposal is gone. */
export function createMemoryBus(options: MemoryBusOptions): Bus {
  return new MemoryBus(options);
}

class MemoryBus implements Bus {
  readonly #options: MemoryBusOptions;
  readonly #breather: Breather;
  readonly #subscribers = new Map<MemorySubscription, (topic: string) => boolean>();
  readonly #routes = new Map<string, Route>();
  readonly #ended = new AbortController();
  #published = 0;

  constructor(options: MemoryBusOptions) {
    this.#options = options;
    this.#breather = new Breather(options.clock, this.#ended.signal);
  }

  publish(topic: Topic, message: TopicMessage): void | Promise<void> {
    const { schema, subscribers } = this.#routeOf(topic);
    const fault = findMessageFault(schema, message);
    if (fault !== undefined) throw new BusMessageError(topic, fault);
    for (const subscriber of subscribers) refuseEndlessGrowth(topic, subscriber);
    const envelope: Envelope = { topic, sequence: ++this.#published, message };
    let waits: Promise<void>[] | undefined;
    for (const subscriber of subscribers) {
      subscriber.add(envelope);
      const wait = subscriber.waits ? this.#waitFor(subscriber) : undefined;
      if (wait !== undefined) (waits ??= []).push(wait);
    }
    if (waits !== undefined) return Promise.all(waits).then(() => {});
  }

  subscribe(options: SubscriptionOptions, handler: Handler): Subscription {
    checkSizes(options);
    if (this.#ended.signal.aborted) throw new Error(`Cannot subscribe ${options.name}: the bus is closed`);
    const patterns = options.topics.map(readTopicPattern);
    const subscription = new MemorySubscription(options, handler, {
      clock: this.#options.clock,
      breather: this.#breather,
      onFault: this.#options.onFault,
      leave: (gone) => {
        this.#subscribers.delete(gone);
        this.#routes.clear();
      },
    });
    this.#subscribers.set(subscription, (topic) => patterns.some((fits) => fits(topic)));
    this.#routes.clear();
    return subscription;
  }

  counts(): ReturnType<Bus["counts"]> {
    return {
      published: this.#published,
      subscribers: [...this.#subscribers.keys()].map((subscriber) => subscriber.counts()),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#routes.clear();
    await Promise.all([...this.#subscribers.keys()].map((one) => one[Symbol.asyncDispose]()));
  }

  #routeOf(topic: Topic): Route {
    const known = this.#routes.get(topic);
    if (known !== undefined) return known;
    if (this.#ended.signal.aborted) {
      throw new BusMessageError(topic, { field: "topic", what: "is closed with its bus" });
    }
    const schema = schemaOf(topic);
    if (schema === undefined) throw new BusMessageError(topic, { field: "topic", what: "is not known" });
    const subscribers = [...this.#subscribers].filter(([, fits]) => fits(topic)).map(([one]) => one);
    const route = { schema, subscribers };
    if (this.#routes.size < MOST_ROUTES) this.#routes.set(topic, route);
    return route;
  }

  #waitFor(subscriber: MemorySubscription): Promise<void> | undefined {
    const room = subscriber.roomMade();
    const publisher = room === undefined ? undefined : currentSubscription();
    if (room === undefined || publisher === undefined) return room;
    if (subscriber.isWaitingFor(publisher)) {
      this.#options.onFault({
        kind: "wait_skipped",
        publisher: publisher.name,
        subscriber: subscriber.name,
      });
      return undefined;
    }
    publisher.noteWait(subscriber, room);
    return room;
  }
}

/** Only handlers that wait for each other meet this; everybody else is asked to wait long before. */
function refuseEndlessGrowth(topic: Topic, subscriber: MemorySubscription): void {
  if (!subscriber.waits || subscriber.waiting < 2 * subscriber.capacity) return;
  const publisher = currentSubscription();
  if (publisher === undefined || !subscriber.isWaitingFor(publisher)) return;
  throw new BusMessageError(topic, {
    field: "topic",
    what:
      `is full: ${subscriber.waiting} messages wait for ${subscriber.name}, which waits for this publisher`,
  });
}

function checkSizes({ name, topics, capacity, batch }: SubscriptionOptions): void {
  if (topics.length === 0) throw new RangeError(`Cannot subscribe ${name}: topics is empty`);
  for (const [what, value] of Object.entries({ capacity, "batch.size": batch.size })) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw new RangeError(`Cannot subscribe ${name}: ${what} must be an integer above 0, received ${value}`);
  }
  if (!Number.isFinite(batch.maxAgeMs) || batch.maxAgeMs < 0) {
    throw new RangeError(`Cannot subscribe ${name}: batch.maxAgeMs must be 0 or more, is ${batch.maxAgeMs}`);
  }
}
