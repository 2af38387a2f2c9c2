/** The faults of the way to a person, one by one, against a Bot API and a receiver on loopback. */
import assert from "node:assert/strict";
import { startFaultServer } from "../support/fault_server.ts";
import * as steps from "../support/fault_steps.ts";
import { startTelegramServer } from "../support/telegram_server.ts";
import { startWebhookReceiver } from "../support/webhook_receiver.ts";
import { at, buy, CHAT, protectiveSell, sell, startTestNotifiers } from "./notify_parts.ts";

const MARK = "🔁";
const LATER = Date.parse("2026-11-20T23:00:00+09:00");

/** Something was delivered before, so that ids are known. */
async function startWarm(setup: Parameters<typeof startTestNotifiers>[0]) {
  const test = await startTestNotifiers(setup);
  await test.notifiers.tell({ key: "warm", facts: buy() });
  await test.settle();
  return test;
}

const stateOf = async (
  test: Awaited<ReturnType<typeof startTestNotifiers>>,
  key: string,
  channel = "telegram",
) =>
  (await test.rows()).filter((row) => row.key === key && row.channel === channel).map(({ state }) => state);

Deno.test("fault 14: taken and the answer lost: it is looked for in silence, found, and not sent again", async () => {
  for (const fault of ["drop_after", "cut_after"] as const) {
    await using telegram = startTelegramServer();
    await using test = await startWarm({ telegramUrl: telegram.url });
    telegram.fail(fault);
    await test.notifiers.tell({ key: "lost", facts: buy() });
    await test.settle();
    assert.equal(telegram.texts.length, 2, fault);
    assert.deepEqual(await stateOf(test, "lost"), ["delivered"]);
    assert.ok(telegram.messages.every(({ edits }) => edits === 0), "no message was changed by the look");
    assert.equal((await test.rows()).at(-1)?.messageId, telegram.messages.at(-1)?.id);
  }
});

Deno.test("fault 14: dropped before it was taken: it goes once more after two looks, with the mark", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url });
  telegram.fail("drop");
  await test.notifiers.tell({ key: "lost", facts: buy() });
  await test.settle();
  assert.equal(telegram.texts.length, 2);
  assert.ok(telegram.texts[1]?.includes(MARK));
  assert.deepEqual(await stateOf(test, "lost"), ["delivered"]);
  assert.equal(telegram.count("editMessageText"), 16, "two looks at eight ids");
});

Deno.test("fault 14: a sell goes again after the first look", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url });
  telegram.fail("drop");
  await test.notifiers.tell({ key: "lost", facts: protectiveSell() });
  await test.settle();
  assert.equal(telegram.count("editMessageText"), 8);
  assert.ok(telegram.texts[1]?.includes(MARK));
});

Deno.test("faults 14 and 17: a sell whose resend is taken late is found there, and what follows does not cover it", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({
    telegramUrl: telegram.url,
    timeoutMs: 200,
    waits: { lateAcceptMs: 60_000 },
  });
  telegram.fail("drop", "late", "drop");
  await test.notifiers.tell({ key: "a", facts: sell({ name: "앞신호" }), validUntilMs: LATER });
  await test.clock.until(async () =>
    (await test.rows()).some(({ isMarked, absences }) => isMarked && absences === 1)
  );
  await test.notifiers.tell({ key: "b", facts: sell({ name: "뒷신호" }), validUntilMs: LATER });
  telegram.acceptLate();
  await test.settle();
  assert.deepEqual([await stateOf(test, "a"), await stateOf(test, "b")], [["delivered"], ["delivered"]]);
  const own = telegram.texts.slice(1).map((text) => /앞신호|뒷신호/.exec(text)?.[0]);
  assert.deepEqual(own, ["앞신호", "뒷신호"]);
  assert.ok(telegram.messages.every(({ edits }) => edits === 0));
});

Deno.test("fault 14: what a person wrote in between takes an id and hides nothing", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url });
  for (let i = 0; i < 7; i++) telegram.write(CHAT);
  telegram.fail("drop_after");
  await test.notifiers.tell({ key: "lost", facts: buy() });
  await test.settle();
  assert.equal(telegram.texts.length, 2);
  assert.ok(!telegram.texts[1]?.includes(MARK));
});

