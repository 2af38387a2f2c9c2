import type {
  Bus,
  BusFault,
  DeadLetter,
  DeadLetters,
  DurableOptions,
  Envelope,
  LiveOptions,
  SubscriptionOptions,
} from "../../src/bus/bus.ts";
import { createMemoryBus } from "../../src/bus/memory_bus.ts";
import type { TopicMessage } from "../../src/bus/topics.ts";
import { ManualClock } from "../support/manual_clock.ts";

export const TOPIC = "market_data.upbit.btckrw";
export const FROM = "box_1";

/** For a bus on which nothing is to die. */
export const NO_LETTERS = {
  from: "test",
  deadLetters: { keep: ({ reason }: DeadLetter) => Promise.reject(new Error(reason)) },
};

export function toTick(atMs: number): TopicMessage {
  return { kind: "tick", exchange: "upbit", symbol: "BTC/KRW", atMs, price: 100, volume: 1 };
}

export interface TestBus extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly bus: Bus;
  readonly faults: readonly BusFault[];
  readonly letters: readonly DeadLetter[];
}

/** What a test of the contract needs of an implementation: on this clock, from `FROM`, with these dead letters. */
export type OpenBus = (parts: {
  readonly clock: ManualClock;
  readonly deadLetters: DeadLetters;
  readonly onFault: (fault: BusFault) => void;
}) => Bus;

export const openMemoryBus: OpenBus = (parts) => createMemoryBus({ ...parts, from: FROM });

/** A bus on a manual clock that remembers its faults and dead letters. @param keep fails as often as it throws. */
export function openTestBus(open: OpenBus = openMemoryBus, keep: () => void = () => {}): TestBus {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const faults: BusFault[] = [];
  const letters: DeadLetter[] = [];
  const deadLetters = {
    keep: (letter: DeadLetter) =>
      Promise.resolve().then(keep).then(() => {
        letters.push(letter);
      }),
  };
  const bus = open({ clock, deadLetters, onFault: (fault) => faults.push(fault) });
  return { clock, faults, letters, bus, [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose]() };
}

/** A subscriber that remembers the `atMs` of every tick, batch by batch. */
export function collect(bus: Bus, options: SubscriptionOptions = toLive()) {
  const batches: number[][] = [];
  const subscription = bus.subscribe(options, (batch) => {
    batches.push(batch.map(toAtMs));
  });
  return { subscription, batches };
}

export function toLive(change: Partial<LiveOptions> = {}): LiveOptions {
  return {
    kind: "live",
    name: "reader",
    topics: ["market_data.>"],
    capacity: 100,
    batch: { size: 3, maxAgeMs: 100 },
    ...change,
  };
}

export function toDurable(change: Partial<DurableOptions> = {}): DurableOptions {
  return {
    kind: "durable",
    name: "keeper",
    topics: ["market_data.>"],
    capacity: 100,
    batch: { size: 1, maxAgeMs: 0 },
    retryAfterMs: [1_000, 5_000],
    attemptMs: 10_000,
    ...change,
  };
}

export function toAtMs({ message }: Envelope): number {
  return "atMs" in message ? message.atMs : NaN;
}
