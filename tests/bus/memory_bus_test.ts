import assert from "node:assert/strict";
import fc from "fast-check";
import { BusMessageError } from "../../src/bus/bus.ts";
import type { Topic, TopicMessage } from "../../src/bus/topics.ts";
import { settle } from "../support/manual_clock.ts";
import { collect, openTestBus, toAtMs, toOptions, TOPIC, toTick } from "./bus_parts.ts";

Deno.test("a full batch is handed over at once, the rest when the oldest has waited long enough", async () => {
  await using parts = openTestBus();
  const { batches } = collect(parts.bus);
  for (const atMs of [1, 2, 3, 4]) parts.bus.publish(TOPIC, toTick(atMs));
  assert.deepEqual(batches, [], "a handler never runs inside publish()");
  await settle();
  assert.deepEqual(batches, [[1, 2, 3]]);
  await parts.clock.advance(99);
  assert.deepEqual(batches, [[1, 2, 3]]);
  await parts.clock.advance(1);
  assert.deepEqual(batches, [[1, 2, 3], [4]]);
});

Deno.test("the age of a batch counts from its own oldest message, not from an earlier batch's", async () => {
  await using parts = openTestBus();
  const { batches } = collect(parts.bus);
  parts.bus.publish(TOPIC, toTick(1));
  await parts.clock.advance(60);
  for (const atMs of [2, 3, 4]) parts.bus.publish(TOPIC, toTick(atMs));
  await parts.clock.advance(99);
  assert.deepEqual(batches, [[1, 2, 3]]);
  await parts.clock.advance(1);
  assert.deepEqual(batches, [[1, 2, 3], [4]]);
});

Deno.test("disposing a subscription hands over what waits and stops the rest", async () => {
  await using parts = openTestBus();
  const { batches, subscription } = collect(parts.bus);
  parts.bus.publish(TOPIC, toTick(1));
  await subscription[Symbol.asyncDispose]();
  parts.bus.publish(TOPIC, toTick(2));
  await parts.clock.advance(1_000);
  assert.deepEqual(batches, [[1]]);
  assert.equal(parts.clock.sleeping, 0, "no timer is left");
});

Deno.test("disposing the bus hands over what waits everywhere and refuses what comes later", async () => {
  await using parts = openTestBus();
  const { batches } = collect(parts.bus);
  parts.bus.publish(TOPIC, toTick(1));
  await parts.bus[Symbol.asyncDispose]();
  assert.deepEqual(batches, [[1]]);
  assert.throws(() => parts.bus.publish(TOPIC, toTick(2)), /closed with its bus/);
  assert.throws(() => collect(parts.bus), /the bus is closed/);
});

Deno.test("drop_oldest keeps the newest, counts the others and never asks a publisher to wait", async () => {
  await using parts = openTestBus();
  const { batches, subscription } = collect(parts.bus, {
    capacity: 2,
    whenFull: "drop_oldest",
    batch: { size: 10, maxAgeMs: 100 },
  });
  for (const atMs of [1, 2, 3, 4, 5]) assert.equal(parts.bus.publish(TOPIC, toTick(atMs)), undefined);
  await parts.clock.advance(100);
  assert.deepEqual(batches, [[4, 5]]);
  assert.deepEqual(subscription.counts(), {
    name: "reader",
    waiting: 0,
    delivered: 2,
    dropped: 3,
    failed: 0,
  });
});

