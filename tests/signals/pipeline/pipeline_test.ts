import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { settle } from "../../support/manual_clock.ts";
import type { SignalRecord } from "../../../src/signals/signal_journal.ts";
import { NOW_MS, piece } from "../signal_parts.ts";
import {
  type Bench,
  CONFIRM,
  fired,
  found,
  leaveFired,
  momentAt,
  openBench,
  REJECT,
  rule,
  STOP,
} from "./pipeline_parts.ts";

async function take(bench: Bench, firings: Parameters<typeof found>[1], change: object = {}) {
  const { taken } = await bench.pipeline.take(found(bench.clock, firings, change));
  return taken.map(({ outcome }) => outcome);
}

const SELL = { action: "sell", signalClass: "sell_discretionary", ticker: "012450" } as const;
const only = async ({ store }: Bench): Promise<SignalRecord | undefined> =>
  (await store.list("owner", { limit: 10 }))[0];
/** A judge that never answers. */
const never = () => new Promise<never>(() => {});

Deno.test("a confirmed buy is claimed, judged, labelled and goes out once with all its facts", async () => {
  await using bench = await openBench();
  deepStrictEqual(await take(bench, [{}]), ["begun"]);
  await bench.pipeline.settled();
  const [message] = bench.sent;
  strictEqual(bench.sent.length, 1);
  deepStrictEqual(
    [
      message?.kind,
      message?.label,
      message?.name,
      message?.score,
      message?.ring,
      message?.judgement?.confidence,
    ],
    ["signal", "S-1120-01", "삼성전자", 80, true, 86],
  );
  deepStrictEqual([message?.holding, message?.validUntilMs], [undefined, NOW_MS + 600_000]);
  strictEqual((await only(bench))?.state, "queued");
  deepStrictEqual((await bench.claims()).map(({ state }) => state), ["sent"]);
  await bench.store.deliver("owner", message?.signalId ?? "");
  strictEqual((await only(bench))?.state, "delivered");
});

Deno.test("a score to ring from that a person set goes over the rule's, is asked at each decision, and spares sells", async () => {
  let ringFrom: number | undefined = 87;
  await using bench = await openBench({ ringFrom: () => ringFrom });
  await take(bench, [{}]);
  await bench.pipeline.settled();
  ringFrom = 86;
  await take(bench, [{ ticker: "000660", occasion: "2" }]);
  await bench.pipeline.settled();
  ringFrom = 100;
  await take(bench, [SELL]);
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ ring }) => ring), [false, true, true]);
});

Deno.test("a rejected buy goes nowhere, is kept with its reason, and is not asked about again that day", async () => {
  await using bench = await openBench();
  bench.answer = REJECT;
  await take(bench, [{}]);
  await bench.pipeline.settled();
  strictEqual(bench.sent.length, 0);
  const signal = await only(bench);
  strictEqual(signal?.state, "rejected");
  const [decision] = await bench.store.decisions("owner", signal?.id ?? "");
  deepStrictEqual([decision?.result?.raw, decision?.result?.effective, decision?.result?.reason], [
    "REJECT",
    "REJECT",
    "지수 하락",
  ]);
  deepStrictEqual(await take(bench, [{ occasion: "2" }]), ["duplicate"]);
  strictEqual(bench.questions.length, 1);
});

Deno.test("fault 2: a judge that cannot be reached leaves a silent note that nothing was judged", async () => {
  await using bench = await openBench();
  bench.answer = () => Promise.reject(new Error("connection refused"));
  await take(bench, [{}]);
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ kind, ring, judgement }) => [kind, ring, judgement?.raw]), [
    ["not_judged", false, "ERROR"],
  ]);
  strictEqual((await only(bench))?.state, "unjudged");
});

Deno.test("fault 40: errors, timeouts and rejections are counted apart", async () => {
  await using bench = await openBench();
  bench.answer = { kind: "error", error: "unreachable" };
  await take(bench, [{}]);
  await bench.pipeline.settled();
  bench.answer = REJECT;
  await take(bench, [{ ticker: "000660" }]);
  await bench.pipeline.settled();
  const { rejected, unjudged, confirmed } = await bench.store.counts("owner", 20_777);
  deepStrictEqual({ rejected, unjudged, confirmed }, { rejected: 1, unjudged: 1, confirmed: 0 });
});

