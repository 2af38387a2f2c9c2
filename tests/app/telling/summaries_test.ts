import assert from "node:assert/strict";
import { openOverrides } from "../../../src/app/settings/live_settings.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { renderText } from "../../../src/notifiers/texts/texts.ts";
import type { SignalRecord } from "../../../src/signals/signal_journal.ts";
import { signalOf } from "../../web/scripted_signals.ts";
import { at, createHome, sampleOf } from "./telling_parts.ts";

const sent = (id: string, time: string, change: Partial<SignalRecord> = {}) =>
  signalOf({ id, state: "delivered", firedAtMs: at(time), sentAtMs: at(time), ...change });

Deno.test("fault 58: an evening without signals says how often rules looked and what came nearest, without a sound", async () => {
  await using home = createHome("2026-11-20T15:39:00");
  const { telegram, world } = home;
  world.looks = {
    looks: 390,
    nearest: { ticker: "373220", name: "LG에너지솔루션", action: "sell", score: 68, threshold: 75 },
  };
  await using test = await home.start();
  await test.lookFor(3);
  await test.settle();
  assert.equal(
    telegram.texts[0],
    "🌙 11월 20일(금) 마감 · 신호 0건 · 판정 못함 1 · 중복 4\n" +
      "규칙 6개가 390번 살폈습니다. 가장 가까웠던 것: LG에너지솔루션 매도 68점(기준 75)\n" +
      "데이터 끊김 없음 · 알림 0건 · AI 0회 0원\n" +
      "다음 장: 11월 23일(월) 09:00",
  );
  assert.equal(telegram.messages[0]?.isSilent, true);
  await test.lookFor(10);
  assert.equal((await test.rows()).length, 1);
  assert.deepEqual(test.counted, ["evening told"]);
});

Deno.test("an evening under a halt says so, and how many it held back", async () => {
  await using home = createHome("2026-11-20T15:39:00");
  const buys = {
    kind: "halt",
    sinceMs: at("2026-11-20T09:15:00"),
    untilMs: undefined,
    by: "telegram",
  } as const;
  home.world.view = {
    watching: {
      ...{ rules: 6, rulesFrom: "", problem: undefined, judge: "none", looks: 0 },
      today: { fired: 0, confirmed: 0, rejected: 0, unjudged: 0, skipped: { paused: 3 } },
      quiet: { buys, muted: [] },
    },
  };
  await using test = await home.start();
  await test.lookFor(3);
  await test.settle();
  assert.match(
    home.telegram.texts[0] ?? "",
    /\n⏸ 매수 신호를 멈춰 두었습니다\. 다시 받으려면 \/resume · 멈춘 동안 보내지 않은 매수 3건\n/,
  );
});

Deno.test("times of summaries that are changed while it runs hold at the next look", async () => {
  await using home = createHome("2026-11-20T15:30:00");
  await using test = await home.start();
  const overrides = openOverrides(test.store);
  const row = { name: "summary_at", setAtMs: home.clock.now(), actor: '{"kind":"telegram","id":"777"}' };
  await overrides.set("owner", { ...row, value: "08:40,15:50" });
  await test.lookFor(15);
  assert.deepEqual(test.counted, [], "15:40 is over, and 15:50 has not come");
  await test.lookFor(8);
  assert.deepEqual(test.counted, ["evening told"]);
});

Deno.test("fault 55: around a restart at 15:40 the evening is told once; later it says how late it is", async () => {
  await using home = createHome("2026-11-20T15:30:00");
  const { telegram, clock } = home;
  {
    await using test = await home.start();
    await test.lookFor(9);
  }
  await clock.advance(30 * MINUTE_MS);
  for (let start = 0; start < 3; start++) {
    await using test = await home.start();
    await test.lookFor(5);
    await test.settle();
  }
  assert.equal(telegram.messages.length, 1);
  assert.match(
    telegram.texts[0] ?? "",
    /\n⏱ 15:40 요약을 29분 늦게 보냅니다\n[\s\S]*\n다음 장: .* · 16:09:00$/,
  );
});

