/** Order, rings, quiet hours, parts, edits and restarts: what the sender decides when the way is open. */
import assert from "node:assert/strict";
import type { MessageFacts } from "../../src/notifiers/message_facts.ts";
import { quietUntilMs } from "../../src/notifiers/sender/quiet_hours.ts";
import { startTelegramServer } from "../support/telegram_server.ts";
import { startWebhookReceiver } from "../support/webhook_receiver.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import {
  at,
  buy,
  CHAT,
  openMessages,
  OutsideClock,
  protectiveSell,
  sell,
  START,
  startTestNotifiers,
} from "./notify_parts.ts";
import { draft } from "./message_store_contract.ts";

const LATER = Date.parse("2026-11-20T23:00:00+09:00");
const rings = (messages: readonly { isSilent: boolean }[]) =>
  messages.filter(({ isSilent }) => !isSilent).length;

Deno.test("the same thing told twice is sent once", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  assert.equal(await test.notifiers.tell({ key: "a", facts: buy() }), 1);
  assert.equal(await test.notifiers.tell({ key: "a", facts: buy() }), 0);
  await test.settle();
  assert.equal(telegram.texts.length, 1);
  assert.deepEqual(test.outcomes, ["delivered"]);
});

Deno.test("buttons go with the message, and a buy rings while what nobody judged does not", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  const buttons = [[{ text: "왜?", data: "why:S-1120-03" }, { text: "차트", data: "chart:1" }]];
  await test.notifiers.tell({ key: "a", facts: buy(), buttons });
  await test.notifiers.tell({ key: "b", facts: { ...buy(), kind: "unjudged" } });
  await test.settle();
  assert.deepEqual(telegram.messages.map(({ isSilent }) => isSilent), [false, true]);
  assert.deepEqual(telegram.messages[0]?.keyboard, {
    inline_keyboard: [[
      { text: "왜?", callback_data: "why:S-1120-03" },
      { text: "차트", callback_data: "chart:1" },
    ]],
  });
  const view = test.notifiers.view();
  assert.equal(view.lastRingAtMs, at("09:20:08"));
  assert.deepEqual([view.channels[0]?.state, view.channels[0]?.pending], ["ok", 0]);
});

Deno.test("fault 26: a text that is too long goes in parts, whole letters, marks and order, with buttons on the last", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  const { splitHtml } = await import("../../src/notifiers/telegram/split.ts");
  const family = "👨‍👩‍👧‍👦";
  const long = `<b>${"가".repeat(3_000)}</b>\n${family.repeat(500)}\n<i>x &amp; y</i>`;
  const parts = splitHtml(long);
  assert.equal(parts.length, 3);
  const drafts = parts.map((body, i) =>
    draft("long", { body, markedBody: body, part: i + 1, parts: parts.length })
  );
  await test.store.enqueue(drafts);
  await test.settle();
  assert.deepEqual(telegram.texts.map((text) => / \(\d\/3\)$/.exec(text)?.[0]), [
    " (1/3)",
    " (2/3)",
    " (3/3)",
  ]);
  const joined = telegram.texts.map((text) => text.replace(/ \(\d\/3\)$/, "")).join("");
  assert.equal(joined.replaceAll("\n", ""), `${"가".repeat(3_000)}${family.repeat(500)}x & y`);
  assert.ok(telegram.texts.every((text) => text.length <= 4_096 && !/👨‍$|^‍/.test(text)));
});

Deno.test("fault 27: part 2 is lost after part 1 went: only part 2 goes again", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  await test.notifiers.tell({ key: "warm", facts: buy() });
  await test.settle();
  const two = [1, 2].map((part) =>
    draft("two", { body: `part ${part}`, markedBody: `again ${part}`, part, parts: 2 })
  );
  await test.store.enqueue(two.slice(0, 1));
  await test.settle();
  telegram.fail("drop");
  await test.store.enqueue(two);
  await test.settle();
  assert.deepEqual(telegram.texts.slice(1), ["part 1", "again 2"]);
});