Deno.test("fault 14: lost twice, it goes no third time; what comes after it goes, and it ends as not confirmed", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url });
  telegram.fail("drop", "drop");
  await test.notifiers.tell({ key: "lost", facts: buy() });
  await test.notifiers.tell({ key: "next", facts: buy() });
  await test.settle();
  assert.deepEqual([await stateOf(test, "lost"), await stateOf(test, "next")], [["unknown"], ["delivered"]]);
  await test.clock.until(async () => (await stateOf(test, "lost"))[0] === "expired");
  const row = (await test.rows()).find(({ key }) => key === "lost");
  assert.equal(row?.error, "nobody can say whether it arrived");
  assert.equal(telegram.texts.length, 2);
});

Deno.test("fault 14: one that arrived unseen and ended as not confirmed is not covered by the look for the next", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url });
  telegram.fail("drop_after");
  await test.notifiers.tell({ key: "unseen", facts: buy({ name: "앞신호" }), validUntilMs: at("09:22:00") });
  await test.clock.until(async () => (await stateOf(test, "unseen"))[0] === "unknown");
  telegram.setDown(true);
  await test.clock.until(async () => (await stateOf(test, "unseen"))[0] === "expired");
  telegram.setDown(false);
  telegram.fail("drop");
  await test.notifiers.tell({ key: "next", facts: buy({ name: "뒷신호" }), validUntilMs: LATER });
  await test.settle();
  assert.deepEqual(await stateOf(test, "next"), ["delivered"]);
  assert.ok(telegram.messages.every(({ edits }) => edits === 0));
  const own = telegram.texts.slice(1).map((text) => /앞신호|뒷신호/.exec(text)?.[0]);
  assert.deepEqual(own, ["앞신호", "뒷신호"]);
  assert.ok(telegram.texts[2]?.includes(MARK), "nobody could look, so it says that it may have come");
});

Deno.test("fault 14: without any id that is known nobody can look, and the mark has to do", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  telegram.fail("drop_after");
  await test.notifiers.tell({ key: "first", facts: buy() });
  await test.settle();
  assert.equal(telegram.texts.length, 2);
  assert.ok(!telegram.texts[0]?.includes(MARK) && telegram.texts[1]?.includes(MARK));
});

Deno.test("fault 15: the runtime's own repetition of a POST does not happen: each request has its own connection", async () => {
  let arrived = 0;
  // It would keep the connection; the second message arrives on whatever there is, and nothing comes back.
  await using server = startFaultServer(({ path }) => {
    if (!path.endsWith("/sendMessage")) return steps.status(502);
    return ++arrived === 1
      ? steps.ok({ ok: true, result: { message_id: 101 } }, { keepAliveMs: 60_000 })
      : steps.closeWithoutResponse();
  });
  await using test = await startWarm({ telegramUrl: server.url });
  for (let i = 2; i <= 6; i++) {
    await test.notifiers.tell({ key: `lost ${i}`, facts: buy() });
    await test.clock.until(async () => (await stateOf(test, `lost ${i}`))[0] === "unknown");
    assert.equal(arrived, i);
    const row = (await test.rows()).find(({ key }) => key === `lost ${i}`);
    if (row !== undefined) await test.store.move(row, { ...GIVEN_UP, atMs: test.clock.now() });
  }
});

const GIVEN_UP = { state: "expired", event: "expired" } as const;

Deno.test("fault 16: a gateway's 504 after it was taken, and its 502 before, are both unknown first", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url });
  telegram.fail("504_after");
  await test.notifiers.tell({ key: "after", facts: buy() });
  await test.settle();
  assert.equal(telegram.texts.length, 2);
  telegram.fail("502_before");
  await test.notifiers.tell({ key: "before", facts: buy() });
  await test.settle();
  assert.equal(telegram.texts.length, 3);
  assert.ok(telegram.texts[2]?.includes(MARK));
});

