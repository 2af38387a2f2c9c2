/** What a person reads, letter by letter. */
import assert from "node:assert/strict";
import type { MessageFacts } from "../../../src/notifiers/message_facts.ts";
import type { EveningFacts, MorningFacts } from "../../../src/notifiers/summary_facts.ts";
import { renderText, type TextRequest } from "../../../src/notifiers/texts/texts.ts";
import { toPlainText } from "../../../src/notifiers/texts/html.ts";
import { HOSTILE_STRINGS } from "../../support/hostile_strings.ts";
import { findLatinWords } from "../../support/latin_words.ts";
import { parseTelegramHtml } from "../../support/telegram_html.ts";
import { at, buy, protectiveSell, sell } from "../notify_parts.ts";

function render(facts: MessageFacts, change: Partial<TextRequest> = {}): string {
  return renderText({ facts, lang: "ko", hidesAmounts: false, insteadOf: undefined, ...change });
}

const says = (actual: string, expected: string) => assert.equal(actual, expected.trim());

const unjudged: MessageFacts = {
  ...buy({
    label: "S-1120-05",
    name: "SK하이닉스",
    priceKrw: 214_500,
    changePct: 0.9,
    ruleScore: 77,
    firedAtMs: at("09:20:29"),
    ages: [{ of: "price", ageMs: 21_000 }],
    judge: { kind: "silent", waitedMs: 20_000 },
  }),
  kind: "unjudged",
};

const SIX = ["삼성전자", "NAVER", "기아", "셀트리온", "하나금융지주", "LG전자"];
const PRICES = [71_300, 201_000, 98_400, 176_200, 61_700, 94_100];

function group(names: readonly string[], change: Parameters<typeof buy>[0] = {}): MessageFacts {
  return {
    kind: "group",
    members: names.map((name, i) => ({
      key: `k${i}`,
      facts: buy({
        ...{ name, label: `S-${i}`, priceKrw: PRICES[i] ?? 1_000, ruleScore: 82 - i },
        ...{
          firedAtMs: at("09:20:05") + i * 7_200,
          judge: { kind: "confirmed", confidence: 86 - i, model: "m" },
        },
        ...change,
      }),
    })),
    oldestPriceMs: 40_000,
  };
}

const outage: MessageFacts = {
  ...{ kind: "outage", source: "포트폴리오", lastMs: at("09:13:04"), atMs: at("09:20:06") },
  ...{ cause: "홈서버가 503으로 답함. 1분마다 다시 묻고 있습니다.", stopsBuys: true, watched: 3 },
};

const late: MessageFacts = {
  ...{ kind: "late", channel: "텔레그램", fromMs: at("09:20:00"), toMs: at("09:31:00"), why: "unreachable" },
  signals: [
    {
      ...{ action: "buy", label: "S-1", name: "삼성전자", ticker: "005930", priceKrw: 71_300 },
      ...{ ruleScore: 82, confidence: 86, isHeld: false, firedAtMs: at("09:20:08") },
    },
    {
      ...{ action: "sell", label: "S-2", name: "카카오", ticker: "035720", priceKrw: 38_150 },
      ...{ ruleScore: undefined, confidence: undefined, isHeld: true, firedAtMs: at("09:20:08") },
    },
  ],
  nowKrw: [71_900, 37_950],
  nowAgeMs: 8_000,
};

const morning: MorningFacts = {
  ...{ kind: "morning", atMs: at("08:40:00"), opensAtMs: at("09:00:00"), closesAtMs: at("15:30:00") },
  sources: ["포트폴리오", "뉴스", "스크리너"].map((name) => ({ name, atMs: at("08:35:00"), isFresh: true })),
  holdings: { count: 10, valueKrw: 48_210_000, dayPct: 0.3 },
  rules: 6,
  judge: { model: "qwen3:8b", capKrw: 1_000 },
  yesterday: { signals: 4, right: 2, wrong: 1, open: 1 },
  deferred: ["업비트 API 키가 30일 뒤 만료"],
};