Deno.test("fault 53: forty signals in a minute: at most five rings, the rest gathered, sells of what is held first, none lost", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  for (let i = 0; i < 40; i++) {
    const facts: MessageFacts = i % 4 === 3 ? sell({ name: `팔${i}` }) : buy({ name: `살${i}` });
    await test.notifiers.tell({ key: `s${i}`, facts });
    await test.clock.pass(1_500);
  }
  await test.settle();
  assert.ok(rings(telegram.messages) <= 5, `${rings(telegram.messages)} rings`);
  const everything = telegram.texts.join("\n");
  for (let i = 0; i < 40; i++) assert.ok(everything.includes(i % 4 === 3 ? `팔${i}` : `살${i}`), `s${i}`);
  const groups = telegram.texts.filter((text) => /^🔵 신호 \d+건/.test(text));
  assert.ok(groups.length >= 2 && telegram.texts.length <= 12, `${telegram.texts.length} messages`);
  for (const text of groups) {
    const actions = text.split("\n").filter((line) => /^[①-⑥]/.test(line)).map((line) => line.slice(2, 4));
    assert.deepEqual(actions, actions.toSorted((a, b) => (a === "매도" ? 0 : 1) - (b === "매도" ? 0 : 1)));
  }
});

Deno.test("fault 53: with the rings used up a sell that protects still rings, together with what came close to it", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, settings: { ringsPer5Min: 2 } });
  for (let i = 0; i < 4; i++) {
    await test.notifiers.tell({ key: `b${i}`, facts: buy({ validUntilMs: LATER }) });
  }
  await test.settle();
  assert.equal(rings(telegram.messages), 2);
  await test.clock.pass(70_000);
  const before = telegram.texts.length;
  await test.notifiers.tell({ key: "p", facts: protectiveSell() });
  await test.clock.pass(4_000);
  assert.equal(telegram.texts.length, before + 1);
  assert.equal(rings(telegram.messages), 3);
});

Deno.test("a group with a price that nobody knows does not call its prices fresh", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, settings: { ringsPer5Min: 1 } });
  for (const i of [0, 1, 2, 3]) {
    const unknown = i === 2 ? { priceKrw: undefined } : {};
    await test.notifiers.tell({
      key: `b${i}`,
      facts: buy({ ...unknown, validUntilMs: LATER }),
      validUntilMs: LATER,
    });
  }
  await test.settle();
  await test.clock.pass(400_000);
  const group = telegram.texts.find((text) => text.includes("가격 모름")) ?? "";
  assert.match(group, /한 번에 묶어 보냅니다/);
  assert.doesNotMatch(group, /이내/);
});

Deno.test("fault 53: a program is told of each signal, however many come: nothing is gathered for it", async () => {
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({ officeUrl: office.url, settings: { ringsPer5Min: 1 } });
  const keys = Array.from({ length: 8 }, (_, i) => `s${i}`);
  for (const key of keys) {
    await test.notifiers.tell({ key, facts: sell({ name: key }), validUntilMs: LATER });
  }
  await test.settle();
  assert.deepEqual([...office.taken.keys()].toSorted(), keys);
});

Deno.test("faults 30 and 53: what is gathered in a group that became a supergroup goes there", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, chats: ["-55"] },
    settings: { ringsPer5Min: 1 },
  });
  telegram.migrate("-55", "-1009876543210");
  await test.notifiers.tell({ key: "warm", facts: buy() });
  await test.settle();
  for (let i = 0; i < 4; i++) {
    await test.notifiers.tell({ key: `b${i}`, facts: buy({ name: `살${i}`, validUntilMs: LATER }) });
  }
  await test.settle();
  const everything = telegram.texts.join("\n");
  for (let i = 0; i < 4; i++) assert.ok(everything.includes(`살${i}`), `${i} in ${everything}`);
  assert.deepEqual(new Set(telegram.messages.map(({ chat }) => chat)), new Set(["-1009876543210"]));
});

Deno.test("after five minutes signals ring one by one again", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, settings: { ringsPer5Min: 2 } });
  for (let i = 0; i < 2; i++) {
    await test.notifiers.tell({ key: `b${i}`, facts: buy({ validUntilMs: LATER }) });
  }
  await test.clock.pass(301_000);
  await test.notifiers.tell({ key: "c", facts: buy({ validUntilMs: LATER }) });
  await test.settle();
  assert.deepEqual(telegram.messages.map(({ isSilent }) => isSilent), [false, false, false]);
});

