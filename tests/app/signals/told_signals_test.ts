import assert from "node:assert/strict";
import { createTold } from "../../../src/app/signals/told.ts";
import { toMessageRequest } from "../../../src/app/signals/message_of.ts";
import { type MessageStore, NOT_CONFIRMED, toldIn, WITHDRAWN } from "../../../src/notifiers/message_store.ts";
import type { DeliveryFacts } from "../../../src/notifiers/notifiers_view.ts";
import { renderText } from "../../../src/notifiers/texts/texts.ts";
import type { OutgoingFacts } from "../../../src/signals/outgoing.ts";

const AT_MS = Date.parse("2026-11-20T09:20:08+09:00");

function outgoingOf(change: Partial<OutgoingFacts> = {}): OutgoingFacts {
  return {
    kind: "signal",
    owner: "owner",
    signalId: "01K0000000000000000000000A",
    label: "S-1120-03",
    rule: "momentum",
    ruleKind: "screener_momentum",
    ticker: "005930",
    name: "삼성전자",
    action: "buy",
    signalClass: "buy",
    score: 82,
    threshold: 75,
    price: 71_300,
    changePct: 1.2,
    evidence: [
      {
        ...{ key: "screener", origin: "screener", strength: "share", weight: 40, isRequired: true },
        numbers: { rank: 3, score: 0.81 },
        ...{ fetchedAtMs: AT_MS - 12_000, dataAtMs: AT_MS - 30_000 },
      },
      {
        ...{ key: "price", origin: "price_poll", strength: "shown", weight: 0, isRequired: true },
        numbers: { price: 71_300 },
        ...{ fetchedAtMs: AT_MS - 12_000, dataAtMs: undefined },
      },
    ],
    holding: undefined,
    judgement: {
      ...{ judge: "ollama", model: "qwen3:8b", raw: "CONFIRM", errorKind: undefined, confidence: 86 },
      ...{ reason: undefined, answeredAtMs: AT_MS + 3_000 },
    },
    notJudged: ["disclosure", "order_book"],
    firedAtMs: AT_MS,
    validUntilMs: AT_MS + 600_000,
    ring: true,
    isSimulated: false,
    ...change,
  };
}

const textOf = (facts: OutgoingFacts) =>
  renderText({
    ...{ facts: toMessageRequest(facts, "ko").facts, lang: "ko", hidesAmounts: false, insteadOf: undefined },
  });

Deno.test("a confirmed buy says price, score, judge, reasons with numbers, ages and what nobody looked at", () => {
  const text = textOf(outgoingOf());
  assert.match(text, /매수 신호 · 삼성전자<\/b> 71,300원 ▲1\.2%/);
  assert.match(text, /규칙 82 · AI 동의 86 \(qwen3:8b\)/);
  assert.match(text, /1\) 스크리너 3위, 점수 0\.81/);
  assert.match(text, /보유 없음/);
  assert.match(text, /가격 12초 전/);
  assert.match(text, /스크리너 30초 전/);
  assert.match(text, /공시, ?호가|공시·호가|공시/);
});

Deno.test("the reason of another program is quoted behind our own, cut, and nobody is called by it", () => {
  const inbound = { ...outgoingOf().evidence[0], key: "inbound", numbers: { share: 0.9 } } as const;
  const evidence = [inbound as OutgoingFacts["evidence"][number]];
  const text = textOf(outgoingOf({ evidence, said: 'RSI "28" <b> @all /pause\u202e' }));
  assert.match(text, /1\) 다른 프로그램이 보냄, 확신 0\.9\n2\) “RSI '28' &lt;b&gt; ＠all ∕pause”\n/);
  const long = textOf(outgoingOf({ evidence, said: "가나다라 ".repeat(100) }));
  assert.match(long, /\n2\) “(가나다라 )+…”\n/);
  assert.doesNotMatch(textOf(outgoingOf({ evidence })), /“/);
});

Deno.test("what nobody knows is said to be unknown, and is no zero", () => {
  const text = textOf(
    outgoingOf({ price: undefined, changePct: undefined, holding: "unknown", evidence: [] }),
  );
  assert.match(text, /가격 모름/);
  assert.match(text, /보유 여부 모름/);
  assert.doesNotMatch(text, / 0원|0\.0%|보유 없음/);
});