Deno.test("fault 3: a protective sell goes out before the judge has said a word, whose opinion comes after it", async () => {
  await using bench = await openBench();
  const { promise, resolve } = Promise.withResolvers<typeof REJECT>();
  bench.answer = () => promise;
  await take(bench, [STOP]);
  deepStrictEqual(bench.sent.map(({ kind, ring, label }) => [kind, ring, label]), [[
    "signal",
    true,
    "S-1120-01",
  ]]);
  const holding = bench.sent[0]?.holding;
  strictEqual(typeof holding === "object" ? holding.quantity : holding, 120);
  resolve(REJECT);
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ kind }) => kind), ["signal", "opinion"]);
  strictEqual(bench.sent[1]?.judgement?.raw, "REJECT");
  strictEqual((await only(bench))?.state, "queued");
});

Deno.test("an opinion that never comes changes nothing and says nothing", async () => {
  await using bench = await openBench();
  bench.answer = () => Promise.reject(new Error("down"));
  await take(bench, [STOP]);
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ kind }) => kind), ["signal"]);
});

Deno.test("fault 52: a judge that never answers ends at our own deadline: a sell waits eight seconds, a buy twenty", async () => {
  await using bench = await openBench();
  bench.answer = never;
  await take(bench, [SELL, {}]);
  await bench.clock.advance(7_999);
  strictEqual(bench.sent.length, 0);
  await bench.clock.advance(1);
  await until(() => bench.sent.length === 1);
  deepStrictEqual([bench.sent[0]?.kind, bench.sent[0]?.ring, bench.sent[0]?.judgement?.raw], [
    "signal",
    true,
    "TIMEOUT",
  ]);
  await bench.clock.advance(12_000);
  await until(() => bench.sent.length === 2);
  deepStrictEqual([bench.sent[1]?.kind, bench.sent[1]?.judgement?.raw], ["not_judged", "TIMEOUT"]);
});

async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 1_000 && !isTrue(); i++) await settle();
  assertTrue(isTrue());
}

Deno.test("two are judged at once, and who waits for a turn waits no longer than its deadline", async () => {
  await using bench = await openBench();
  bench.answer = never;
  await take(bench, ["000001", "000002", "000003"].map((ticker) => ({ ticker })));
  await until(() => bench.questions.length === 2);
  await bench.clock.advance(20_000);
  await until(() => bench.questions.length === 3);
  await bench.clock.advance(0);
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ kind }) => kind), ["not_judged", "not_judged", "not_judged"]);
});

Deno.test("what goes to a judge has no amount, no price that was paid and no invisible letter", async () => {
  await using bench = await openBench();
  const numbers = { share: 0.8, quantity: 120, avgPrice: 41_200, pnl: -1 };
  await take(bench, [{ name: "삼성\u202e전자", evidence: [piece({ numbers })] }]);
  await bench.pipeline.settled();
  const [question] = bench.questions;
  deepStrictEqual([question?.name, question?.evidence[0]?.numbers], ["삼성전자", { share: 0.8 }]);
  strictEqual(question?.headlines.length, 7);
  assertTrue(!JSON.stringify(question).includes("41200"));
});

Deno.test("fault 39: the same condition at the next poll is counted and not sent again; a restart does not forget it", async () => {
  await using bench = await openBench();
  await take(bench, [{}]);
  await bench.pipeline.settled();
  for (const occasion of ["2", "3"]) {
    await bench.clock.advance(60_000);
    deepStrictEqual(await take(bench, [{ occasion }]), ["duplicate"]);
  }
  const again = bench.restart();
  await again.resume(momentAt(bench.clock));
  const { taken } = await again.take(found(bench.clock, [{ occasion: "4" }]));
  deepStrictEqual(taken.map(({ outcome }) => outcome), ["duplicate"]);
  strictEqual(bench.sent.length, 1);
  deepStrictEqual((await bench.store.counts("owner", 20_777)).skipped, { duplicate: 3 });
});

