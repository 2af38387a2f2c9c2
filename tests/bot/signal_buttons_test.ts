/** Buttons under signals: from the moment they are told, pressed once, and gone when their matter is over. */
import assert from "node:assert/strict";
import { OWNER } from "../../src/core/actor.ts";
import { toMessageRequest } from "../../src/app/signals/message_of.ts";
import { createQuieten } from "../../src/app/signals/outage_sound.ts";
import { toMessage } from "../../src/signals/pipeline/message.ts";
import { keysOf, OWNER_ID, STRANGER_ID } from "./bot_parts.ts";
import { startSignalBot } from "./signal_parts.ts";

const BUY = { action: "buy", signalClass: "buy", ticker: "005930", name: "삼성전자" } as const;

Deno.test("each kind of signal comes with its buttons, and what is in them fits into 64 bytes", async () => {
  await using test = await startSignalBot();
  await test.tell();
  await test.tell({ signalClass: "sell_discretionary", name: "한화", ticker: "012450" });
  await test.tell(BUY);
  const shown = (text: RegExp) => keysOf(test.messageOf(text)).map(({ text }) => text);
  assert.deepEqual(shown(/카카오/), ["왜?", "확인했음", "30분 뒤 다시"]);
  assert.deepEqual(shown(/한화/), ["왜?", "확인했음"]);
  assert.deepEqual(shown(/삼성전자/), ["왜?", "오늘 이 종목 그만"]);
  for (const message of test.telegram.messages) {
    for (const { data } of keysOf(message)) assert.ok(new TextEncoder().encode(data).length <= 64, data);
  }
});

Deno.test("왜? answers with the reasons in the chat, once, however often it is pressed", async () => {
  await using test = await startSignalBot();
  const id = await test.tell();
  await test.press(`s:${id}:why`);
  await test.press(`s:${id}:why`);
  const answers = test.telegram.texts.filter((text) =>
    /왜\? 카카오\(035720\) 매도 38,150원 ▼3\.4%\n규칙: 손절선 \(stop\)/.test(text)
  );
  assert.equal(answers.length, 1);
  assert.match(test.updates.answered[1]?.text ?? "", /왜\? 카카오/);
  assert.deepEqual(test.counted.slice(-2), ["press why taken", "press why again"]);
  assert.deepEqual(keysOf(test.messageOf("매도 신호")).length, 3, "the signal keeps its buttons");
});

Deno.test("오늘 이 종목 그만 mutes the stock until midnight, shows the way back, and the way back works once", async () => {
  await using test = await startSignalBot();
  const id = await test.tell(BUY);
  await test.press(`s:${id}:mute`);
  const held = async () => (await test.journal.mutes(OWNER, test.clock.now())).map(({ ticker }) => ticker);
  assert.deepEqual(await held(), ["005930"]);
  assert.match(test.telegram.texts.at(-1) ?? "", /005930\)? 신호를 11-20 자정까지 받지 않습니다/);
  assert.deepEqual(test.buttons(), [`s:${id}:undo`]);
  assert.deepEqual(keysOf(test.messageOf("매수 신호")).map(({ text }) => text), ["왜?"]);
  await test.press(`s:${id}:mute`);
  assert.match(test.updates.answered.at(-1)?.text ?? "", /까지 받지 않습니다/);
  await test.press(`s:${id}:undo`);
  assert.deepEqual(await held(), []);
  assert.match(test.telegram.texts.at(-1) ?? "", /005930\)? 신호를 다시 받습니다/);
  assert.deepEqual(test.buttons(), []);
  // The app says both once more: neither does anything.
  await test.press(`s:${id}:mute`);
  assert.deepEqual(await held(), []);
});

