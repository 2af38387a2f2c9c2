import { deepStrictEqual } from "node:assert/strict";
import type { Memory, MessageFact, SignalFact } from "./signals_facts.ts";
import { judgeEnd, judgeNow, type Outside } from "./signals_verdict.ts";

function signal(change: Partial<SignalFact> = {}): SignalFact {
  return {
    ...{ id: "s1", ref: "r1", signalClass: "buy", state: "delivered", reason: undefined, ticker: "005930" },
    ...{ firedAtMs: 1_000, knownAtMs: 900 },
    decision: { raw: "CONFIRM", effective: "CONFIRM", errorKind: undefined },
    ...change,
  };
}

function message(change: Partial<MessageFact> = {}): MessageFact {
  return {
    ...{ id: "m1", key: "signal:s1", signalId: "s1", channel: "telegram", chat: "777", kind: "buy" },
    ...{ body: "<b>one</b>", markedBody: "<b>one</b> again", isPlain: false, state: "delivered" },
    ...{ messageId: 101, edits: undefined, isGivenUp: false, isListed: false, queuedAtMs: 1_100 },
    error: undefined,
    ...change,
  };
}

const office = message({ id: "m2", channel: "webhook", chat: "office", body: "{}", markedBody: "{}" });

function memory(change: Partial<Memory> = {}): Memory {
  return {
    ...{ signals: [signal()], messages: [message(), office], actions: [], ambiguous: 1 },
    ...{ falseRejections: 0, movedChats: new Map(), takenUpdates: 0 },
    ...change,
  };
}

const came = (text: string, chat = "777", now = text) => ({
  ...{ id: 101, chat, firstText: text, text: now, isOfBot: true, isLate: false },
});

function outside(telegram = [came("one")], change: Partial<Outside> = {}): Outside {
  return {
    arrived: { telegram, office: new Map([["signal:s1", "{}"]]) },
    ...{ takenRefs: new Set(["r1"]), livesMs: [0], speed: 1 },
    ...change,
  };
}

const kinds = (found: Memory, from: Outside) => [
  ...judgeNow(found, from).faults.map(({ kind }) => kind),
  ...judgeEnd(found, from).map(({ kind }) => kind),
];

Deno.test("a signal that came once to everybody has no fault, under the new name of its group too", () => {
  deepStrictEqual(kinds(memory(), outside()), []);
  const moved = memory({ movedChats: new Map([["777", "-1001"]]) });
  deepStrictEqual(kinds(moved, outside([came("one", "-1001")])), []);
});

Deno.test("twice without the mark is doubled; with it, it is counted", () => {
  deepStrictEqual(kinds(memory(), outside([came("one"), came("one")])), ["doubled"]);
  const { faults, counts } = judgeNow(memory(), outside([came("one"), came("one again")]));
  deepStrictEqual([faults, counts.doubledWithMark, counts.doubledByLate], [[], 1, 0]);
  const late = judgeNow(memory(), outside([{ ...came("one"), isLate: true }, came("one again")]));
  deepStrictEqual(late.counts.doubledByLate, 1);
});

Deno.test("a change of buttons, which has the text of its message, hides no second copy of it", () => {
  const withButtons = (body: string) =>
    memory({
      messages: [
        message(),
        office,
        message({ id: "m3", kind: "keyboard", key: "k", body, edits: "signal:s1" }),
      ],
    });
  deepStrictEqual(kinds(withButtons("<b>one</b>"), outside([came("one"), came("one")])), ["doubled"]);
  const marked = judgeNow(withButtons("<b>one</b> again"), outside([came("one"), came("one again")]));
  deepStrictEqual([marked.faults, marked.counts.doubledWithMark], [[], 1]);
});

Deno.test("what is called delivered and never came, and what has no message, is lost", () => {
  deepStrictEqual(kinds(memory(), outside([])), ["lost"]);
  deepStrictEqual(kinds(memory({ messages: [message()] }), outside()), ["other", "lost"]);
  deepStrictEqual(kinds(memory({ signals: [signal({ state: "judging" })] }), outside()), ["lost"]);
  const waiting = memory({ messages: [message({ state: "queued" }), office] });
  deepStrictEqual(kinds(waiting, outside()), ["lost"]);
  deepStrictEqual(kinds(memory(), outside(undefined, { takenRefs: new Set(["r2"]) })), ["lost"]);
});

Deno.test("what ended too late is lost unless a list told of it; what nobody can confirm says so", () => {
  const ended = (change: Partial<MessageFact>) => memory({ messages: [message(change), office] });
  deepStrictEqual(kinds(ended({ state: "expired" }), outside([])), ["lost"]);
  deepStrictEqual(kinds(ended({ state: "expired", isListed: true }), outside([])), []);
  deepStrictEqual(kinds(ended({ state: "unknown", isGivenUp: true }), outside([])), []);
  deepStrictEqual(kinds(ended({ state: "superseded", error: "told in group:x" }), outside([])), ["lost"]);
});

Deno.test("a message of nobody, of no signal, and a text that covers another one are found", () => {
  deepStrictEqual(kinds(memory(), outside([came("one"), came("two")])), ["other"]);
  deepStrictEqual(kinds(memory({ signals: [] }), outside()), ["other", "other", "lost"]);
  deepStrictEqual(kinds(memory(), outside([came("one", "777", "other")])), ["half"]);
});

Deno.test("a rejected signal that went out, a buy without a confirmation and an error that is called a rejection are found", () => {
  const judged = (change: Partial<SignalFact>) => memory({ signals: [signal(change)] });
  deepStrictEqual(kinds(judged({ state: "rejected" }), outside()), ["other", "other"]);
  const error = { raw: "ERROR", effective: "CONFIRM", errorKind: "restart" };
  deepStrictEqual(kinds(judged({ decision: error }), outside()), ["other", "other"]);
  const alone = { raw: "SKIPPED", effective: "CONFIRM", errorKind: "no_judge" };
  deepStrictEqual(kinds(judged({ decision: alone }), outside()), []);
  deepStrictEqual(kinds(memory({ falseRejections: 1 }), outside()), ["other"]);
});

Deno.test("a protective sell that is stored seconds after its data is found, but not across a kill", () => {
  const slow = memory({
    signals: [signal({ signalClass: "sell_protective", knownAtMs: 0 })],
    messages: [message({ kind: "sell_protective", queuedAtMs: 3_100 }), office],
  });
  deepStrictEqual(judgeNow(slow, outside()).counts.lateProtective, 1);
  deepStrictEqual(kinds(slow, outside()), ["other"]);
  deepStrictEqual(kinds(slow, outside(undefined, { livesMs: [0, 500] })), []);
  deepStrictEqual(kinds(slow, outside(undefined, { speed: 20 })), []);
});

Deno.test("one press that is taken twice is found, and so is one command that is there twice", () => {
  const action = { kind: "signals.mute", args: '{"ticker":"1"}', state: "done", begun: 1 };
  deepStrictEqual(kinds(memory({ actions: [action], takenUpdates: 1 }), outside()), []);
  deepStrictEqual(kinds(memory({ actions: [action], takenUpdates: 2 }), outside()), ["doubled"]);
  deepStrictEqual(kinds(memory({ actions: [action, action], takenUpdates: 2 }), outside()), ["doubled"]);
});
