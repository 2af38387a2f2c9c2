/** What people write, and what comes back. */
import assert from "node:assert/strict";
import { createFakeDoor, done, OWNER_ID, startTestBot, STRANGER_ID } from "./bot_parts.ts";

const NO_SIGNALS = { items: [], held_back: [] };

Deno.test("/status is answered in the words of the program, as the person who asks", async () => {
  const words = { ko: "정상 · 장중 · 다음 확인 09:21:00", en: "all is well" };
  const door = createFakeDoor(() => ({ kind: "done", result: {}, words }));
  await using test = await startTestBot({ door });
  await test.say("/status");
  assert.deepEqual(test.telegram.texts, [words.ko]);
  assert.deepEqual(door.calls.map(({ id, actor }) => ({ id, actor })), [
    { id: "program.status", actor: { kind: "telegram", id: OWNER_ID } },
  ]);
});

Deno.test("fault 7: a stranger is not answered; he is counted, and the log has one line an hour", async () => {
  await using test = await startTestBot({ waits: { careMs: 600_000 } });
  for (let i = 0; i < 5; i++) await test.say("/status", { userId: STRANGER_ID });
  assert.deepEqual(test.telegram.texts, []);
  assert.equal(test.bot.view().strangers, 5);
  const told = () =>
    test.lines.filter(({ event }) => event === "bot_strangers").map(({ fields }) => fields?.count);
  assert.deepEqual(told(), [1]);
  await test.clock.pass(4_200_000);
  assert.deepEqual(told(), [1, 4]);
});

Deno.test("fault 6: a command of twelve minutes ago is refused with a sentence, and nothing is done", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  await test.say("/stop_strategy btc_ma", { ageMs: 12 * 60_000 });
  assert.deepEqual(test.telegram.texts, [
    "이 명령은 12분 전(09:08:08)에 보내신 것이라 실행하지 않았습니다. 지금도 원하시면 다시 보내 주세요.",
  ]);
  assert.deepEqual(door.calls, []);
});

Deno.test("fault 6: 120 seconds are not old yet, 121 are", async () => {
  const door = createFakeDoor(() => done("상태"));
  await using test = await startTestBot({ door });
  await test.say("/portfolio_status", { ageMs: 119_000 });
  assert.equal(door.calls.length, 1);
  await test.say("/portfolio_status", { ageMs: 122_000 });
  assert.equal(door.calls.length, 1);
});

Deno.test("fault 8: in a group the person is asked for, not the group", async () => {
  const group = "-4000";
  const door = createFakeDoor(() => done("", NO_SIGNALS));
  await using test = await startTestBot({ door, settings: { groups: [group] } });
  await test.clock.until(() => test.bot.view().username !== undefined);
  const write = async (userId: string, text: string) => {
    const facts = { chat: group, chatType: "group" as const, sentAtMs: test.clock.now() };
    await test.handled(test.updates.message(userId, text, facts));
  };
  await write(STRANGER_ID, "/signals@signal_test_bot");
  await write(OWNER_ID, "/signals");
  await write(OWNER_ID, "/signals@other_bot");
  assert.deepEqual(door.calls, []);
  await write(OWNER_ID, "/signals@signal_test_bot");
  assert.equal(door.calls.length, 1);
  assert.deepEqual(test.telegram.messages.at(-1)?.chat, group);
});

Deno.test("fault 8: a group that is not set is deaf, also to its owner", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  await test.clock.until(() => test.bot.view().username !== undefined);
  const facts = { chat: "-4000", chatType: "group" as const, sentAtMs: test.clock.now() };
  await test.handled(test.updates.message(OWNER_ID, "/signals@signal_test_bot", facts));
  assert.deepEqual([door.calls, test.telegram.texts], [[], []]);
});

Deno.test("fault 32: an update that is handed over again is answered once", async () => {
  const door = createFakeDoor(() => done("", NO_SIGNALS));
  await using test = await startTestBot({ door });
  const id = test.updates.message(OWNER_ID, "/signals", { sentAtMs: test.clock.now() });
  await test.handled(id);
  test.updates.again(id);
  await test.handled(id);
  await test.restart();
  test.updates.again(id);
  await test.handled(id);
  assert.deepEqual([door.calls.length, test.telegram.texts.length], [1, 1]);
});