Deno.test("fault 5: 확인했음 is noted with who and when, once, and the buttons leave every chat", async () => {
  await using test = await startSignalBot({ settings: { users: [OWNER_ID, "888"] } });
  const id = await test.tell();
  assert.deepEqual(test.telegram.messages.map(({ chat }) => chat), [OWNER_ID, "888"]);
  const atMs = test.clock.now();
  test.updates.press(OWNER_ID, `s:${id}:seen`);
  await test.press(`s:${id}:seen`, "888");
  await test.clock.until(() => test.telegram.messages.every((message) => keysOf(message).length === 0));
  const { seen } = await test.journal.followUp(OWNER, id);
  assert.deepEqual(seen?.by, { kind: "telegram", id: OWNER_ID });
  assert.ok(Math.abs((seen?.atMs ?? 0) - atMs) < 5_000);
  assert.equal(test.telegram.texts.length, 2, "nothing more is said");
  assert.match(test.updates.answered.at(-1)?.text ?? "", /확인함 .* 텔레그램 777/);
});

Deno.test("30분 뒤 다시 after another person's 확인했음 comes as it promises, and once", async () => {
  await using test = await startSignalBot({ settings: { users: [OWNER_ID, "888"] } });
  const id = await test.tell();
  test.updates.press("888", `s:${id}:seen`);
  await test.press(`s:${id}:later`);
  assert.match(test.telegram.texts.at(-1) ?? "", /그때 가격으로 한 번 더 알립니다/);
  const due = await test.journal.dueReminders(OWNER, test.clock.now() + 1_800_000);
  assert.deepEqual(due.map(({ signalId }) => signalId), [id]);
  await test.journal.remind(OWNER, { signalId: id, atMs: test.clock.now(), message: undefined });
  const again = await test.door.run("signals.remind", { signal: id }, { kind: "http", id: "1" });
  assert.equal(again.kind === "refused" && again.reason, "told_again");
});

Deno.test("fault 8: a member of the group who may not ask presses, and nothing happens", async () => {
  await using test = await startSignalBot({ settings: { groups: ["-4000"] } });
  const id = await test.tell();
  const group = { chat: "-4000", chatType: "group" as const };
  await test.handled(test.updates.press(STRANGER_ID, `s:${id}:mute`, group));
  await test.handled(test.updates.press(STRANGER_ID, `s:${id}:seen`));
  assert.deepEqual(await test.journal.mutes(OWNER, test.clock.now()), []);
  assert.equal((await test.journal.followUp(OWNER, id)).seen, undefined);
  assert.equal(test.telegram.texts.length, 1);
  assert.deepEqual(test.counted, ["press unknown stranger", "press unknown stranger"]);
});

Deno.test("fault 62: the buttons of a signal leave at the end of its day, in silence, and a late press does nothing", async () => {
  const waits = { careMs: 600_000, clearMs: 600_000 };
  await using test = await startSignalBot({ waits, start: "2026-11-20T22:40:00+09:00" });
  const id = await test.tell(BUY);
  await test.clock.pass(4_200_000);
  assert.equal(keysOf(test.messageOf("매수 신호")).length, 2, "23:50 is the same day");
  await test.clock.pass(1_200_000);
  await test.clock.until(() => keysOf(test.messageOf("매수 신호")).length === 0);
  assert.equal(test.telegram.texts.length, 1);
  assert.equal(test.messageOf("매수 신호")?.edits, 1);
  await test.press(`s:${id}:mute`);
  assert.match(test.updates.answered[0]?.text ?? "", /시간이 지나/);
  assert.deepEqual(await test.journal.mutes(OWNER, test.clock.now()), []);
  assert.ok(test.counted.includes("press mute expired"));
});

Deno.test("a message that a person removed does not come back because its buttons change", async () => {
  await using test = await startSignalBot();
  const id = await test.tell();
  const known = test.telegram.messages as unknown[];
  known.splice(0, known.length);
  await test.press(`s:${id}:seen`);
  assert.deepEqual(test.telegram.texts, []);
  assert.notEqual((await test.journal.followUp(OWNER, id)).seen, undefined);
  assert.ok(!test.events().includes("notify_bug"));
});

