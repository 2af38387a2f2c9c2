/** The bus inside this process, and the relay that brings to it what transactions have left in the outbox. */
import { type Clock, createStoreClock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Bus, DeadLetters } from "./bus.ts";
import { createBusEvents } from "./events.ts";
import { createMemoryBus } from "./memory_bus.ts";
import { type Outbox, OutboxRelay } from "./outbox_relay.ts";

export interface BusOptions {
  readonly runtime: { readonly clock: Clock; readonly log: Log };
  readonly store: { readonly outbox: Outbox; readonly deadLetters: DeadLetters };
}

export interface RunningBus extends AsyncDisposable {
  readonly bus: Bus;
  /**
   * Begins when every durable subscriber is there. It ends before them: with its receivers gone, an event would be
   * confirmed by nobody.
   */
  readonly relay: OutboxRelay;
}

export function startBus({ runtime, store: { outbox, deadLetters } }: BusOptions): RunningBus {
  const clock = createStoreClock(runtime.clock);
  const events = createBusEvents(runtime.log);
  const bus = createMemoryBus({ clock, from: "signal-v2", deadLetters, onFault: events.fault });
  return {
    bus,
    relay: new OutboxRelay({ outbox, bus, deadLetters, clock, events }),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}