Deno.test("a judge that agrees with everything is named, and is no AI", () => {
  const judgement = { ...outgoingOf().judgement, judge: "always_confirm", confidence: 100 };
  const text = textOf(outgoingOf({ judgement: judgement as OutgoingFacts["judgement"] }));
  assert.match(text, /AI 없음 \(항상 동의, 시험용\)/);
  assert.doesNotMatch(text, /AI 동의/);
});

Deno.test("a judge that agrees with everything has no opinion of a sell", () => {
  const judgement = { ...outgoingOf().judgement, judge: "always_confirm", confidence: 100 };
  const sell = { action: "sell", signalClass: "sell_protective", ruleKind: "holding_stop" } as const;
  const text = textOf(
    outgoingOf({ ...sell, kind: "opinion", judgement: judgement as OutgoingFacts["judgement"] }),
  );
  assert.doesNotMatch(text, /AI 의견|동의 100/);
});

Deno.test("a price that nobody knows has no age, and one without its own time an unknown one", () => {
  const inbound: OutgoingFacts["evidence"][number] = {
    ...{ key: "inbound", origin: "inbound", strength: "share", weight: 1, isRequired: true },
    ...{ numbers: { share: 0.9 }, fetchedAtMs: AT_MS, dataAtMs: undefined },
  };
  const unknown = textOf(outgoingOf({ price: undefined, evidence: [inbound] }));
  assert.match(unknown, /가격 모름/);
  assert.doesNotMatch(unknown, /가격 \d+초 전/);
  const numbers = { share: 0.9, price: 71_300 };
  const undated = textOf(outgoingOf({ evidence: [{ ...inbound, numbers }] }));
  assert.doesNotMatch(undated, /가격 \d+초 전/);
  assert.match(undated, /가격 나이 모름 \(09:20:08 받음\)/);
  const dated = textOf(outgoingOf({ evidence: [{ ...inbound, numbers, dataAtMs: AT_MS - 30_000 }] }));
  assert.match(dated, /가격 30초 전/);
});

Deno.test("a judge's silence, its failure and a used-up budget differ in the text", () => {
  const sell = { action: "sell", signalClass: "sell_discretionary", ruleKind: "holding_target" } as const;
  const judged = (raw: "TIMEOUT" | "ERROR" | "SKIPPED", errorKind: string | undefined) =>
    textOf(outgoingOf({
      ...sell,
      judgement: {
        ...{ judge: "ollama", model: undefined, raw, errorKind, confidence: undefined, reason: undefined },
        answeredAtMs: AT_MS + 8_000,
      },
    }));
  assert.match(judged("TIMEOUT", undefined), /8초 안에 답이 없었음/);
  assert.match(judged("ERROR", "bad_answer"), /판정에 실패함/);
  assert.match(judged("SKIPPED", "budget"), /한도를 다 씀/);
  assert.match(judged("SKIPPED", "no_judge"), /AI 없음/);
});

Deno.test("a holding in another currency has no amount in won", () => {
  const holding = { quantity: 3, avgPrice: 100, pnl: -20, pnlPct: -7.4, currency: "USD" };
  const text = textOf(outgoingOf({ action: "sell", signalClass: "sell_protective", holding }));
  assert.match(text, /보유 3주 · 손익 −7\.4%/);
  assert.doesNotMatch(text, /평단|−20원/);
});

Deno.test("a holding is told with the age of the portfolio that says so, and of a coin none is told", () => {
  const holding = {
    quantity: 3,
    avgPrice: 60_000,
    pnl: 100,
    pnlPct: 1,
    currency: "KRW",
    asOfMs: AT_MS - 42_000,
  };
  assert.match(textOf(outgoingOf({ holding })), /보유 3주[^]*잔고 42초 전/);
  for (const signalClass of ["buy", "sell_discretionary", "sell_protective"] as const) {
    const coin = textOf(outgoingOf({ ticker: "BTC/KRW", name: undefined, signalClass, holding: "unknown" }));
    assert.doesNotMatch(coin, /보유/);
  }
});

Deno.test("the price of a market that is not in won is not told in won", () => {
  assert.match(textOf(outgoingOf({ ticker: "BTC/USDT", name: undefined })), /USDT<\/b> 가격 모름/);
  assert.doesNotMatch(textOf(outgoingOf({ ticker: "BTC/USDT", name: undefined })), /가격 \d+초 전/);
  assert.match(textOf(outgoingOf({ ticker: "BTC/KRW", name: undefined })), /71,300원/);
});