const evening: EveningFacts = {
  ...{
    kind: "evening",
    atMs: at("15:40:00"),
    rejected: 2,
    rejectedMeanPct: -0.6,
    unjudged: 1,
    duplicates: 4,
  },
  signals: [
    { action: "buy", name: "삼성전자", priceKrw: 71_300, closeKrw: 72_100 },
    { action: "sell", name: "카카오", priceKrw: 38_150, closeKrw: 37_600 },
    { action: "sell", name: "한화에어로스페이스", priceKrw: 361_500, closeKrw: 358_000 },
  ],
  outages: [{ source: "포트폴리오", lengthMs: 18 * 60_000 }],
  ...{ delivered: 3, unconfirmed: 0, judge: { calls: 6, costKrw: 41 }, rules: 6, checks: 390 },
  nearest: undefined,
  nextOpenAtMs: Date.parse("2026-11-23T09:00:00+09:00"),
};

const quietEvening: EveningFacts = {
  ...evening,
  ...{
    signals: [],
    rejected: 0,
    rejectedMeanPct: undefined,
    unjudged: 0,
    duplicates: 0,
    outages: [],
    delivered: 2,
  },
  judge: { calls: 0, costKrw: 0 },
  nearest: { name: "LG에너지솔루션", action: "sell", score: 68, threshold: 75 },
};

Deno.test("a confirmed buy says what, how sure, why, until when, how old and what was not looked at", () => {
  says(
    render(buy()),
    `
🔴 <b>매수 신호 · 삼성전자</b> 71,300원 ▲1.2%
규칙 82 · AI 동의 86 (qwen3:8b)
1) 스크리너 3위, 점수 0.81
2) 거래대금 20일 평균의 2.1배
3) 뉴스 7건: 긍정 5 · 부정 1
보유 없음 · 09:30까지 유효
가격 12초 전 · 뉴스 4분 전 · 공시는 보지 않음
<code>S-1120-03</code> 09:20:08`,
  );
  says(
    render(buy({ reasons: ["rank 3, score 0.81"] }), { lang: "en" }),
    `
🔴 <b>Buy signal · 삼성전자</b> ₩71,300 ▲1.2%
Rule 82 · AI agrees 86 (qwen3:8b)
1) rank 3, score 0.81
Not held · valid until 09:30
price 12 s ago · news 4 min ago · not looked at: disclosures
<code>S-1120-03</code> 09:20:08`,
  );
});

Deno.test("without a judge the second line says so", () => {
  assert.equal(render(buy({ judge: { kind: "none" } })).split("\n")[1], "규칙 82 · AI 없음");
  assert.equal(render(buy({ judge: { kind: "none" } }), { lang: "en" }).split("\n")[1], "Rule 82 · no AI");
});

Deno.test("a sell that protects does not wait for a judge, whose opinion is added later", () => {
  const head = `
🔵 <b>매도 신호(손절선) · 카카오</b> 38,150원 ▼3.4%
보유 120주 · 평단 41,200원 · 손익 −7.4% (−366,000원)
1) 손절선 −7.0% 아래로 내려감 (09:19:52)
`;
  const tail = `
가격 16초 전 · 잔고 41초 전
<code>S-1120-04</code> 09:20:08`;
  says(render(protectiveSell()), `${head}AI 판정을 기다리지 않고 보냅니다${tail}`);
  const opinion = { atMs: at("09:20:15"), isAgainst: true, confidence: 62, sentence: "지수 동반 하락" };
  says(render(protectiveSell({ opinion })), `${head}AI 의견(09:20:15): 매도 반대 62 — 지수 동반 하락${tail}`);
  says(
    render(protectiveSell({ opinion, reasons: ["below the stop of −7.0%"] }), { lang: "en" }),
    `
🔵 <b>Sell signal (stop) · 카카오</b> ₩38,150 ▼3.4%
Held 120 · average ₩41,200 · P/L −7.4% (−₩366,000)
1) below the stop of −7.0%
AI (09:20:15): against selling 62 — 지수 동반 하락
price 16 s ago · portfolio 41 s ago
<code>S-1120-04</code> 09:20:08`,
  );
});