Deno.test("the judge's word that comes after a press brings no button back", async () => {
  await using test = await startSignalBot();
  const id = await test.tell();
  await test.press(`s:${id}:seen`);
  const signal = await test.journal.find(OWNER, id);
  assert.ok(signal);
  const judgement = {
    ...{ judge: "ollama", model: "qwen3:8b", raw: "REJECT" as const, errorKind: undefined, confidence: 62 },
    ...{ reason: "지수 동반 하락", answeredAtMs: test.clock.now() },
  };
  const facts = toMessage(signal, { kind: "opinion", ring: false, holding: undefined, judgement });
  await test.notifiers.tell(toMessageRequest(facts, "ko", ["seen"]));
  await test.clock.until(() => /AI 의견/.test(test.telegram.texts[0] ?? ""));
  assert.deepEqual(keysOf(test.messageOf("AI 의견")), []);
});

Deno.test("buttons change the text of no message, also of one that an opinion was added to", async () => {
  await using test = await startSignalBot();
  const id = await test.tell();
  const signal = await test.journal.find(OWNER, id);
  assert.ok(signal);
  const judgement = {
    ...{ judge: "ollama", model: "qwen3:8b", raw: "REJECT" as const, errorKind: undefined, confidence: 62 },
    ...{ reason: "<b>지수</b> & 하락", answeredAtMs: test.clock.now() },
  };
  const facts = toMessage(signal, { kind: "opinion", ring: false, holding: undefined, judgement });
  await test.notifiers.tell(toMessageRequest(facts, "ko"));
  await test.clock.until(() => /AI 의견/.test(test.telegram.texts[0] ?? ""));
  const before = test.telegram.texts[0];
  await test.press(`s:${id}:later`);
  assert.equal(test.telegram.texts[0], before);
  assert.deepEqual(keysOf(test.messageOf("AI 의견")).map(({ text }) => text), ["왜?", "확인했음"]);
});

const ALARM = { action: "notice", signalClass: "notice", ticker: "BTC/KRW", name: undefined } as const;

Deno.test("an alarm that a person set rings and says why when asked; its button stays until the end of the day", async () => {
  await using test = await startSignalBot({ waits: { careMs: 600_000, clearMs: 600_000 } });
  const id = await test.tell(ALARM);
  const told = test.messageOf(/알림 · BTC/);
  assert.equal(told?.isSilent, false);
  await test.clock.pass(3_600_000);
  assert.deepEqual(keysOf(test.messageOf(/알림 · BTC/)), [{ text: "왜?", data: `s:${id}:why` }]);
  await test.press(`s:${id}:why`);
  assert.match(test.telegram.texts.at(-1) ?? "", /왜\? BTC/);
});

Deno.test("the buttons of a text that was said in the place of a message that never came leave as well", async () => {
  await using test = await startSignalBot();
  test.telegram.fail({ code: 400, description: "Bad Request: message is too odd" });
  const id = await test.fire();
  await test.clock.until(async () => (await test.store.messages.ofSignal(OWNER, id))[0]?.state === "refused");
  const signal = await test.journal.find(OWNER, id);
  assert.ok(signal);
  const judgement = {
    ...{ judge: "ollama", model: "qwen3:8b", raw: "REJECT" as const, errorKind: undefined, confidence: 62 },
    ...{ reason: "지수 동반 하락", answeredAtMs: test.clock.now() },
  };
  const facts = toMessage(signal, { kind: "opinion", ring: false, holding: undefined, judgement });
  await test.notifiers.tell(toMessageRequest(facts, "ko"));
  await test.clock.until(() => /AI 의견/.test(test.telegram.texts[0] ?? ""));
  await test.press(`s:${id}:later`);
  assert.deepEqual(keysOf(test.messageOf("AI 의견")).map(({ text }) => text), ["왜?", "확인했음"]);
  await test.press(`s:${id}:seen`);
  await test.clock.until(() => keysOf(test.messageOf("AI 의견")).length === 0);
  assert.equal(test.telegram.texts.filter((text) => /매도 신호/.test(text)).length, 1);
});