Deno.test("fault 17: taken long after we gave up: the second look comes when nobody can take it any more, and finds it", async () => {
  await using telegram = startTelegramServer();
  // The whole call may take 200 ms of real time; the late accept is 5 s of the test's.
  await using test = await startWarm({ telegramUrl: telegram.url, timeoutMs: 200 });
  telegram.fail("late");
  await test.notifiers.tell({ key: "late", facts: buy() });
  await test.clock.until(() => telegram.count("editMessageText") === 8);
  await test.clock.pass(3_000);
  assert.equal(telegram.count("editMessageText"), 8, "it may still be taken, so nobody looks yet");
  telegram.acceptLate();
  await test.settle();
  assert.equal(telegram.texts.length, 2);
  assert.ok(!telegram.texts[1]?.includes(MARK));
  assert.deepEqual(await stateOf(test, "late"), ["delivered"]);
});

Deno.test("a server that is closing has not taken it: it goes again without a look and without the mark", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url });
  telegram.fail("restart", "restart");
  await test.notifiers.tell({ key: "again", facts: buy() });
  await test.settle();
  assert.equal(telegram.count("editMessageText"), 0);
  assert.deepEqual(telegram.texts.map((text) => text.includes(MARK)), [false, false]);
});

Deno.test("fault 21: asked for silence, its chat waits that long and the others go on", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: [CHAT, "888"] });
  telegram.fail({ silenceS: 40 });
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.notifiers.tell({ key: "b", facts: buy() });
  await test.clock.pass(39_000);
  assert.deepEqual(telegram.messages.map(({ chat }) => chat), ["888", "888"]);
  await test.settle();
  assert.deepEqual(telegram.messages.map(({ chat }) => chat), ["888", "888", CHAT, CHAT]);
});

Deno.test("fault 21: a hundred waiting messages drain at the asked pace without one ignored silence", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  telegram.limit({ burst: 5, gapMs: 1_000, now: () => test.clock.monotonic() });
  for (let i = 0; i < 100; i++) {
    const notice = { kind: "notice", title: `n${i}`, lines: [], atMs: at("09:20:08") } as const;
    await test.notifiers.tell({ key: `n${i}`, facts: notice });
  }
  await test.settle();
  assert.deepEqual(
    telegram.texts.map((text) => /n\d+/.exec(text)?.[0]),
    Array.from({ length: 100 }, (_, i) => `n${i}`),
  );
  assert.equal(telegram.ignoredSilences, 0);
  assert.equal(telegram.count("sendMessage"), 100);
});

Deno.test("fault 22: silence for 300 s while a sell waits: after 20 s the next channel gets it, and says so", async () => {
  await using telegram = startTelegramServer();
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, officeUrl: office.url },
    waits: { idleMs: 1_000 },
  });
  telegram.fail({ silenceS: 300 });
  await test.notifiers.tell({ key: "sell", facts: protectiveSell() });
  await test.clock.pass(19_000);
  assert.deepEqual([...office.taken.keys()], ["sell"], "programs are told at once, as of any signal");
  await test.clock.pass(3_000);
  assert.deepEqual([...office.taken.keys()], ["sell", "sell:instead-of-telegram"]);
  const body = JSON.parse(office.taken.get("sell:instead-of-telegram") ?? "");
  assert.deepEqual([body.type, body.blocked_channel, body.ticker], ["signal.fallback", "텔레그램", "035720"]);
  await test.settle();
  assert.equal(telegram.texts.length, 1, "and the person's own channel when it can");
  assert.equal(office.taken.size, 2);
});

Deno.test("fault 22: a buy is not handed on", async () => {
  await using telegram = startTelegramServer();
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, officeUrl: office.url },
    waits: { idleMs: 1_000 },
  });
  telegram.fail({ silenceS: 300 });
  await test.notifiers.tell({ key: "buy", facts: buy() });
  await test.clock.pass(60_000);
  assert.deepEqual([...office.taken.keys()], ["buy"]);
});

Deno.test("fault 23: the line is gone for 30 s: nothing is lost, nothing comes twice, the order is kept", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url });
  telegram.setDown(true);
  const names = ["가", "나", "다", "라"];
  for (const name of names) {
    await test.notifiers.tell({ key: name, facts: buy({ name, validUntilMs: LATER }) });
  }
  await test.clock.pass(30_000);
  telegram.setDown(false);
  await test.settle();
  const shown = telegram.texts.slice(1).map((text) => /매수 신호 · (.)/.exec(text)?.[1]);
  assert.deepEqual(shown, names);
});

