/** A send that nobody has seen must not hide another one, and a look for that one must not cover the first. */
import assert from "node:assert/strict";
import { startTelegramServer, type TelegramServer } from "../support/telegram_server.ts";
import { at, buy, CHAT, protectiveSell, startTestNotifiers } from "./notify_parts.ts";

const MARK = "🔁";
const LATER = Date.parse("2026-11-20T23:00:00+09:00");

type Test = Awaited<ReturnType<typeof startTestNotifiers>>;

/** Its ids are known from one message on. */
async function startWarm(telegram: TelegramServer, timeoutMs?: number): Promise<Test> {
  const test = await startTestNotifiers({ telegramUrl: telegram.url, ...(timeoutMs && { timeoutMs }) });
  await test.notifiers.tell({ key: "warm", facts: buy() });
  await test.settle();
  return test;
}

const rowOf = async (test: Test, key: string) => (await test.rows()).find((row) => row.key === key);
const tellSell = (test: Test, key = "sell") =>
  test.notifiers.tell({ key, facts: protectiveSell({ name: "앞신호" }), validUntilMs: LATER });
const tellBuy = (test: Test, key = "buy") =>
  test.notifiers.tell({ key, facts: buy({ name: "뒷신호" }), validUntilMs: LATER });

/** What a person reads after the first message, with its mark. */
const read = ({ texts }: TelegramServer) =>
  texts.slice(1).map((text) => `${/앞신호|뒷신호/.exec(text)?.[0]}${text.includes(MARK) ? MARK : ""}`);

Deno.test("a sell that went again hides no message behind it whose answer is lost: that one is found, and comes once", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm(telegram);
  telegram.fail("drop");
  await tellSell(test);
  await test.settle();
  telegram.fail("drop_after");
  await tellBuy(test);
  await test.settle();
  assert.deepEqual(read(telegram), [`앞신호${MARK}`, "뒷신호"]);
  assert.deepEqual((await rowOf(test, "buy"))?.messageId, telegram.messages.at(-1)?.id);
  assert.ok(telegram.messages.every(({ edits }) => edits === 0));
});

Deno.test("the same for a sell behind a sell, at its first look", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm(telegram);
  telegram.fail("drop");
  await tellSell(test);
  await test.settle();
  telegram.fail("drop_after");
  const facts = protectiveSell({ name: "뒷신호" });
  await test.notifiers.tell({ key: "second", facts, validUntilMs: LATER });
  const sentMs = test.clock.now();
  await test.settle();
  assert.deepEqual(read(telegram), [`앞신호${MARK}`, "뒷신호"]);
  assert.ok(test.clock.now() - sentMs < 10_000);
});

Deno.test("a first copy that is taken late, under an id that the next message could have, keeps its text, and that next one is found", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm(telegram, 200);
  telegram.fail("late");
  await tellSell(test);
  await test.settle();
  telegram.acceptLate();
  telegram.fail("drop_after");
  await tellBuy(test);
  await test.settle();
  assert.deepEqual(read(telegram), [`앞신호${MARK}`, "앞신호", "뒷신호"]);
  assert.ok(telegram.messages.every(({ text, firstText }) => text === firstText));
  telegram.fail("drop_after");
  await tellBuy(test, "third");
  await test.settle();
  assert.deepEqual(read(telegram).slice(3), ["뒷신호"]);
});

Deno.test("a first copy that is taken late, and a next message that was dropped: the copy keeps its text, and that one goes again", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm(telegram, 200);
  telegram.fail("late");
  await tellSell(test);
  await test.settle();
  telegram.acceptLate();
  telegram.fail("drop");
  await tellBuy(test);
  await test.settle();
  assert.deepEqual(read(telegram), [`앞신호${MARK}`, "앞신호", `뒷신호${MARK}`]);
  assert.ok(telegram.messages.every(({ text, firstText }) => text === firstText));
});

