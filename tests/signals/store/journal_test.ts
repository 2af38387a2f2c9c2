import { deepStrictEqual, doesNotMatch, match, rejects, strictEqual } from "node:assert/strict";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { NOWHERE, type OutgoingFacts } from "../../../src/signals/outgoing.ts";
import type {
  BeginRequest,
  DecisionFilter,
  DecisionResult,
  FiredSignal,
  NewSignal,
  SignalFilter,
  TakenSignal,
} from "../../../src/signals/signal_journal.ts";
import { LIST_OF_DAY, LIST_OF_STATES } from "../../../src/signals/store/statements.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { fired } from "../pipeline/pipeline_parts.ts";
import { NOW_MS } from "../signal_parts.ts";
import { decisionOf, signalOf } from "../../web/scripted_signals.ts";

async function open() {
  const clock = new ManualClock(NOW_MS);
  const opened = await openTempStore({ clock });
  const journal = opened.store.signalJournalTo(NOWHERE);
  return { journal, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

Deno.test("fault 39: a mute outlives a restart, ends by itself, and can be taken back", async () => {
  await using opened = await open();
  const { journal } = opened;
  const mute = { ticker: "005930", untilMs: NOW_MS + 60_000, setAtMs: NOW_MS, actor: '{"kind":"telegram"}' };
  await journal.mute("owner", mute);
  deepStrictEqual(await journal.mutes("owner", NOW_MS), [mute]);
  deepStrictEqual(await journal.mutes("owner", NOW_MS + 60_000), []);
  deepStrictEqual(await journal.mutes("somebody", NOW_MS), []);
  strictEqual(await journal.unmute("owner", "005930"), true);
  strictEqual(await journal.unmute("owner", "005930"), false);
});

Deno.test("a rule that is changed in the file has a new version and an empty memory; one that is not keeps both", async () => {
  await using opened = await open();
  const { journal } = opened;
  const save = (...rules: readonly [string, unknown][]) =>
    journal.saveFileRules("owner", rules.map(([id, json]) => ({ id, json })), NOW_MS);
  await save(["a", { x: 1 }], ["b", {}]);
  await journal.saveMemory("owner", "a", { seen: 1 });
  await journal.saveMemory("owner", "b", { seen: 1 });
  await save(["a", { x: 2 }], ["b", {}]);
  const rows = async () =>
    (await journal.rules("owner")).map(({ id, version, memory }) => [id, version, memory]);
  deepStrictEqual(await rows(), [["a", 2, {}], ["b", 1, { seen: 1 }]]);
  await save(["b", {}]);
  deepStrictEqual(await rows(), [["b", 1, { seen: 1 }]]);
  await save(["a", { x: 2 }], ["b", {}]);
  deepStrictEqual(await rows(), [["a", 2, {}], ["b", 1, { seen: 1 }]]);
});

Deno.test("an alarm is no rule of the file: neither takes the other's id or removes it", async () => {
  await using opened = await open();
  const { journal } = opened;
  await journal.saveFileRules("owner", [{ id: "a", json: {} }], NOW_MS);
  strictEqual(await journal.addAlert("owner", { id: "a", json: {} }, NOW_MS), false);
  strictEqual(await journal.removeAlert("owner", "a"), false);
  strictEqual(await journal.addAlert("owner", { id: "alarm", json: {} }, NOW_MS), true);
  await journal.saveFileRules("owner", [], NOW_MS);
  deepStrictEqual((await journal.rules("owner")).map(({ id, origin }) => [id, origin]), [["alarm", "alert"]]);
});

Deno.test("a peak that is stored late never lowers one that is there", async () => {
  await using opened = await open();
  const { journal } = opened;
  const save = (price: number, atMs: number) =>
    journal.savePeaks("owner", {
      save: [{ ticker: "005930", price, atMs, absentSinceMs: undefined }],
      forget: [],
    });
  await save(100, 2);
  await save(90, 1);
  const peak = (await journal.peaks("owner")).get("005930");
  deepStrictEqual([peak?.price, peak?.atMs], [100, 2]);
  await journal.savePeaks("owner", { save: [], forget: ["005930"] });
  strictEqual((await journal.peaks("owner")).size, 0);
});

Deno.test("the times of a peak may have fractions of a millisecond, as a clock that measures has them", async () => {
  await using opened = await open();
  const { journal } = opened;
  const peak = { ticker: "005930", price: 100, atMs: 2.4, absentSinceMs: 5.6 };
  await journal.savePeaks("owner", { save: [peak], forget: [] });
  const stored = (await journal.peaks("owner")).get("005930");
  deepStrictEqual([stored?.atMs, stored?.absentSinceMs], [2, 5]);
});

const begin = (change: Partial<NewSignal> = {}, request: Partial<BeginRequest> = {}): FiredSignal => {
  const signal = fired(new ManualClock(NOW_MS), change);
  const claim = { ticker: signal.ticker, action: "buy", sinceMs: NOW_MS - 1 } as const;
  return { kind: "begin", signal, request: { claim, decision: undefined, ...request } };
};
const [ID_A, ID_B] = ["01KAG0000000000000000000AA", "01KAG0000000000000000000AB"];
const outcomes = (taken: readonly TakenSignal[]) => taken.map(({ outcome }) => outcome);

Deno.test("of one pair that fires twice at once the first begins and the second is skipped as its repetition", async () => {
  await using opened = await open();
  const { journal } = opened;
  const signals = [begin(), begin({ id: ID_B, ref: "s" })];
  deepStrictEqual(outcomes(await journal.take("owner", { signals })), ["begun", "duplicate"]);
  deepStrictEqual(
    (await journal.list("owner", { limit: 9 })).map(({ state, label, reason }) => [state, label, reason])
      .toSorted(),
    [["judging", "S-1120-01", undefined], ["skipped", undefined, "duplicate"]],
  );
});

Deno.test("what cannot be taken whole leaves no row, no claim, no label and no memory of its rule", async () => {
  await using opened = await open();
  const { journal } = opened;
  await journal.saveFileRules("owner", [{ id: "momentum", json: {} }], NOW_MS);
  const sendNow = () => {
    throw new Error("no message can be made of it");
  };
  const skip: FiredSignal = {
    kind: "skip",
    signal: begin({ id: "01KAG0000000000000000000AC", ref: "t", sender: "api" }).signal,
    reason: "muted",
  };
  const memory = { rule: "momentum", memory: { seen: 1 } };
  const signals = [begin(), skip, begin({ id: ID_B, ref: "s", ticker: "000660" }, { sendNow })];
  await rejects(journal.take("owner", { signals, memory }), /no message/);
  deepStrictEqual(await journal.list("owner", { limit: 9 }), []);
  deepStrictEqual((await journal.rules("owner")).map((rule) => rule.memory), [{}]);
  deepStrictEqual(await journal.unfinished("owner"), []);
  const again = await journal.take("owner", { signals: signals.slice(0, 2), memory });
  deepStrictEqual(outcomes(again), ["begun", "skipped"]);
  deepStrictEqual((await journal.find("owner", ID_A))?.label, "S-1120-01");
});

Deno.test("a signal is found by the end of its id, as lists show it, while that is the end of one alone", async () => {
  await using opened = await open();
  const { journal } = opened;
  await journal.take("owner", { signals: [begin()], memory: { rule: "momentum", memory: { seen: 1 } } });
  deepStrictEqual((await journal.find("owner", ID_A.slice(-6).toLowerCase()))?.id, ID_A);
  deepStrictEqual(await journal.find("owner", ID_A.slice(-5)), undefined);
  deepStrictEqual(await journal.find("other", ID_A.slice(-6)), undefined);
  deepStrictEqual(await journal.find("owner", "%%%%%%"), undefined);
});

Deno.test("a list of one day looks at the signals of that day alone", async () => {
  await using opened = await openTempStore();
  const db = openDatabase(`${opened.dir}/signal_v2.db`, "read");
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${LIST_OF_DAY}`).rows("owner", 1, null, null, 0, 9);
  db.close();
  match(JSON.stringify(plan), /owner=\? AND day=\?/);
});

Deno.test("the latest of several states come together, from an index that knows states without a signal", async () => {
  await using opened = await open();
  const { journal } = opened;
  const held = Array.from({ length: 3 }, (_, i): FiredSignal => {
    const ref = `skipped-${i}`;
    const { signal } = begin({
      sender: "api",
      id: `01KAG0000000000000000000B${i}`,
      ref,
      firedAtMs: NOW_MS + i,
    });
    return { kind: "skip", signal, reason: "below" };
  });
  const later = begin({ id: ID_B, ref: "s", ticker: "000660", firedAtMs: NOW_MS + 9 });
  await journal.take("owner", {
    signals: [begin({}, { sendNow: () => ({}) as OutgoingFacts }), ...held, later],
  });
  const idsOf = async (filter: Partial<SignalFilter>) =>
    (await journal.list("owner", { limit: 9, ...filter })).map(({ id }) => id);
  const states = ["judging", "confirmed", "rejected"] as const;
  deepStrictEqual(await idsOf({ states }), [ID_B, ID_A]);
  deepStrictEqual(await idsOf({ states, limit: 1 }), [ID_B]);
  deepStrictEqual(await idsOf({ states, isSent: true }), [ID_A]);
  deepStrictEqual(await idsOf({ states: ["rejected"] }), []);
  strictEqual((await idsOf({ states: ["skipped"] })).length, 3);
  await using other = await openTempStore();
  const db = openDatabase(`${other.dir}/signal_v2.db`, "read");
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${LIST_OF_STATES}`).rows("[]", "owner", 0, 9, 9);
  db.close();
  match(JSON.stringify(plan), /SEARCH latest USING INDEX signal_state \(state=\? AND owner=\?\)/);
  doesNotMatch(JSON.stringify(plan), /SCAN (signal|latest)\b/);
});

Deno.test("calls of a judge are counted by when it was asked, without those that were none", async () => {
  await using opened = await open();
  const { journal } = opened;
  const asked = [["ollama", "CONFIRM"], ["ollama", "SKIPPED"], ["always_confirm", "CONFIRM"], [
    "ollama",
    "ERROR",
  ]]
    .entries();
  for (const [i, [judge = "", raw]] of asked) {
    const signalId = `01K0000000000000000000000${i}`;
    const signal = signalOf({ id: signalId, ref: signalId, ticker: `00593${i}` });
    const decision = { id: `01K000000000000000000000D${i}`, judge, promptHash: "h", askedAtMs: NOW_MS + i };
    const claim = { ticker: signal.ticker, action: "buy", sinceMs: 0 } as const;
    await journal.take("owner", { signals: [{ kind: "begin", signal, request: { claim, decision } }] });
    const result = { ...decisionOf().result, raw, costKrw: 7 } as DecisionResult;
    const finish = { signalId, decisionId: decision.id, state: "unjudged", message: undefined } as const;
    await journal.finish("owner", { ...finish, result });
  }
  const span = { fromMs: NOW_MS, toMs: NOW_MS + 9 };
  deepStrictEqual(await journal.judgeCounts("owner", span), { calls: 2, costKrw: 14 });
  deepStrictEqual(await journal.judgeCounts("owner", { ...span, toMs: NOW_MS + 3 }), {
    calls: 1,
    costKrw: 7,
  });
  deepStrictEqual(await journal.judgeCounts("somebody", span), { calls: 0, costKrw: 0 });
});

Deno.test("a list of those that went out has none that were held back", async () => {
  await using opened = await open();
  const { journal } = opened;
  await journal.take("owner", {
    signals: [begin({}, { sendNow: () => ({}) as OutgoingFacts }), begin({ id: ID_B, ref: "s" })],
  });
  const idsOf = async (isSent?: boolean) =>
    (await journal.list("owner", { isSent, limit: 9 })).map(({ id }) => id);
  deepStrictEqual(await idsOf(), [ID_B, ID_A]);
  deepStrictEqual(await idsOf(true), [ID_A]);
});

Deno.test("one that is known is not taken a second time, whatever became of it", async () => {
  await using opened = await open();
  const { journal } = opened;
  const api = { sender: "api" };
  await journal.take("owner", {
    signals: [begin(api), {
      kind: "skip",
      signal: begin({ ...api, id: ID_B, ref: "s" }).signal,
      reason: "below",
    }],
  });
  const again = await journal.take("owner", {
    signals: [
      begin({ ...api, id: "01KAG0000000000000000000AC" }),
      begin({ ...api, id: "01KAG0000000000000000000AD", ref: "s" }),
    ],
  });
  deepStrictEqual(outcomes(again), ["known", "known"]);
  strictEqual((await journal.list("owner", { limit: 9 })).length, 2);
});

Deno.test("an answer that is stored twice is stored once and gives nothing back", async () => {
  await using opened = await open();
  const { journal } = opened;
  const decision = { id: ID_B, judge: "told", promptHash: "h", askedAtMs: NOW_MS };
  await journal.take("owner", { signals: [begin({}, { decision })] });
  const result: DecisionResult = {
    raw: "REJECT",
    effective: "REJECT",
    confidence: 60,
    reason: undefined,
    errorKind: undefined,
    answeredAtMs: NOW_MS,
    latencyMs: 1,
  };
  const finish = () =>
    journal.finish("owner", {
      ...{ signalId: ID_A, decisionId: ID_B, result, state: "rejected", message: undefined },
    });
  deepStrictEqual([await finish(), await finish()], ["done", "done"]);
  strictEqual((await journal.find("owner", ID_A))?.state, "rejected");
});

Deno.test("decisions of all signals are listed, the latest first, by day and by what was said", async () => {
  await using opened = await open();
  const { journal } = opened;
  const ids = ["A", "B"].map((end) => `01K0000000000000000000000${end}`);
  for (const [i, signalId] of ids.entries()) {
    const signal = signalOf({ id: signalId, ref: signalId, ticker: `00593${i}` });
    const decision = {
      id: `${signalId.slice(0, -1)}${i}`,
      judge: "ollama",
      promptHash: "h",
      askedAtMs: NOW_MS + i,
    };
    const claim = { ticker: `00593${i}`, action: "buy", sinceMs: 0 } as const;
    await journal.take("owner", { signals: [{ kind: "begin", signal, request: { claim, decision } }] });
    const result = { ...decisionOf({ raw: i === 0 ? "CONFIRM" : "ERROR" }).result };
    if (result.raw === undefined) continue;
    const finish = { signalId, decisionId: decision.id, state: "unjudged", message: undefined } as const;
    await journal.finish("owner", { ...finish, result: result as DecisionResult });
  }
  const listed = async (filter: Partial<DecisionFilter>) =>
    (await journal.listDecisions("owner", { limit: 9, ...filter })).map(({ result }) => result?.raw);
  deepStrictEqual(await listed({}), ["ERROR", "CONFIRM"]);
  deepStrictEqual(await listed({ raw: "ERROR" }), ["ERROR"]);
  deepStrictEqual(await listed({ limit: 1 }), ["ERROR"]);
  deepStrictEqual(await listed({ span: { fromMs: NOW_MS, toMs: NOW_MS + 1 } }), ["CONFIRM"]);
  deepStrictEqual(await journal.listDecisions("somebody", { limit: 9 }), []);
});

Deno.test("a peak remembers since when its holding is gone, and that it came back", async () => {
  await using opened = await open();
  const { journal } = opened;
  const absentAfter = async (absentSinceMs: number | undefined) => {
    const save = [{ ticker: "005930", price: 100, atMs: 2, absentSinceMs }];
    await journal.savePeaks("owner", { save, forget: [] });
    return (await journal.peaks("owner")).get("005930")?.absentSinceMs;
  };
  deepStrictEqual(
    [await absentAfter(undefined), await absentAfter(7), await absentAfter(undefined)],
    [undefined, 7, undefined],
  );
});