Deno.test("a slow drop_oldest subscriber holds up neither the publisher nor its neighbour", async () => {
  await using parts = openTestBus();
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = parts.bus.subscribe(
    { ...toOptions(), name: "slow", capacity: 3, whenFull: "drop_oldest" },
    () => promise,
  );
  const { batches } = collect(parts.bus, { batch: { size: 1, maxAgeMs: 0 } });
  for (let atMs = 1; atMs <= 9; atMs++) {
    assert.equal(parts.bus.publish(TOPIC, toTick(atMs)), undefined);
    await settle();
  }
  assert.deepEqual(batches.flat(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(slow.counts().dropped, 3, "three with the handler, three waiting");
  resolve();
});

Deno.test("wait asks the publisher to pause above the capacity, until there is room", async () => {
  await using parts = openTestBus();
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: number[] = [];
  parts.bus.subscribe({ ...toOptions(), capacity: 3 }, async (batch) => {
    await promise;
    seen.push(...batch.map(toAtMs));
  });
  for (const atMs of [1, 2, 3]) assert.equal(parts.bus.publish(TOPIC, toTick(atMs)), undefined);
  await settle();
  for (const atMs of [4, 5, 6]) assert.equal(parts.bus.publish(TOPIC, toTick(atMs)), undefined);
  let hasRoom = false;
  const wait = parts.bus.publish(TOPIC, toTick(7));
  void wait?.then(() => hasRoom = true);
  await settle();
  assert.ok(wait instanceof Promise);
  assert.equal(hasRoom, false);
  resolve();
  await settle();
  assert.equal(hasRoom, true);
  await parts.clock.advance(100);
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("a handler that throws, now or later, is counted and told, and the next batch comes", async () => {
  await using parts = openTestBus();
  const seen: number[] = [];
  const subscription = parts.bus.subscribe(
    { ...toOptions(), batch: { size: 1, maxAgeMs: 0 } },
    (batch) => {
      const atMs = batch.map(toAtMs)[0] ?? NaN;
      if (atMs === 1) throw new Error("at once");
      if (atMs === 2) return Promise.reject(new Error("later"));
      seen.push(atMs);
    },
  );
  for (const atMs of [1, 2, 3]) parts.bus.publish(TOPIC, toTick(atMs));
  await settle();
  assert.deepEqual(seen, [3]);
  assert.deepEqual(
    parts.faults.map((fault) => fault.kind === "handler_failed" ? String(fault.error) : fault.kind),
    ["Error: at once", "Error: later"],
  );
  assert.equal(subscription.counts().failed, 2);
  assert.equal(subscription.counts().delivered, 1);
});

Deno.test("the next batch waits for the promise of the one before", async () => {
  await using parts = openTestBus();
  let running = 0;
  let most = 0;
  parts.bus.subscribe({ ...toOptions(), batch: { size: 1, maxAgeMs: 0 } }, async () => {
    most = Math.max(most, ++running);
    await parts.clock.sleep(5);
    running--;
  });
  for (const atMs of [1, 2, 3]) parts.bus.publish(TOPIC, toTick(atMs));
  await parts.clock.advance(100);
  assert.equal(most, 1);
});

Deno.test("a handler that publishes to itself goes on, in order, and its full queue makes it wait for nobody", async () => {
  await using parts = openTestBus();
  const seen: number[] = [];
  parts.bus.subscribe({ ...toOptions(), capacity: 2, batch: { size: 1, maxAgeMs: 0 } }, async (batch) => {
    const atMs = batch.map(toAtMs)[0] ?? NaN;
    seen.push(atMs);
    if (atMs === 1) { for (const next of [2, 3, 4, 5]) await parts.bus.publish(TOPIC, toTick(next)); }
  });
  parts.bus.publish(TOPIC, toTick(1));
  await settle();
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
  assert.deepEqual(parts.faults.map(({ kind }) => kind), ["wait_skipped", "wait_skipped"]);
});

Deno.test("a handler that feeds itself without end is refused at twice the capacity", async () => {
  await using parts = openTestBus();
  let failure: unknown;
  parts.bus.subscribe({ ...toOptions(), capacity: 2, batch: { size: 1, maxAgeMs: 0 } }, async (batch) => {
    if (batch.map(toAtMs)[0] !== 1) return;
    try {
      while (true) await parts.bus.publish(TOPIC, toTick(2));
    } catch (error) {
      failure = error;
    }
  });
  parts.bus.publish(TOPIC, toTick(1));
  await settle();
  assert.ok(failure instanceof BusMessageError);
  assert.match(failure.message, /is full: 4 messages wait for reader/);
});

Deno.test("two handlers that feed each other's full queues do not wait for each other for ever", async () => {
  await using parts = openTestBus();
  const counts = { ping: 0, pong: 0 };
  for (const [name, other] of [["ping", "pong"], ["pong", "ping"]] as const) {
    parts.bus.subscribe({
      name,
      topics: [`events.${name}`],
      capacity: 1,
      whenFull: "wait",
      batch: { size: 1, maxAgeMs: 0 },
    }, async (batch) => {
      const depth = batch.map(toAtMs)[0] ?? NaN;
      counts[name]++;
      if (depth === 0) return;
      for (let i = 0; i < 2; i++) {
        await parts.bus.publish(`events.${other}`, { atMs: depth - 1, facts: {} });
      }
    });
  }
  for (let i = 0; i < 2; i++) {
    parts.bus.publish("events.ping", { atMs: 2, facts: {} });
    parts.bus.publish("events.pong", { atMs: 2, facts: {} });
  }
  for (let i = 0; i < 20; i++) await settle();
  const waiting = parts.bus.counts().subscribers.map((one) => one.waiting);
  assert.deepEqual(waiting, [0, 0]);
  const failed = parts.bus.counts().subscribers.reduce((sum, one) => sum + one.failed, 0);
  assert.ok(counts.ping + counts.pong + failed > 8, "the chain went on");
});

Deno.test("a handler may end its own subscription", async () => {
  await using parts = openTestBus();
  const seen: number[] = [];
  const subscription = parts.bus.subscribe(
    { ...toOptions(), batch: { size: 1, maxAgeMs: 0 } },
    async (batch) => {
      seen.push(...batch.map(toAtMs));
      await subscription[Symbol.asyncDispose]();
    },
  );
  parts.bus.publish(TOPIC, toTick(1));
  parts.bus.publish(TOPIC, toTick(2));
  await settle();
  assert.deepEqual(seen, [1, 2]);
  assert.deepEqual(parts.bus.counts().subscribers, []);
});

const REFUSED: readonly (readonly [topic: string, message: unknown, field: string])[] = [
  ["market_data.upbit", toTick(1), "topic"],
  ["nothing.of.the.kind", toTick(1), "topic"],
  ["system.log.loud", toTick(1), "topic"],
  [TOPIC, { ...toTick(1), price: -1 }, "price"],
  [TOPIC, { ...toTick(1), price: NaN }, "price"],
  [TOPIC, { ...toTick(1), symbol: "KRW-BTC" }, "symbol"],
  [TOPIC, { ...toTick(1), surplus: 1 }, "message"],
  [TOPIC, { kind: "what" }, "kind"],
  ["events.closed", { atMs: 1, facts: { at: new Date(0) } }, "facts.at"],
  ["commands.fetch", { commandId: "1", atMs: 1, facts: {} }, "commandId"],
];

for (const [topic, message, field] of REFUSED) {
  Deno.test(`${topic} refuses ${JSON.stringify(message)} and names ${field}`, async () => {
    await using parts = openTestBus();
    const { subscription } = collect(parts.bus);
    assert.throws(() => parts.bus.publish(topic as Topic, message as TopicMessage), (error) => {
      assert.ok(error instanceof BusMessageError);
      assert.equal(error.topic, topic);
      assert.equal(error.field, field);
      assert.ok(error.message.includes(topic) && error.message.includes(field));
      return true;
    });
    assert.equal(subscription.counts().waiting, 0);
    assert.equal(parts.bus.counts().published, 0);
  });
}

Deno.test("subscribing refuses sizes and patterns that cannot be", async () => {
  await using parts = openTestBus();
  const changes = [
    { capacity: 0 },
    { capacity: 1.5 },
    { topics: [] },
    { topics: ["a.>.b"] },
    { batch: { size: 0, maxAgeMs: 1 } },
    { batch: { size: 1, maxAgeMs: -1 } },
    { batch: { size: 1, maxAgeMs: NaN } },
  ];
  for (const change of changes) {
    assert.throws(() => collect(parts.bus, change), RangeError, JSON.stringify(change));
  }
});

Deno.test("sequences count up by one over all topics", async () => {
  await using parts = openTestBus();
  const seen: number[] = [];
  parts.bus.subscribe({ ...toOptions(), topics: [">"], batch: { size: 9, maxAgeMs: 1 } }, (batch) => {
    seen.push(...batch.map(({ sequence }) => sequence));
  });
  parts.bus.publish(TOPIC, toTick(1));
  parts.bus.publish("events.something", { atMs: 1, facts: {} });
  parts.bus.publish("market_data.okx.ethkrw", toTick(2));
  await parts.clock.advance(1);
  assert.deepEqual(seen, [1, 2, 3]);
});

interface Interleaving {
  readonly capacity: number;
  readonly size: number;
  readonly handlerMs: readonly number[];
  readonly publishers: readonly (readonly number[])[];
}

const interleaving: fc.Arbitrary<Interleaving> = fc.record({
  capacity: fc.integer({ min: 1, max: 5 }),
  size: fc.integer({ min: 1, max: 7 }),
  handlerMs: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 6 }),
  /** How long each publisher sleeps before each of its messages; 0 does not sleep. */
  publishers: fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 15 }), {
    minLength: 1,
    maxLength: 4,
  }),
});