Deno.test("fault 24: nobody listens at the start: the channel is down, is tried again, and comes back by itself", async () => {
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = closed.addr;
  closed.close();
  await using test = await startTestNotifiers({ telegramUrl: `http://127.0.0.1:${port}` });
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.clock.pass(20_000);
  const [channel] = test.notifiers.view().channels;
  assert.deepEqual([channel?.state, channel?.pending], ["down", 1]);
  assert.match(channel?.reason ?? "", /refused/);
  assert.deepEqual(test.states, ["telegram down"]);
  assert.ok((await test.rows())[0]?.attempt ?? 0 >= 4);
});

Deno.test("fault 25: down for six hours: forty signals come as one list, not as forty late alarms", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({
    telegramUrl: telegram.url,
    waits: { longestReachMs: 600_000, idleMs: 600_000 },
    pricesNow: (tickers) => ({ krw: tickers.map(() => 70_000), ageMs: 8_000 }),
  });
  telegram.setDown(true);
  for (let i = 0; i < 40; i++) {
    await test.notifiers.tell({ key: `s${i}`, facts: buy({ name: `종목${i}` }) });
    await test.clock.pass(5_000);
  }
  await test.clock.pass(6 * 3_600_000);
  telegram.setDown(false);
  await test.clock.until(() => telegram.texts.length > 0);
  await test.clock.pass(700_000);
  assert.equal(telegram.texts.length, 1);
  assert.match(telegram.texts[0] ?? "", /^⏱ 3[67]\d분 늦게 도착 — 텔레그램에 연결되지 않았습니다/);
  assert.match(telegram.texts[0] ?? "", /지나간 신호 \d+건: 매수 종목/);
  assert.match(telegram.texts[0] ?? "", /지금 가격: 70,000원/);
  assert.ok(telegram.messages[0]?.isSilent);
});

Deno.test("faults 25 and 30: a group that became a supergroup gets the list of what came too late for it", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, chats: ["-55"] },
    waits: { idleMs: 600_000 },
  });
  telegram.migrate("-55", "-1009876543210");
  await test.notifiers.tell({ key: "warm", facts: buy() });
  await test.settle();
  telegram.setDown(true);
  // Of the first nobody knows whether it arrived; the other waits behind it.
  await test.notifiers.tell({ key: "unknown", facts: buy() });
  await test.notifiers.tell({ key: "late", facts: buy({ name: "늦은것" }) });
  await test.clock.pass(3_600_000);
  telegram.setDown(false);
  await test.clock.pass(700_000);
  assert.match(telegram.texts.at(-1) ?? "", /늦게 도착/);
  assert.match(telegram.texts.at(-1) ?? "", /늦은것/);
});

Deno.test("fault 28: marks that Telegram cannot read: once as plain text, counted as a mistake of ours", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  telegram.fail({ code: 400, description: "Bad Request: can't parse entities: Unsupported start tag" });
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.settle();
  assert.match(telegram.texts[0] ?? "", /^🔴 매수 신호 · 삼성전자/);
  assert.deepEqual(test.bugs.length, 1);
  assert.match(telegram.messages[0]?.content ?? "", /,\[\],/, "no marks");
  telegram.fail(
    ...Array.from({ length: 2 }, () => ({ code: 400, description: "Bad Request: can't parse entities" })),
  );
  await test.notifiers.tell({ key: "b", facts: buy() });
  await test.settle();
  assert.deepEqual(await stateOf(test, "b"), ["refused"], "never a loop");
});

Deno.test("fault 29: blocked by the person: no more sends, the next channel at once, and back when he is", async () => {
  await using telegram = startTelegramServer();
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, officeUrl: office.url },
    waits: { idleMs: 1_000, blockedMs: 60_000 },
  });
  telegram.block(CHAT);
  await test.notifiers.tell({ key: "sell", facts: sell({ name: "첫째" }), validUntilMs: LATER });
  await test.clock.pass(5_000);
  assert.equal(telegram.count("sendMessage"), 1);
  assert.deepEqual([...office.taken.keys()], ["sell", "sell:instead-of-telegram"]);
  assert.equal(test.notifiers.view().channels[0]?.state, "blocked");
  await test.notifiers.tell({ key: "buy", facts: buy({ validUntilMs: LATER }) });
  await test.clock.pass(5_000);
  assert.equal(telegram.count("sendMessage"), 1, "nor are later ones tried");
  telegram.block(CHAT, false);
  await test.settle();
  assert.equal(telegram.texts.length, 2, "found out without a sound, by a look now and then");
  assert.equal(test.notifiers.view().channels[0]?.state, "ok");
});