Deno.test("fault 64: the menu is in Korean, in English for who reads that, and /help has at most ten lines", async () => {
  await using test = await startTestBot();
  await test.clock.until(() => test.updates.menus.size === 2);
  const menu = test.updates.menus.get("") ?? [];
  assert.deepEqual(menu[0], { command: "status", description: "지금 상태" });
  assert.deepEqual(test.updates.menus.get("en")?.[0], { command: "status", description: "how it is" });
  await test.say("/help");
  const lines = (test.telegram.texts[0] ?? "").split("\n");
  assert.ok(lines.length <= 10, `${lines.length} lines`);
  for (const { command } of menu) {
    if (command !== "help") assert.ok(test.telegram.texts[0]?.includes(`/${command} `), command);
  }
});

Deno.test("free text and unknown words are answered with the way to help", async () => {
  await using test = await startTestBot();
  await test.say("안녕");
  await test.say("/buy_everything");
  assert.deepEqual(test.telegram.texts, ["명령을 모르겠습니다. /help", "명령을 모르겠습니다. /help"]);
});

Deno.test("pictures, other bots and what is no update at all are skipped, and the poll goes on", async () => {
  await using test = await startTestBot();
  const sentAtMs = test.clock.now();
  test.updates.raw({ update_id: 5 });
  test.updates.message(OWNER_ID, undefined, { sentAtMs });
  test.updates.message(OWNER_ID, "/help", { sentAtMs, isBot: true });
  await test.say("/cost");
  assert.equal(test.telegram.texts.length, 1);
});

Deno.test("keys are never taken by chat: /register names the place, and nothing of the message is kept", async () => {
  await using test = await startTestBot();
  await test.say("/register upbit AKIA-very-secret-key");
  assert.match(test.telegram.texts[0] ?? "", /채팅으로 받지 않습니다.*doctor/s);
  assert.ok(!JSON.stringify(test.lines).includes("very-secret"));
  assert.ok(!new TextDecoder().decode(Deno.readFileSync(test.file)).includes("very-secret"));
});

Deno.test("what this program does not have yet is said as it is", async () => {
  const door = createFakeDoor();
  await using test = await startTestBot({ door });
  for (const text of ["/trade_start", "/trade_stop", "/cost", "/why S-1120-03", "/mute 005930"]) {
    await test.say(text);
  }
  assert.deepEqual(test.telegram.texts.map((text) => text.split(".")[0]), [
    "자동 주문이 아직 없습니다",
    "자동 주문이 아직 없습니다",
    "AI 비용 기록이 아직 없습니다",
    "이 명령은 아직 여기서 되지 않습니다",
    "이 명령은 아직 여기서 되지 않습니다",
  ]);
  assert.deepEqual(door.calls, []);
});

Deno.test("holdings come with how old they are, and without amounts where those are hidden", async () => {
  const data = {
    ...{ cash: 43_632_000, total_value: 48_210_000 },
    total_pnl: -366_000,
    total_pnl_pct: -0.7,
    holdings: [{ name: "카카오", ticker: "035720", quantity: 120, current_price: 38_150, pnl_pct: -7.4 }],
  };
  const door = createFakeDoor(() => done("", { state: "stale", stale: true, age_s: 420, data }));
  await using test = await startTestBot({ door });
  await test.say("/portfolio_status");
  assert.equal(
    test.telegram.texts[0],
    "⚠️ 오래된 자료\n보유 1종목 · 평가 4,578,000원 · 현금 43,632,000원 · 총자산 48,210,000원 · 손익 ▼0.7% −366,000원\n· 카카오 120주 38,150원 손익 ▼7.4%\n" +
      "자료 7분 전 · 09:20:08",
  );
  const shown = { quiet: undefined, summaries: [], ringsPer5Min: 5, hidesAmounts: true };
  await using hidden = await startTestBot({ door, settings: { shown } });
  await hidden.say("/portfolio_status");
  assert.ok(!/48,210,000|4,578,000|43,632,000|366,000|120주/.test(hidden.telegram.texts[0] ?? ""));
});

Deno.test("a fault of the program is said, logged, and does not stand in the way of the next command", async () => {
  let isBroken = true;
  const door = createFakeDoor(() => {
    if (isBroken) throw new Error("broken on purpose");
    return done("", NO_SIGNALS);
  });
  await using test = await startTestBot({ door });
  await test.say("/signals");
  isBroken = false;
  await test.say("/signals");
  assert.deepEqual(test.telegram.texts, [
    "프로그램 오류로 하지 못했습니다. 로그에 이유가 있습니다(bot_failed).",
    "나간 신호가 아직 없습니다.",
  ]);
  assert.ok(test.events().includes("bot_failed"));
});