Deno.test("an opinion edits the message of its signal, and a price alarm advises nothing", () => {
  const sell = { action: "sell", signalClass: "sell_protective", ruleKind: "holding_stop" } as const;
  const opinion = toMessageRequest(outgoingOf({ ...sell, kind: "opinion" }), "ko");
  assert.equal(opinion.edits, toMessageRequest(outgoingOf(sell), "ko").key);
  const notice = toMessageRequest(outgoingOf({ action: "notice", signalClass: "notice" }), "ko");
  assert.equal(notice.facts.kind, "notice");
});

Deno.test("a price alarm says what it costs in which money and how old that is", () => {
  const alarm = {
    action: "notice",
    signalClass: "notice",
    ruleKind: "price_level",
    score: undefined,
  } as const;
  const told = textOf(outgoingOf({ ...alarm, name: "KB금융", price: 96_700 })).split("\n");
  assert.equal(told[0], "🔔 알림 · KB금융 96,700원");
  assert.deepEqual(told.slice(-3), ["S-1120-03", "가격 12초 전 · 스크리너 30초 전", "09:20:08"]);
  const coin = textOf(outgoingOf({ ...alarm, ticker: "BTC/USDT", name: undefined, price: 0.5 }));
  assert.match(coin, /^🔔 알림 · BTC\/USDT 0\.5 USDT$/m);
  const { facts } = toMessageRequest(outgoingOf({ ...alarm, price: 96_700 }), "en");
  const english = renderText({ facts, lang: "en", hidesAmounts: false, insteadOf: undefined });
  assert.match(english, /^🔔 Alert · \S+ 96,700 won$/m);
  assert.match(textOf(outgoingOf({ ...alarm, price: undefined })), /삼성전자 가격 모름$/m);
});

const NO_COUNTERS = {
  ...{ fired() {}, decided() {}, delivered() {}, conflict() {}, asked() {} },
  ...{ outageTold() {}, summaryTold() {} },
};
const deliveryOf = (outcome: string, ...signalIds: readonly string[]): DeliveryFacts => ({
  ...{ channel: "telegram", outcome, key: "k", signalIds, tookMs: 1 },
});
type Rows = Awaited<ReturnType<MessageStore["ofSignal"]>>;
/** Rows of every signal alike. */
const rowsOf = (...rows: readonly Partial<Rows[number]>[]) => ({
  ofSignal: () => Promise.resolve(rows as Rows), // only what is looked at
});

/** What the signals hear when this is reported of one whose rows are these. */
async function heardOf(report: DeliveryFacts, ...rows: readonly Partial<Rows[number]>[]) {
  const told = createTold(NO_COUNTERS, () => AT_MS);
  const heard: string[] = [];
  told.reportTo({
    reports: {
      delivered: (id) => Promise.resolve(void heard.push(`delivered ${id}`)),
      expired: (id, _atMs, reason) =>
        Promise.resolve(
          void heard.push(["expired", id, ...(reason === undefined ? [] : [reason])].join(" ")),
        ),
    },
    messages: rowsOf(...rows),
    open: [],
    onFailure: (error) => assert.fail(String(error)),
  });
  told.notify.delivery(report);
  await new Promise((resolve) => setTimeout(resolve, 0));
  return heard;
}

Deno.test("what senders report before the signals are there reaches them afterwards, each once", async () => {
  const told = createTold(NO_COUNTERS, () => AT_MS);
  const heard: string[] = [];
  told.notify.delivery(deliveryOf("delivered", "early"));
  told.reportTo({
    reports: {
      delivered: (id) => Promise.resolve(void heard.push(`delivered ${id}`)),
      expired: (id) => Promise.resolve(void heard.push(`expired ${id}`)),
    },
    messages: rowsOf({ state: "expired" }),
    open: [],
    onFailure: (error) => assert.fail(String(error)),
  });
  for (const outcome of ["expired", "refused", "unknown", "superseded"]) {
    told.notify.delivery(deliveryOf(outcome, outcome));
  }
  told.notify.delivery(deliveryOf("delivered"));
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.deepEqual(heard, ["delivered early", "expired expired", "expired refused"]);
});

