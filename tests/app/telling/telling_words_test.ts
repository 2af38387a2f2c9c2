/** Whatever can be told has its words, in both languages and short enough for a line. */
import assert from "node:assert/strict";
import { toOutageRequest } from "../../../src/app/telling/outage_message.ts";
import { PHONE } from "../../../src/app/telling/phone_table.ts";
import { sayByName, TELLING_TEXTS } from "../../../src/app/telling/telling_texts.ts";
import { UPSTREAM_ERROR_KINDS } from "../../../src/core/errors.ts";
import type { OutageRecord } from "../../../src/notifiers/telling/outage_plan.ts";
import { renderText } from "../../../src/notifiers/texts/texts.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";
import { PROBLEM_CODES } from "../../../src/web/problems/problem_facts.ts";
import { at } from "./telling_parts.ts";

const NOW = at("2026-11-20T10:07:00");

Deno.test("every problem has its place, with a reason; each that is told has a name and something to do", () => {
  for (const code of PROBLEM_CODES) {
    const { tells, why } = PHONE[code];
    assert.ok(why.length > 10, code);
    if (tells !== "trouble") continue;
    for (const lang of ["ko", "en"] as const) {
      for (const key of [`trouble_${code}`, `todo_${code}`]) {
        assert.notEqual(sayByName(lang, key, ""), "", `${key} ${lang}`);
      }
    }
  }
  // These would tell of the way by which they would be told, or of what is told already.
  for (const code of ["channel_down", "channel_blocked", "loop_hangs", "breaker_open"] as const) {
    assert.equal(PHONE[code].tells, "nothing");
  }
});

Deno.test("every source and every way to fail has a name; texts fit on a line of a telephone", () => {
  const keys = [
    ...SOURCES.map(({ id }) => `name_${id}`),
    ...[...UPSTREAM_ERROR_KINDS, "old", "silent"].map((kind) => `cause_${kind}`),
  ];
  for (const key of keys) assert.notEqual(sayByName("ko", key, ""), "", key);
  for (const [key, [ko, en]] of Object.entries(TELLING_TEXTS)) {
    assert.ok(ko.length <= 60 && en.length <= 60, key);
  }
  assert.equal(sayByName("ko", "name_new_source", "new_source"), "new_source");
  assert.equal(sayByName("en", "trouble_strategy_parked", "", "$& <b>"), "Strategy $& <b> is parked");
});

const record = (change: Partial<OutageRecord> = {}): OutageRecord => ({
  ...{ id: "x", group: "source", cause: "auth", members: ["source portfolio"], broken: ["source portfolio"] },
  ...{ state: "open", sinceMs: NOW - 240_000, firstMs: NOW - 240_000, toldAtMs: NOW, endedAtMs: undefined },
  ...{ breaks: 1, earlierMs: 0, edits: 0 },
  ...change,
});

function say(change: Partial<OutageRecord>, lang: "ko" | "en" = "ko", held: number | undefined = 3) {
  const around = {
    ...{ lang, nowMs: NOW, exchangeTitles: new Map([["upbit", "업비트"]]), sources: 3, held },
    ...{ beganAtMs: undefined, signals: 2, planned: 5 },
  };
  const { facts } = toOutageRequest(record(change), around);
  return renderText({ facts, lang, hidesAmounts: false, insteadOf: undefined })
    .replaceAll(/<\/?b>/g, "").split("\n");
}

Deno.test("what stands still is what really stands still: stops with the portfolio, buys with the screener", () => {
  assert.equal(say({})[2], "보유 3종목의 손절 감시도 멈춥니다.");
  assert.equal(say({ broken: ["source news_sentiment"] })[2], "보유 3종목의 손절 감시는 그대로 됩니다.");
  assert.equal(
    say({ broken: ["source screener_preview"] })[2],
    "그동안 이 자료를 보는 매수 규칙은 멈춥니다. 보유 3종목의 손절 감시는 그대로 됩니다.",
  );
  assert.equal(say({}, "ko", 0)[2], "보유 종목은 없습니다.");
  assert.equal(
    say({ broken: ["source screener_preview"] }, "en")[2],
    "Rules to buy that look at it stand still. Stops of the 3 holdings are watched as before.",
  );
  assert.equal(say({}, "en")[2], "Stops of the 3 holdings are not watched either.");
  assert.match(say({})[1] ?? "", /키를 거부함/);
});

Deno.test("one that came again says how often, and one that ended how long it was in all", () => {
  assert.equal(say({ breaks: 3 })[1], "다시 끊겼습니다 (3번째)");
  const over = { state: "over", endedAtMs: NOW, breaks: 3, earlierMs: 360_000, edits: 4 } as const;
  assert.deepEqual(say(over), [
    "✅ 포트폴리오 정상 — 10:03부터 10:07까지 3번, 모두 10분 끊김",
    "그동안 낸 신호 2건",
    "10:07:00",
  ]);
  assert.deepEqual(say({ ...over, breaks: 1, earlierMs: 0 }, "en"), [
    "✅ Portfolio is back — 4 min lost, 10:03 to 10:07",
    "4 checks missed · 2 signals meanwhile",
    "10:07:00",
  ]);
  assert.deepEqual(say({ ...over, state: "unresolved", breaks: 1, earlierMs: 0 }, "en").slice(0, 2), [
    "⏹ Portfolio was still missing when the session ended — 4 min lost, 10:03 to 10:07",
    "5 checks missed · 2 signals meanwhile",
  ]);
});

Deno.test("a calendar that is over or ends soon is told with the command that takes a new list over", () => {
  for (const cause of ["calendar_over", "calendar_ends"]) {
    const told = { group: "trouble", cause, members: [`trouble ${cause}`] } as const;
    assert.match(say(told).join("\n"), /\nKRX 목록을 받아 서버에서: calendar update FILE\n/);
    assert.match(say(told, "en").join("\n"), /\nWith the list of KRX, at the server: calendar update FILE\n/);
  }
  assert.doesNotMatch(
    say({ group: "trouble", cause: "storage", members: ["trouble storage"] }).join("\n"),
    /KRX/,
  );
});

Deno.test("a trouble and its end are notices, with the name of what it is about", () => {
  const parked = {
    ...{ group: "trouble", cause: "strategy_parked" } as const,
    members: ["trouble strategy_parked btc-cross"],
  };
  assert.equal(say(parked)[0], "ℹ️ 전략 btc-cross 이(가) 멈춤");
  assert.deepEqual(say({ ...parked, breaks: 2 }, "en").slice(0, 2), [
    "ℹ️ Strategy btc-cross is parked",
    "It is back, time 2",
  ]);
  assert.deepEqual(say({ ...parked, state: "over", endedAtMs: NOW }), [
    "ℹ️ 해결됨: 전략 btc-cross 이(가) 멈춤",
    "11-20 10:03부터 11-20 10:07까지 4분",
    "10:07:00",
  ]);
});
