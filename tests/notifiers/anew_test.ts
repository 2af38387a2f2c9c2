/** Edits of what never came, of what was removed, and of what stayed in a chat that moved. */
import assert from "node:assert/strict";
import type { MessageFacts } from "../../src/notifiers/message_facts.ts";
import { startTelegramServer } from "../support/telegram_server.ts";
import { at, buy, protectiveSell, sell, startTestNotifiers } from "./notify_parts.ts";

const OPINION = { atMs: at("09:20:15"), isAgainst: true, confidence: 62, sentence: "" };
const REFUSED = {
  code: 400,
  description: "Bad Request: not enough rights to send text messages to the chat",
};
const SUPERGROUP = "-1009876543210";
const over = (): MessageFacts => ({
  ...{ kind: "outage_over", source: "뉴스", fromMs: at("09:10:00"), toMs: at("09:21:00") },
  ...{ missedChecks: 1, signals: 0 },
});
const outage = (): MessageFacts => ({
  ...{ kind: "outage", source: "뉴스", lastMs: at("09:10:00"), atMs: at("09:20:00") },
  ...{ cause: "503", stopsBuys: false, watched: 0 },
});

Deno.test("fault 3: a protective sell that was refused is told by its opinion, and rings as it would have", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  telegram.fail(REFUSED);
  await test.notifiers.tell({ key: "p", facts: protectiveSell() });
  await test.settle();
  await test.notifiers.tell({ key: "p:o", facts: protectiveSell({ opinion: OPINION }), edits: "p" });
  await test.settle();
  assert.deepEqual(telegram.messages.map(({ isSilent }) => isSilent), [false]);
  assert.match(telegram.texts[0] ?? "", /손절선\) · 카카오[^]*AI 의견\(09:20:15\)/);
});

Deno.test("an opinion on a sell that came too late, was withdrawn or is not there is no sell of its own", async () => {
  for (const end of ["expired", "superseded", "none"] as const) {
    await using telegram = startTelegramServer();
    await using test = await startTestNotifiers({ telegramUrl: telegram.url });
    telegram.setDown(true);
    if (end !== "none") {
      await test.notifiers.tell({ key: "p", facts: protectiveSell() });
      await test.clock.until(async () => (await test.rows())[0]?.error !== undefined);
      const [row] = await test.rows();
      const change = { state: end, event: end, atMs: test.clock.now(), error: "over" } as const;
      assert.ok(row && await test.store.move(row, change));
      if (end === "expired") await test.store.list([row], undefined);
    }
    telegram.setDown(false);
    await test.notifiers.tell({ key: "p:o", facts: protectiveSell({ opinion: OPINION }), edits: "p" });
    await test.settle();
    assert.equal(telegram.texts.length, 0, end);
    const last = (await test.rows()).at(-1);
    assert.deepEqual(
      [last?.state, last?.error],
      ["superseded", "the message that it changes is not there"],
      end,
    );
  }
});

Deno.test("an opinion on a sell that somebody removed from the chat does not bring it back", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  await test.notifiers.tell({ key: "p", facts: protectiveSell() });
  await test.settle();
  telegram.ways.editRefusal = { code: 400, description: "Bad Request: message to edit not found" };
  await test.notifiers.tell({ key: "p:o", facts: protectiveSell({ opinion: OPINION }), edits: "p" });
  await test.settle();
  assert.equal(telegram.texts.length, 1);
  assert.equal((await test.rows()).at(-1)?.state, "refused");
});

Deno.test("the end of an outage whose message was removed is told once, also when its answer is lost", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  await test.notifiers.tell({ key: "out", facts: outage() });
  await test.settle();
  const remove = { code: 400, description: "Bad Request: message to edit not found" };
  telegram.ways.editRefusal = remove;
  telegram.fail("drop_after");
  await test.notifiers.tell({ key: "over", facts: over(), edits: "out" });
  await test.clock.until(async () => (await test.rows()).at(-1)?.state === "unknown");
  telegram.ways.editRefusal = undefined;
  await test.settle();
  assert.equal(telegram.texts.filter((text) => text.startsWith("✅")).length, 1);
  assert.equal((await test.rows()).at(-1)?.state, "delivered");
});

Deno.test("an outage that was refused rings when a newer text of it is taken, and its end is silent", async () => {
  for (const [next, isSilent] of [[outage(), false], [over(), true]] as const) {
    await using telegram = startTelegramServer();
    await using test = await startTestNotifiers({ telegramUrl: telegram.url });
    telegram.fail(REFUSED);
    await test.notifiers.tell({ key: "out", facts: outage() });
    await test.settle();
    await test.notifiers.tell({ key: "out:1", facts: next, edits: "out" });
    await test.settle();
    assert.deepEqual(telegram.messages.map((message) => message.isSilent), [isSilent]);
    await test.notifiers.tell({ key: "out:2", facts: over(), edits: "out" });
    await test.settle();
    assert.equal(telegram.messages.length, 1, "what is there by now is edited");
  }
});

Deno.test("fault 30: an edit in a group that became a supergroup learns the new id by its first answer, and all that waits goes there", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: ["-55"] });
  await test.notifiers.tell({ key: "out", facts: outage() });
  await test.notifiers.tell({ key: "p", facts: protectiveSell() });
  await test.settle();
  telegram.migrate("-55", SUPERGROUP);
  await test.notifiers.tell({ key: "p:o", facts: protectiveSell({ opinion: OPINION }), edits: "p" });
  await test.notifiers.tell({ key: "over", facts: over(), edits: "out" });
  await test.notifiers.tell({ key: "s", facts: sell() });
  await test.settle();
  assert.equal(telegram.count("editMessageText"), 1);
  assert.deepEqual(
    telegram.messages.slice(2).map(({ chat, text }) => [chat, text.slice(0, 4)]).toSorted(),
    [[SUPERGROUP, "✅ 뉴스"], [SUPERGROUP, "🔵 매"]],
  );
  const rows = await test.rows();
  assert.deepEqual(rows.slice(2).map(({ chat }) => chat), [SUPERGROUP, SUPERGROUP, SUPERGROUP]);
  assert.deepEqual(rows.slice(2).map(({ state }) => state).toSorted(), ["delivered", "delivered", "refused"]);
});

Deno.test("fault 30: signals that came too late for a group are listed in the supergroup that it is by then", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, chats: ["-55"] },
    waits: { idleMs: 600_000 },
  });
  telegram.setDown(true);
  // Of the first nobody knows whether it arrived; the other waits behind it.
  await test.notifiers.tell({ key: "unknown", facts: buy() });
  await test.notifiers.tell({ key: "late", facts: buy({ name: "늦은것" }) });
  await test.clock.pass(3_600_000);
  telegram.migrate("-55", SUPERGROUP);
  telegram.setDown(false);
  await test.clock.pass(700_000);
  assert.deepEqual(telegram.messages.map(({ chat }) => chat), [SUPERGROUP]);
  assert.match(telegram.texts[0] ?? "", /늦게 도착[^]*늦은것/);
  assert.equal(test.notifiers.view().channels[0]?.state, "ok");
});

Deno.test("fault 30: a group that had put the bot out and became a supergroup with it is told again", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: ["-55"] });
  telegram.block("-55");
  const validUntilMs = at("11:00:00");
  await test.notifiers.tell({ key: "a", facts: buy({ validUntilMs }) });
  await test.clock.until(async () => (await test.store.chats("telegram")).length > 0);
  telegram.block("-55", false);
  telegram.migrate("-55", SUPERGROUP);
  await test.settle();
  assert.deepEqual(telegram.messages.map(({ chat }) => chat), [SUPERGROUP]);
});