Deno.test("a press on a signal that nobody knows, and data that somebody made up, are answered and do nothing", async () => {
  await using test = await startSignalBot();
  const id = await test.tell();
  const made = [
    "s:01KAG0000000000000000000AA:seen",
    "s:../../x:why",
    `s:${id}:buy_all`,
    "s::",
    "o:-1",
    "r:x",
  ];
  for (const data of made) await test.press(data);
  assert.equal(test.updates.answered.length, made.length);
  assert.deepEqual(await test.journal.mutes(OWNER, test.clock.now()), []);
  assert.ok(!test.events().includes("bot_failed"));
});

Deno.test("names full of markup and commands stay words in answers of buttons", async () => {
  await using test = await startSignalBot();
  const id = await test.tell({ ...BUY, name: "<b>/stop_strategy</b> @everyone\u202e‮" });
  await test.press(`s:${id}:why`);
  const answer = test.telegram.texts.at(-1) ?? "";
  assert.match(answer, /왜\?/);
  assert.ok(!/[\u202a-\u202e]/.test(answer));
  assert.ok(!test.events().includes("notify_bug"));
});

Deno.test("30분 조용히 under an outage takes the sound off outages for half an hour, once, and its button leaves", async () => {
  await using test = await startSignalBot();
  const atMs = test.clock.now();
  const facts = {
    ...{
      kind: "outage",
      source: "포트폴리오",
      lastMs: atMs - 420_000,
      atMs,
      cause: "홈서버가 503으로 답함",
    } as const,
    ...{ stopsBuys: true, watched: 3 },
  };
  await test.notifiers.tell({ key: "outage:portfolio", facts });
  await test.clock.until(() => test.telegram.texts.length === 1);
  const [button] = keysOf(test.messageOf("갱신되지 않습니다"));
  assert.equal(button?.text, "30분 조용히");
  await test.press(button?.data ?? "");
  await test.press(button?.data ?? "");
  const [held] = await test.journal.mutes(OWNER, test.clock.now());
  assert.deepEqual([held?.ticker, Math.round(((held?.untilMs ?? 0) - atMs) / 60_000)], ["#outages", 30]);
  assert.deepEqual(keysOf(test.messageOf("갱신되지 않습니다")), []);
  assert.match(test.messageOf("소리 없이")?.text ?? "", /매도 신호는 그대로 울립니다/);
  const quieten = createQuieten(test.store, test.clock);
  const signal = await test.journal.find(OWNER, await test.tell());
  assert.ok(signal);
  const sell = toMessageRequest(
    toMessage(signal, {
      ...{ kind: "signal", ring: true, holding: undefined, judgement: undefined },
    }),
    "ko",
  );
  assert.equal((await quieten({ key: "again", facts })).ring, false);
  assert.equal((await quieten(sell)).ring, true);
  await test.clock.pass(1_900_000);
  assert.equal((await quieten({ key: "later", facts })).ring, undefined);
});

Deno.test("signals that are gathered have a button for the reasons of each, and the day's end takes them all", async () => {
  const waits = { careMs: 600_000, clearMs: 600_000 };
  await using test = await startSignalBot({ waits, start: "2026-11-20T22:40:00+09:00" });
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.push(await test.fire({ ticker: `00000${i}`, name: `종목${i}` }));
  await test.clock.until(() => test.messageOf(/신호 \d건/) !== undefined);
  const group = () => test.messageOf(/신호 \d건/);
  const keys = keysOf(group());
  assert.ok(keys.length >= 2 && keys[0]?.text === "①", JSON.stringify(keys));
  await test.press(keys[1]?.data ?? "");
  const label = (await test.journal.find(OWNER, keys[1]?.data.split(":")[1] ?? ""))?.label ?? "?";
  assert.ok(ids.includes(keys[1]?.data.split(":")[1] ?? ""));
  assert.ok(test.telegram.texts.some((text) => text.startsWith(`${label} 왜?`)), label);
  await test.clock.pass(5_400_000);
  await test.clock.until(() => keysOf(group()).length === 0);
});
