import assert from "node:assert/strict";
import { at, createHome } from "./telling_parts.ts";
import { signalOf } from "../../web/scripted_signals.ts";

Deno.test("fault 57: an outage rings once after three minutes, and the same message says when it is over", async () => {
  await using home = createHome();
  const { telegram, world } = home;
  await using test = await home.start();
  await test.lookFor(5);
  world.broken.set("portfolio", "http_5xx");
  await test.lookFor(3);
  assert.equal((await test.rows()).length, 0);
  await test.lookFor(2);
  await test.settle();
  assert.match(
    telegram.texts[0] ?? "",
    /^⚠️ 포트폴리오가 [34]분째 갱신되지 않습니다 \(마지막 10:0\d:\d\d\)\n원인: 홈서버 오류 \(5xx\)\n보유 2종목의 손절 감시도 멈춥니다\.\n10:0\d:\d\d$/,
  );
  assert.equal(telegram.messages[0]?.isSilent, false);
  world.signals = [
    signalOf({ action: "sell", state: "delivered", firedAtMs: test.clock.now(), sentAtMs: test.clock.now() }),
    signalOf({ id: "other", action: "notice", firedAtMs: test.clock.now(), sentAtMs: test.clock.now() }),
  ];
  await test.lookFor(15);
  assert.equal(telegram.messages[0]?.edits, 0);
  world.broken.clear();
  await test.lookFor(5);
  await test.settle();
  assert.equal(telegram.messages.length, 1);
  assert.match(
    telegram.texts[0] ?? "",
    /^✅ 포트폴리오 정상 — 10:0\d부터 10:25까지 21분 끊김\n놓친 확인 20번 · 그동안 낸 신호 1건\n10:25:\d\d$/,
  );
  assert.deepEqual(test.counted, ["source told", "source over"]);
});

Deno.test("all sources at once are one message in both languages; what still works is said", async () => {
  for (const lang of ["ko", "en"] as const) {
    await using home = createHome();
    await using test = await home.start({ lang });
    await test.lookFor(1);
    for (const id of ["portfolio", "news_sentiment", "screener_preview"]) {
      home.world.broken.set(id, "network");
    }
    await test.lookFor(5);
    const [row] = await test.rows();
    assert.ok(row?.facts.kind === "outage");
    assert.equal(row.facts.source, lang === "ko" ? "홈서버 자료 전부" : "Home server data");
    assert.equal(
      row.facts.cause,
      lang === "ko" ? "홈서버에 연결되지 않음" : "the home server cannot be reached",
    );
    assert.deepEqual([row.facts.stopsBuys, row.facts.watched, row.facts.held], [true, 0, 2]);
    assert.equal((await test.rows()).length, 1);
    home.world.broken.delete("portfolio");
    await test.lookFor(5);
    const last = (await test.rows()).at(-1);
    assert.ok(last?.facts.kind === "outage" && last.edits === row.key);
    assert.equal(last.facts.source, lang === "ko" ? "뉴스·스크리너" : "News·Screener");
    assert.equal(last.facts.watched, 2);
  }
});

Deno.test("a restart between begin and end neither tells it a second time nor leaves it standing", async () => {
  await using home = createHome();
  const { telegram, world, clock } = home;
  {
    await using test = await home.start();
    await test.lookFor(1);
    world.broken.set("portfolio", "timeout");
    await test.lookFor(5);
    await test.settle();
  }
  {
    await using test = await home.start();
    await test.lookFor(10);
    await test.settle();
    assert.deepEqual([telegram.messages.length, telegram.messages[0]?.edits], [1, 0]);
  }
  await clock.advance(600_000);
  world.broken.clear();
  await using test = await home.start();
  await test.lookFor(5);
  await test.settle();
  assert.equal(telegram.messages.length, 1);
  assert.match(telegram.texts[0] ?? "", /^✅ 포트폴리오 정상/);
});