Deno.test("fault 37: a signal is given back when no channel had it and none will, and not before", async () => {
  const over = deliveryOf("expired", "s");
  assert.deepEqual(await heardOf(over, { state: "expired" }, { state: "refused" }), ["expired s"]);
  for (const state of ["queued", "sending", "unknown", "resend", "delivered"] as const) {
    assert.deepEqual(await heardOf(over, { state: "expired" }, { state }), [], state);
  }
  assert.deepEqual(await heardOf(over, { state: "expired", error: NOT_CONFIRMED }), [], "it may have come");
});

Deno.test("a name of which nothing can be seen is none: the ticker stands there", () => {
  for (const name of ["\u200b\u2060", "  ", "\u202e", undefined]) {
    assert.match(textOf(outgoingOf({ name })), /매수 신호 · 005930<\/b>/);
  }
});

Deno.test("fault 37: signals that were told in one message are each told of as that message was", async () => {
  assert.deepEqual(await heardOf(deliveryOf("delivered", "a", "b")), ["delivered a", "delivered b"]);
  const over = { ...deliveryOf("expired", "a"), key: "group:1" };
  const inIt = { state: "superseded", error: toldIn("group:1") } as const;
  assert.deepEqual(await heardOf(over, inIt, { state: "refused" }), ["expired a"]);
  assert.deepEqual(await heardOf(over, inIt, { state: "superseded", error: toldIn("group:2") }), []);
  const withdrawn = { state: "superseded", error: WITHDRAWN } as const;
  assert.deepEqual(await heardOf(deliveryOf("refused", "s"), withdrawn, { state: "refused" }), ["expired s"]);
});

Deno.test("what a person withdrew from a message for several is no more, with his reason; one that may have come is kept", async () => {
  const report = { ...deliveryOf("withdrawn", "a"), key: "group:1", reason: "paused" };
  const withdrawn = { state: "superseded", error: WITHDRAWN } as const;
  assert.deepEqual(await heardOf(report, withdrawn), ["expired a paused"]);
  assert.deepEqual(await heardOf(report, { state: "superseded", error: NOT_CONFIRMED }), []);
  assert.deepEqual(await heardOf(report, withdrawn, { state: "delivered" }), []);
});

Deno.test("a report that cannot be stored is told and stops nothing", async () => {
  const told = createTold(NO_COUNTERS, () => AT_MS);
  const failures: unknown[] = [];
  const fail = () => Promise.reject(new Error("locked"));
  told.reportTo({
    reports: { delivered: fail, expired: fail },
    messages: rowsOf(),
    open: [],
    onFailure: (error) => failures.push(error),
  });
  told.notify.delivery(deliveryOf("delivered", "s"));
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(failures.length, 1);
});

Deno.test("a delivery is told to open pages by its ids and words alone", () => {
  const told = createTold(NO_COUNTERS, () => AT_MS);
  const notes: unknown[] = [];
  const end = told.topics.subscribe((note) => notes.push(note));
  told.notify.delivery({ ...deliveryOf("delivered", "s"), reason: "a reason with words of the outside" });
  told.notify.delivery(deliveryOf("delivered"));
  end();
  told.notify.delivery(deliveryOf("expired", "s"));
  assert.deepEqual(
    notes,
    ["s", null].map((signal_id) => ({
      topic: "delivery",
      facts: { channel: "telegram", outcome: "delivered", signal_id },
    })),
  );
});

Deno.test("a reminder says that it is one, when and at which price it was told first, and what it costs now", () => {
  const first = { firedAtMs: AT_MS, price: 38_150 };
  const now = outgoingOf({
    ...{ kind: "reminder", action: "sell", signalClass: "sell_protective", ruleKind: "holding_stop", first },
    ...{ ticker: "035720", name: "카카오", price: 37_500, changePct: -5.1, firedAtMs: AT_MS + 1_800_000 },
    ...{ evidence: [], judgement: undefined },
  });
  const text = textOf(now);
  assert.match(text, /매도 신호\(손절선\) · 카카오<\/b> 37,500원 ▼5\.1%/);
  assert.match(text, /⏰ 부탁하신 다시 알림 · 처음은 09:20:08, 38,150원/);
  assert.match(text, /<\/code> 09:50:08$/);
  const request = toMessageRequest(now, "ko");
  assert.deepEqual([request.key, request.edits, request.ring], [
    `signal:${now.signalId}:again`,
    undefined,
    true,
  ]);
  const english = renderText({
    facts: toMessageRequest(now, "en").facts,
    lang: "en",
    hidesAmounts: false,
    insteadOf: undefined,
  });
  assert.match(english, /Again, as you asked · first at 09:20:08/);
});
