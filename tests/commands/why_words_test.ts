/** The reasons of a signal, as a person reads them: golden texts in both languages. */
import assert from "node:assert/strict";
import { type Story, toWhyWords } from "../../src/commands/signals/words/why_words.ts";

type Piece = Story["evidence"][number];
type Decision = Story["decisions"][number];

function piece(key: string, weight: number, change: Partial<Piece> = {}): Piece {
  return {
    ...{ key, weight, origin: "screener", measured_by: "share", is_required: false, age_s: 12, strength: 1 },
    numbers: { share: 1 },
    ...change,
  };
}

function decision(change: Partial<Decision> = {}): Decision {
  return {
    ...{ judge: "ollama", model: "qwen3:8b", answer: "CONFIRM", effective: "CONFIRM", error_kind: null },
    ...{ confidence: 86, latency_ms: 3_210, tokens_in: 1_204, tokens_out: 143, cost_krw: 7 },
    sentence: "거래량 동반 상승이며 악재 뉴스가 없습니다.",
    ...change,
  };
}

const NONE = decision({
  ...{ judge: "none", model: null, answer: "SKIPPED", error_kind: "no_judge", confidence: null },
  ...{ tokens_in: null, tokens_out: null, cost_krw: null, sentence: null },
});

/** The example of the design. */
const MOMENTUM: Story = {
  ...{ label: "S-1120-03", name: "삼성전자", ticker: "005930", exchange: "krx", action: "buy", class: "buy" },
  ...{ rule: "my_momentum", rule_kind: "screener_momentum", state: "delivered", reason: null, repeats: 0 },
  ...{ score: 82, threshold: 75, price: 71_300, change_pct: 1.2, said: null, seen_at: null, outcomes: [] },
  ...{ fired_at: "2026-11-20T09:20:08+09:00", sent_at: "2026-11-20T09:20:08+09:00" },
  ...{ valid_until: "2026-11-20T09:30:00+09:00", now: "2026-11-20T09:21:14+09:00" },
  formula: { score: 82, coverage: 1, freshness: 1 },
  evidence: [
    piece("screener", 40, {
      strength: 0.81,
      numbers: { share: 0.81, score: 0.81, rank: 3 },
      is_required: true,
    }),
    piece("volume", 25, { strength: 0.92, numbers: { ratio: 2.1 }, measured_by: "volume_ratio" }),
    piece("news", 20, {
      ...{ strength: 0.79, numbers: { articles: 7, positive: 5, negative: 1, sentiment: 0.58 } },
      ...{ origin: "news", measured_by: "sentiment_up", age_s: 240 },
    }),
    piece("change", 15, { strength: 0.7, numbers: { changePct: 1.2 }, measured_by: "change_up" }),
  ],
  decisions: [decision()],
  not_judged: ["disclosure", "order_book", "investors"],
};

Deno.test("a buy that was judged: rule, sum, ages, verdict, what nobody looked at, and the clock", () => {
  assert.equal(
    toWhyWords(MOMENTUM, "ko"),
    "S-1120-03 왜? 삼성전자(005930) 매수 71,300원 ▲1.2%\n" +
      "규칙: 스크리너 상승 (my_momentum)\n" +
      "스크리너(3위) 0.81×40 + 거래량(2.1배) 0.92×25 + 뉴스(7건) 0.79×20 + 등락(▲1.2%) 0.70×15\n" +
      "= 82점 (기준 75) · 자료 4/4 · 신선도 1.00\n" +
      "그때 자료의 나이: 스크리너 12초 · 거래량 12초 · 뉴스 4분 · 등락 12초\n" +
      "AI(qwen3:8b): 동의 86, 3.2초, 1,204+143토큰, 7원\n" +
      "“거래량 동반 상승이며 악재 뉴스가 없습니다.”\n" +
      "보지 않은 것: 공시, 호가, 수급\n" +
      "09:20:08에 낸 신호 · 지금 09:21:14",
  );
  assert.equal(
    toWhyWords(MOMENTUM, "en"),
    "Why S-1120-03? buy 삼성전자(005930) ₩71,300 ▲1.2%\n" +
      "rule: screener momentum (my_momentum)\n" +
      "screener(#3) 0.81×40 + volume(×2.1) 0.92×25 + news(7) 0.79×20 + change of the day(▲1.2%) 0.70×15\n" +
      "= 82 points (from 75) · evidence 4/4 · freshness 1.00\n" +
      "age of the data then: screener 12 s · volume 12 s · news 4 min · change of the day 12 s\n" +
      "AI(qwen3:8b): agrees 86, 3.2 s, 1,204+143 tokens, ₩7\n" +
      "“거래량 동반 상승이며 악재 뉴스가 없습니다.”\n" +
      "not looked at: disclosures, order book, supply and demand\n" +
      "fired 09:20:08 · now 09:21:14",
  );
});