Deno.test("a sender that died while it looked beside another takes its own text there as no proof: it goes again, with the mark", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm(telegram);
  telegram.fail("drop_after");
  await tellBuy(test);
  await test.clock.until(async () => (await rowOf(test, "buy"))?.state === "unknown");
  const row = await rowOf(test, "buy");
  assert.ok(row);
  const event = "looks beside another";
  await test.store.move(row, { state: "unknown", event, atMs: test.clock.now(), error: row.error });
  await test.settle();
  assert.deepEqual(read(telegram), ["뒷신호", `뒷신호${MARK}`]);
});

for (const [what, fault] of [["arrived", "drop_after"], ["was lost", "drop"]] as const) {
  Deno.test(`one that ${what} and ended unlooked for hides no other: it is looked for before the next goes, which is found`, async () => {
    await using telegram = startTelegramServer();
    await using test = await startWarm(telegram);
    telegram.fail(fault);
    const facts = buy({ name: "앞신호" });
    await test.notifiers.tell({ key: "unseen", facts, validUntilMs: at("09:22:00") });
    await test.clock.until(async () => (await rowOf(test, "unseen"))?.state === "unknown");
    telegram.setDown(true);
    await test.clock.until(async () => (await rowOf(test, "unseen"))?.state === "expired");
    telegram.setDown(false);
    telegram.fail("drop_after");
    await tellBuy(test);
    await test.settle();
    assert.deepEqual(read(telegram), fault === "drop" ? ["뒷신호"] : ["앞신호", "뒷신호"]);
    assert.ok(telegram.messages.every(({ edits }) => edits === 0));
    const seen = (await test.store.attempts((await rowOf(test, "unseen"))?.seq ?? 0)).map(({ event }) =>
      event
    );
    assert.ok(seen.includes(fault === "drop" ? "not found" : "found late"), seen.join());
  });
}

Deno.test("asked for silence by such a look, the next message waits so long, and then goes without one", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm(telegram);
  telegram.fail("drop");
  const facts = buy({ name: "앞신호" });
  await test.notifiers.tell({ key: "unseen", facts, validUntilMs: at("09:22:00") });
  await test.clock.until(async () => (await rowOf(test, "unseen"))?.state === "unknown");
  telegram.setDown(true);
  await test.clock.until(async () => (await rowOf(test, "unseen"))?.state === "expired");
  telegram.setDown(false);
  telegram.ways.editRefusal = { code: 429, description: "Too Many Requests: retry after 5" };
  const toldMs = test.clock.now();
  await tellBuy(test);
  await test.settle();
  assert.deepEqual(read(telegram), ["뒷신호"]);
  assert.ok(test.clock.now() - toldMs >= 5_000, "as long as a silence without a number is taken to be");
});

Deno.test("an edit of the newest message makes no older send forgotten", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm(telegram);
  telegram.fail("drop");
  await tellSell(test);
  await test.settle();
  const known = await rowOf(test, "sell");
  assert.ok(known?.messageId);
  const parts = { channel: "telegram", knownId: known.messageId, lateMs: 25_000 };
  const other = { seq: 0, chat: CHAT };
  test.db.exec(
    `INSERT INTO message (id, owner, key, channel, chat, part, parts, kind, body, marked_body, facts, ring, rank,
      resendable, edits, state, attempt, id_scope, message_id, queued_at, sending_at, done_at)
    SELECT 'edit', owner, 'edit', channel, chat, 1, 1, kind, body, marked_body, facts, 0, 1, 1, key, 'delivered', 1, id_scope,
      message_id, queued_at + 900000, sending_at + 900000, done_at + 900000 FROM message WHERE key = 'sell'`,
  );
  const { seq } = await rowOf(test, "warm") ?? other;
  assert.deepEqual(
    (await test.store.strays({ ...other, seq }, parts)).map(({ row, attempt }) => [row.key, attempt]),
    [
      ["sell", 1],
    ],
  );
});
