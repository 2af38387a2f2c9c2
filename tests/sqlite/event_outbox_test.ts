import assert from "node:assert/strict";
import { DAY_MS } from "../../src/core/kst.ts";
import { HandledEvents } from "../../src/sqlite/handled_events.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { openOutboxStore, toEvent } from "./outbox_parts.ts";

Deno.test("an event is in the outbox exactly when the transaction that wrote it is committed", async () => {
  await using parts = await openOutboxStore();
  const { store: { outbox }, transact } = parts;
  assert.throws(() =>
    transact(() => {
      outbox.append([toEvent(1)]);
      throw new Error("changed its mind");
    }), /changed its mind/);
  assert.deepEqual(parts.waiting(), []);
  transact(() => outbox.append([toEvent(2)]));
  assert.deepEqual(parts.waiting(), ["event:2"]);
});

Deno.test("events are read in the order of their writing, and the same id is one event", async () => {
  await using parts = await openOutboxStore();
  const { store: { outbox }, transact } = parts;
  transact(() => outbox.append([toEvent(3), toEvent(1)]));
  transact(() => outbox.append([toEvent(2), toEvent(3)]));
  assert.deepEqual((await outbox.read(10)).map(({ id }) => id), ["event:3", "event:1", "event:2"]);
  assert.deepEqual((await outbox.read(2)).map(({ id }) => id), ["event:3", "event:1"]);
  assert.deepEqual((await outbox.read(1))[0], {
    id: "event:3",
    topic: "events.tested",
    messageText: '{"atMs":3,"facts":{"n":3}}',
    v: 1,
    atMs: 3,
  });
});

Deno.test("reading begins at the oldest row each time, so an earlier place that is filled late is not passed over", async () => {
  await using parts = await openOutboxStore();
  const { store: { outbox }, transact, db } = parts;
  transact(() => outbox.append([toEvent(1), toEvent(2)]));
  await outbox.remove(["event:1", "event:2"]);
  db.exec(
    "INSERT INTO event_outbox (seq, id, topic, message, v, at) VALUES (9, 'late:9', 'events.a', '{}', 1, 0)",
  );
  assert.deepEqual((await outbox.read(10)).map(({ id }) => id), ["late:9"]);
  db.exec(
    "INSERT INTO event_outbox (seq, id, topic, message, v, at) VALUES (4, 'late:4', 'events.a', '{}', 1, 0)",
  );
  assert.deepEqual((await outbox.read(10)).map(({ id }) => id), ["late:4", "late:9"]);
});

Deno.test("the outbox tells of a commit once, and not of a step without events", async () => {
  await using parts = await openOutboxStore();
  const { store: { outbox }, transact } = parts;
  let told = 0;
  outbox.written.subscribe(() => told++);
  outbox.announce();
  assert.equal(told, 0);
  transact(() => outbox.append([toEvent(1), toEvent(2)]));
  outbox.announce();
  outbox.announce();
  assert.equal(told, 1);
});

Deno.test("a consumer acts once by id, also when its transaction failed in between, and others act for themselves", async () => {
  await using parts = await openOutboxStore();
  const { store, transact } = parts;
  const mail = store.handledBy("mail");
  assert.throws(() =>
    transact(() => {
      assert.equal(mail.note("event:1"), true);
      throw new Error("no room");
    }), /no room/);
  assert.equal(transact(() => mail.note("event:1")), true);
  assert.equal(transact(() => mail.note("event:1")), false);
  assert.equal(transact(() => store.handledBy("mail").note("event:1")), false, "after a restart too");
  assert.equal(transact(() => store.handledBy("orders").note("event:1")), true);
});

Deno.test("handled ids are forgotten after 30 days, but never while their event still waits", async () => {
  await using parts = await openOutboxStore();
  const { store: { outbox }, db, transact } = parts;
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const handled = new HandledEvents("mail", { db, clock });
  transact(() => outbox.append([toEvent(1)]));
  transact(() => ["event:1", "event:2"].forEach((id) => handled.note(id)));
  await clock.advance(31 * DAY_MS);
  transact(() => Array.from({ length: 1_000 }, (_, i) => handled.note(`later:${i}`)));
  assert.equal(transact(() => handled.note("event:1")), false);
  assert.equal(transact(() => handled.note("event:2")), true);
});

Deno.test("dead letters are kept whole, the newest of a subscriber and message, and listed newest first", async () => {
  await using parts = await openOutboxStore();
  const { deadLetters } = parts.store;
  const envelope = {
    ...{ id: "event:1", topic: "events.tested", message: { a: "가" }, v: 1, publishedAtMs: 5, from: "box_1" },
  };
  const letter = { subscriber: "mail", envelope, attempts: 3, reason: "no", atMs: 10 };
  assert.equal(deadLetters.count(), 0);
  await deadLetters.keep(letter);
  await deadLetters.keep({ ...letter, subscriber: "orders", atMs: 11 });
  await deadLetters.keep({ ...letter, reason: "still no", atMs: 12 });
  assert.equal(deadLetters.count(), 2);
  assert.deepEqual(deadLetters.list(10), [
    { ...letter, reason: "still no", atMs: 12 },
    { ...letter, subscriber: "orders", atMs: 11 },
  ]);
});