Deno.test("fault 54: quiet hours are Korean and may span midnight", () => {
  const span = { fromMin: 20 * 60, untilMin: 7 * 60 + 30 };
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["2026-11-20T19:59:59+09:00", undefined],
    ["2026-11-20T20:00:00+09:00", "2026-11-21T07:30:00+09:00"],
    ["2026-11-20T23:59:59+09:00", "2026-11-21T07:30:00+09:00"],
    ["2026-11-21T00:00:00+09:00", "2026-11-21T07:30:00+09:00"],
    ["2026-11-21T07:29:59+09:00", "2026-11-21T07:30:00+09:00"],
    ["2026-11-21T07:30:00+09:00", undefined],
    // The night in which New York changes its clocks.
    ["2026-11-01T05:30:00Z", undefined],
    ["2026-10-31T14:30:00Z", "2026-11-01T07:30:00+09:00"],
  ];
  for (const [now, until] of cases) {
    assert.equal(
      quietUntilMs(Date.parse(now), span),
      until === undefined ? undefined : Date.parse(until),
      now,
    );
  }
  const day = { fromMin: 12 * 60, untilMin: 13 * 60 };
  assert.equal(quietUntilMs(at("12:30:00"), day), at("13:00:00"));
  assert.equal(quietUntilMs(at("13:00:00"), day), undefined);
  assert.equal(quietUntilMs(at("12:30:00"), undefined), undefined);
});

Deno.test("fault 54: at night only a sell that protects rings, and a notice waits for the morning", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({
    telegramUrl: telegram.url,
    settings: { quiet: { fromMin: 20 * 60, untilMin: 7 * 60 + 30 } },
    start: "2026-11-20T23:50:00+09:00",
    waits: { idleMs: 3_600_000 },
  });
  const validUntilMs = Date.parse("2026-11-21T12:00:00+09:00");
  await test.notifiers.tell({
    key: "n",
    facts: { kind: "notice", title: "키", lines: [], atMs: at("23:50:00") },
  });
  await test.notifiers.tell({ key: "b", facts: sell({ venue: "업비트" }), validUntilMs });
  await test.notifiers.tell({ key: "p", facts: protectiveSell({ venue: "업비트" }), validUntilMs });
  await test.clock.pass(60_000);
  const told = telegram.messages.map(({ text, isSilent }) => [/손절선/.test(text) ? "p" : "b", isSilent])
    .toSorted();
  assert.deepEqual(told, [["b", true], ["p", false]]);
  await test.settle();
  assert.equal(telegram.texts.length, 3);
  assert.ok(test.clock.now() >= Date.parse("2026-11-21T07:30:00+09:00"));
});

Deno.test("an alarm that a person set does not wait for the morning: by night it comes at once, without a sound", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({
    telegramUrl: telegram.url,
    settings: { quiet: { fromMin: 20 * 60, untilMin: 7 * 60 + 30 } },
    start: "2026-11-21T07:29:30+09:00",
  });
  const alarm = { kind: "notice", title: "알림 · BTC/KRW 90,000,000원", lines: [], isAsked: true } as const;
  await test.notifiers.tell({ key: "night", ring: true, facts: { ...alarm, atMs: test.clock.now() } });
  await test.settle();
  assert.ok(test.clock.now() < Date.parse("2026-11-21T07:30:00+09:00"));
  await test.clock.pass(60_000);
  await test.notifiers.tell({ key: "day", ring: true, facts: { ...alarm, atMs: test.clock.now() } });
  await test.settle();
  assert.deepEqual(telegram.messages.map(({ isSilent }) => isSilent), [true, false]);
});

