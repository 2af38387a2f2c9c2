/** The state of everything, as a person reads it: golden texts in both languages. */
import assert from "node:assert/strict";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { type Status, toStatusWords } from "../../src/commands/program/status_words.ts";
import { TESTER } from "../support/owned.ts";
import { openCommandHome } from "./command_home.ts";

const FINE: Status = {
  ...{ now: "2026-11-20T09:20:20+09:00", state: "ok", window: "market", problems: [] },
  next_poll_at: "2026-11-20T09:21:00+09:00",
  sources: [
    { id: "portfolio", state: "ok", stale: false, age_s: 12 },
    { id: "news_sentiment", state: "ok", stale: false, age_s: 240 },
    { id: "screener_preview", state: "ok", stale: false, age_s: 12 },
  ],
  signals: { judge: "ollama", fired: 3, sent: 3, rejected: 0, unjudged: 0 },
  messages: { waiting: 0, unknown: 0 },
  judge: { calls: 3, cost_krw: 21.4 },
  ...{ strategies_running: 2, are_orders_live: false, quiet: "20:00-07:30", muted: [] },
};

Deno.test("all is well: session, next poll, ages, signals, messages, AI, strategies, orders, quiet hours, mutes", () => {
  assert.equal(
    toStatusWords(FINE, "ko"),
    "정상 · 장중 · 다음 확인 09:21:00\n" +
      "포트폴리오 12초 전 · 뉴스 4분 전 · 스크리너 12초 전\n" +
      "신호 오늘 3 · 대기 알림 0 · AI 3회 21원\n" +
      "전략 2개 실행 중(모의) · 자동 주문 꺼짐\n" +
      "조용히: 20:00–07:30 · 그만 보는 종목: 없음\n" +
      "09:20:20",
  );
  assert.equal(
    toStatusWords(FINE, "en"),
    "all is well · session open · next check 09:21:00\n" +
      "portfolio 12 s ago · news 4 min ago · screener 12 s ago\n" +
      "signals today 3 · messages waiting 0 · AI 3 call(s) ₩21\n" +
      "2 strategies running (paper) · automatic orders off\n" +
      "quiet: 20:00–07:30 · muted: none\n" +
      "09:20:20",
  );
});

Deno.test("what is wrong comes before everything else, and what a person holds back is no problem", () => {
  const problem = (code: string) => ({ code, ko: `${code} 문제`, en: `${code} trouble` });
  const status: Status = {
    ...FINE,
    ...{ window: "closed", next_poll_at: "2026-11-23T07:00:00+09:00", judge: null, quiet: "off" },
    problems: ["a", "b", "c", "d", "buys_held"].map(problem),
    sources: [
      { id: "portfolio", state: "failing", stale: true, age_s: 420 },
      { id: "news_sentiment", state: "waiting", stale: false, age_s: null },
      { id: "screener_preview", state: "unconfigured", stale: false, age_s: null },
    ],
    signals: { judge: "none", fired: 10, sent: 7, rejected: 2, unjudged: 1 },
    messages: { waiting: 4, unknown: 2 },
    muted: [
      { ticker: "035720", name: "카카오", until: "2026-11-21T00:00:00+09:00" },
      { ticker: "BTC/KRW", name: null, until: "2026-11-21T00:00:00+09:00" },
    ],
  };
  assert.equal(
    toStatusWords(status, "ko"),
    "⚠️ 문제 4건 · 장 닫힘 · 다음 확인 11-23 07:00\n" +
      "⏸ buys_held 문제\n· a 문제\n· b 문제\n· c 문제\n그 밖에 1건\n" +
      "포트폴리오 7분 전(오래됨) · 뉴스 없음\n" +
      "신호 오늘 10(거부 2 · 판정 못함 1) · 대기 알림 4 · 도착 모르는 알림 2 · AI 없음\n" +
      "전략 2개 실행 중(모의) · 자동 주문 꺼짐\n" +
      "조용히: 없음 · 그만 보는 종목: 카카오(035720), BTC/KRW\n" +
      "09:20:20",
  );
});

Deno.test("a problem whose reason is known in English alone is told without it in Korean", () => {
  const en = "Saved backtests cannot be read: the file is not a database";
  const problems = [{ code: "storage", ko: `데이터베이스에 문제가 있습니다. ${en}`, en }];
  assert.match(
    toStatusWords({ ...FINE, problems }, "ko"),
    /\n· 데이터베이스에 문제가 있습니다\. 자세한 것은 대시보드에 있습니다\.\n/,
  );
  assert.match(
    toStatusWords({ ...FINE, problems }, "en"),
    /\n· Saved backtests cannot be read: the file is not a database\n/,
  );
});

Deno.test("program.status tells of the program as it is, and of what was set and muted", async () => {
  await using home = await openCommandHome();
  const names = { list: () => Promise.resolve([{ ticker: "035720", name: "카카오" }]) };
  const door = createCommandDoor(COMMANDS, { ...home.deps, names });
  await door.run("settings.set", { name: "quiet", value: "21:00-07:00" }, TESTER);
  await door.run("signals.mute", { ticker: "카카오", for: "오늘" }, TESTER);
  await door.run("signals.pause", { for: "2시간" }, TESTER);
  const answer = await door.run("program.status", {}, TESTER);
  assert.equal(answer.kind, "done");
  const status = (answer.kind === "done" ? answer.result : undefined) as Status;
  assert.equal(status.quiet, "21:00-07:00");
  assert.deepEqual(status.muted.map(({ ticker, name }) => [ticker, name]), [["035720", "카카오"]]);
  assert.match(
    answer.kind === "done" ? answer.words.ko : "",
    /조용히: 21:00–07:00 · 그만 보는 종목: 카카오\(035720\)/,
  );
});
