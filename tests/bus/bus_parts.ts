import type { Bus, BusFault, Envelope, SubscriptionOptions } from "../../src/bus/bus.ts";
import { createMemoryBus } from "../../src/bus/memory_bus.ts";
import type { TopicMessage } from "../../src/bus/topics.ts";
import { ManualClock } from "../support/manual_clock.ts";

export const TOPIC = "market_data.upbit.btckrw";

export function toTick(atMs: number): TopicMessage {
  return { kind: "tick", exchange: "upbit", symbol: "BTC/KRW", atMs, price: 100, volume: 1 };
}

/** A bus on a manual clock that remembers its faults. */
export function openTestBus() {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const faults: BusFault[] = [];
  const bus = createMemoryBus({ clock, onFault: (fault) => faults.push(fault) });
  return { clock, faults, bus, [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose]() };
}

/** A subscriber that remembers the `atMs` of every tick, batch by batch. */
export function collect(bus: Bus, change: Partial<SubscriptionOptions> = {}) {
  const batches: number[][] = [];
  const subscription = bus.subscribe({ ...toOptions(), ...change }, (batch) => {
    batches.push(batch.map(toAtMs));
  });
  return { subscription, batches };
}

export function toOptions(): SubscriptionOptions {
  return {
    name: "reader",
    topics: ["market_data.>"],
    capacity: 100,
    whenFull: "wait",
    batch: { size: 3, maxAgeMs: 100 },
  };
}

export function toAtMs({ message }: Envelope): number {
  return "atMs" in message ? message.atMs : NaN;
}
