/** What becomes of a message in doubt, and of those behind it, when the look for it does not go as usual. */
import assert from "node:assert/strict";
import { startTelegramServer } from "../support/telegram_server.ts";
import { buy, CHAT, protectiveSell, startTestNotifiers } from "./notify_parts.ts";

const MARK = "🔁";
const LATER = Date.parse("2026-11-20T23:00:00+09:00");
const OTHER = "888";

type Test = Awaited<ReturnType<typeof startTestNotifiers>>;

async function warmUp(test: Test): Promise<void> {
  await test.notifiers.tell({ key: "warm", facts: buy() });
  await test.settle();
}

const rowOf = async (test: Test, key: string, chat = CHAT) =>
  (await test.rows()).find((row) => row.key === key && row.chat === chat);

for (
  const { code = 400, description, ends, withinMs } of [
    { description: "Bad Request: chat not found", ends: "unknown", withinMs: 10_000 },
    { description: "Bad Request: can't parse entities: x", ends: "delivered", withinMs: 40_000 },
    { description: "Bad Request: nobody knows these words", ends: "delivered", withinMs: 40_000 },
    { code: 500, description: "Internal Server Error", ends: "delivered", withinMs: 60_000 },
  ]
) {
  Deno.test(`looks that are always answered "${description}" hold up no other chat`, async () => {
    await using telegram = startTelegramServer();
    await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: [CHAT, OTHER] });
    await warmUp(test);
    telegram.ways.editRefusal = { code, description };
    telegram.fail("drop");
    await test.notifiers.tell({ key: "lost", facts: buy(), validUntilMs: LATER });
    await test.clock.until(async () => (await rowOf(test, "lost"))?.state === "unknown");
    await test.notifiers.tell({ key: "sell", facts: protectiveSell() });
    await test.clock.until(
      async () => (await rowOf(test, "sell", OTHER))?.state === "delivered",
      withinMs,
    );
    await test.clock.pass(60_000);
    const lost = await rowOf(test, "lost");
    assert.equal(lost?.state, ends);
    assert.equal(lost?.isMarked, ends === "delivered", "nobody could look, so it says that it may have come");
    assert.ok(telegram.count("editMessageText") < 40, `${telegram.count("editMessageText")} looks`);
  });
}

Deno.test("a fault of the server in a look is no reason to send it again: it is looked for once more, and found", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  await warmUp(test);
  telegram.ways.editRefusal = { code: 500, description: "Internal Server Error" };
  telegram.fail("drop_after");
  await test.notifiers.tell({ key: "lost", facts: protectiveSell() });
  await test.clock.until(() => telegram.count("editMessageText") === 2);
  telegram.ways.editRefusal = undefined;
  await test.settle();
  assert.deepEqual([(await rowOf(test, "lost"))?.state, telegram.texts.length], ["delivered", 2]);
});

Deno.test("fault 30: a group that became a supergroup while one of its messages was in doubt: that one goes to its new place, the others go on", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: ["-55", OTHER] });
  await warmUp(test);
  telegram.fail("drop");
  await test.notifiers.tell({ key: "lost", facts: protectiveSell() });
  await test.clock.until(async () => (await rowOf(test, "lost", "-55"))?.state === "unknown");
  telegram.migrate("-55", "-1009876543210");
  await test.clock.until(
    async () => (await test.rows()).every(({ state }) => state === "delivered"),
    60_000,
  );
  const there = telegram.messages.filter(({ chat }) => chat === "-1009876543210");
  assert.deepEqual(there.map(({ text }) => [text.includes("카카오"), text.includes(MARK)]), [[true, true]]);
  assert.ok(telegram.messages.every(({ edits }) => edits === 0));
  assert.equal(
    (await rowOf(test, "lost", "-1009876543210"))?.knownId,
    undefined,
    "ids are counted anew there",
  );
});

Deno.test("fault 30: chats that lead round in a circle hold up no other", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: [CHAT, OTHER] });
  await warmUp(test);
  telegram.fail("drop");
  await test.notifiers.tell({ key: "lost", facts: buy() });
  await test.clock.until(async () => (await rowOf(test, "lost"))?.state === "unknown");
  telegram.migrate(CHAT, CHAT);
  await test.notifiers.tell({ key: "sell", facts: protectiveSell() });
  await test.clock.until(
    async () => (await rowOf(test, "sell", OTHER))?.state === "delivered",
    60_000,
  );
});

/** A backup was restored that knows one message less than three that were sent. */
async function restoreOlder(test: Test): Promise<void> {
  await warmUp(test);
  for (let i = 0; i < 3; i++) {
    await test.notifiers.tell({ key: `old${i}`, facts: buy({ name: `옛신호${i}` }) });
    await test.settle();
  }
  test.db.exec("DELETE FROM delivery_attempt; DELETE FROM message WHERE key LIKE 'old%'");
}

Deno.test("after an older backup a look that wrote over an old message found nothing: the message goes again, with the mark and a ring", async () => {
  for (const facts of [protectiveSell(), buy({ name: "카카오" })]) {
    await using telegram = startTelegramServer();
    await using test = await startTestNotifiers({ telegramUrl: telegram.url });
    await restoreOlder(test);
    telegram.fail("drop");
    await test.notifiers.tell({ key: "new", facts, validUntilMs: LATER });
    await test.settle();
    const last = telegram.messages.at(-1);
    assert.equal(telegram.messages.length, 5);
    assert.ok(last?.firstText.includes("카카오") && last.text.includes(MARK) && !last.isSilent);
    const row = await rowOf(test, "new");
    assert.deepEqual([row?.state, row?.messageId], ["delivered", last?.id]);
    assert.deepEqual(
      telegram.messages.map(({ edits }) => edits),
      [0, 1, 0, 0, 0],
      "and it is looked for no more",
    );
    assert.match(test.bugs.join(), /wrote over another message/);
  }
});

Deno.test("after an older backup, lost again when it went again, it is given up and writes over nothing more", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  await restoreOlder(test);
  telegram.fail("drop", "drop");
  await test.notifiers.tell({ key: "new", facts: protectiveSell(), validUntilMs: LATER });
  await test.settle();
  const row = await rowOf(test, "new");
  assert.deepEqual([row?.state, row?.isGivenUp], ["unknown", true]);
  assert.deepEqual(telegram.messages.map(({ edits }) => edits), [0, 1, 0, 0]);
  await test.notifiers.tell({ key: "next", facts: buy({ name: "다음것" }), validUntilMs: LATER });
  await test.settle();
  assert.ok(telegram.texts.at(-1)?.includes("다음것"));
});

Deno.test("a first copy that is taken late, while the second was dropped, is found and gets the text of the second", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, timeoutMs: 200 });
  await warmUp(test);
  telegram.fail("late", "drop");
  await test.notifiers.tell({ key: "late", facts: protectiveSell(), validUntilMs: LATER });
  await test.clock.until(async () => {
    const row = await rowOf(test, "late");
    return row?.isMarked === true && row.state === "unknown";
  });
  telegram.acceptLate();
  await test.settle();
  assert.equal(telegram.texts.length, 2);
  assert.ok(telegram.texts[1]?.includes(MARK));
  const row = await rowOf(test, "late");
  assert.deepEqual([row?.state, row?.isGivenUp], ["delivered", false]);
});
