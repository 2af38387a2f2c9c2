import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { NOWHERE } from "../../../src/signals/outgoing.ts";
import type { DecisionFilter, DecisionResult } from "../../../src/signals/signal_journal.ts";
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
  await journal.mute("owner", {
    ticker: "005930",
    untilMs: NOW_MS + 60_000,
    setAtMs: NOW_MS,
    actor: "telegram:1",
  });
  deepStrictEqual(await journal.mutes("owner", NOW_MS), [{ ticker: "005930", untilMs: NOW_MS + 60_000 }]);
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

Deno.test("decisions of all signals are listed, the latest first, by day and by what was said", async () => {
  await using opened = await open();
  const { journal } = opened;
  const ids = ["A", "B"].map((end) => `01K0000000000000000000000${end}`);
  await journal.open("owner", {
    signals: ids.map((id, i) => signalOf({ id, ref: id, ticker: `00593${i}` })),
  });
  for (const [i, signalId] of ids.entries()) {
    const decision = {
      id: `${signalId.slice(0, -1)}${i}`,
      judge: "ollama",
      promptHash: "h",
      askedAtMs: NOW_MS + i,
    };
    const claim = { ticker: `00593${i}`, action: "buy", sinceMs: 0 } as const;
    await journal.begin("owner", { signalId, claim, decision });
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
