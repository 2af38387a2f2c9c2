import assert from "node:assert/strict";
import { SqliteTellingStore } from "../../../src/notifiers/store/sqlite_telling_store.ts";
import type { MessageRequest } from "../../../src/notifiers/compose.ts";
import type { OutageRecord } from "../../../src/notifiers/telling/outage_plan.ts";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const NOW = Date.parse("2026-11-20T09:20:00+09:00");
const MESSAGE: MessageRequest = { key: "k", facts: { kind: "test", atMs: NOW } };

const record = (change: Partial<OutageRecord> = {}): OutageRecord => ({
  ...{ id: "one", group: "source", cause: "network", members: ["source a", "source b"] },
  ...{ broken: ["source a"], state: "open", sinceMs: NOW, firstMs: NOW, toldAtMs: NOW + 1 },
  ...{ endedAtMs: undefined, breaks: 2, earlierMs: 3, edits: 4 },
  ...change,
});

async function open() {
  const opened = await openTempStore({ clock: new ManualClock(NOW) });
  const appended: string[] = [];
  const teller = {
    fails: false,
    append({ key }: MessageRequest) {
      if (teller.fails) throw new Error("the disk is full");
      return appended.push(key);
    },
    announce() {},
  };
  const store = opened.store.extend(({ db, queue }) => new SqliteTellingStore({ db, queue, teller }));
  return { store, teller, appended, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

Deno.test("an outage comes back as it was kept, while it is open and for a while after it", async () => {
  await using opened = await open();
  const { store } = opened;
  await store.keepOutage("owner", record(), MESSAGE);
  assert.deepEqual(await store.outages("owner", NOW + 9e9), [record()]);
  assert.deepEqual(await store.outages("somebody", 0), []);
  const over = record({ state: "over", endedAtMs: NOW + 60_000, edits: 5, broken: [] });
  await store.keepOutage("owner", over, { ...MESSAGE, key: "k:5" });
  assert.deepEqual(await store.outages("owner", NOW), [over]);
  assert.deepEqual(await store.outages("owner", NOW + 60_001), []);
  assert.deepEqual(opened.appended, ["k", "k:5"]);
});

Deno.test("an outage and its message, and a summary and its message, are there together or not at all", async () => {
  await using opened = await open();
  const { store, teller } = opened;
  teller.fails = true;
  const row = { kind: "evening", day: 20_777, state: "told", doneAtMs: NOW } as const;
  await assert.rejects(store.keepOutage("owner", record(), MESSAGE), /the disk is full/);
  await assert.rejects(store.keepSummary("owner", row, MESSAGE), /the disk is full/);
  assert.deepEqual([await store.outages("owner", 0), await store.summaries("owner", 0)], [[], []]);
  teller.fails = false;
  assert.equal(await store.keepSummary("owner", row, MESSAGE), true);
  assert.deepEqual(await store.summaries("owner", 20_777), [row]);
  assert.deepEqual(await store.summaries("owner", 20_778), []);
});

Deno.test("a summary of a day is noted once, also by two programs, and told by the first", async () => {
  await using opened = await open();
  const { store } = opened;
  const row = { kind: "morning", day: 20_777, state: "told", doneAtMs: NOW } as const;
  const both = await Promise.all([
    store.keepSummary("owner", row, MESSAGE),
    store.keepSummary("owner", row, MESSAGE),
  ]);
  assert.deepEqual(both.toSorted(), [false, true]);
  assert.equal(await store.keepSummary("owner", { ...row, state: "skipped" }), false);
  assert.equal(await store.keepSummary("somebody", row, MESSAGE), true);
  assert.deepEqual(opened.appended, ["k", "k"]);
});

Deno.test("summaries are owed from the first look on, and a clock that was ahead then does not hold them back", async () => {
  await using opened = await open();
  const { store } = opened;
  const aheadMs = NOW + 365 * 86_400_000;
  assert.equal(await store.summariesSince("owner", aheadMs), aheadMs);
  assert.equal(await store.summariesSince("owner", NOW), NOW);
  assert.equal(await store.summariesSince("owner", NOW + 60_000), NOW);
  assert.equal(await store.summariesSince("somebody", NOW + 60_000), NOW + 60_000);
});