/** What a reader computes with the numbers of the text alone. */
function computeOf(text: string): number {
  const sum = /^.*×.*$/m.exec(text)?.[0] ?? "";
  const [terms = "", total] = sum.split(" ÷ ");
  const weighed = [...terms.matchAll(/([\d.]+)×([\d.]+)(?: \+|$)/g)].reduce(
    (all, [, strength, weight]) => all + Number(strength) * Number(weight),
    0,
  );
  const factor = Number(/자료 \d\/\d\(×([\d.]+)\)/.exec(text)?.[1] ?? 1);
  const freshness = Number(/신선도 ([\d.]+)/.exec(text)?.[1] ?? NaN);
  const mean = total === undefined ? weighed : weighed / Number(/[\d.]+/.exec(total)?.[0]) * 100;
  return mean * factor * freshness;
}

Deno.test("the numbers of the text come to the score, also with pieces that are missing and data that is old", () => {
  const [screener, volume, news, change] = MOMENTUM.evidence;
  assert.ok(screener && volume && news && change);
  const missing = { strength: null, numbers: {}, age_s: null };
  const story: Story = {
    ...MOMENTUM,
    // (0.81·40 + 0.79·20) / 60 = 0.803; coverage 0.6 ⇒ ×0.8; freshness 0.9 ⇒ 57.8.
    ...{ score: 58, formula: { score: 58, coverage: 0.6, freshness: 0.9 }, decisions: [NONE] },
    evidence: [screener, { ...volume, ...missing }, news, { ...change, ...missing }],
    not_judged: ["news", "disclosure"],
  };
  const text = toWhyWords(story, "ko");
  assert.match(text, /\n스크리너\(3위\) 0\.81×40 \+ 뉴스\(7건\) 0\.79×20 ÷ 60 × 100\n/);
  assert.match(text, /\n= 58점 \(기준 75\) · 자료 2\/4\(×0\.80\) · 신선도 0\.90\n/);
  assert.match(
    text,
    /\n그때 자료의 나이: 스크리너 12초 · 뉴스 4분\nAI 없음 \(규칙만 보고 보냄\)\n보지 않은 것: 뉴스, 공시\n/,
  );
  assert.ok(Math.abs(computeOf(text) - 58) < 0.5, String(computeOf(text)));
  assert.ok(Math.abs(computeOf(toWhyWords(MOMENTUM, "ko")) - 82) < 0.5);
});

Deno.test("a stop has its sentence in place of a sum, and says that nobody was waited for", () => {
  const story: Story = {
    ...MOMENTUM,
    ...{ label: "S-1120-04", name: "카카오", ticker: "035720", action: "sell", class: "sell_protective" },
    ...{ rule: "stop", rule_kind: "holding_stop", score: 100, threshold: 0, price: 38_150, change_pct: -3.4 },
    formula: { score: 100, coverage: 1, freshness: 1 },
    evidence: [
      piece("stop", 1, { measured_by: "met", numbers: { stopPct: 7, pnlPct: -7.4 }, age_s: 41 }),
      piece("price", 0, { measured_by: "shown", numbers: { price: 38_150 }, age_s: 16 }),
    ],
    decisions: [],
    outcomes: [{ sessions: 1, pct_net: 1.4, hit: true }, { sessions: 5, pct_net: null, hit: null }],
    seen_at: "2026-11-20T09:20:30+09:00",
  };
  assert.equal(
    toWhyWords(story, "ko"),
    "S-1120-04 왜? 카카오(035720) 매도 38,150원 ▼3.4%\n" +
      "규칙: 손절선 (stop)\n" +
      "손절선 −7% 아래로 내려감 (손익 −7.4%)\n" +
      "조건이 맞음\n" +
      "= 100점 · 자료 1/1 · 신선도 1.00\n" +
      "그때 자료의 나이: 손절선 41초 · 가격 16초\n" +
      "AI 판정을 기다리지 않음\n" +
      "보지 않은 것: 공시, 호가, 수급\n" +
      "1거래일 뒤 맞음 ▲1.4%\n" +
      "5거래일 뒤 값을 모름\n" +
      "확인함 11-20 09:20:30\n" +
      "09:20:08에 낸 신호 · 지금 09:21:14",
  );
});

