/** What the bus says of itself, and what becomes of messages that are put aside when it ends. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { DeadLetter } from "../../src/bus/bus.ts";
import { createBusEvents } from "../../src/bus/events.ts";
import { MESSAGE_VERSION, readMessage, schemaOf } from "../../src/bus/topics.ts";
import { recordingLog } from "../support/client_parts.ts";
import { settle } from "../support/manual_clock.ts";
import { openTestBus, toDurable, TOPIC, toTick } from "./bus_parts.ts";

const LETTER: DeadLetter = {
  subscriber: "keeper",
  envelope: { id: "a\u0007", topic: TOPIC, message: toTick(1), v: 1, publishedAtMs: 1, from: "box" },
  attempts: 3,
  reason: "it is\nbroken",
  atMs: 5,
};

Deno.test("a dead letter is one error with its subscriber, its topic and its reason on one line", () => {
  const log = recordingLog();
  const events = createBusEvents(log);
  events.fault({ kind: "dead_letter", letter: LETTER });
  events.deadLetter(LETTER);
  deepStrictEqual(log.lines.map(({ level, event }) => `${level} ${event}`), [
    "error dead_letter",
    "error dead_letter",
  ]);
  strictEqual(
    log.lines[0]?.message,
    "keeper could not handle market_data.upbit.btckrw a\\u0007 in 3 attempts (it is\\u000abroken); " +
      "it is kept in the table dead_letter",
  );
});

Deno.test("a receiver that failed, and a letter that cannot be kept, are told by the name of the subscriber", () => {
  const log = recordingLog();
  const events = createBusEvents(log);
  const error = new Error("full");
  events.fault({ kind: "handler_failed", subscriber: "reader", messages: 1, error });
  events.fault({ kind: "dead_letter_not_kept", letter: LETTER, error });
  deepStrictEqual(log.lines.map(({ message }) => message), [
    "reader failed with a message: full",
    "keeper has a dead letter that cannot be kept yet: full",
  ]);
});

Deno.test("an outbox that waits is told once, and anew after it went on", () => {
  const log = recordingLog();
  const events = createBusEvents(log);
  const held = () => events.relayHeld({ reason: "the broker is away", retryInMs: 50 });
  for (const tell of [held, held, events.relayGoesOn, held]) tell();
  deepStrictEqual(log.lines.map(({ event }) => event), ["outbox_waits", "outbox_goes_on", "outbox_waits"]);
});

Deno.test("each family of topics has its messages, and other names have none", () => {
  const known = ["market_data.upbit.btckrw", "events.fill", "commands.stop", "system.log.error"];
  deepStrictEqual(known.map((topic) => schemaOf(topic) !== undefined), [true, true, true, true]);
  const strange = ["market_data.upbit", "events", "commands.", "system.log.trace", "system.log"];
  deepStrictEqual(strange.map(schemaOf), Array(5).fill(undefined));
});

Deno.test("a message of this version or an older one is read, and one of a newer is not", () => {
  const read = (v: number) => readMessage(TOPIC, { message: toTick(1), v }) !== undefined;
  deepStrictEqual([MESSAGE_VERSION - 1, MESSAGE_VERSION, MESSAGE_VERSION + 1].map(read), [true, true, false]);
});

Deno.test("a message that waits to be tried again is counted as waiting", async () => {
  await using test = openTestBus();
  test.bus.subscribe(toDurable(), () => Promise.reject(new Error("not now")));
  const publishing = [test.bus.publish(TOPIC, toTick(1)), test.bus.publish(TOPIC, toTick(2))];
  await settle();
  strictEqual(test.bus.counts().subscribers[0]?.waiting, 2);
  await test.bus[Symbol.asyncDispose]();
  deepStrictEqual((await Promise.all(publishing)).map(({ kind }) => kind), ["refused", "refused"]);
});

Deno.test("a letter that could not be kept when the bus ends leaves its message to the publisher", async () => {
  await using test = openTestBus(undefined, () => {
    throw new Error("the disk is full");
  });
  test.bus.subscribe(toDurable({ retryAfterMs: [] }), () => Promise.reject(new Error("not now")));
  const outcomes: unknown[] = [];
  void test.bus.publish(TOPIC, toTick(1)).then(({ kind }) => outcomes.push(kind));
  await settle();
  deepStrictEqual(outcomes, []);
  await test.bus[Symbol.asyncDispose]();
  await settle();
  deepStrictEqual(outcomes, ["refused"]);
  deepStrictEqual(test.letters, []);
});
