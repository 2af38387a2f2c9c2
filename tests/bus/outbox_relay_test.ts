import assert from "node:assert/strict";
import type { Handler } from "../../src/bus/bus.ts";
import { createBusEvents } from "../../src/bus/events.ts";
import { createMemoryBus } from "../../src/bus/memory_bus.ts";
import { type Outbox, OutboxRelay } from "../../src/bus/outbox_relay.ts";
import { openOutboxStore, toEvent } from "../sqlite/outbox_parts.ts";
import { recordingLog } from "../support/client_parts.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { toDurable } from "./bus_parts.ts";

/** A real outbox and a bus; the store writes in real time, all waits are of the manual clock. */
async function openRelay(change: (outbox: Outbox) => Outbox = (outbox) => outbox) {
  const stack = new AsyncDisposableStack();
  const parts = stack.use(await openOutboxStore());
  const { store: { outbox, deadLetters }, transact } = parts;
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const log = recordingLog();
  const events = createBusEvents(log);
  const bus = stack.use(createMemoryBus({ clock, from: "test", deadLetters, onFault: events.fault }));
  const relay = stack.use(new OutboxRelay({ outbox: change(outbox), bus, deadLetters, clock, events }));
  const seen: string[] = [];
  return {
    ...{ ...parts, clock, log, bus, relay, seen },
    write(...numbers: readonly number[]) {
      transact(() => outbox.append(numbers.map((n) => toEvent(n))));
      outbox.announce();
    },
    subscribe(handler: Handler = () => {}, options: Parameters<typeof toDurable>[0] = {}) {
      return bus.subscribe(toDurable({ topics: ["events.>"], ...options }), (batch) => {
        seen.push(...batch.map(({ id }) => id));
        return handler(batch);
      });
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A write gathers itself over some turns. */
async function rest(): Promise<void> {
  for (let i = 0; i < 10; i++) await settle();
}

const ids = (...numbers: readonly number[]) => numbers.map((n) => `event:${n}`);

Deno.test("what waits at the start and what is written later goes to the bus in order, then out of the table", async () => {
  await using all = await openRelay();
  all.subscribe();
  all.write(2, 1);
  all.relay.start();
  await rest();
  all.write(3);
  await rest();
  assert.deepEqual(all.seen, ids(2, 1, 3));
  assert.deepEqual(all.waiting(), []);
  assert.equal(all.relay.counts().relayed, 3);
  assert.equal(all.clock.sleeping, 1, "only its next look");
});

Deno.test("an event leaves the table only when its durable subscriber has handled it", async () => {
  await using all = await openRelay();
  const gate = Promise.withResolvers<void>();
  all.subscribe(() => gate.promise);
  all.write(1);
  all.relay.start();
  await rest();
  await all.clock.advance(3_000);
  assert.deepEqual([all.seen, all.waiting()], [ids(1), ids(1)], "handed over once, still there");
  gate.resolve();
  await rest();
  assert.deepEqual(all.waiting(), []);
});

Deno.test("one event that is tried again does not hold up what comes behind it", async () => {
  await using all = await openRelay();
  let failures = 1;
  all.subscribe(([envelope]) => {
    if (envelope?.id === "event:1" && failures-- > 0) throw new Error("not yet");
  });
  all.write(1, 2);
  all.relay.start();
  await rest();
  assert.deepEqual(all.waiting(), ids(1));
  await all.clock.advance(1_000);
  await rest();
  assert.deepEqual(all.seen, ids(1, 2, 1));
  assert.deepEqual(all.waiting(), []);
});

Deno.test("rows of another process are found without being told", async () => {
  await using all = await openRelay();
  all.subscribe();
  all.relay.start();
  await rest();
  all.transact(() => all.store.outbox.append([toEvent(7)]));
  await rest();
  assert.deepEqual(all.seen, []);
  await all.clock.advance(1_000);
  await rest();
  assert.deepEqual(all.seen, ids(7));
});

Deno.test("a bus without room is tried again, ever more rarely, and nothing overtakes", async () => {
  await using all = await openRelay();
  const gate = Promise.withResolvers<void>();
  all.subscribe(() => gate.promise, { capacity: 1 });
  all.write(1, 2, 3);
  all.relay.start();
  await rest();
  assert.deepEqual(all.seen, ids(1));
  await all.clock.advance(50 + 100 + 200 + 400);
  assert.equal(all.relay.counts().refused, 5);
  assert.deepEqual(all.log.lines.map(({ event }) => event), ["outbox_waits"], "told once");
  gate.resolve();
  await rest();
  for (let i = 0; i < 8; i++) {
    await all.clock.advance(2_000);
    await rest();
  }
  assert.deepEqual(all.seen, ids(1, 2, 3));
  assert.deepEqual(all.waiting(), []);
  assert.equal(all.log.lines.at(-1)?.event, "outbox_goes_on");
});

for (const place of ["read", "remove"] as const) {
  Deno.test(`a lock in the way of ${place}() is survived, and nothing is handed over twice`, async () => {
    let faults = 3;
    const fail = () => {
      if (faults-- > 0) throw new Error("database is locked");
    };
    await using all = await openRelay((outbox) => ({
      written: outbox.written,
      read: async (limit) => {
        if (place === "read") fail();
        return await outbox.read(limit);
      },
      remove: async (removed) => {
        if (place === "remove") fail();
        await outbox.remove(removed);
      },
    }));
    all.subscribe();
    all.write(1);
    all.relay.start();
    for (let i = 0; i < 5; i++) {
      await rest();
      await all.clock.advance(400);
    }
    await rest();
    assert.deepEqual(all.seen, ids(1));
    assert.deepEqual(all.waiting(), []);
    assert.equal(all.relay.counts().failures, 3);
    assert.deepEqual(all.log.lines.map(({ event }) => event), ["outbox_waits", "outbox_goes_on"]);
  });
}

for (
  const [what, change] of [
    ["of a topic that is not known", { topic: "weather.seoul" }],
    ["of a newer version", { v: 99 }],
    ["that does not fit", { message: { atMs: 1 } }],
  ] as const
) {
  Deno.test(`an event ${what} is kept as a dead letter and the others go on`, async () => {
    await using all = await openRelay();
    all.subscribe();
    all.transact(() => all.store.outbox.append([toEvent(1, change), toEvent(2)]));
    all.relay.start();
    await rest();
    assert.deepEqual(all.seen, ids(2));
    assert.deepEqual(all.waiting(), []);
    const { relayed, dead } = all.relay.counts();
    assert.deepEqual({ relayed, dead }, { relayed: 1, dead: 1 });
    const [letter] = all.store.deadLetters.list(10);
    assert.deepEqual([letter?.subscriber, letter?.envelope.id], ["outbox", "event:1"]);
    assert.equal(all.log.lines[0]?.event, "dead_letter");
  });
}

Deno.test("a field that a newer version added is dropped and the event goes on", async () => {
  await using all = await openRelay();
  all.subscribe();
  const message = { atMs: 1, facts: { n: 1 }, mood: "good" };
  all.transact(() => all.store.outbox.append([toEvent(1, { message })]));
  all.relay.start();
  await rest();
  assert.deepEqual(all.seen, ids(1));
});

Deno.test("at its end the relay hands over what was written last and keeps what nobody confirmed", async () => {
  await using all = await openRelay();
  const subscription = all.subscribe(([envelope]) => {
    if (envelope?.id === "event:2") throw new Error("not yet");
  });
  all.relay.start();
  await rest();
  all.transact(() => all.store.outbox.append([toEvent(1), toEvent(2)]));
  const ending = all.relay[Symbol.asyncDispose]();
  await rest();
  await all.clock.advance(1_000);
  await rest();
  await ending;
  assert.deepEqual(all.waiting(), ids(2));
  await subscription[Symbol.asyncDispose]();
});