Deno.test("a sell at choice says that nobody judged it", () => {
  says(
    render(sell()),
    `
🔵 <b>매도 신호(목표) · 한화에어로스페이스</b> 361,500원 ▲2.7%
보유 5주 · 손익 +15.3% (+240,000원)
1) 목표 +15% 도달 · 2) RSI 74
AI 판정 없이 보냄 (8초 안에 답이 없었음)
가격 9초 전 · 잔고 33초 전
<code>S-1120-06</code> 09:20:31`,
  );
  const line = (judge: Parameters<typeof sell>[0]) => render(sell(judge)).split("\n")[3];
  assert.equal(line({ judge: { kind: "failed", why: "budget" } }), "AI 판정 없이 보냄 (오늘 한도를 다 씀)");
  assert.equal(line({ judge: { kind: "confirmed", confidence: 91, model: "m" } }), "AI 동의 91 (m)");
});

Deno.test("fault 2: a buy that nobody judged is never called a signal to buy", () => {
  says(
    render(unjudged),
    `
⚪ 참고 · SK하이닉스 매수 조건은 맞았지만 AI 판정을 못 받았습니다
모델이 20초 안에 답하지 않아 매수 신호로 보내지 않았습니다.
규칙 77 · 214,500원 ▲0.9% · 가격 21초 전
<code>S-1120-05</code> 09:20:29`,
  );
  says(
    render(unjudged, { lang: "en" }),
    `
⚪ For information · SK하이닉스 met the rule to buy; the AI gave no verdict
The model did not answer within 20 s, so this is no signal to buy.
Rule 77 · ₩214,500 ▲0.9% · price 21 s ago
<code>S-1120-05</code> 09:20:29`,
  );
});

Deno.test("many at once are one list, with names for what does not fit", () => {
  says(
    render(group(SIX)),
    `
🔴 <b>매수 신호 6건</b> (09:20:05–09:20:41)
① 삼성전자 71,300원 · 규칙 82 · AI 86
② NAVER 201,000원 · 81 · 85
③ 기아 98,400원 · 80 · 84
④ 셀트리온 176,200원 · 79 · 83
⑤ 하나금융지주 61,700원 · 78 · 82
⑥ LG전자 94,100원 · 77 · 81
가격 모두 40초 이내 · 한 번에 묶어 보냅니다`,
  );
  const lines = render(group([...SIX, "현대차", "포스코"]), { lang: "en" }).split("\n");
  assert.deepEqual(lines.slice(-2), [
    "2 more: 현대차, 포스코",
    "Prices no older than 40 s · sent as one message",
  ]);
});

Deno.test("an outage names its cause and what stands still, and its end what was missed", () => {
  says(
    render(outage),
    `
⚠️ <b>포트폴리오가 7분째 갱신되지 않습니다</b> (마지막 09:13:04)
원인: 홈서버가 503으로 답함. 1분마다 다시 묻고 있습니다.
그동안 이 자료를 보는 매수 규칙은 멈춥니다. 손절 감시는 가격이 들어오는 3종목만 됩니다.
09:20:06`,
  );
  const over: MessageFacts = {
    ...{ kind: "outage_over", source: "포트폴리오", fromMs: at("09:13:04"), toMs: at("09:31:02") },
    ...{ missedChecks: 18, signals: 0 },
  };
  says(
    render(over),
    `
✅ <b>포트폴리오 정상</b> — 09:13부터 09:31까지 18분 끊김
놓친 확인 18번 · 그동안 낸 신호 0건
09:31:02`,
  );
  says(
    render(over, { lang: "en" }),
    `
✅ <b>포트폴리오 is back</b> — 18 min lost, 09:13 to 09:31
18 checks missed · 0 signals meanwhile
09:31:02`,
  );
});