Deno.test("faults 14 and 29: what was in doubt when its person blocked us is looked for when he is back, and keeps its text", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url, chats: [CHAT, "778"] });
  telegram.fail("drop_after", "drop_after");
  await test.notifiers.tell({ key: "a", facts: buy({ name: "앞신호" }), validUntilMs: LATER });
  await test.clock.until(() => telegram.texts.length === 3);
  telegram.block(CHAT);
  // The other chat goes on meanwhile, and takes ids.
  await test.notifiers.tell({ key: "b", facts: buy({ name: "뒷신호" }), validUntilMs: LATER });
  await test.clock.until(async () => (await stateOf(test, "b")).includes("delivered"));
  assert.deepEqual(await stateOf(test, "a"), ["unknown", "delivered"]);
  telegram.block(CHAT, false);
  telegram.fail("drop");
  await test.notifiers.noteBack("telegram", CHAT);
  await test.settle();
  const own = telegram.messages.filter(({ chat }) => chat === CHAT).map(({ text }) =>
    text.split("\n")[0] ?? ""
  );
  assert.deepEqual(own.map((text) => /앞신호|뒷신호/.exec(text)?.[0]), [undefined, "앞신호", "뒷신호"]);
  assert.ok(telegram.messages.every(({ edits }) => edits === 0));
  assert.deepEqual(await stateOf(test, "a"), ["delivered", "delivered"]);
});

Deno.test("fault 29: told that he is back, it goes on at once", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  telegram.block(CHAT);
  await test.notifiers.tell({ key: "sell", facts: sell(), validUntilMs: LATER });
  await test.clock.pass(5_000);
  telegram.block(CHAT, false);
  await test.notifiers.noteBack("telegram", CHAT);
  await test.clock.pass(2_000);
  assert.equal(telegram.texts.length, 1);
});

Deno.test("fault 30: a group that became a supergroup: the new id is kept and used in the same attempt", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: ["-55"] });
  telegram.migrate("-55", "-1009876543210");
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.settle();
  assert.deepEqual(telegram.messages.map(({ chat }) => chat), ["-1009876543210"]);
  assert.equal((await test.rows())[0]?.attempt, 1);
  await test.notifiers.tell({ key: "b", facts: buy() });
  await test.settle();
  assert.equal(telegram.count("sendMessage"), 3, "the old id is not tried again");
});

Deno.test("chats that are said to have moved to each other, or to themselves: tried ever later, with the reason, and told when that is over", async () => {
  for (const circle of [["-55", "-56"], ["-55"]] as const) {
    await using telegram = startTelegramServer();
    await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: ["-55"] });
    const move = (isMoved: boolean) =>
      circle.forEach((chat, i) =>
        telegram.migrate(chat, isMoved ? circle[(i + 1) % circle.length] ?? "" : undefined)
      );
    move(true);
    await test.notifiers.tell({ key: "a", facts: buy({ validUntilMs: LATER }) });
    await test.clock.pass(20_000);
    const [row] = await test.rows();
    assert.equal(row?.state, "queued");
    assert.match(row?.error ?? "", /moved (twice|to itself)/);
    assert.equal(telegram.count("sendMessage"), 4 * circle.length, "after 2, 4 and 8 seconds");
    move(false);
    await test.notifiers.tell({ key: "b", facts: buy({ validUntilMs: LATER }) });
    await test.settle();
    assert.deepEqual((await test.rows()).map(({ state }) => state), ["delivered", "delivered"]);
    assert.equal(telegram.texts.length, 2);
  }
});