Deno.test("fault 55: three hours late it is left out, and the next summary says so", async () => {
  await using home = createHome("2026-11-20T09:00:00");
  const { telegram, clock } = home;
  {
    await using test = await home.start();
    await test.lookFor(1);
  }
  await clock.advance(at("2026-11-20T18:41:00") - clock.now());
  {
    await using test = await home.start();
    await test.lookFor(5);
    assert.deepEqual([await test.rows(), test.counted], [[], ["evening skipped"]]);
  }
  await clock.advance(at("2026-11-23T08:40:00") - clock.now());
  await using test = await home.start();
  await test.lookFor(2);
  await test.settle();
  assert.equal(telegram.messages.length, 1);
  assert.match(
    telegram.texts[0] ?? "",
    /11월 23일\(월\) 장전.*\n보내지 못한 요약 1건: 11월 20일\(금\) 마감\n/,
  );
  assert.equal(telegram.messages[0]?.isSilent, false);
});

Deno.test("a clock that was a day ahead for a while costs no summary, and one that was set by a second tells none twice", async () => {
  await using home = createHome("2026-11-23T15:30:00");
  const { telegram, clock } = home;
  await using test = await home.start();
  const setClock = (time: string) => clock.setWall(at(time));
  await test.lookFor(1);
  setClock("2026-11-24T08:41:00");
  await test.lookFor(1);
  await test.settle();
  assert.deepEqual(test.counted, ["evening skipped", "morning told"]);
  setClock("2026-11-23T15:41:00");
  await test.lookFor(1);
  await test.settle();
  assert.match(telegram.texts.at(-1) ?? "", /^🌙 11월 23일\(월\) 마감/);
  setClock("2026-11-24T08:40:10");
  await test.lookFor(1);
  await test.settle();
  assert.match(telegram.texts.at(-1) ?? "", /^\S+ 11월 24일\(화\) 장전/);
  setClock("2026-11-24T08:40:05");
  await test.lookFor(5);
  const told = ["evening skipped", "morning told", "evening told", "morning told"];
  assert.deepEqual([test.counted, (await test.rows()).length], [told, 3]);
});

Deno.test("a start after the time of a day's summaries owes none, and neither does a holiday or a weekend", async () => {
  for (const now of ["2026-11-20T16:00:00", "2026-11-21T08:39:00", "2026-12-25T08:39:00"]) {
    await using home = createHome(now);
    await using test = await home.start();
    await test.lookFor(5);
    assert.deepEqual(await test.rows(), [], now);
  }
});

Deno.test("summaries that are off are none, and a clock that cannot be right tells none", async () => {
  await using home = createHome("2026-11-20T08:39:00");
  {
    await using test = await home.start({ env: { SIGNAL_V2_SUMMARY_AT: "off" } });
    await test.lookFor(3);
    assert.deepEqual(await test.rows(), []);
  }
  await using test = await home.start();
  home.world.view = { clockProblem: "1970" };
  await test.lookFor(3);
  assert.deepEqual(await test.rows(), []);
});

Deno.test("in polling hours the summary waits for the poll of its minute, and not for ever", async () => {
  await using home = createHome("2026-11-20T08:39:00");
  await using test = await home.start();
  await test.look(false);
  await home.clock.advance(MINUTE_MS);
  await test.look(false);
  assert.deepEqual(await test.rows(), []);
  await home.clock.advance(2 * MINUTE_MS);
  await test.look(false);
  assert.equal((await test.rows()).length, 1);
});

Deno.test("on the day of late hours the morning names them and the evening waits for the close", async () => {
  await using home = createHome("2026-11-19T08:39:30");
  const { telegram, clock } = home;
  {
    await using test = await home.start();
    await test.lookFor(2);
    await test.settle();
  }
  assert.match(telegram.texts[0] ?? "", /^🗓 11월 19일\(목\) 장전 · 정규장 10:00–16:30 \(평소와 다름\)/);
  await clock.advance(at("2026-11-19T15:39:30") - clock.now());
  await using test = await home.start();
  await test.lookFor(2);
  assert.equal((await test.rows()).length, 1);
  await clock.advance(at("2026-11-19T16:40:00") - clock.now());
  await test.lookFor(1);
  assert.deepEqual((await test.rows()).map(({ kind }) => kind), ["morning", "evening"]);
});

