/** What people write, and what comes back. */
import assert from "node:assert/strict";
import { createFakeDoor, done, OWNER_ID, startTestBot, STRANGER_ID } from "./bot_parts.ts";

Deno.test("/status asks the program and shows problems before everything else", async () => {
  const door = createFakeDoor(() =>
    done("", {
      state: "degraded",
      problems: ["the portfolio is stale"],
      problem_details: [{ ko: "포트폴리오가 오래됐습니다", en: "the portfolio is stale" }],
      last_poll: { portfolio: "2026-11-20T09:19:56+09:00", news: null },
      schedule: { next_poll_at: "2026-11-20T09:21:00+09:00" },
      signals: { fired_today: 3, confirmed: 2, rejected: 1, unjudged: 0 },
      notify: [{ channel: "telegram", state: "ok", pending: 0, unknown: 0 }],
    })
  );
  await using test = await startTestBot({ door });
  await test.say("/status");
  assert.deepEqual(test.telegram.texts, [
    "⚠️ 문제 1건 (degraded)\n· 포트폴리오가 오래됐습니다\n자료: portfolio 12초 전 · news 아직 없음\n" +
    "신호 오늘 3 · 냄 2 · 거부 1 · 판정 못함 0\n알림 telegram: ok · 대기 0 · 도착 모름 0\n자동 주문 없음\n" +
    "다음 확인 09:21:00 · 09:20:08",
  ]);
  assert.deepEqual(door.calls.map(({ actor }) => actor), [{ kind: "telegram", id: OWNER_ID }]);
});

Deno.test("/status says that buys are held back even beside many problems, and counts it as none of them", async () => {
  const problem = (code: string) => ({ code, ko: `${code}-ko`, en: code });
  const door = createFakeDoor(() =>
    done("", {
      state: "degraded",
      problems: [],
      problem_details: ["a", "b", "c", "d", "buys_held"].map(problem),
      signals: { fired_today: 0, confirmed: 0, rejected: 0, unjudged: 0, muted: 2 },
    })
  );
  await using test = await startTestBot({ door });
  await test.say("/status");
  assert.match(test.telegram.texts[0] ?? "", /^⚠️ 문제 4건.*\n⏸ buys_held-ko\n· a-ko\n/);
  assert.match(test.telegram.texts[0] ?? "", /그만 보는 종목 2/);
});

Deno.test("/status does not call judged what no AI has judged", async () => {
  const signals = { judge: "none", fired_today: 10, confirmed: 10, rejected: 0, unjudged: 0 };
  const door = createFakeDoor(() => done("", { state: "ok", problems: [], signals }));
  await using test = await startTestBot({ door });
  await test.say("/status");
  assert.match(test.telegram.texts.join(), /신호 오늘 10 · 냄 10 \(AI 판정 없이\)/);
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
  const door = createFakeDoor(() => done("", { items: [] }));
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
  const door = createFakeDoor(() => done("", { items: [] }));
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
    total_value: 48_210_000,
    total_pnl: -366_000,
    total_pnl_pct: -0.7,
    holdings: [{ name: "카카오", ticker: "035720", quantity: 120, current_price: 38_150, pnl_pct: -7.4 }],
  };
  const door = createFakeDoor(() => done("", { state: "stale", stale: true, age_s: 420, data }));
  await using test = await startTestBot({ door });
  await test.say("/portfolio_status");
  assert.equal(
    test.telegram.texts[0],
    "⚠️ 오래된 자료\n보유 1종목 · 평가 48,210,000원 · 손익 ▼0.7% −366,000원\n· 카카오 120주 38,150원 손익 ▼7.4%\n" +
      "자료 7분 전 · 09:20:08",
  );
  const shown = { quiet: undefined, summaries: [], ringsPer5Min: 5, hidesAmounts: true };
  await using hidden = await startTestBot({ door, settings: { shown } });
  await hidden.say("/portfolio_status");
  assert.ok(!/48,210,000|366,000|120주/.test(hidden.telegram.texts[0] ?? ""));
});

Deno.test("a fault of the program is said, logged, and does not stand in the way of the next command", async () => {
  let isBroken = true;
  const door = createFakeDoor(() => {
    if (isBroken) throw new Error("broken on purpose");
    return done("", { items: [] });
  });
  await using test = await startTestBot({ door });
  await test.say("/signals");
  isBroken = false;
  await test.say("/signals");
  assert.deepEqual(test.telegram.texts, [
    "프로그램 오류로 하지 못했습니다. 로그에 이유가 있습니다(bot_failed).",
    "조건이 맞은 신호가 아직 없습니다.",
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

Deno.test("/signals lists what was met with the label by which its reasons are asked for", async () => {
  const signal = { name: "삼성전자", ticker: "005930", action: "buy", fired_at: "2026-11-20T09:20:08+09:00" };
  const items = [
    { ...signal, label: "S-1120-03", state: "delivered", reason: null },
    { ...signal, label: null, name: null, state: "skipped", reason: "below" },
  ];
  const door = createFakeDoor(() => done("", { items }));
  await using test = await startTestBot({ door });
  await test.say("/signals 2");
  assert.deepEqual(door.calls.map(({ given }) => given), [{ limit: 2 }]);
  assert.equal(
    test.telegram.texts[0],
    "신호 2건 (새것부터)\n11-20 09:20:08 S-1120-03 매수 삼성전자(005930) · delivered\n" +
      "11-20 09:20:08 – 매수 005930 · skipped: below",
  );
});