Deno.test("the opposite, and a clearly higher score, go out on the same day", async () => {
  await using bench = await openBench();
  const sell = { action: "sell", signalClass: "sell_discretionary" } as const;
  for (const { share, ...one } of [{ share: 0.8 }, { share: 0.8, ...sell }, { share: 0.8 }, { share: 0.9 }]) {
    await bench.clock.advance(300_000);
    await take(bench, [{ occasion: String(bench.clock.now()), ...one, evidence: freshAt(bench, share) }]);
    await bench.pipeline.settled();
  }
  deepStrictEqual(bench.sent.map(({ action, score }) => `${action} ${score}`), [
    "buy 80",
    "sell 80",
    "buy 80",
    "buy 90",
  ]);
});

const freshAt = ({ clock }: Bench, share = 0.8) => [
  piece({ numbers: { share }, fetchedAtMs: clock.now(), dataAtMs: clock.now() }),
];

Deno.test("fault 53: rules that contradict each other at every poll are told of now and then, not at every poll", async () => {
  await using bench = await openBench();
  const sent: string[] = [];
  for (let poll = 0; poll < 60; poll++) {
    for (const one of [{}, { action: "sell", signalClass: "sell_protective" }] as const) {
      await bench.clock.advance(5);
      const occasion = String(bench.clock.now());
      const [outcome] = await take(bench, [{ occasion, ...one, evidence: freshAt(bench) }]);
      await bench.pipeline.settled();
      if (outcome === "begun") sent.push(`${poll} ${"action" in one ? "sell" : "buy"}`);
    }
    await bench.clock.advance(60_000);
  }
  deepStrictEqual(sent, ["0 buy", "0 sell", "10 buy", "10 sell", "20 buy", "20 sell"]);
});

Deno.test("what another program claimed or sent stands in the way, also of a higher score", async () => {
  await using bench = await openBench();
  await take(bench, [{}]);
  await bench.pipeline.settled();
  await bench.clock.advance(1_000);
  await bench.sendElsewhere("005930", "buy");
  deepStrictEqual(await take(bench, [{ occasion: "2", evidence: [piece({ numbers: { share: 0.99 } })] }]), [
    "duplicate",
  ]);
});

Deno.test("fault 37: a signal that reached nobody gives its claim back, and the next one may go out", async () => {
  await using bench = await openBench();
  await take(bench, [{}]);
  await bench.pipeline.settled();
  await bench.store.expire("owner", bench.sent[0]?.signalId ?? "", "not_delivered");
  strictEqual((await only(bench))?.state, "expired");
  deepStrictEqual(await take(bench, [{ occasion: "2" }]), ["begun"]);
  await bench.pipeline.settled();
  strictEqual(bench.sent.length, 2);
});

Deno.test("what goes to nobody is not called sent to other programs, and is not decided again that day", async () => {
  await using bench = await openBench({ enqueue: () => 0 });
  deepStrictEqual(await take(bench, [{}]), ["begun"]);
  await bench.pipeline.settled();
  deepStrictEqual([(await only(bench))?.state, await bench.claims()], ["confirmed", []]);
  deepStrictEqual(await take(bench, [{ occasion: "sent-in" }], { sender: "tradingview" }), ["duplicate"]);
  deepStrictEqual(await take(bench, [{ occasion: "2" }]), ["duplicate"]);
});

Deno.test("a claim that is given back leaves the time of an earlier sending where it was", async () => {
  await using bench = await openBench();
  const window = { rule: rule({ window: "24h" }) };
  await take(bench, [{}], window);
  await bench.pipeline.settled();
  const firstMs = bench.clock.now();
  await bench.clock.advance(25 * 3_600_000 - 1);
  const second = { exchange: "upbit", ticker: "005930", occasion: "2" };
  deepStrictEqual(await take(bench, [second], window), ["begun"]);
  await bench.pipeline.settled();
  await bench.store.expire("owner", bench.sent[1]?.signalId ?? "", "not_delivered");
  const [row] = await bench.claims();
  strictEqual(row?.lastSentMs, firstMs);
});

