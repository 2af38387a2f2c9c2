/**
 * The bus inside one process. Publishing puts a message into the queue of every subscriber that wants it; each
 * subscriber's own loop hands its queue over, so that none can hold up another.
 */
import type { Clock } from "../core/clock.ts";
import { TimeSlice } from "../lib/time_slice.ts";
import { createUlids } from "../lib/ulid.ts";
import type {
  Bus,
  BusFault,
  DeadLetters,
  Envelope,
  Handler,
  PublishResult,
  Subscription,
  SubscriptionOptions,
} from "./bus.ts";
import { MemorySubscription } from "./memory_subscription.ts";
import { readTopicPattern } from "./topic_pattern.ts";
import { findMessageFault, MESSAGE_VERSION, schemaOf, type Topic, type TopicMessage } from "./topics.ts";

/** Topics whose subscribers are remembered; more of them are looked up anew. */
const MOST_ROUTES = 10_000;

/** One for all: most messages of a day are answered so. */
const TAKEN: Promise<PublishResult> = Promise.resolve({ kind: "taken" });

interface Route {
  readonly schema: NonNullable<ReturnType<typeof schemaOf>>;
  readonly live: readonly MemorySubscription[];
  readonly durable: readonly MemorySubscription[];
}

export interface MemoryBusOptions {
  /** Its `now` dates the messages. */
  readonly clock: Clock;
  /** Names this program in what it publishes. */
  readonly from: string;
  readonly deadLetters: DeadLetters;
  /** Must not throw. */
  readonly onFault: (fault: BusFault) => void;
}

/** Batches that follow each other without a pause keep everything else of the program waiting for this long. */
const SLICE_MS = 10;

/** A bus that lives as long as the process; what waits when it ends without disposal is gone, and was not confirmed. */
export function createMemoryBus(options: MemoryBusOptions): Bus {
  return new MemoryBus(options);
}

class MemoryBus implements Bus {
  readonly #options: MemoryBusOptions;
  readonly #slice: TimeSlice;
  readonly #createId: () => string;
  readonly #subscribers = new Map<MemorySubscription, (topic: string) => boolean>();
  readonly #routes = new Map<string, Route>();
  readonly #ended = new AbortController();
  #published = 0;
  #refused = 0;

  constructor(options: MemoryBusOptions) {
    this.#options = options;
    this.#slice = new TimeSlice(options.clock, SLICE_MS, { ended: this.#ended.signal });
    this.#createId = createUlids(() => options.clock.now());
  }

  publish(
    topic: Topic,
    message: TopicMessage,
    options: { readonly id?: string } = {},
  ): Promise<PublishResult> {
    if (this.#ended.signal.aborted) return this.#refuse("closed", `${topic}: the bus is closed`);
    const route = this.#routeOf(topic);
    if (route === undefined) return this.#refuse("invalid", `${topic}: there is no such topic`);
    const fault = findMessageFault(route.schema, message);
    if (fault !== undefined) return this.#refuse("invalid", `${topic}: ${fault.field} ${fault.what}`);
    const full = route.durable.find((subscriber) => subscriber.isFull);
    if (full !== undefined) {
      return this.#refuse("full", `${topic}: ${full.counts().waiting} messages wait for ${full.name}`);
    }
    this.#published++;
    const { clock, from } = this.#options;
    const envelope: Envelope = {
      id: options.id ?? this.#createId(),
      topic,
      message,
      v: MESSAGE_VERSION,
      publishedAtMs: Math.trunc(clock.now()),
      from,
    };
    const item = { envelope, cameAtMs: clock.monotonic() };
    for (const subscriber of route.live) subscriber.add(item);
    return route.durable.length === 0 ? TAKEN : this.#confirm(route.durable, item);
  }

  subscribe(options: SubscriptionOptions, handler: Handler): Subscription {
    checkNumbers(options);
    if (this.#ended.signal.aborted) throw new Error(`Cannot subscribe ${options.name}: the bus is closed`);
    const patterns = options.topics.map(readTopicPattern);
    const { clock, deadLetters, onFault } = this.#options;
    const subscription = new MemorySubscription(options, handler, {
      ...{ clock, deadLetters, onFault },
      slice: this.#slice,
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
      refused: this.#refused,
      subscribers: [...this.#subscribers.keys()].map((subscriber) => subscriber.counts()),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await Promise.all([...this.#subscribers.keys()].map((one) => one[Symbol.asyncDispose]()));
  }

  async #confirm(
    subscribers: readonly MemorySubscription[],
    item: { readonly envelope: Envelope; readonly cameAtMs: number },
  ): Promise<PublishResult> {
    const answers = await Promise.all(subscribers.map((subscriber) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      subscriber.add({ ...item, settle: resolve });
      return promise;
    }));
    const open = subscribers.find((_, i) => answers[i] === false);
    if (open === undefined) return TAKEN;
    return this.#refuse("closed", `${item.envelope.topic}: ${open.name} ended before it had handled it`);
  }

  #refuse(reason: "full" | "closed" | "invalid", what: string): Promise<PublishResult> {
    this.#refused++;
    return Promise.resolve({ kind: "refused", reason, what: `Cannot publish to ${what}` });
  }

  #routeOf(topic: Topic): Route | undefined {
    const known = this.#routes.get(topic);
    if (known !== undefined) return known;
    const schema = schemaOf(topic);
    if (schema === undefined) return undefined;
    const subscribers = [...this.#subscribers].filter(([, fits]) => fits(topic)).map(([one]) => one);
    const route = {
      schema,
      live: subscribers.filter(({ isDurable }) => !isDurable),
      durable: subscribers.filter(({ isDurable }) => isDurable),
    };
    if (this.#routes.size < MOST_ROUTES) this.#routes.set(topic, route);
    return route;
  }
}

function checkNumbers(options: SubscriptionOptions): void {
  const { name, topics, capacity, batch } = options;
  const refuse = (what: string) => new RangeError(`Cannot subscribe ${name}: ${what}`);
  if (topics.length === 0) throw refuse("topics is empty");
  for (const [what, value] of Object.entries({ capacity, "batch.size": batch.size })) {
    if (Number.isSafeInteger(value) && value > 0) continue;
    throw refuse(`${what} must be an integer above 0, received ${value}`);
  }
  if (!(Number.isFinite(batch.maxAgeMs) && batch.maxAgeMs >= 0)) {
    throw refuse(`batch.maxAgeMs must be 0 or more, is ${batch.maxAgeMs}`);
  }
  if (options.kind === "live") return;
  const waitMs = options.retryAfterMs.find((ms) => !(Number.isFinite(ms) && ms >= 0));
  if (waitMs !== undefined) throw refuse(`retryAfterMs must hold numbers of 0 or more, holds ${waitMs}`);
  if (!(Number.isFinite(options.attemptMs) && options.attemptMs > 0)) {
    throw refuse(`attemptMs must be above 0, is ${options.attemptMs}`);
  }
}