Deno.test("fault 57: an outage is one message, edited while it lasts and when it is over, without another ring", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  const outage = (minute: number): MessageFacts => ({
    ...{ kind: "outage", source: "뉴스", lastMs: at("09:10:00"), atMs: at(`09:${20 + minute}:00`) },
    ...{ cause: "503", stopsBuys: false, watched: 0 },
  });
  await test.notifiers.tell({ key: "out", facts: outage(0) });
  await test.settle();
  telegram.fail("drop_after");
  for (let i = 1; i < 30; i++) await test.notifiers.tell({ key: `out:${i}`, facts: outage(i), edits: "out" });
  await test.notifiers.tell({
    key: "over",
    facts: {
      kind: "outage_over",
      source: "뉴스",
      fromMs: at("09:10:00"),
      toMs: at("09:50:00"),
      missedChecks: 1,
      signals: 0,
    },
    edits: "out",
  });
  await test.settle();
  assert.equal(telegram.messages.length, 1);
  assert.equal(rings(telegram.messages), 1);
  assert.match(telegram.texts[0] ?? "", /^✅ 뉴스 정상/);
});

Deno.test("edits that come while nothing can be reached are one message, and so is what is edited after it was removed", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  const notice = (title: string): MessageFacts => ({
    kind: "notice",
    title,
    lines: [],
    atMs: at("09:20:00"),
  });
  telegram.setDown(true);
  await test.notifiers.tell({ key: "out", facts: notice("first") });
  for (const n of [1, 2, 3]) {
    await test.notifiers.tell({ key: `out:${n}`, facts: notice(`edit ${n}`), edits: "out" });
  }
  await test.clock.pass(1_000);
  telegram.setDown(false);
  await test.settle();
  assert.deepEqual(telegram.texts.map((text) => text.split("\n")[0]), ["ℹ️ edit 3"]);
  await test.notifiers.tell({ key: "out:4", facts: notice("edit 4"), edits: "out" });
  await test.settle();
  assert.equal(telegram.texts.length, 1);
  assert.match(telegram.texts[0] ?? "", /edit 4/);
});

Deno.test("an edit of what never went takes its place; one of what is gone is said anew", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  telegram.setDown(true);
  await test.notifiers.tell({ key: "p", facts: protectiveSell() });
  await test.clock.pass(1_000);
  telegram.setDown(false);
  telegram.fail({ silenceS: 30 });
  const opinion = { atMs: at("09:20:15"), isAgainst: false, confidence: 90, sentence: "" };
  await test.notifiers.tell({ key: "p2", facts: protectiveSell({ opinion }), edits: "p" });
  await test.settle();
  const last = telegram.texts.at(-1) ?? "";
  assert.match(last, /AI 의견\(09:20:15\): 매도 동의 90/);
});

const OPINION = { atMs: at("09:20:15"), isAgainst: true, confidence: 62, sentence: "" };

Deno.test("an opinion that overtakes its sell is said by the sell itself, which rings, counts and is reported as its own", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, settings: { ringsPer5Min: 2 } });
  await test.notifiers.tell({ key: "first", facts: sell() });
  await test.settle();
  const signalId = "01KAG0000000000000000000AA";
  const validUntilMs = at("09:40:00");
  // It waits a moment for others, as it may be the last ring; its opinion would not.
  await test.notifiers.tell({ key: "p", facts: protectiveSell(), signalId, validUntilMs });
  await test.notifiers.tell({
    ...{ key: "p:opinion", facts: protectiveSell({ opinion: OPINION }), signalId, edits: "p" },
    validUntilMs: at("09:50:00"),
  });
  await test.settle();
  assert.equal(telegram.messages.length, 2);
  const [, told] = telegram.messages;
  assert.match(told?.text ?? "", /매도 신호\(손절선\)[^]*AI 의견\(09:20:15\): 매도 반대 62/);
  assert.equal(told?.isSilent, false);
  assert.match(JSON.stringify(told?.keyboard), /:seen.*:later/);
  const [, sold, opinion] = await test.rows();
  assert.deepEqual(
    [sold?.state, sold?.ring, sold?.rank, sold?.isResendable, sold?.validUntilMs],
    ["delivered", true, 0, true, validUntilMs],
  );
  assert.deepEqual([opinion?.state, opinion?.error], ["superseded", "told in p"]);
  assert.deepEqual(test.outcomes, ["delivered", "superseded", "delivered"]);
});