Deno.test("a circle of moves that an earlier version noted holds up nothing", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: ["-55", "-57", "-58"] });
  const note = test.db.prepare("INSERT INTO notify_chat (channel, chat, moved_to) VALUES ('telegram', ?, ?)");
  for (const [from, to] of [["-55", "-56"], ["-56", "-55"], ["-57", "-57"], ["-58", "-57"]] as const) {
    note.run(from, to);
  }
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.settle();
  assert.deepEqual(telegram.messages.map(({ chat }) => chat).toSorted(), ["-55", "-57"]);
});

Deno.test("a sender with step after step to do leaves others their turn between them", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, chats: ["-1"] });
  const note = test.db.prepare("INSERT INTO notify_chat (channel, chat, moved_to) VALUES ('telegram', ?, ?)");
  for (let i = 1; i < 100; i++) note.run(String(-i), String(-i - 1));
  const seen = new Set<string>();
  const look = setInterval(async () => seen.add((await test.rows())[0]?.chat ?? ""), 0);
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.settle();
  clearInterval(look);
  assert.deepEqual(telegram.messages.map(({ chat }) => chat), ["-100"]);
  assert.ok(seen.size > 5, `seen on its way: ${[...seen]}`);
});

Deno.test("fault 31: another program on the same token is shown, and messages go on", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  test.notifiers.noteConflict("telegram", true);
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.settle();
  assert.equal(test.notifiers.view().channels[0]?.state, "conflict");
  test.notifiers.noteConflict("telegram", false);
  assert.deepEqual(test.states, ["telegram conflict", "telegram ok"]);
  assert.equal(telegram.texts.length, 1);
});

Deno.test("a token that is not valid stops the channel; it is tried again after ten minutes", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  telegram.revokeToken();
  await test.notifiers.tell({ key: "a", facts: buy({ validUntilMs: LATER }) });
  await test.clock.pass(500_000);
  assert.equal(telegram.count("sendMessage"), 1);
  assert.deepEqual(test.states, ["telegram blocked"]);
  telegram.revokeToken(false);
  await test.settle();
  assert.deepEqual(test.states, ["telegram blocked", "telegram ok"]);
});

Deno.test("fault 34: a message that always stumbles does not hold up the others, and is refused with its reason", async () => {
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({ officeUrl: office.url });
  office.fail(500, 202, 422);
  await test.notifiers.tell({ key: "poison", facts: buy() });
  await test.notifiers.tell({ key: "next", facts: buy() });
  await test.clock.until(() => office.requests.length >= 2);
  assert.deepEqual(office.requests.map(({ headers }) => headers["webhook-id"]).slice(0, 2), [
    "poison",
    "next",
  ]);
  await test.settle();
  assert.deepEqual(await stateOf(test, "poison", "webhook"), ["refused"]);
  assert.equal((await test.rows())[0]?.error, "HTTP 422");
});

/** From now on no row of this message can be changed but as `except` says. */
const poison = (test: Awaited<ReturnType<typeof startTestNotifiers>>, key: string, except = "0") =>
  test.db.exec(
    `CREATE TRIGGER poison_${key} BEFORE UPDATE ON message WHEN new.key = '${key}' AND NOT (${except})
    BEGIN SELECT RAISE(ABORT, 'this one never'); END`,
  );

Deno.test("fault 34: a message whose state can never be written is put aside with its reason and refused, and the others go", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, waits: { idleMs: 1_000 } });
  poison(test, "bad", "new.state = 'refused'");
  await test.notifiers.tell({ key: "bad", facts: protectiveSell(), validUntilMs: LATER });
  await test.notifiers.tell({ key: "good", facts: buy({ name: "다음것" }), validUntilMs: LATER });
  await test.settle();
  assert.deepEqual(telegram.texts.map((text) => text.includes("다음것")), [true]);
  const bad = (await test.rows()).find(({ key }) => key === "bad");
  assert.deepEqual([bad?.state, bad?.error], ["refused", "5 times: this one never"]);
  assert.equal(test.lines.filter(({ event }) => event === "notify_row_failed").length, 5);
  assert.ok(test.outcomes.includes("refused"));
});