Deno.test("the morning says what is held, how the last trading day stands and what waited overnight", async () => {
  await using home = createHome("2026-11-23T07:00:00");
  const { telegram, world, clock } = home;
  world.polls = {
    portfolio: sampleOf(clock.now(), [
      { ticker: "005930", quantity: 100, price: 71_000 },
      { ticker: "035720", quantity: 10, price: 38_000 },
    ], { head: { pnlPct: -1.25 } }),
  };
  world.signals = [
    sent("a", "2026-11-20T09:20:00"),
    sent("b", "2026-11-20T10:20:00"),
    sent("c", "2026-11-19T10:20:00"),
  ];
  await using test = await home.start();
  const notice = (title: string) => ({ kind: "notice" as const, title, lines: [], atMs: clock.now() });
  await test.notifiers.tell({ key: "n", facts: notice("업비트 API 키가 30일 뒤 만료") });
  await clock.advance(at("2026-11-23T08:40:00") - clock.now());
  await test.lookFor(1);
  await test.settle();
  assert.equal(
    telegram.texts.find((text) => text.startsWith("🗓")),
    "🗓 11월 23일(월) 장전 · 정규장 09:00–15:30\n" +
      "데이터: 포트폴리오 08:40 · 뉴스 08:40 · 스크리너 08:40 모두 정상\n" +
      "보유 2종목 · 평가 7,480,000원 · 손익 −1.3%\n" +
      "규칙 6개 · AI 없음\n" +
      "지난 거래일 신호 2건: 맞음 0 · 틀림 0 · 판단 전 2\n" +
      "밤사이 미룬 알림 1건: 업비트 API 키가 30일 뒤 만료\n" +
      "08:40:00",
  );
  const facts = (await test.rows()).find(({ kind }) => kind === "morning")?.facts;
  assert.ok(facts !== undefined);
  const hidden = renderText({ facts, lang: "en", hidesAmounts: true, insteadOf: undefined });
  assert.match(hidden, /\n2 holdings · P\/L −1\.3%\n/);
  assert.doesNotMatch(hidden, /₩/);
});

Deno.test("a source that did not come today has the date of its data, and a price that is missing leaves no sum", async () => {
  await using home = createHome("2026-11-19T19:59:00");
  const { telegram, world, clock } = home;
  world.polls = { portfolio: sampleOf(clock.now(), [{ ticker: "005930", quantity: 100 }]) };
  {
    await using test = await home.start();
    await test.look();
  }
  world.broken.set("news_sentiment", "network");
  await clock.advance(at("2026-11-20T08:38:30") - clock.now());
  await using test = await home.start();
  await test.lookFor(4);
  await test.settle();
  const morning = telegram.texts.find((text) => text.startsWith("🗓")) ?? "";
  assert.match(morning, /뉴스 11-19 19:59 .*\(오래됨: 뉴스\)\n보유 1종목\n/);
});