Deno.test("fault 19: a message that cannot be written takes the decision, the state and the claim back", async () => {
  await using bench = await openBench({
    enqueue: () => {
      throw new Error("no table");
    },
  });
  await take(bench, [{}]);
  await bench.pipeline.settled();
  const signal = await only(bench);
  strictEqual(signal?.state, "judging");
  strictEqual((await bench.store.decisions("owner", signal?.id ?? ""))[0]?.result, undefined);
  deepStrictEqual((await bench.claims()).map(({ state }) => state), ["claimed"]);
  await rejects(bench.pipeline.take(found(bench.clock, [STOP])), /no table/);
});

Deno.test("fault 20: a question over which the program ended is an error of its own, and is asked once more", async () => {
  await using bench = await openBench();
  bench.answer = never;
  await take(bench, [{}]);
  await bench.pipeline[Symbol.asyncDispose]();
  bench.answer = CONFIRM;
  const again = bench.restart();
  await again.resume(momentAt(bench.clock));
  await again.settled();
  deepStrictEqual(bench.sent.map(({ kind, holding }) => [kind, holding]), [["signal", "unknown"]]);
  const decisions = await bench.store.decisions("owner", bench.sent[0]?.signalId ?? "");
  deepStrictEqual(decisions.map(({ attempt, result }) => [attempt, result?.raw, result?.errorKind]), [
    [1, "ERROR", "restart"],
    [2, "CONFIRM", undefined],
  ]);
});

Deno.test("fault 20: after a second end over it nobody is asked a third time, and a buy is not sent as one", async () => {
  await using bench = await openBench();
  bench.answer = never;
  await take(bench, [{}]);
  await bench.pipeline[Symbol.asyncDispose]();
  const second = bench.restart();
  await second.resume(momentAt(bench.clock));
  await second[Symbol.asyncDispose]();
  const third = bench.restart();
  await third.resume(momentAt(bench.clock));
  await third.settled();
  deepStrictEqual(bench.sent.map(({ kind }) => kind), ["not_judged"]);
  strictEqual(bench.questions.length, 2);
});

Deno.test("what was on its way when the program ended and counts no more ends, and its claim is free", async () => {
  await using bench = await openBench();
  bench.answer = never;
  await take(bench, [{}]);
  await bench.pipeline[Symbol.asyncDispose]();
  await bench.clock.advance(600_000);
  bench.answer = CONFIRM;
  const again = bench.restart();
  await again.resume(momentAt(bench.clock));
  strictEqual((await only(bench))?.state, "expired");
  strictEqual((await bench.claims()).length, 0);
  strictEqual(bench.sent.length, 0);
});

Deno.test("what was written down and not yet claimed goes on after a restart", async () => {
  await using bench = await openBench();
  leaveFired(bench.dir, fired(bench.clock));
  await bench.pipeline.resume(momentAt(bench.clock));
  await bench.pipeline.settled();
  deepStrictEqual(bench.sent.map(({ kind }) => kind), ["signal"]);
});

Deno.test("an answer that comes after the signal's time sends nothing", async () => {
  await using bench = await openBench();
  bench.answer = () => {
    bench.clock.setWall(NOW_MS + 3_600_000);
    return Promise.resolve(CONFIRM);
  };
  await take(bench, [{}]);
  await bench.pipeline.settled();
  strictEqual(bench.sent.length, 0);
  strictEqual((await only(bench))?.state, "expired");
});

Deno.test("an alarm goes out at once, asks nobody and claims nothing", async () => {
  await using bench = await openBench();
  await take(bench, [{ action: "notice", signalClass: "notice" }]);
  deepStrictEqual(bench.sent.map(({ kind, action, score }) => [kind, action, score]), [[
    "signal",
    "notice",
    undefined,
  ]]);
  strictEqual(bench.questions.length, 0);
  strictEqual((await bench.claims()).length, 0);
});

Deno.test("fault 1: what is stale is kept once a day as skipped, with no score, and the rule looks again", async () => {
  await using bench = await openBench();
  const stale = { evidence: [piece({ fetchedAtMs: NOW_MS, dataAtMs: NOW_MS - 900_000 })] };
  const { taken, isSettled } = await bench.pipeline.take(found(bench.clock, [stale]));
  deepStrictEqual([taken[0]?.outcome, isSettled], ["stale", false]);
  await take(bench, [stale]);
  const rows = await bench.store.list("owner", { limit: 9 });
  deepStrictEqual(
    rows.map(({ state, reason, score, repeats, label }) => [state, reason, score, repeats, label]),
    [
      ["skipped", "stale", undefined, 1, undefined],
    ],
  );
});

