/** What every memory of messages promises, whatever keeps it. */
import assert from "node:assert/strict";
import type { MessageDraft, MessageRow, MessageStore } from "../../src/notifiers/message_store.ts";
import { at, buy } from "./notify_parts.ts";

export const NOW = at("09:20:08");

export function draft(key: string, change: Partial<MessageDraft> = {}): MessageDraft {
  return {
    ...{ owner: "owner", key, signalId: undefined, channel: "telegram", chat: "777", part: 1, parts: 1 },
    ...{
      kind: "buy",
      body: `<b>${key}</b>`,
      markedBody: `${key} again`,
      buttons: [],
      facts: buy(),
      ring: true,
    },
    ...{ rank: 1 as const, isResendable: true, edits: undefined, idScope: "bot", queuedAtMs: NOW },
    validUntilMs: undefined,
    ...change,
  };
}

export interface OpenedStore extends AsyncDisposable {
  readonly store: MessageStore;
}

export function testMessageStore(name: string, open: () => Promise<OpenedStore>): void {
  const test = (sentence: string, work: (store: MessageStore) => Promise<void>) =>
    Deno.test(`${name}: ${sentence}`, async () => {
      await using opened = await open();
      await work(opened.store);
    });
  const rowOf = async (store: MessageStore, key: string): Promise<MessageRow> => {
    const row = await store.findByKey({ owner: "owner", key, channel: "telegram", chat: "777" });
    assert.ok(row !== undefined, key);
    return row;
  };
  const begin = async (store: MessageStore, key: string, holder = "me") =>
    await store.begin({
      ...{ row: await rowOf(store, key), channel: "telegram", holder, atMs: NOW + 1 },
      ...{ knownId: 7, isRinging: true },
    });
  const lease = (holder: string, nowMs = NOW) => ({
    ...{ channel: "telegram", holder, nowMs, untilMs: nowMs + 60_000 },
  });

  test("what is told twice is one message, for each owner, channel, chat and part", async (store) => {
    assert.equal(await store.enqueue([draft("a"), draft("a"), draft("a", { part: 2, parts: 2 })]), 2);
    assert.equal(await store.enqueue([draft("a", { body: "other" }), draft("a", { chat: "8" })]), 1);
    const row = await rowOf(store, "a");
    assert.deepEqual([row.body, row.state, row.attempt], ["<b>a</b>", "queued", 0]);
  });

  test("a row comes back as it was given", async (store) => {
    const buttons = [[{ text: "왜?", data: "why:1" }], [{ text: "차트", data: "c" }]];
    const given = draft("a", {
      buttons,
      signalId: "s",
      edits: "b",
      rank: 0,
      ring: false,
      validUntilMs: NOW + 5,
    });
    await store.enqueue([given]);
    const { seq: _, id, form, state, attempt, failures, absences, isMarked, isGivenUp, ...row } = await rowOf(
      store,
      "a",
    );
    assert.deepEqual([form, state, attempt, failures, absences, isMarked, isGivenUp], [
      ...["rich", "queued", 0, 0, 0, false, false],
    ]);
    assert.equal(id.length, 26);
    assert.deepEqual(row, {
      ...given,
      // Kept as JSON, which has no word for what is not there.
      facts: JSON.parse(JSON.stringify(given.facts)),
      ...{ knownId: undefined, messageId: undefined, notBeforeMs: undefined, sendingAtMs: undefined },
      ...{ handedOnAtMs: undefined, doneAtMs: undefined, error: undefined },
    });
  });

  test("what waits comes by rank, then in the order of the queue", async (store) => {
    const ranks = [["c", 2], ["a", 1], ["b", 1], ["p", 0]] as const;
    for (const [key, rank] of ranks) await store.enqueue([draft(key, { rank })]);
    assert.deepEqual((await store.open("telegram", 10)).map(({ key }) => key), ["p", "a", "b", "c"]);
    assert.deepEqual(await store.open("webhook", 10), []);
  });

  test("fault 35: only who holds the lease begins, once for each attempt", async (store) => {
    await store.enqueue([draft("a")]);
    assert.equal(await begin(store, "a"), undefined, "without a lease");
    assert.equal(await store.takeLease(lease("me")), true);
    assert.equal(await store.takeLease(lease("you")), false);
    assert.equal(await begin(store, "a", "you"), undefined);
    const seen = await rowOf(store, "a");
    assert.equal(await begin(store, "a"), 1);
    const start = {
      row: seen,
      channel: "telegram",
      holder: "me",
      atMs: NOW,
      knownId: undefined,
      isRinging: false,
    };
    assert.equal(await store.begin(start), undefined, "as it was seen before");
    const row = await rowOf(store, "a");
    assert.deepEqual([row.state, row.attempt, row.knownId, row.sendingAtMs], ["sending", 1, 7, NOW + 1]);
  });

  test("fault 35: a lease that is over goes to another, and the late answer of the first changes nothing", async (store) => {
    await store.enqueue([draft("a")]);
    await store.takeLease(lease("me"));
    await begin(store, "a");
    const mine = await rowOf(store, "a");
    const laterMs = NOW + 61_000;
    assert.equal(await store.takeLease(lease("you", laterMs)), true);
    assert.equal(await store.recover("telegram", "unknown", laterMs), 1);
    const change = { state: "delivered", event: "answered", atMs: laterMs, messageId: 5 } as const;
    assert.equal(await store.move(mine, change), false);
    assert.equal((await rowOf(store, "a")).state, "unknown");
    assert.equal(await store.move(await rowOf(store, "a"), change), true);
  });

  test("fault 35: who has the data directory takes the lease from anybody at once, and is not asked for it by who has not", async (store) => {
    await store.enqueue([draft("a")]);
    await store.takeLease(lease("command"));
    await begin(store, "a", "command");
    const seen = await rowOf(store, "a");
    assert.equal(await store.takeLease({ ...lease("service", NOW + 1), isFirst: true }), true);
    assert.equal(await store.takeLease(lease("command", NOW + 2)), false);
    assert.equal(await store.recover("telegram", "unknown", NOW + 3), 1);
    const late = { state: "delivered", event: "answered", atMs: NOW + 4, messageId: 5 } as const;
    assert.equal(await store.move(seen, late), false, "the late answer of who gave way");
  });

  test("fault 35: who slept over the end of its own lease begins nothing, though nobody took it", async (store) => {
    await store.enqueue([draft("a")]);
    const mine = lease("me");
    await store.takeLease(mine);
    const row = await rowOf(store, "a");
    const start = { row, channel: "telegram", holder: "me", knownId: undefined, isRinging: false };
    assert.equal(await store.begin({ ...start, atMs: mine.untilMs }), undefined);
    assert.equal(await store.begin({ ...start, atMs: mine.untilMs - 1 }), 1);
  });

  test("a lease of a clock that was ahead does not hold for ever", async (store) => {
    await store.takeLease(lease("ahead", NOW + 7 * 86_400_000));
    assert.equal(await store.takeLease(lease("me")), true);
    await store.giveLease("telegram", "me");
    assert.equal(await store.takeLease(lease("you")), true);
  });

  test("an end leads nowhere, and no way is taken that there is not", async (store) => {
    await store.enqueue([draft("a")]);
    await store.takeLease(lease("me"));
    const queued = await rowOf(store, "a");
    await assert.rejects(store.move(queued, { state: "delivered", event: "x", atMs: NOW }), RangeError);
    await begin(store, "a");
    await store.move(await rowOf(store, "a"), {
      state: "delivered",
      event: "answered",
      atMs: NOW + 9,
      messageId: 5,
    });
    const done = await rowOf(store, "a");
    assert.deepEqual([done.state, done.messageId, done.doneAtMs], ["delivered", 5, NOW + 9]);
    await assert.rejects(store.move(done, { state: "queued", event: "x", atMs: NOW }), RangeError);
    assert.equal(await store.highestMessageId("telegram", "bot"), 5);
    assert.equal(await store.highestMessageId("telegram", "-1001"), undefined);
  });

  test("a trial of looking is kept for its account: its ids count as used, and one that found nothing takes no answer away", async (store) => {
    const trial = { account: "42", idScope: "bot", lastId: 9, isSound: false, triedAtMs: NOW };
    assert.equal(await store.findTrial("telegram", "42", "bot"), undefined);
    await store.saveTrial("telegram", trial);
    assert.deepEqual(await store.findTrial("telegram", "42", "bot"), trial);
    assert.equal(await store.findTrial("telegram", "43", "bot"), undefined);
    assert.equal(await store.highestMessageId("telegram", "bot"), 9);
    assert.equal(await store.highestMessageId("telegram", "-1001"), undefined);
    await store.saveTrial("telegram", { ...trial, lastId: 5, isSound: undefined, triedAtMs: NOW + 1 });
    assert.deepEqual(await store.findTrial("telegram", "42", "bot"), { ...trial, triedAtMs: NOW + 1 });
    await store.saveTrial("telegram", { ...trial, isSound: true });
    assert.equal((await store.findTrial("telegram", "42", "bot"))?.isSound, true);
  });

  test("every attempt is kept, in its order, with its reason", async (store) => {
    await store.enqueue([draft("a")]);
    await store.takeLease(lease("me"));
    await begin(store, "a");
    await store.move(await rowOf(store, "a"), {
      state: "queued",
      event: "not sent",
      atMs: NOW + 2,
      error: "no line",
    });
    await begin(store, "a");
    await store.move(await rowOf(store, "a"), {
      state: "unknown",
      event: "no answer",
      atMs: NOW + 3,
      error: "lost",
    });
    const attempts = await store.attempts((await rowOf(store, "a")).seq);
    assert.deepEqual(attempts.map(({ attempt, event, state, detail }) => [attempt, event, state, detail]), [
      [1, "begun", "sending", undefined],
      [1, "not sent", "queued", "no line"],
      [2, "begun", "sending", undefined],
      [2, "no answer", "unknown", "lost"],
    ]);
  });

  test("a resend keeps its mark, and what was not sent did not ring", async (store) => {
    await store.enqueue([draft("a")]);
    await store.takeLease(lease("me"));
    await begin(store, "a");
    assert.deepEqual(await store.ringsSince("telegram", "777", NOW), [NOW + 1]);
    await store.move(await rowOf(store, "a"), { state: "unknown", event: "no answer", atMs: NOW });
    await store.move(await rowOf(store, "a"), { state: "resend", event: "not found", atMs: NOW });
    await begin(store, "a");
    await store.move(await rowOf(store, "a"), { state: "queued", event: "not sent", atMs: NOW });
    assert.equal((await rowOf(store, "a")).isMarked, true);
    assert.deepEqual(await store.ringsSince("telegram", "777", NOW), []);
  });

  test("what is too late ends as expired, except while it is being sent, and is listed once", async (store) => {
    for (const key of ["a", "b", "c"]) await store.enqueue([draft(key, { validUntilMs: NOW + 10 })]);
    await store.enqueue([draft("d")]);
    await store.takeLease(lease("me"));
    await begin(store, "b");
    assert.equal(await store.expire("telegram", NOW + 9), 0);
    assert.equal(await store.expire("telegram", NOW + 10), 2);
    const late = await store.unlisted("telegram");
    assert.deepEqual(late.map(({ key }) => key), ["a", "c"]);
    await store.list(late, draft("late"));
    assert.deepEqual(await store.unlisted("telegram"), []);
    assert.equal((await rowOf(store, "late")).state, "queued");
  });

  test("many are replaced by one, all of them or none", async (store) => {
    for (const key of ["a", "b"]) await store.enqueue([draft(key)]);
    const rows = [await rowOf(store, "a"), await rowOf(store, "b")];
    await store.takeLease(lease("me"));
    await begin(store, "b");
    const why = { atMs: NOW, error: "told in group" };
    assert.equal(await store.supersede(rows, [draft("group")], why), false);
    assert.equal((await rowOf(store, "a")).state, "queued");
    const still = await store.findByKey({ owner: "owner", key: "group", channel: "telegram", chat: "777" });
    assert.equal(still, undefined);
    assert.equal(await store.supersede(rows.slice(0, 1), [draft("group")], why), true);
    assert.deepEqual([(await rowOf(store, "a")).state, (await rowOf(store, "group")).state], [
      "superseded",
      "queued",
    ]);
  });

  test("what stands in a chat is the message, or the newest text that took its place", async (store) => {
    const standing = async () =>
      (await store.findStanding({ owner: "owner", key: "a", channel: "telegram", chat: "777" }))?.key;
    const deliver = async (key: string, messageId: number | undefined) => {
      const attempt = await begin(store, key);
      assert.ok(attempt !== undefined);
      const row = await rowOf(store, key);
      await store.move(row, { state: "delivered", event: "answered", atMs: NOW, messageId });
    };
    await store.takeLease(lease("me"));
    await store.enqueue([draft("a"), draft("b"), draft("a:1", { edits: "a" }), draft("a:2", { edits: "a" })]);
    assert.equal(await standing(), undefined);
    await deliver("a", 8);
    await deliver("b", 9);
    assert.equal(await standing(), "a");
    await deliver("a:1", 12);
    assert.equal(await standing(), "a:1");
    // It was not modified: the id of before holds.
    await deliver("a:2", undefined);
    assert.equal(await standing(), "a:1");
  });

  test("another channel is told once", async (store) => {
    await store.enqueue([draft("a")]);
    const row = await rowOf(store, "a");
    const more = [draft("a:instead", { channel: "webhook", chat: "office" })];
    assert.equal(await store.handOn(row, more, NOW), true);
    assert.equal(await store.handOn(row, more, NOW), false);
    assert.equal((await store.open("webhook", 10)).length, 1);
    const attempts = await store.attempts(row.seq);
    assert.deepEqual(attempts.map(({ event, detail }) => [event, detail]), [["handed on", "webhook"]]);
  });

  test("a person may free what was refused and what is unknown, and nothing else", async (store) => {
    await store.enqueue([draft("a")]);
    assert.equal(await store.retry(await rowOf(store, "a"), NOW), false);
    await store.takeLease(lease("me"));
    await begin(store, "a");
    await store.move(await rowOf(store, "a"), { state: "refused", event: "refused", atMs: NOW, error: "no" });
    const row = await rowOf(store, "a");
    assert.equal(await store.retry(row, NOW), true);
    assert.deepEqual([(await rowOf(store, "a")).state, (await store.find(row.id))?.error], [
      "queued",
      undefined,
    ]);
    await begin(store, "a");
    await store.move(await rowOf(store, "a"), { state: "unknown", event: "no answer", atMs: NOW });
    assert.equal(await store.retry(await rowOf(store, "a"), NOW), true);
    assert.equal((await rowOf(store, "a")).state, "resend");
  });

  test("the many messages of one chat leave room for those of the others", async (store) => {
    await store.enqueue(Array.from({ length: 12 }, (_, i) => draft(`a${i}`, { chat: "-5", rank: 0 })));
    await store.enqueue([draft("b", { chat: "888" }), draft("c", { chat: "888", rank: 2 })]);
    const keys = async (limit: number) => (await store.open("telegram", limit)).map(({ key }) => key);
    assert.deepEqual(await keys(3), ["a0", "a1", "b"]);
    assert.deepEqual(await keys(6), ["a0", "a1", "a2", "a3", "b", "c"]);
    assert.equal((await keys(100)).length, 14);
  });

  test("a chat that moved takes along what waits for it; one that is blocked says why", async (store) => {
    await store.enqueue([draft("a", { chat: "-5" })]);
    await store.moveChat("telegram", "-5", { chat: "-1007", idScope: "-1007", atMs: NOW });
    const [row] = await store.open("telegram", 5);
    assert.deepEqual([row?.chat, row?.idScope], ["-1007", "-1007"]);
    await store.blockChat("telegram", "777", { atMs: NOW, reason: "403" });
    const chat = async (id: string) => (await store.chats("telegram")).find((known) => known.chat === id);
    assert.equal((await chat("-5"))?.movedTo, "-1007");
    assert.deepEqual([(await chat("777"))?.blockedAtMs, (await chat("777"))?.reason], [NOW, "403"]);
    await store.blockChat("telegram", "777", undefined);
    assert.equal((await chat("777"))?.blockedAtMs, undefined);
  });

  test("fault 30: the highest id of one counting says nothing in another, and stays within the same", async (store) => {
    await store.enqueue([draft("a")]);
    await store.takeLease(lease("me"));
    await begin(store, "a");
    const knownId = async () => (await store.open("telegram", 5))[0]?.knownId;
    await store.moveChat("telegram", "777", { chat: "-5", idScope: "bot", atMs: NOW });
    assert.equal(await knownId(), 7);
    await store.moveChat("telegram", "-5", { chat: "-1007", idScope: "-1007", atMs: NOW });
    assert.equal(await knownId(), undefined);
  });

  test("fault 30: what is told again under the old name of a chat is told once, and holds up nothing", async (store) => {
    const to = { chat: "-1007", idScope: "-1007", atMs: NOW + 1 };
    await store.enqueue([draft("a", { chat: "-5" })]);
    await store.moveChat("telegram", "-5", to);
    await store.enqueue([draft("a", { chat: "-5" }), draft("b", { chat: "-5" })]);
    await store.moveChat("telegram", "-5", to);
    assert.deepEqual((await store.open("telegram", 5)).map(({ key, chat }) => [key, chat]), [
      ["a", "-1007"],
      ["b", "-1007"],
    ]);
    const again = await store.findByKey({ owner: "owner", key: "a", channel: "telegram", chat: "-5" });
    assert.deepEqual([again?.state, again?.error], ["superseded", "told in -1007 already"]);
  });

  test("of chats that are said to have moved to each other the last word counts, and no move is a circle", async (store) => {
    await store.enqueue([draft("a", { chat: "-5" })]);
    const move = (from: string, chat: string) =>
      store.moveChat("telegram", from, { chat, idScope: chat, atMs: NOW });
    await move("-5", "-1007");
    await move("-1007", "-5");
    const moves = (await store.chats("telegram")).map(({ chat, movedTo }) => [chat, movedTo]);
    assert.deepEqual(moves.toSorted(), [["-1007", "-5"], ["-5", undefined]]);
    await assert.rejects(move("-5", "-5"), RangeError);
    assert.deepEqual((await store.open("telegram", 5)).map(({ key, chat }) => [key, chat]), [["a", "-5"]]);
  });

  test("counts tell what waits, what nobody knows and since when", async (store) => {
    assert.deepEqual(await store.counts(), []);
    await store.enqueue([
      draft("a"),
      draft("b", { queuedAtMs: NOW + 5 }),
      draft("w", { channel: "webhook" }),
    ]);
    await store.takeLease(lease("me"));
    await begin(store, "a");
    await store.recover("telegram", "unknown", NOW);
    assert.deepEqual(await store.counts(), [
      { channel: "telegram", pending: 2, unknown: 1, oldestQueuedAtMs: NOW },
      { channel: "webhook", pending: 1, unknown: 0, oldestQueuedAtMs: NOW },
    ]);
    assert.deepEqual((await store.browse({ state: "unknown", limit: 5 })).map(({ key }) => key), ["a"]);
    assert.deepEqual((await store.browse({ state: undefined, limit: 2 })).map(({ key }) => key), ["w", "b"]);
  });

  test("what was to be told of a signal is found by it, in the order of the queue, and is its owner's alone", async (store) => {
    await store.enqueue([draft("a", { signalId: "s1" }), draft("b"), draft("c", { signalId: "s1" })]);
    assert.deepEqual((await store.ofSignal("owner", "s1")).map(({ key }) => key), ["a", "c"]);
    assert.deepEqual(await store.ofSignal("owner", "s2"), []);
    assert.deepEqual(await store.ofSignal("somebody", "s1"), []);
  });

  test("only what came to its end is forgotten", async (store) => {
    await store.enqueue([draft("a"), draft("b")]);
    await store.takeLease(lease("me"));
    await begin(store, "a");
    const row = await rowOf(store, "a");
    await store.move(row, { state: "delivered", event: "answered", atMs: NOW });
    assert.equal(await store.prune(NOW), 0);
    assert.equal(await store.prune(NOW + 1), 1);
    assert.deepEqual(await store.attempts(row.seq), []);
    assert.equal((await rowOf(store, "b")).state, "queued");
  });

  test("who waits for messages is told of each that is new, and of none that is not", async (store) => {
    let told = 0;
    store.written.subscribe(() => told++);
    await store.enqueue([draft("a")]);
    await store.enqueue([draft("a")]);
    assert.equal(told, 1);
  });
}