Deno.test("fault 34: one of which nothing at all can be written, not even its end, holds up no group, no expiry and no list", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, settings: { ringsPer5Min: 1 } },
    waits: { idleMs: 1_000 },
  });
  poison(test, "bad");
  const endsMs = at("09:25:00");
  await test.notifiers.tell({ key: "bad", facts: sell({ name: "못쓰는것" }), validUntilMs: endsMs });
  await test.notifiers.tell({ key: "b1", facts: buy({ name: "하나" }), validUntilMs: LATER });
  await test.notifiers.tell({ key: "b2", facts: buy({ name: "둘" }), validUntilMs: LATER });
  const isGone = async (key: string) => (await stateOf(test, key))[0] !== "queued";
  await test.clock.until(async () => await isGone("b1") && await isGone("b2"));
  await test.clock.pass(600_000);
  await test.notifiers.tell({ key: "b3", facts: buy({ name: "셋" }), validUntilMs: LATER });
  await test.clock.pass(60_000);
  const everything = telegram.texts.join("\n");
  for (const name of ["하나", "둘", "셋"]) assert.ok(everything.includes(name), name);
  assert.ok(!everything.includes("못쓰는것"));
  assert.deepEqual(await stateOf(test, "bad"), ["queued"]);
  assert.equal(test.notifiers.view().channels[0]?.pending, 1, "it is seen");
});

Deno.test("fault 34: an answer that could not be written is found again, and what was sent is not sent twice", async () => {
  await using telegram = startTelegramServer();
  await using test = await startWarm({ telegramUrl: telegram.url });
  poison(test, "a", "new.state <> 'delivered'");
  await test.notifiers.tell({ key: "a", facts: buy(), validUntilMs: LATER });
  await test.clock.until(() => test.lines.some(({ event }) => event === "notify_row_failed"));
  test.db.exec("DROP TRIGGER poison_a");
  await test.settle();
  assert.deepEqual([await stateOf(test, "a"), telegram.texts.length], [["delivered"], 2]);
});

Deno.test("fault 36: a receiver that fails after it took it gets the same key and bytes until it says yes", async () => {
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({ officeUrl: office.url });
  office.fail("drop_after", "500_after", "drop", { silenceS: 7 });
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.settle();
  assert.equal(office.requests.length, 5);
  assert.equal(new Set(office.requests.map(({ body }) => body)).size, 1);
  assert.equal(new Set(office.requests.map(({ headers }) => headers["idempotency-key"])).size, 1);
  assert.equal(office.unsigned, 0);
  assert.deepEqual(await stateOf(test, "a", "webhook"), ["delivered"]);
});

Deno.test("fault 36: a receiver that knows the key with other bytes is an alarm", async () => {
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({ officeUrl: office.url });
  office.fail(409);
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.settle();
  assert.deepEqual(await stateOf(test, "a", "webhook"), ["refused"]);
  assert.match(test.bugs[0] ?? "", /other bytes/);
});

Deno.test("a receiver that never answers is asked until the signal's time is over", async () => {
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({ officeUrl: office.url });
  office.fail(...Array.from({ length: 50 }, () => "drop" as const));
  await test.notifiers.tell({ key: "a", facts: buy() });
  await test.settle();
  assert.deepEqual(await stateOf(test, "a", "webhook"), ["expired"]);
  assert.ok(test.clock.now() >= at("09:30:00"));
});

Deno.test("fault 2: a program is not told of what nobody judged, nor of outages and digests", async () => {
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({ officeUrl: office.url });
  await test.notifiers.tell({ key: "a", facts: { ...buy(), kind: "unjudged" } });
  await test.notifiers.tell({
    key: "b",
    facts: { kind: "notice", title: "n", lines: [], atMs: at("09:20:00") },
  });
  assert.equal((await test.rows()).length, 0);
});

Deno.test("fault 11: the token and the secret are in no row, no reason, no log line", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  telegram.fail(
    { code: 418, description: `bad bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw` },
    "drop",
    "cut_after",
  );
  for (const key of ["a", "b", "c"]) await test.notifiers.tell({ key, facts: buy() });
  await test.settle();
  const everything = JSON.stringify([test.lines, test.bugs, test.notifiers.view()]) +
    ["message", "delivery_attempt", "notify_chat"].map((table) =>
      JSON.stringify(test.db.prepare(`SELECT * FROM ${table}`).rows())
    ).join("");
  assert.doesNotMatch(everything, /AAHdqTcv/);
  assert.match(everything, /redacted/);
});