Deno.test("a program that ends between the commit and the send tells it at the next start, once", async () => {
  await using home = createHome();
  const { telegram, world } = home;
  telegram.setDown(true);
  {
    await using test = await home.start();
    await test.lookFor(1);
    world.broken.set("portfolio", "network");
    await test.lookFor(5);
    const [row, ...more] = await test.rows();
    assert.deepEqual([row?.kind, more.length, telegram.messages.length], ["outage", 0, 0]);
  }
  telegram.setDown(false);
  await using test = await home.start();
  await test.settle();
  await test.lookFor(5);
  assert.equal(telegram.messages.length, 1);
  assert.equal(telegram.messages[0]?.isSilent, false);
});

Deno.test("what cannot be written down is not told, and is told as soon as it can", async () => {
  await using home = createHome();
  await using test = await home.start();
  await test.lookFor(1);
  const { messages } = test.store;
  const append = messages.append.bind(messages);
  messages.append = () => {
    throw new Error("the disk is full");
  };
  home.world.broken.set("portfolio", "network");
  await test.lookFor(6);
  assert.deepEqual(test.counted, []);
  assert.equal(test.lines.filter((line) => line.startsWith("error telling_failed")).length, 1);
  messages.append = append;
  await test.look();
  assert.deepEqual(test.counted, ["source told"]);
  assert.equal((await test.rows()).length, 1);
});

Deno.test("an outage of thirty changes is one message on the telephone, with how often", async () => {
  await using home = createHome();
  const { telegram, world } = home;
  await using test = await home.start();
  await test.lookFor(1);
  for (let i = 0; i < 30; i++) {
    if (i % 2 === 0) world.broken.set("screener_preview", "http_5xx");
    else world.broken.clear();
    await test.lookFor(5);
    await test.settle();
  }
  await test.lookFor(5);
  await test.settle();
  assert.equal(telegram.messages.length, 1);
  assert.match(telegram.texts[0] ?? "", /^✅ 스크리너 정상 — 10:0\d부터 1[12]:\d\d까지 15번, 모두 83분 끊김/);
});

Deno.test("at night, on a weekend and on a holiday sources are silent, whatever is known of them", async () => {
  for (const now of ["2026-11-20T20:30:00", "2026-11-21T11:00:00", "2026-12-25T10:00:00"]) {
    await using home = createHome(now);
    await using test = await home.start();
    home.world.broken.set("portfolio", "auth");
    await test.lookFor(20);
    assert.deepEqual(await test.rows(), [], now);
  }
});

Deno.test("the end of the session ends an outage that is not over, and the next day it rings again", async () => {
  await using home = createHome("2026-11-19T19:50:00");
  const { telegram, world, clock } = home;
  {
    await using test = await home.start();
    await test.lookFor(1);
    world.broken.set("portfolio", "network");
    await test.lookFor(15);
    await test.settle();
  }
  assert.match(telegram.texts[0] ?? "", /^⏹ 포트폴리오 끊긴 채 장이 끝남 — 19:5\d부터 20:00까지/);
  await clock.advance(at("2026-11-20T07:00:00") - clock.now());
  await using test = await home.start();
  await test.lookFor(5);
  await test.settle();
  assert.equal(telegram.messages.length, 2);
  assert.match(telegram.texts[1] ?? "", /\(오늘 아직 오지 않음\)/);
});

Deno.test("an exchange's line is told at any hour: by night without a sound", async () => {
  await using home = createHome("2026-11-21T23:00:00");
  const { telegram, world } = home;
  await using test = await home.start();
  const exchange = (stream: "up" | "down") => ({
    ...{ id: "upbit", title: "업비트", stream, skewMs: 0, restState: "ok" as const },
    downSinceMs: stream === "down" ? at("2026-11-21T23:01:00") : undefined,
    reason: stream === "down" ? "upbit: network" : undefined,
  });
  const show = (stream: "up" | "down") => {
    world.view = { market: { exchanges: [exchange(stream)], series: [], problems: [] } };
  };
  show("up");
  await test.lookFor(1);
  show("down");
  await test.lookFor(5);
  await test.settle();
  assert.match(
    telegram.texts[0] ?? "",
    /^⚠️ 업비트 실시간 시세가 \d분째 갱신되지 않습니다 \(마지막 23:01:00\)\n원인: 거래소 연결이 끊김.*\n그동안 이 거래소의 실시간 가격을 보는 규칙은 멈춥니다/,
  );
  assert.equal(telegram.messages[0]?.isSilent, true);
  show("up");
  await test.lookFor(5);
  await test.settle();
  assert.match(telegram.texts[0] ?? "", /^✅ 업비트 실시간 시세 정상 — .*\n그동안 낸 신호 0건/);
});