Deno.test("what may have come already says so in its second line", () => {
  says(
    render(buy(), { isResent: true }),
    `
🔴 <b>매수 신호 · 삼성전자</b> 71,300원 ▲1.2% (다시)
🔁 앞 알림이 갔는지 확인하지 못해 다시 보냅니다. 이미 받으셨다면 같은 신호입니다.
규칙 82 · AI 동의 86 · 09:30까지 유효
<code>S-1120-03</code> 09:20:08에 낸 신호`,
  );
  assert.match(render(outage, { isResent: true }), /\(다시\)\n🔁 .+\n원인: /);
});

Deno.test("a message of another channel says which one is blocked", () => {
  assert.equal(
    render(protectiveSell(), { insteadOf: "텔레그램" }).split("\n")[1],
    "텔레그램이 막혀 이쪽으로 보냅니다",
  );
});

Deno.test("fault 56: a late list has its own clock, the prices of then and those of now", () => {
  says(
    render(late),
    `
⏱ <b>11분 늦게 도착</b> — 텔레그램에 연결되지 않았습니다 (09:20–09:31)
지나간 신호 2건: 매수 삼성전자 71,300원(09:20), 매도 카카오 38,150원(09:20)
지금 가격: 71,900원 · 37,950원 (8초 전)
유효 시간이 지나 참고만 하시면 됩니다.`,
  );
  says(
    render({ ...late, nowKrw: [], nowAgeMs: undefined }, { lang: "en" }),
    `
⏱ <b>11 min late</b> — 텔레그램 could not be reached (09:20–09:31)
Past signals, 2: buy 삼성전자 ₩71,300 (09:20), sell 카카오 ₩38,150 (09:20)
Price now: unknown
Their time is over; for information only.`,
  );
});

Deno.test("the morning says what is fresh, what is held and what was kept back overnight", () => {
  says(
    render(morning),
    `
🗓 <b>11월 20일(금) 장전</b> · 정규장 09:00–15:30
데이터: 포트폴리오 08:35 · 뉴스 08:35 · 스크리너 08:35 모두 정상
보유 10종목 · 평가 48,210,000원 (어제 종가 기준, 어제 +0.3%)
규칙 6개 · AI qwen3:8b · 오늘 AI 한도 1,000원
지난 거래일 신호 4건: 맞음 2 · 틀림 1 · 판단 전 1
밤사이 미룬 알림 1건: 업비트 API 키가 30일 뒤 만료
08:40:00`,
  );
  says(
    render({ ...morning, deferred: [] }, { lang: "en", hidesAmounts: true }),
    `
🗓 <b>Fri 11-20, before the open</b> · session 09:00–15:30
Data: 포트폴리오 08:35 · 뉴스 08:35 · 스크리너 08:35 all fresh
10 holdings (at yesterday's close, +0.3% that day)
6 rules · AI qwen3:8b · today's AI budget ₩1,000
Last trading day: 4 signals: right 2 · wrong 1 · open 1
08:40:00`,
  );
});

Deno.test("the morning tells cash apart from what is held, and names their total; hidden, neither is there", () => {
  const holdings = {
    count: 10,
    valueKrw: 48_210_000,
    cashKrw: 1_200_000,
    totalKrw: 49_410_000,
    dayPct: undefined,
  };
  const line = (change: Partial<TextRequest>) => render({ ...morning, holdings }, change).split("\n")[2];
  assert.equal(line({}), "보유 10종목 · 평가 48,210,000원 · 현금 1,200,000원 · 총자산 49,410,000원");
  assert.equal(line({ lang: "en" }), "10 holdings · worth ₩48,210,000 · cash ₩1,200,000 · total ₩49,410,000");
  assert.equal(line({ hidesAmounts: true }), "보유 10종목");
});