Deno.test("one that was held back says why, how often, and when its condition was met", () => {
  const held: Story = {
    ...MOMENTUM,
    ...{ state: "skipped", reason: "duplicate", repeats: 3, sent_at: null, decisions: [] },
    ...{ fired_at: "2026-11-19T14:02:00+09:00" },
  };
  assert.match(
    toWhyWords(held, "ko"),
    /\nAI에게 묻지 않음\n.*\n보내지 않은 까닭: 이미 보낸 신호 \(3번 더\)\n11-19 14:02:00에 조건이 맞음 · 지금 09:21:14$/,
  );
  assert.match(
    toWhyWords(held, "en"),
    /\nheld back: sent already \(3 more\)\nmet at 11-19 14:02:00 · now 09:21:14$/,
  );
  const reasons = {
    muted: "그만 보는 종목",
    paused: "멈춤",
    closed: "장 시간 아님",
    below: "점수 모자람",
    budget: "AI 한도 다 씀",
    failed: "우리 쪽 오류로 제쳐 둠",
  };
  for (const [reason, word] of Object.entries(reasons)) {
    assert.ok(
      toWhyWords({ ...held, reason, repeats: 0 }, "ko").includes(`보내지 않은 까닭: ${word}\n`),
      reason,
    );
  }
});

Deno.test("without a score it is said what was missing or too old, with its age", () => {
  const story: Story = {
    ...MOMENTUM,
    ...{ state: "skipped", reason: "stale", score: null, formula: null, decisions: [], sent_at: null },
    evidence: [
      piece("screener", 40, { is_required: true, strength: null, age_s: 420 }),
      piece("price", 0, { is_required: true, strength: null, age_s: null, numbers: {} }),
    ],
  };
  assert.match(
    toWhyWords(story, "ko"),
    /\n점수 없음: 스크리너 오래됨 \(7분 전\), 가격 없음\n그때 자료의 나이: 스크리너 7분\n/,
  );
  assert.match(toWhyWords(story, "en"), /\nno score: screener too old \(7 min\), price missing\n/);
});

Deno.test("each verdict has its own words, and an error is never called a refusal", () => {
  const said = (change: Partial<Decision>, lang: "ko" | "en" = "ko") => {
    const text = toWhyWords({ ...MOMENTUM, decisions: [decision({ sentence: null, ...change })] }, lang);
    return text.split("\n").filter((line) => line.includes("AI") || line.includes("바뀌어")).join("|");
  };
  const costs = ", 3.2초, 1,204+143토큰, 7원";
  assert.equal(said({ answer: "REJECT", effective: "REJECT" }), `AI(qwen3:8b): 반대 86${costs}`);
  assert.equal(
    said({ effective: "REJECT" }),
    `AI(qwen3:8b): 동의 86${costs}|뉴스 문구에 따라 바뀌어 거부로 보았습니다.`,
  );
  const unknown = { confidence: null, tokens_in: null, tokens_out: null, cost_krw: null };
  assert.equal(said({ ...unknown, answer: "TIMEOUT" }), "AI(qwen3:8b): 시간 안에 답이 없음, 3.2초");
  assert.equal(
    said({ ...unknown, answer: "ERROR", error_kind: "bad_answer", model: null }),
    "AI(ollama): 판정 못함, 답을 읽을 수 없음, 3.2초",
  );
  assert.equal(
    said({ ...unknown, answer: "SKIPPED", error_kind: "budget", latency_ms: null }, "en"),
    "AI(qwen3:8b): not asked, budget used up",
  );
  assert.equal(said({ judge: "always_confirm" }), "AI 없음 (항상 동의, 시험용)");
  assert.equal(said({ ...unknown, answer: null, latency_ms: null }), "AI(qwen3:8b): 아직 답이 없음");
});

Deno.test("words of a stranger stand in quotes that they cannot leave", () => {
  const story: Story = {
    ...MOMENTUM,
    said: "“좋아요” @everyone /halt\u202e",
    decisions: [decision({ sentence: 'a” b "c"' })],
  };
  const text = toWhyWords(story, "ko");
  assert.match(text, /\n보낸 쪽의 말: “'좋아요' ＠everyone ∕halt”\n/);
  assert.match(text, /\n“a' b 'c'”\n/);
});

Deno.test("a price alarm advises nothing and asks nobody", () => {
  const story: Story = {
    ...MOMENTUM,
    ...{ action: "notice", class: "notice", rule: "a1", rule_kind: "price_level", threshold: 0, score: 100 },
    ...{ ticker: "BTC/USDT", name: null, price: 90_100.5, change_pct: null, decisions: [] },
    formula: { score: 100, coverage: 1, freshness: 1 },
    evidence: [piece("price_above", 1, { measured_by: "met", numbers: { price: 90_100.5, level: 90_000 } })],
  };
  assert.match(
    toWhyWords(story, "ko"),
    /^S-1120-03 왜\? BTC\/USDT 알림 90,100\.50 USDT\n규칙: 가격 도달 \(a1\)\n/,
  );
  assert.doesNotMatch(toWhyWords(story, "ko"), /AI/);
});