Deno.test("the evening has each signal with its close, what was refused, yesterday's outcomes and what was missing", async () => {
  await using home = createHome("2026-11-20T14:00:00");
  const { telegram, world, clock } = home;
  world.signals = [
    sent("d", "2026-11-20T13:20:00", { ticker: "000660", name: "SK하이닉스", price: undefined }),
    sent("c", "2026-11-20T10:20:00", { ticker: "035720", name: "카카오", action: "sell", price: 38_150 }),
    sent("b", "2026-11-20T09:20:00", { ticker: "005930", name: "삼성전자", price: 71_300 }),
    sent("r", "2026-11-20T09:30:00", { ticker: "068270", price: 100_000, state: "rejected" }),
    sent("y", "2026-11-19T09:20:00"),
    sent("z", "2026-11-19T09:30:00"),
    sent("x", "2026-11-19T09:40:00"),
    sent("n", "2026-11-20T09:50:00", { action: "notice" }),
  ];
  const outcome = (signalId: string, horizon: 1 | 5, hit: boolean) => ({
    ...{ signalId, horizon, hit, price: 1, pctNet: 1, from: "polls" as const, atMs: clock.now() },
  });
  world.outcomes = [outcome("y", 1, true), outcome("z", 1, false), outcome("x", 5, true)];
  world.samples = {
    portfolio: [sampleOf(at("2026-11-20T15:29:00"), [
      { ticker: "005930", price: 72_100 },
      { ticker: "035720", price: 37_600 },
      { ticker: "068270", price: 99_400 },
    ])],
  };
  await using test = await home.start();
  await test.lookFor(1);
  world.broken.set("portfolio", "network");
  await test.lookFor(17.5);
  await test.settle();
  world.broken.clear();
  await test.lookFor(5);
  await test.settle();
  await clock.advance(at("2026-11-20T15:40:00") - clock.now());
  await test.lookFor(1);
  await test.settle();
  assert.equal(
    telegram.texts.at(-1),
    "🌙 11월 20일(금) 마감 · 신호 3 · AI 거부 1 · 판정 못함 1 · 중복 4\n" +
      "① 매수 삼성전자 71,300 → 72,100원 ▲1.1%\n" +
      "② 매도 카카오 38,150 → 37,600원 ▼1.4%\n" +
      "③ 매수 SK하이닉스 모름 → 종가 모름\n" +
      "AI가 거부한 1건은 그 뒤 평균 ▼0.6%\n" +
      "지난 거래일 신호 3건: 맞음 1 · 틀림 1 · 판단 전 1\n" +
      "데이터 끊김 18분(포트폴리오) · 알림 1건 모두 도착 · AI 0회 0원\n" +
      "다음 장: 11월 23일(월) 09:00",
  );
});

Deno.test("the evening counts all that a judge refused and was asked, however many a list holds", async () => {
  await using home = createHome("2026-11-20T15:40:00");
  const { telegram, world } = home;
  world.signals = Array.from({ length: 501 }, (_, i) =>
    sent(`r${i}`, "2026-11-20T09:30:00", {
      ...{ ticker: i === 500 ? "005930" : "068270", price: i === 500 ? 50_000 : 100_000 },
      state: "rejected",
    }));
  world.samples = {
    portfolio: [sampleOf(at("2026-11-20T15:29:00"), [
      { ticker: "005930", price: 551_000 },
      { ticker: "068270", price: 100_000 },
    ])],
  };
  world.judged = { calls: 1_234, costKrw: 0 };
  await using test = await home.start();
  await test.lookFor(1);
  await test.settle();
  const evening = telegram.texts.find((text) => text.startsWith("🌙")) ?? "";
  assert.match(evening, /AI 거부 501 /);
  assert.match(evening, /거부한 501건은 그 뒤 평균 ▲2\.0%/);
  assert.match(evening, /AI 1,?234회/);
});

Deno.test("the evening says what did not arrive, and never that all did", async () => {
  await using home = createHome("2026-11-20T15:30:00");
  const { telegram, clock } = home;
  await using test = await home.start();
  await test.lookFor(1);
  telegram.fail({ code: 400, description: "Bad Request: message is not to my taste" });
  const notice = { kind: "notice" as const, title: "x", lines: [], atMs: clock.now() };
  await test.notifiers.tell({ key: "refused", facts: notice });
  await test.settle();
  await test.notifiers.tell({ key: "late", facts: notice, validUntilMs: clock.now() });
  await test.settle();
  await clock.advance(at("2026-11-20T15:40:00") - clock.now());
  await test.lookFor(1);
  await test.settle();
  assert.match(telegram.texts.at(-1) ?? "", /못 간 알림 2 · AI/);
});