for (const way of ["down for 12 s", "dropped on the way"] as const) {
  Deno.test(`a sell that protects, ${way}, rings once, and its opinion comes with it or after it`, async () => {
    await using telegram = startTelegramServer();
    await using test = await startTestNotifiers({ telegramUrl: telegram.url });
    await test.notifiers.tell({ key: "first", facts: sell() });
    await test.settle();
    if (way === "dropped on the way") telegram.fail("drop");
    else telegram.setDown(true);
    await test.notifiers.tell({ key: "p", facts: protectiveSell() });
    await test.clock.pass(6_000);
    await test.notifiers.tell({ key: "p:o", facts: protectiveSell({ opinion: OPINION }), edits: "p" });
    await test.clock.pass(6_000);
    telegram.setDown(false);
    await test.settle();
    assert.equal(rings(telegram.messages), 2);
    assert.equal(telegram.messages.length, 2);
    assert.match(telegram.texts.at(-1) ?? "", /AI 의견/);
  });
}

Deno.test("an outage that is over before it could be told is told as over, in silence", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  telegram.setDown(true);
  const common = { source: "뉴스", cause: "503", stopsBuys: false, watched: 0 };
  const outage = { kind: "outage", lastMs: at("09:10:00"), atMs: at("09:20:00"), ...common } as const;
  const over = { fromMs: at("09:10:00"), toMs: at("09:21:00"), missedChecks: 1, signals: 0 };
  await test.notifiers.tell({ key: "out", facts: outage });
  await test.clock.until(async () => (await test.rows())[0]?.error !== undefined);
  const [row] = await test.rows();
  const notBeforeMs = test.clock.now() + 20_000;
  assert.ok(
    row &&
      await test.store.move(row, { state: "queued", event: "stumbled", atMs: row.queuedAtMs, notBeforeMs }),
  );
  telegram.setDown(false);
  await test.notifiers.tell({
    key: "over",
    facts: { kind: "outage_over", source: "뉴스", ...over },
    edits: "out",
  });
  await test.settle();
  assert.deepEqual(telegram.messages.map(({ text, isSilent }) => [text.slice(0, 7), isSilent]), [[
    "✅ 뉴스 정상",
    true,
  ]]);
});

Deno.test("an opinion on a sell that was told in a group says nothing anew", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, settings: { ringsPer5Min: 1 } });
  await test.notifiers.tell({ key: "a", facts: protectiveSell() });
  await test.notifiers.tell({ key: "b", facts: protectiveSell({ name: "기아", ticker: "000270" }) });
  await test.settle();
  assert.equal(telegram.messages.length, 1);
  for (const edits of ["a", "b"]) {
    await test.notifiers.tell({ key: `${edits}:o`, facts: protectiveSell({ opinion: OPINION }), edits });
  }
  await test.settle();
  assert.equal(telegram.messages.length, 1);
  assert.match(telegram.texts[0] ?? "", /매도 신호 2건/);
  const dropped = (await test.rows()).filter(({ edits }) => edits !== undefined);
  assert.deepEqual(dropped.map(({ state }) => state), ["superseded", "superseded"]);
  for (const { error } of dropped) assert.match(error ?? "", /^told in group:/);
});

Deno.test("a chat that was taken out of the settings is told nothing more, not even of what came too late; a group under its new name is", async () => {
  await using telegram = startTelegramServer();
  using temp = makeTempDir();
  {
    await using test = await startTestNotifiers({
      ...{ telegramUrl: telegram.url, dir: temp.path },
      chats: [CHAT, "-55"],
    });
    telegram.migrate("-55", "-1009876543210");
    await test.notifiers.tell({ key: "warm", facts: buy() });
    await test.settle();
    telegram.setDown(true);
    await test.notifiers.tell({ key: "a", facts: buy({ name: "둘 다" }), validUntilMs: LATER });
    await test.store.enqueue([
      draft("r", { chat: CHAT, kind: "reply", body: "answer", markedBody: "answer" }),
    ]);
  }
  telegram.setDown(false);
  const before = telegram.texts.length;
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, dir: temp.path, chats: ["-55"], isFirst: true },
  });
  await test.settle();
  const told = telegram.messages.slice(before).map((
    { chat, text },
  ) => [chat, text.split("\n")[0] === "answer"]);
  assert.deepEqual(told.toSorted(), [["-1009876543210", false], [CHAT, true]]);
  const gone = (await test.rows()).find(({ key, chat }) => key === "a" && chat === CHAT);
  assert.equal(gone?.state, "expired");
  assert.match(gone?.error ?? "", /told no more/);
});