Deno.test("a clock behind the database claims nothing and sends nothing", async () => {
  await using bench = await openBench();
  await take(bench, [{}]);
  await bench.pipeline.settled();
  bench.clock.setWall(NOW_MS - 3_600_000 * 2 + 3_000_000);
  const moment = { ...found(bench.clock, []).moment, session: { openMs: 0, closeMs: Infinity } };
  await rejects(bench.pipeline.take(found(bench.clock, [{ ticker: "000660" }], { moment })), /clock/);
  strictEqual(bench.sent.length, 1);
});

Deno.test("labels count up by day and go on after a restart", async () => {
  await using bench = await openBench();
  await take(bench, [{ ticker: "000001" }, { ticker: "000002" }]);
  await bench.pipeline.settled();
  const again = bench.restart();
  await again.take(found(bench.clock, [{ ticker: "000003" }]));
  await again.settled();
  deepStrictEqual(bench.sent.map(({ label }) => label).toSorted(), ["S-1120-01", "S-1120-02", "S-1120-03"]);
  strictEqual((await bench.store.find("owner", "s-1120-02"))?.label, "S-1120-02");
  strictEqual(await bench.store.find("owner", "S-1120-99"), undefined);
});

Deno.test("fault 47: no article is no neutral one: the news have no numbers, and the message says that nobody looked", async () => {
  await using bench = await openBench();
  const news = piece({
    key: "news",
    origin: "news",
    strength: "sentiment_up",
    numbers: {},
    isRequired: false,
  });
  await take(bench, [{ evidence: [piece(), news] }], { rule: rule({ minScore: 0 }) });
  await bench.pipeline.settled();
  assertTrue(bench.sent[0]?.notJudged.includes("news"));
  strictEqual(bench.sent[0]?.score, 60);
});

Deno.test("fault 49: a judge that was not asked for want of money is told apart from one that failed", async () => {
  await using bench = await openBench();
  bench.answer = { kind: "skipped", why: "budget" };
  await take(bench, [{}]);
  await bench.pipeline.settled();
  deepStrictEqual([bench.sent[0]?.kind, bench.sent[0]?.judgement?.raw, bench.sent[0]?.judgement?.errorKind], [
    "not_judged",
    "SKIPPED",
    "budget",
  ]);
});

Deno.test("faults 41 and 43: a cut answer and a refusal are errors with their kind, never rejections", async () => {
  await using bench = await openBench();
  for (const [i, error] of ["truncated", "refused"].entries()) {
    bench.answer = { kind: "error", error };
    await take(bench, [{ ticker: `00000${i}` }]);
    await bench.pipeline.settled();
  }
  const { rejected, unjudged } = await bench.store.counts("owner", 20_777);
  deepStrictEqual([rejected, unjudged], [0, 2]);
  deepStrictEqual(bench.sent.map(({ judgement }) => judgement?.errorKind).toSorted(), [
    "refused",
    "truncated",
  ]);
});

Deno.test("faults 44 and 51: the model that answered, what it cost and whether it was asked at all are kept", async () => {
  await using bench = await openBench();
  const facts = {
    modelAsked: "qwen3",
    modelAnswered: "qwen3:8b",
    tokensIn: 1_204,
    tokensOut: 143,
    costKrw: 7,
    isCached: true,
  };
  bench.answer = { ...CONFIRM, ...facts, prompt: "p", answer: "x".repeat(70_000), requestId: "req" };
  await take(bench, [{}]);
  await bench.pipeline.settled();
  const [decision] = await bench.store.decisions("owner", bench.sent[0]?.signalId ?? "");
  const { modelAsked, modelAnswered, tokensIn, tokensOut, costKrw, isCached, answer } = decision?.result ??
    {};
  deepStrictEqual({ modelAsked, modelAnswered, tokensIn, tokensOut, costKrw, isCached }, facts);
  strictEqual(answer?.length, 65_536);
  strictEqual(bench.sent[0]?.judgement?.model, "qwen3:8b");
});