Deno.test("who had blocked the bot and comes back is told to the sender", async () => {
  await using test = await startTestBot();
  await test.handled(test.updates.member(OWNER_ID, "kicked"));
  await test.handled(test.updates.member(STRANGER_ID, "member"));
  assert.deepEqual(test.back, []);
  await test.handled(test.updates.member(OWNER_ID, "member"));
  assert.deepEqual(test.back, [OWNER_ID]);
});

const SIGNAL = {
  ...{ label: "S-1120-03", name: "삼성전자", ticker: "005930", action: "buy", state: "delivered" },
  ...{ reason: null, price: 71_300, change_pct: 1.2, fired_at: "2026-11-20T09:20:04+09:00" },
  ...{ verdict: "CONFIRM", confidence: 86, seen_at: null, outcomes: [] },
};
const SIGNALS = {
  items: [
    SIGNAL,
    {
      ...{ ...SIGNAL, label: "S-1119-07", name: "카카오", ticker: "035720", action: "sell", price: 38_150 },
      ...{ change_pct: -3.4, fired_at: "2026-11-19T14:02:00+09:00", verdict: null, confidence: null },
      ...{ seen_at: "2026-11-19T14:03:00+09:00", outcomes: [{ sessions: 1, pct_net: 1.4, hit: true }] },
    },
    {
      ...{ ...SIGNAL, label: "S-1119-05", name: null, ticker: "BTC/USDT", state: "expired", price: 90_100.5 },
      ...{ reason: "not_delivered", change_pct: null, fired_at: "2026-11-19T10:00:00+09:00", verdict: null },
    },
    { ...SIGNAL, label: "S-1119-04", state: "rejected", verdict: "REJECT", confidence: 91, change_pct: 0 },
  ],
  held_back: [{ reason: "duplicate", count: 12 }, { reason: "muted", count: 3 }, {
    reason: "stale",
    count: 2,
  }],
};

Deno.test("/signals has what went out first, a line each, and what was held back in one line by its reasons", async () => {
  const door = createFakeDoor(() => done("", SIGNALS));
  await using test = await startTestBot({ door });
  await test.say("/signals 4");
  assert.deepEqual(door.calls.map(({ given }) => given), [{ limit: 4, which: "told" }]);
  assert.equal(
    test.telegram.texts[0],
    "신호 4건 (새것부터)\n" +
      "09:20 매수 삼성전자 71,300원 ▲1.2% · 도착 · AI 동의 86 · S-1120-03\n" +
      "11-19 14:02 매도 카카오 38,150원 ▼3.4% · 도착 · 맞음 ▲1.4% · 확인함 · S-1119-07\n" +
      "11-19 10:00 매수 BTC/USDT 90,100.50 USDT · 기한 지남 (알림이 가지 못함) · S-1119-05\n" +
      "09:20 매수 삼성전자 71,300원 0.0% · AI 거부 · S-1119-04\n" +
      "오늘 보내지 않음: 이미 보낸 신호 12 · 그만 보는 종목 3 · 자료가 오래됨 2\n" +
      "까닭은 /why S-1120-03",
  );
  await using english = await startTestBot({ door, settings: { lang: "en" } });
  await english.say("/signals 4");
  assert.deepEqual(english.telegram.texts[0]?.split("\n").filter((_, i) => [0, 1, 3, 5, 6].includes(i)), [
    "4 signal(s), the latest first",
    "09:20 buy 삼성전자 ₩71,300 ▲1.2% · arrived · AI agrees 86 · S-1120-03",
    "11-19 10:00 buy BTC/USDT 90,100.50 USDT · too late (no message arrived) · S-1119-05",
    "held back today: sent already 12 · muted 3 · data too old 2",
    "the reasons: /why S-1120-03",
  ]);
});

Deno.test("where everything was held back, /signals says that nothing went out, and why", async () => {
  const door = createFakeDoor(() => done("", { items: [], held_back: [{ reason: "below", count: 7 }] }));
  await using test = await startTestBot({ door });
  await test.say("/signals");
  assert.equal(test.telegram.texts[0], "나간 신호가 아직 없습니다.\n오늘 보내지 않음: 점수 모자람 7");
});
