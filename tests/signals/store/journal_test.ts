import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { NOWHERE } from "../../../src/signals/outgoing.ts";
import { NOW_MS } from "../signal_parts.ts";

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