Deno.test("with wait nothing is lost, doubled or reordered, and the queue stays bounded, whatever the interleaving", async () => {
  await fc.assert(
    fc.asyncProperty(interleaving, async ({ capacity, size, handlerMs, publishers }) => {
      await using parts = openTestBus();
      const { clock, bus } = parts;
      const seen: number[] = [];
      let batches = 0;
      const options = { ...toOptions(), capacity, batch: { size, maxAgeMs: 10 } };
      const subscription = bus.subscribe(options, async (batch) => {
        seen.push(...batch.map(({ sequence }) => sequence));
        assert.ok(batch.length <= size);
        const ms = handlerMs[batches++ % handlerMs.length] ?? 0;
        if (ms > 0) await clock.sleep(ms);
      });
      const work = Promise.all(publishers.map(async (pauses) => {
        for (const ms of pauses) {
          if (ms > 0) await clock.sleep(ms);
          await bus.publish(TOPIC, toTick(1));
          assert.ok(subscription.counts().waiting <= capacity + publishers.length);
        }
      }));
      await clock.advance(10_000);
      await work;
      const total = publishers.flat().length;
      assert.deepEqual(seen, Array.from({ length: total }, (_, i) => i + 1));
      assert.deepEqual(parts.faults, []);
    }),
    { numRuns: 150 },
  );
});
