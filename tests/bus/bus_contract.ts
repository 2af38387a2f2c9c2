/** What every bus must do; an implementation runs it with its own way to open one. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Envelope, PublishResult } from "../../src/bus/bus.ts";
import { MESSAGE_VERSION, type Topic, type TopicMessage } from "../../src/bus/topics.ts";
import { settle } from "../support/manual_clock.ts";
import {
  collect,
  FROM,
  type OpenBus,
  openTestBus,
  toAtMs,
  toDurable,
  toLive,
  TOPIC,
  toTick,
} from "./bus_parts.ts";

const TAKEN: PublishResult = { kind: "taken" };

export function runBusContract(name: string, open: OpenBus): void {
  const test = (sentence: string, work: () => Promise<void>) => Deno.test(`${name}: ${sentence}`, work);

  test("a full batch is handed over at once, the rest when the oldest has waited long enough", async () => {
    await using parts = openTestBus(open);
    const { batches } = collect(parts.bus);
    for (const atMs of [1, 2, 3, 4]) void send(parts.bus, atMs);
    assert.deepEqual(batches, [], "a handler never runs inside publish()");
    await settle();
    assert.deepEqual(batches, [[1, 2, 3]]);
    await parts.clock.advance(99);
    assert.deepEqual(batches, [[1, 2, 3]]);
    await parts.clock.advance(1);
    assert.deepEqual(batches, [[1, 2, 3], [4]]);
  });

  test("the age of a batch counts from its own oldest message, not from an earlier batch's", async () => {
    await using parts = openTestBus(open);
    const { batches } = collect(parts.bus);
    await send(parts.bus, 1);
    await parts.clock.advance(60);
    for (const atMs of [2, 3, 4]) await send(parts.bus, atMs);
    await parts.clock.advance(99);
    assert.deepEqual(batches, [[1, 2, 3]]);
    await parts.clock.advance(1);
    assert.deepEqual(batches, [[1, 2, 3], [4]]);
  });

  test("an envelope says who published what and when, under the publisher's id", async () => {
    await using parts = openTestBus(open);
    const seen: Envelope[] = [];
    parts.bus.subscribe(toLive({ batch: { size: 1, maxAgeMs: 0 } }), (batch) => void seen.push(...batch));
    assert.deepEqual(await parts.bus.publish(TOPIC, toTick(1), { id: "tick:1" }), TAKEN);
    await settle();
    assert.deepEqual(seen, [{
      id: "tick:1",
      topic: TOPIC,
      message: toTick(1),
      v: MESSAGE_VERSION,
      publishedAtMs: Date.parse("2026-03-11T10:00:00+09:00"),
      from: FROM,
    }]);
  });

  test("a message without an id gets one of its own, and later ones sort behind it", async () => {
    await using parts = openTestBus(open);
    const ids: string[] = [];
    parts.bus.subscribe(toLive({ batch: { size: 1, maxAgeMs: 0 } }), (batch) => {
      ids.push(...batch.map(({ id }) => id));
    });
    for (const ms of [0, 0, 0, 1, 1, 1_000]) {
      await parts.clock.advance(ms);
      await send(parts.bus, 1);
      await settle();
    }
    assert.equal(new Set(ids).size, 6);
    assert.deepEqual(ids, ids.toSorted());
    for (const id of ids) assert.match(id, /^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  test("disposing a subscription hands over what waits and stops the rest", async () => {
    await using parts = openTestBus(open);
    const { batches, subscription } = collect(parts.bus);
    await send(parts.bus, 1);
    await subscription[Symbol.asyncDispose]();
    await send(parts.bus, 2);
    await parts.clock.advance(1_000);
    assert.deepEqual(batches, [[1]]);
    assert.equal(parts.clock.sleeping, 0, "no timer is left");
  });

  test("disposing the bus hands over what waits everywhere and refuses what comes later", async () => {
    await using parts = openTestBus(open);
    const { batches } = collect(parts.bus);
    await send(parts.bus, 1);
    await parts.bus[Symbol.asyncDispose]();
    assert.deepEqual(batches, [[1]]);
    const result = await send(parts.bus, 2);
    assert.equal(result.kind === "refused" && result.reason, "closed");
    assert.throws(() => collect(parts.bus), /the bus is closed/);
    assert.equal(parts.bus.counts().refused, 1);
  });

  test("a live subscriber keeps the newest, and what was pushed out is counted", async () => {
    await using parts = openTestBus(open);
    const { batches, subscription } = collect(
      parts.bus,
      toLive({ capacity: 2, batch: { size: 10, maxAgeMs: 100 } }),
    );
    for (const atMs of [1, 2, 3, 4, 5]) assert.deepEqual(await send(parts.bus, atMs), TAKEN);
    await parts.clock.advance(100);
    assert.deepEqual(batches, [[4, 5]]);
    assert.deepEqual(subscription.counts(), {
      name: "reader",
      waiting: 0,
      delivered: 2,
      dropped: 3,
      failed: 0,
      dead: 0,
    });
  });

  test("a slow live subscriber holds up neither the publisher nor its neighbour", async () => {
    await using parts = openTestBus(open);
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = parts.bus.subscribe(toLive({ name: "slow", capacity: 3 }), () => promise);
    const { batches } = collect(parts.bus, toLive({ batch: { size: 1, maxAgeMs: 0 } }));
    for (let atMs = 1; atMs <= 9; atMs++) {
      assert.deepEqual(await send(parts.bus, atMs), TAKEN);
      await settle();
    }
    assert.deepEqual(batches.flat(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(slow.counts().dropped, 3, "three with the handler, three waiting");
    resolve();
  });

  for (
    const options of [
      toLive({ batch: { size: 3, maxAgeMs: 0 } }),
      toDurable({ batch: { size: 3, maxAgeMs: 0 }, retryAfterMs: [] }),
    ]
  ) {
    test(`a ${options.kind} subscriber's bad message does not take its batch along`, async () => {
      await using parts = openTestBus(open);
      const good: number[] = [];
      const subscription = parts.bus.subscribe(options, async (batch) => {
        await Promise.resolve();
        if (batch.map(toAtMs).includes(2)) throw new Error("not two");
        good.push(...batch.map(toAtMs));
      });
      for (const atMs of [1, 2, 3]) void send(parts.bus, atMs);
      await settle();
      await settle();
      assert.deepEqual(good, [1, 3]);
      const { delivered, failed, waiting } = subscription.counts();
      assert.deepEqual({ delivered, failed, waiting }, { delivered: 2, failed: 1, waiting: 0 });
    });
  }

  test("a live handler that throws, now or later, is counted and told, and the next batch comes", async () => {
    await using parts = openTestBus(open);
    const seen: number[] = [];
    const subscription = parts.bus.subscribe(toLive({ batch: { size: 1, maxAgeMs: 0 } }), (batch) => {
      const atMs = batch.map(toAtMs)[0] ?? NaN;
      if (atMs === 1) throw new Error("at once");
      if (atMs === 2) return Promise.reject(new Error("later"));
      seen.push(atMs);
    });
    for (const atMs of [1, 2, 3]) await send(parts.bus, atMs);
    await settle();
    assert.deepEqual(seen, [3]);
    assert.deepEqual(
      parts.faults.map((fault) => fault.kind === "handler_failed" ? String(fault.error) : fault.kind),
      ["Error: at once", "Error: later"],
    );
    assert.equal(subscription.counts().failed, 2);
    assert.equal(subscription.counts().delivered, 1);
  });

  test("the next batch waits for the promise of the one before", async () => {
    await using parts = openTestBus(open);
    let running = 0;
    let most = 0;
    parts.bus.subscribe(toLive({ batch: { size: 1, maxAgeMs: 0 } }), async () => {
      most = Math.max(most, ++running);
      await parts.clock.sleep(5);
      running--;
    });
    for (const atMs of [1, 2, 3]) await send(parts.bus, atMs);
    await parts.clock.advance(100);
    assert.equal(most, 1);
  });

  test("a publish is confirmed when each durable subscriber has handled it", async () => {
    await using parts = openTestBus(open);
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    for (const [i, { promise }] of gates.entries()) {
      parts.bus.subscribe(toDurable({ name: `keeper_${i}` }), () => promise);
    }
    const answer = watch(send(parts.bus, 1));
    gates[0]?.resolve();
    await settle();
    assert.equal(answer.result, undefined);
    gates[1]?.resolve();
    await settle();
    assert.deepEqual(answer.result, TAKEN);
  });

  test("what fails is tried again after the waits that were given, while others go on", async () => {
    await using parts = openTestBus(open);
    const seen: string[] = [];
    const sinceMs = parts.clock.monotonic();
    let failures = 2;
    parts.bus.subscribe(toDurable(), ([envelope]) => {
      const atMs = envelope === undefined ? NaN : toAtMs(envelope);
      seen.push(`${atMs} at ${parts.clock.monotonic() - sinceMs}`);
      if (atMs === 1 && failures-- > 0) throw new Error("not yet");
    });
    const answer = watch(send(parts.bus, 1));
    assert.deepEqual(await send(parts.bus, 2), TAKEN);
    await parts.clock.advance(5_999);
    assert.equal(answer.result, undefined);
    await parts.clock.advance(1);
    assert.deepEqual(seen, ["1 at 0", "2 at 0", "1 at 1000", "1 at 6000"]);
    assert.deepEqual(answer.result, TAKEN);
    assert.deepEqual(parts.letters, []);
  });

  test("after the last attempt a message is a dead letter, kept and told, and the publish is confirmed", async () => {
    await using parts = openTestBus(open);
    let attempts = 0;
    const subscription = parts.bus.subscribe(toDurable(), () => {
      attempts++;
      throw new Error(`no ${attempts}`);
    });
    const answer = watch(parts.bus.publish(TOPIC, toTick(1), { id: "tick:1" }));
    await parts.clock.advance(6_000);
    assert.equal(attempts, 3);
    assert.deepEqual(answer.result, TAKEN);
    assert.equal(parts.letters.length, 1);
    const [letter] = parts.letters;
    assert.deepEqual([letter?.subscriber, letter?.attempts, letter?.reason, letter?.envelope.id], [
      "keeper",
      3,
      "no 3",
      "tick:1",
    ]);
    assert.equal(parts.faults.filter(({ kind }) => kind === "dead_letter").length, 1);
    const { failed, dead, waiting } = subscription.counts();
    assert.deepEqual({ failed, dead, waiting }, { failed: 3, dead: 1, waiting: 0 });
  });

  test("a dead letter that cannot be kept is told, and the publish waits until it is", async () => {
    let refusals = 2;
    await using parts = openTestBus(open, () => {
      if (refusals-- > 0) throw new Error("disk full");
    });
    parts.bus.subscribe(toDurable({ retryAfterMs: [] }), () => {
      throw new Error("never");
    });
    const answer = watch(send(parts.bus, 1));
    await settle();
    assert.equal(answer.result, undefined);
    await parts.clock.advance(60_000);
    assert.deepEqual(answer.result, TAKEN);
    assert.equal(parts.letters.length, 1);
    assert.equal(parts.faults.filter(({ kind }) => kind === "dead_letter_not_kept").length, 2);
  });

  test("an attempt that takes too long has failed, so that a handler without an end holds up nobody", async () => {
    await using parts = openTestBus(open);
    const seen: number[] = [];
    parts.bus.subscribe(toDurable({ attemptMs: 500, retryAfterMs: [] }), ([envelope]) => {
      const atMs = envelope === undefined ? NaN : toAtMs(envelope);
      if (atMs === 1) return new Promise(() => {});
      seen.push(atMs);
    });
    const answer = watch(send(parts.bus, 1));
    const next = watch(send(parts.bus, 2));
    await parts.clock.advance(500);
    assert.deepEqual([answer.result, next.result, seen], [TAKEN, TAKEN, [2]]);
    assert.equal(parts.letters[0]?.reason, "it took longer than 500 ms");
    assert.equal(parts.clock.sleeping, 0, "no timer is left");
  });

  test("a durable subscriber without room refuses, and then nobody gets the message", async () => {
    await using parts = openTestBus(open);
    const gate = Promise.withResolvers<void>();
    parts.bus.subscribe(toDurable({ capacity: 2 }), () => gate.promise);
    const { batches } = collect(parts.bus, toLive({ batch: { size: 1, maxAgeMs: 0 } }));
    const first = [watch(send(parts.bus, 1)), watch(send(parts.bus, 2))];
    await settle();
    const third = await send(parts.bus, 3);
    assert.equal(third.kind === "refused" && third.reason, "full");
    assert.match(third.kind === "refused" ? third.what : "", /messages wait for keeper/);
    gate.resolve();
    await settle();
    assert.deepEqual(first.map(({ result }) => result), [TAKEN, TAKEN]);
    assert.deepEqual(await send(parts.bus, 4), TAKEN);
    await settle();
    assert.deepEqual(batches.flat(), [1, 2, 4]);
  });

  test("messages that wait for another attempt take up room", async () => {
    await using parts = openTestBus(open);
    parts.bus.subscribe(toDurable({ capacity: 1 }), () => {
      throw new Error("no");
    });
    void send(parts.bus, 1);
    await settle();
    assert.equal((await send(parts.bus, 2)).kind, "refused");
  });

  test("a durable subscriber that ends first says that what it had not handled is not confirmed", async () => {
    await using parts = openTestBus(open);
    const subscription = parts.bus.subscribe(toDurable(), () => {
      throw new Error("no");
    });
    const answer = watch(send(parts.bus, 1));
    await settle();
    await subscription[Symbol.asyncDispose]();
    await settle();
    assert.equal(answer.result?.kind === "refused" && answer.result.reason, "closed");
    assert.deepEqual(parts.letters, []);
    assert.equal(parts.clock.sleeping, 0, "no timer is left");
  });

  test("a handler that awaits the answer to a message of its own fails at its deadline and goes on", async () => {
    await using parts = openTestBus(open);
    const seen: number[] = [];
    parts.bus.subscribe(toDurable({ retryAfterMs: [], attemptMs: 100 }), async ([envelope]) => {
      const atMs = envelope === undefined ? NaN : toAtMs(envelope);
      seen.push(atMs);
      if (atMs === 1) await send(parts.bus, 2);
    });
    const answer = watch(send(parts.bus, 1));
    await parts.clock.advance(100);
    assert.deepEqual(seen, [1, 2]);
    assert.deepEqual(answer.result, TAKEN);
    assert.equal(parts.letters.length, 1);
  });

  test("a handler may end its own subscription", async () => {
    await using parts = openTestBus(open);
    const seen: number[] = [];
    const subscription = parts.bus.subscribe(
      toLive({ batch: { size: 1, maxAgeMs: 0 } }),
      async (batch) => {
        seen.push(...batch.map(toAtMs));
        await subscription[Symbol.asyncDispose]();
      },
    );
    void send(parts.bus, 1);
    void send(parts.bus, 2);
    await settle();
    assert.deepEqual(seen, [1, 2]);
    assert.deepEqual(parts.bus.counts().subscribers, []);
  });

  for (const [topic, message, field] of REFUSED) {
    test(`${topic} refuses ${JSON.stringify(message)} and names ${field}`, async () => {
      await using parts = openTestBus(open);
      const { subscription } = collect(parts.bus);
      const result = await parts.bus.publish(topic as Topic, message as TopicMessage);
      assert.equal(result.kind === "refused" && result.reason, "invalid");
      const what = result.kind === "refused" ? result.what : "";
      assert.ok(what.includes(topic) && what.includes(field), what);
      assert.equal(subscription.counts().waiting, 0);
      assert.equal(parts.bus.counts().published, 0);
    });
  }

  test("subscribing refuses numbers and patterns that cannot be", async () => {
    await using parts = openTestBus(open);
    const changes = [
      toLive({ capacity: 0 }),
      toLive({ capacity: 1.5 }),
      toLive({ topics: [] }),
      toLive({ topics: ["a.>.b"] }),
      toLive({ batch: { size: 0, maxAgeMs: 1 } }),
      toLive({ batch: { size: 1, maxAgeMs: -1 } }),
      toLive({ batch: { size: 1, maxAgeMs: NaN } }),
      toDurable({ retryAfterMs: [1, -1] }),
      toDurable({ retryAfterMs: [Infinity] }),
      toDurable({ attemptMs: 0 }),
    ];
    for (const options of changes) {
      assert.throws(() => collect(parts.bus, options), RangeError, JSON.stringify(options));
    }
  });

  test("whatever fails and however long it takes, each durable message is handled or dead, and confirmed once", async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ size, handlerMs, failures, pausesMs }) => {
        await using parts = openTestBus(open);
        const { clock, bus } = parts;
        const handled = new Map<number, number>();
        const left = new Map(failures.map((count, i) => [i, count]));
        let calls = 0;
        const options = toDurable({
          batch: { size, maxAgeMs: 10 },
          retryAfterMs: [50, 100],
          capacity: 1_000,
        });
        bus.subscribe(options, async (batch) => {
          const ms = handlerMs[calls++ % handlerMs.length] ?? 0;
          if (ms > 0) await clock.sleep(ms);
          for (const atMs of batch.map(toAtMs)) {
            const rest = left.get(atMs) ?? 0;
            if (rest > 0 && batch.length === 1) left.set(atMs, rest - 1);
            if (rest > 0) throw new Error("no");
          }
          for (const atMs of batch.map(toAtMs)) handled.set(atMs, (handled.get(atMs) ?? 0) + 1);
        });
        const answers = Promise.all(failures.map(async (_, i) => {
          await clock.sleep(pausesMs[i % pausesMs.length] ?? 0);
          return send(bus, i);
        }));
        await clock.advance(100_000);
        for (const answer of await answers) assert.deepEqual(answer, TAKEN);
        const dead = parts.letters.map(({ envelope }) => (envelope.message as { atMs: number }).atMs);
        failures.forEach((count, i) => {
          assert.equal(handled.get(i) ?? 0, count > 2 ? 0 : 1, `message ${i} with ${count} failures`);
          assert.equal(dead.filter((one) => one === i).length, count > 2 ? 1 : 0);
        });
      }),
      { numRuns: 100 },
    );
  });
}

const plan = fc.record({
  size: fc.integer({ min: 1, max: 7 }),
  handlerMs: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 6 }),
  /** How often each message fails before it can be handled; more than two are too many. */
  failures: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 20 }),
  pausesMs: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 }),
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

function send(bus: ReturnType<typeof openTestBus>["bus"], atMs: number): Promise<PublishResult> {
  return bus.publish(TOPIC, toTick(atMs));
}

/** A promise that can be looked at. */
function watch(promise: Promise<PublishResult>): { result: PublishResult | undefined } {
  const watched: { result: PublishResult | undefined } = { result: undefined };
  void promise.then((result) => watched.result = result);
  return watched;
}