Deno.test("another trouble is a notice without a sound, edited when it is over; what has no place on a telephone stays away", async () => {
  await using home = createHome();
  const { telegram, world } = home;
  await using test = await home.start();
  const watching = { ...test.view().watching!, problem: "rules.json: a slip" };
  world.view = {
    watching,
    breakerOpen: true,
    events: { relayed: 0, underWay: 0, refused: 0, failures: 0, dead: 0, deadLetters: 3 },
  };
  await test.lookFor(5);
  await test.settle();
  assert.deepEqual(telegram.texts.map((text) => text.split("\n").slice(0, 2)), [
    ["ℹ️ 규칙 파일을 쓸 수 없음", "앞서 읽은 규칙이 그대로 돕니다."],
  ]);
  assert.equal(telegram.messages[0]?.isSilent, true);
  world.view = {};
  await test.lookFor(5);
  await test.settle();
  assert.equal(telegram.messages.length, 1);
  assert.match(
    telegram.texts[0] ?? "",
    /^ℹ️ 해결됨: 규칙 파일을 쓸 수 없음\n11-20 10:0\d부터 11-20 10:0\d까지 \d분/,
  );
});

Deno.test("nothing is told by a clock that cannot be right, and a step of the clock makes no outage", async () => {
  await using home = createHome();
  const { world, clock } = home;
  await using test = await home.start();
  world.view = { clockProblem: "The clock of this machine says 1970" };
  world.broken.set("portfolio", "network");
  await test.lookFor(5);
  assert.deepEqual(await test.rows(), []);
  world.view = {};
  world.broken.clear();
  await test.lookFor(1);
  clock.setWall(clock.now() + 3_600_000);
  await test.lookFor(5);
  assert.deepEqual(await test.rows(), []);
});

/** The channel by which it would be told, with another program on its key. */
const channelOf = (state: "ok" | "down" | "conflict", isShared: boolean) => ({
  notify: {
    lastRingAtMs: undefined,
    channels: [{
      ...{ channel: "telegram", state, reason: undefined, isShared },
      ...{ pending: 0, unknown: 0, oldestQueuedAtMs: undefined, lastOkAtMs: undefined },
    }],
  },
});

Deno.test("fault 31: another program on the token is one message, which rings, outlives other troubles and is edited at the end", async () => {
  await using home = createHome();
  const { telegram, world } = home;
  await using test = await home.start({ env: { SIGNAL_V2_SUMMARY_AT: "off" } });
  await test.lookFor(2);
  world.view = channelOf("conflict", true);
  await test.lookFor(5);
  await test.settle();
  assert.match(
    telegram.texts[0] ?? "",
    /^⚠️ 같은 봇 토큰을 다른 프로그램도 쓰고 있습니다\. 알림은 계속 가지만 명령이 그쪽으로 갈 수 있습니다\.\n끝낼 쪽을 끄거나 BotFather에서 토큰을 새로 받아 바꿔 주세요\.\n\d\d:\d\d:\d\d$/,
  );
  assert.equal(telegram.messages[0]?.isSilent, false);
  // The line is gone, and nobody can see whether the other program still listens.
  world.view = channelOf("down", true);
  await test.lookFor(10);
  world.view = channelOf("conflict", true);
  await test.lookFor(40);
  await test.settle();
  assert.deepEqual([telegram.messages.length, telegram.messages[0]?.edits], [1, 0], "nothing is said again");
  world.view = channelOf("ok", false);
  await test.lookFor(5);
  await test.settle();
  assert.equal(telegram.messages.length, 1);
  assert.match(telegram.texts[0] ?? "", /^ℹ️ 해결됨: 봇 토큰을 이 프로그램만 씁니다\n/);
});