Deno.test("fault 18: what a killed program left in sending is unknown, looked for, and not sent twice", async () => {
  using temp = makeTempDir();
  await using telegram = startTelegramServer();
  {
    await using test = await startTestNotifiers({ telegramUrl: telegram.url, dir: temp.path });
    await test.notifiers.tell({ key: "warm", facts: buy() });
    await test.settle();
  }
  await leaveSending(temp.path, "lost");
  // It had arrived, with the text that the row has.
  await fetch(`${telegram.url}/bot${TOKEN}/sendMessage`, {
    method: "POST",
    body: JSON.stringify({ chat_id: Number(CHAT), text: "<b>lost</b>", parse_mode: "HTML" }),
  }).then((answer) => answer.text());
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, dir: temp.path });
  await test.settle();
  assert.equal(telegram.texts.length, 2);
  assert.deepEqual((await test.rows()).map(({ key, state }) => [key, state]), [
    ["warm", "delivered"],
    ["lost", "delivered"],
  ]);
});

Deno.test("fault 18: the same for a webhook, which simply goes again", async () => {
  using temp = makeTempDir();
  await using office = startWebhookReceiver();
  await leaveSending(temp.path, "lost", { channel: "webhook", chat: "office", body: '{"id":"lost"}' });
  await using test = await startTestNotifiers({ officeUrl: office.url, dir: temp.path });
  await test.settle();
  assert.deepEqual([...office.taken], [["lost", '{"id":"lost"}']]);
});

Deno.test("fault 35: two programs on one database: one sends, the other waits until the first is gone", async () => {
  using temp = makeTempDir();
  await using telegram = startTelegramServer();
  await using second = await (async () => {
    await using first = await startTestNotifiers({ telegramUrl: telegram.url, dir: temp.path });
    await first.settle();
    const second = await startTestNotifiers({ telegramUrl: telegram.url, dir: temp.path });
    await second.notifiers.tell({ key: "a", facts: buy({ validUntilMs: LATER }) });
    await first.clock.until(async () => (await first.rows()).every(({ state }) => state === "delivered"));
    assert.equal(telegram.texts.length, 1);
    return second;
  })();
  await second.notifiers.tell({ key: "b", facts: buy({ validUntilMs: LATER }) });
  await second.settle();
  assert.equal(telegram.texts.length, 2);
});

Deno.test("a message waits at most a moment for its turn: told while others wait, a sell that protects goes first", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  for (let i = 0; i < 30; i++) {
    await test.notifiers.tell({
      key: `n${i}`,
      facts: { kind: "notice", title: `n${i}`, lines: [], atMs: at("09:20:00") },
    });
  }
  await test.clock.pass(8_000);
  const before = telegram.texts.length;
  assert.ok(before < 20, `${before} went`);
  await test.notifiers.tell({ key: "p", facts: protectiveSell() });
  await test.clock.pass(1_000);
  assert.ok(telegram.texts.slice(before).some((text) => text.includes("손절선")));
});

const TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

/** As a kill between the commit of `sending` and the answer leaves it. */
async function leaveSending(
  dir: string,
  key: string,
  change: Parameters<typeof draft>[1] = {},
): Promise<void> {
  const clock = new OutsideClock(START);
  await using opened = await openMessages(clock, dir);
  const { messages } = opened;
  const { channel = "telegram" } = change;
  await messages.enqueue([draft(key, change)]);
  await messages.takeLease({ channel, holder: "gone", nowMs: at("09:10:00"), untilMs: at("09:11:00") });
  const row = (await messages.open(channel, 10)).find((waiting) => waiting.key === key);
  assert.ok(row !== undefined);
  const knownId = await messages.highestMessageId(channel, "bot");
  const attempt = await messages.begin({
    row,
    channel,
    holder: "gone",
    atMs: at("09:10:30"),
    knownId,
    isRinging: true,
  });
  assert.equal(attempt, 1);
}