Deno.test("fault 58: the evening says how signals and refusals went, and on an empty day that it is alive", () => {
  says(
    render(evening),
    `
🌙 <b>11월 20일(금) 마감</b> · 신호 3 · AI 거부 2 · 판정 못함 1 · 중복 4
① 매수 삼성전자 71,300 → 72,100원 ▲1.1%
② 매도 카카오 38,150 → 37,600원 ▼1.4%
③ 매도 한화에어로스페이스 361,500 → 358,000원 ▼1.0%
AI가 거부한 2건은 그 뒤 평균 ▼0.6%
데이터 끊김 18분(포트폴리오) · 알림 3건 모두 도착 · AI 6회 41원
다음 장: 11월 23일(월) 09:00`,
  );
  says(
    render(quietEvening),
    `
🌙 <b>11월 20일(금) 마감</b> · 신호 0건
규칙 6개가 390번 살폈습니다. 가장 가까웠던 것: LG에너지솔루션 매도 68점(기준 75)
데이터 끊김 없음 · 알림 2건 모두 도착 · AI 0회 0원
다음 장: 11월 23일(월) 09:00`,
  );
  says(
    render({ ...quietEvening, unconfirmed: 1 }, { lang: "en" }),
    `
🌙 <b>Fri 11-20, closed</b> · 0 signals
6 rules looked 390 times. Nearest: LG에너지솔루션 sell 68 (needs 75)
No outage of data · arrival unknown: 1 · AI 0 calls ₩0
Next session: Mon 11-23 09:00`,
  );
});

Deno.test("with amounts hidden no text has a number of shares, an average price or a sum of won", () => {
  const line = render(protectiveSell(), { hidesAmounts: true }).split("\n")[1];
  assert.equal(line, "보유 중 · 손익 −7.4%");
  assert.doesNotMatch(render(morning, { hidesAmounts: true }), /48,210,000/);
});

Deno.test("a coin is told with its market, and has no shares", () => {
  const holding = { units: 0.015, averageKrw: 91_000_000, pnlPct: 1.5, pnlKrw: 20_000 };
  const text = render(sell({ name: "비트코인", venue: "업비트", holding }));
  assert.match(text, /보유 0\.015개/);
  assert.match(text, /09:20:31 · 업비트$/);
});

/** A day on which everything that can be said is to be said. */
const crowded = {
  dueAtMs: at("08:40:00"),
  missed: [
    { kind: "morning" as const, dueAtMs: at("08:40:00") - 86_400_000 },
    { kind: "evening" as const, dueAtMs: at("15:40:00") - 86_400_000 },
  ],
  yesterday: { signals: 12, right: 5, wrong: 4, open: 3 },
};
const crowdedEvening: EveningFacts = {
  ...evening,
  ...crowded,
  signals: SIX.concat(SIX).map((name, i) => ({
    ...{ action: "buy" as const, name: `${name} 주식회사 우선주` },
    ...{ priceKrw: PRICES[i % 6], closeKrw: i % 5 === 0 ? undefined : 1_234_500 },
  })),
  outages: ["포트폴리오", "뉴스", "스크리너"].map((source) => ({ source, lengthMs: 3_600_000 })),
  ...{ unconfirmed: 2, undelivered: 3 },
};

const EVERY: readonly MessageFacts[] = [
  ...[buy(), protectiveSell(), sell(), unjudged, group(SIX), outage, late, morning, evening, quietEvening],
  crowdedEvening,
  { ...morning, ...crowded, isSpecialDay: true, deferred: SIX.map((name) => `${name} ${name} ${name}`) },
  { ...outage, isFirstToday: true, breaks: 12, held: 40, watched: 3 },
  { ...outage, isStream: true },
  {
    ...{
      kind: "outage_over",
      source: "포트폴리오",
      fromMs: at("09:13:04"),
      toMs: at("09:31:02"),
      signals: 0,
    },
    ...{ missedChecks: undefined, isUnresolved: true, breaks: 30, lostMs: 900_000 },
  },
];

