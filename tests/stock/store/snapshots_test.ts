import assert from "node:assert/strict";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { LARGEST_PAYLOAD_BYTES } from "../../../src/stock/stock_store.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { makeTempDir, openTempStore } from "../../sqlite/temp_store.ts";

const START = Date.parse("2026-11-20T09:00:00+09:00");

Deno.test("snapshots are there again after a restart, each source with its newest answer", async () => {
  using dir = makeTempDir();
  const clock = new ManualClock(START);
  {
    await using store = await openStore({ dir: dir.path, clock });
    await store.snapshots.save("portfolio", { payloadText: '{"n":1}', fetchedAtMs: START - 2 });
    await store.snapshots.save("portfolio", { payloadText: '{"n":2}', fetchedAtMs: START - 1 });
    await store.snapshots.save("news_sentiment", { payloadText: '{"한":"국"}', fetchedAtMs: START });
  }
  await using store = await openStore({ dir: dir.path, clock });
  assert.deepEqual(await store.snapshots.loadAll(), [
    { sourceId: "news_sentiment", fetchedAtMs: START, payloadText: '{"한":"국"}', savedAtMs: START },
    { sourceId: "portfolio", fetchedAtMs: START - 1, payloadText: '{"n":2}', savedAtMs: START },
  ]);
});

Deno.test("an older answer never replaces a newer one, but one with a time in the future is replaced", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const { snapshots } = opened.store;
  const stored = async () => (await snapshots.loadAll())[0]?.payloadText;
  await snapshots.save("s", { payloadText: "new", fetchedAtMs: START });
  await snapshots.save("s", { payloadText: "old", fetchedAtMs: START - 1 });
  assert.equal(await stored(), "new");
  clock.setWall(START - 3_600_000);
  await snapshots.save("s", { payloadText: "after the clock was set back", fetchedAtMs: START - 3_600_000 });
  assert.equal(await stored(), "after the clock was set back");
});

Deno.test("under a long lock only the newest answer of each source waits to be written", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const { snapshots } = opened.store;
  const lock = openDatabase(`${opened.dir}/signal_v2.db`);
  lock.prepare("BEGIN IMMEDIATE").run();
  const saving: Promise<void>[] = [];
  for (let i = 0; i < 50; i++) {
    saving.push(snapshots.save("a", { payloadText: `a${i}`, fetchedAtMs: START + i }));
    saving.push(snapshots.save("b", { payloadText: `b${i}`, fetchedAtMs: START - i }));
    await clock.advance(100);
  }
  assert.equal(opened.store.status().queued, 2);
  lock.close();
  await clock.advance(200);
  await Promise.all(saving);
  assert.deepEqual((await snapshots.loadAll()).map((row) => row.payloadText), ["a49", "b0"]);
});

Deno.test("a save that failed does not take later ones with it", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const { snapshots } = opened.store;
  const lock = openDatabase(`${opened.dir}/signal_v2.db`);
  lock.prepare("BEGIN IMMEDIATE").run();
  const failed = assert.rejects(
    snapshots.save("a", { payloadText: "1", fetchedAtMs: START }),
    /held its lock/,
  );
  await clock.advance(121_000);
  await failed;
  lock.close();
  await snapshots.save("a", { payloadText: "2", fetchedAtMs: START });
  assert.equal((await snapshots.loadAll())[0]?.payloadText, "2");
});

Deno.test("a snapshot that is too large or has no proper source or time is refused", async () => {
  await using opened = await openTempStore({ clock: new ManualClock(START) });
  const { snapshots } = opened.store;
  const largest = "x".repeat(LARGEST_PAYLOAD_BYTES);
  await snapshots.save("s", { payloadText: largest, fetchedAtMs: START });
  assert.equal((await snapshots.loadAll())[0]?.payloadText.length, LARGEST_PAYLOAD_BYTES);
  await assert.rejects(snapshots.save("s", { payloadText: largest + "x", fetchedAtMs: START }), RangeError);
  await assert.rejects(
    snapshots.save("s", { payloadText: "국".repeat(700_000), fetchedAtMs: START }),
    RangeError,
  );
  await assert.rejects(snapshots.save("", { payloadText: "", fetchedAtMs: START }), RangeError);
  await assert.rejects(snapshots.save("s".repeat(65), { payloadText: "", fetchedAtMs: START }), RangeError);
  for (const fetchedAtMs of [NaN, 0, -1, 1.5]) {
    await assert.rejects(snapshots.save("s", { payloadText: "", fetchedAtMs }), RangeError);
  }
});