Deno.test("a crowded evening keeps its first lines, how many there were more, and what was missing", () => {
  const lines = render(crowdedEvening).split("\n");
  assert.equal(lines.length, 10);
  assert.match(lines[1] ?? "", /^⏱ 08:40 요약을 \d+분 늦게 보냅니다$/);
  assert.match(lines[2] ?? "", /^보내지 못한 요약 2건: 11월 19일\(목\) 장전, 11월 19일\(목\) 마감$/);
  assert.match(lines[3] ?? "", /^① 매수 .* → 종가 모름$/);
  assert.equal(lines[5], "그 밖에 10건");
  assert.equal(lines[7], "지난 거래일 신호 12건: 맞음 5 · 틀림 4 · 판단 전 3");
  assert.match(
    lines[8] ?? "",
    /^데이터 끊김 60분\(포트폴리오\), 60분\(뉴스\) 외 1 · 못 간 알림 3 · 도착 모르는 알림 2 · AI/,
  );
  const english = render({ ...crowdedEvening, signals: [], nearest: undefined }, { lang: "en" });
  assert.match(english, /\nNot sent, 2: Thu 11-19 morning, Thu 11-19 evening\n/);
  assert.match(english, / and 1 more · not delivered: 3/);
});

Deno.test("fault 56: every text is at most ten lines and 420 characters, has a clock, and Telegram can read it", () => {
  for (const facts of EVERY) {
    for (const lang of ["ko", "en"] as const) {
      for (const isResent of [false, true]) {
        const html = render(facts, { lang, isResent });
        const parsed = parseTelegramHtml(html);
        assert.ok("text" in parsed, `${facts.kind}: ${JSON.stringify(parsed)}`);
        assert.ok(toPlainText(html).length <= 420, `${facts.kind} ${lang}: ${toPlainText(html).length}`);
        assert.ok(html.split("\n").length <= 10, facts.kind);
        assert.match(html, /\d\d:\d\d/, facts.kind);
      }
    }
  }
});

Deno.test("fault 63: a hostile name stays a name: no mark, no turned direction, no call, and the text keeps its size", () => {
  const family = "👨‍👩‍👧‍👦".repeat(300);
  const hostile = [
    ...HOSTILE_STRINGS,
    family,
    "@everyone",
    "/stop_strategy now",
    "a\u202egnp\u200b.exe",
    "<b>x</i>",
  ];
  for (const name of hostile) {
    const opinion = { atMs: at("09:20:15"), isAgainst: false, confidence: 1, sentence: name };
    const every: readonly MessageFacts[] = [
      buy({
        name,
        label: name,
        reasons: [name, name, name],
        judge: { kind: "confirmed", confidence: 1, model: name },
      }),
      protectiveSell({ name, opinion, reasons: [name] }),
      group(Array.from({ length: 40 }, () => name)),
      { kind: "notice", title: name, lines: [name, name], atMs: at("09:00:00") },
    ];
    for (const facts of every) {
      const html = render(facts);
      const parsed = parseTelegramHtml(html);
      const what = `${facts.kind} of ${JSON.stringify(name.slice(0, 40))}`;
      assert.ok("text" in parsed, `${what}: ${JSON.stringify(parsed)}`);
      assert.ok(parsed.text.length <= 420 && html.isWellFormed(), what);
      assert.ok(html.split("\n").length <= 10, what);
      assert.doesNotMatch(
        parsed.text,
        /@|(^|\s)\/[a-z]|[\u200b\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/iu,
        what,
      );
    }
  }
  assert.match(render(buy({ name: family })), /^🔴 <b>매수 신호 · (👨‍👩‍👧‍👦){4}…<\/b>/u);
});

Deno.test("every kind of message is Korean for a Korean, but for names and models", () => {
  const judges = [
    ...[{ kind: "always" }, { kind: "none" }, { kind: "silent", waitedMs: 20_000 }] as const,
    ...[{ kind: "failed", why: "error" }, { kind: "failed", why: "budget" }] as const,
  ];
  const all = [...EVERY, ...judges.flatMap((judge) => [buy({ judge }), sell({ judge })])];
  for (const facts of all) {
    for (const isResent of [false, true]) {
      const text = toPlainText(render(facts, { isResent, insteadOf: "텔레그램" }));
      assert.deepEqual(findLatinWords(text, ["LG", "SK", "NAVER"]), [], text);
    }
  }
});
