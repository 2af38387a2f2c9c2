import "../../support/sqlite.ts";
import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { DAY_MS, kstDayOf, MINUTE_MS } from "../../../src/core/kst.ts";
import { HistoryBlockError } from "../../../src/stock/history/codec/block.ts";
import { type Sample, toFailedSample } from "../../../src/stock/history/sample.ts";
import { openHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { createHistoryDay } from "../../support/history_day.ts";
import { drive, ManualClock } from "../../support/manual_clock.ts";

const clock = createSystemClock();
const START_MS = Date.parse("2026-11-20T07:00:00+09:00");
const DAY = kstDayOf(START_MS);

function samplesOf(startMs: number, polls: number, source = "portfolio"): readonly Sample[] {
  return createHistoryDay({ seed: 3, startMs, polls }).get(source) ?? [];
}

Deno.test("a day reads the same while it is open and when it is sealed, also by another connection", async () => {
  using dir = makeTempDir();
  await using store = await openHistoryStore({ dir: dir.path, clock });
  await using other = await openHistoryStore({ dir: dir.path, clock });
  const samples = samplesOf(START_MS, 5);
  for (const sample of samples) await store.add("portfolio", sample);
  deepStrictEqual(await other.read("portfolio", DAY), samples);
  const [open] = await store.list();
  assertTrue(open !== undefined && open.bytes > 0);
  deepStrictEqual({ ...open, bytes: 0 }, {
    source: "portfolio",
    day: DAY,
    polls: 5,
    gaps: 0,
    bytes: 0,
    isSealed: false,
  });
  strictEqual(await store.sealBefore(DAY), 0);
  strictEqual(await store.sealBefore(DAY + 1), 1);
  deepStrictEqual(await other.read("portfolio", DAY), samples);
  const [sealed] = await other.list();
  assertTrue(sealed !== undefined && sealed.isSealed && sealed.bytes < open.bytes);
  strictEqual(await store.sealBefore(DAY + 1), 0);
  deepStrictEqual(await store.read("portfolio", DAY + 1), []);
  deepStrictEqual(await store.read("news_sentiment", DAY), []);
});

Deno.test("polls that come after their day was sealed are read with it and merged into it, each once", async () => {
  using dir = makeTempDir();
  await using store = await openHistoryStore({ dir: dir.path, clock });
  const samples = samplesOf(START_MS, 6);
  const [first, ...rest] = samples;
  assertTrue(first !== undefined);
  for (const sample of rest.slice(1)) await store.add("portfolio", sample);
  await store.sealBefore(DAY + 1);
  for (const sample of samples.slice(0, 3)) await store.add("portfolio", sample);
  // The same poll again, sealed by now: what is sealed stays.
  await store.add("portfolio", { ...rest[1] ?? first, rows: [], total: 0 });
  deepStrictEqual(await store.read("portfolio", DAY), samples);
  strictEqual(await store.sealBefore(DAY + 1), 1);
  deepStrictEqual(await store.read("portfolio", DAY), samples);
  deepStrictEqual((await store.list()).map(({ polls }) => polls), [6]);
});

Deno.test("a poll belongs to the day in Korea in which it was made", async () => {
  using dir = makeTempDir();
  await using store = await openHistoryStore({ dir: dir.path, clock });
  const midnightMs = Date.parse("2026-11-21T00:00:00+09:00");
  await store.add("portfolio", toFailedSample("timeout", midnightMs - 1));
  await store.add("portfolio", toFailedSample("timeout", midnightMs));
  deepStrictEqual((await store.list()).map(({ day, polls, gaps }) => [day, polls, gaps]), [
    [DAY, 1, 1],
    [DAY + 1, 1, 1],
  ]);
});

Deno.test("prune() removes days before a day, sealed and open ones, and gives their space back", async () => {
  using dir = makeTempDir();
  await using store = await openHistoryStore({ dir: dir.path, clock });
  for (let back = 0; back < 4; back++) {
    for (const sample of samplesOf(START_MS - back * DAY_MS, 40, "news_sentiment")) {
      await store.add("news_sentiment", sample);
    }
  }
  await store.sealBefore(DAY - 2);
  const pages = () => {
    const db = openDatabase(`${dir.path}/history.db`);
    const free = Number(db.prepare("PRAGMA freelist_count").rows()[0]?.[0]);
    db.close();
    return free;
  };
  strictEqual(await store.prune(DAY - 9), 0);
  strictEqual(await store.prune(DAY - 1), 2);
  deepStrictEqual((await store.list()).map(({ day }) => day), [DAY - 1, DAY]);
  strictEqual(pages(), 0);
  strictEqual((await store.read("news_sentiment", DAY)).length, 40);
});

Deno.test("a damaged day is told when it is read or sealed, and the other days are sealed all the same", async () => {
  using dir = makeTempDir();
  await using store = await openHistoryStore({ dir: dir.path, clock });
  for (const back of [0, 1]) {
    for (const sample of samplesOf(START_MS - back * DAY_MS, 3)) await store.add("portfolio", sample);
  }
  const db = openDatabase(`${dir.path}/history.db`);
  db.prepare("UPDATE open_poll SET block = zeroblob(40) WHERE fetched_at < ?")
    .run(START_MS - DAY_MS + MINUTE_MS);
  db.close();
  await rejects(() => store.read("portfolio", DAY - 1), HistoryBlockError);
  await rejects(() => store.sealBefore(DAY + 1), HistoryBlockError);
  deepStrictEqual((await store.list()).map(({ day, polls, isSealed }) => [day, polls, isSealed]), [
    [DAY - 1, 3, false],
    [DAY, 3, true],
  ]);
});

Deno.test("a poll that another process adds while a day is being packed is not lost: the day stays open", async () => {
  using dir = makeTempDir();
  await using other = await openHistoryStore({ dir: dir.path, clock });
  const [first, second, late] = samplesOf(START_MS, 3);
  assertTrue(first !== undefined && second !== undefined && late !== undefined);
  for (const sample of [first, second]) await other.add("portfolio", sample);
  let nowMs = 0;
  let pauses = 0;
  // Every step seems long, so that there is a pause after each.
  const busy = {
    ...clock,
    real: clock,
    monotonic: () => nowMs += 50,
    sleep: async () => {
      if (++pauses === 2) await other.add("portfolio", late);
    },
  };
  await using store = await openHistoryStore({ dir: dir.path, clock: busy });
  await rejects(() => store.sealBefore(DAY + 1), /changed by another process/);
  deepStrictEqual(await store.read("portfolio", DAY), [first, second, late]);
  strictEqual(await store.sealBefore(DAY + 1), 1);
  deepStrictEqual(await store.read("portfolio", DAY), [first, second, late]);
});

Deno.test("other work has its turn before each day that is sealed", async () => {
  using dir = makeTempDir();
  const manual = new ManualClock("2026-11-20T09:00:00+09:00");
  await using store = await openHistoryStore({ dir: dir.path, clock: manual });
  for (const back of [0, 1, 2]) {
    for (const sample of samplesOf(START_MS - back * DAY_MS, 2)) await store.add("portfolio", sample);
  }
  const before = manual.sleptMs.length;
  strictEqual(await drive(manual, store.sealBefore(DAY + 1)), 3);
  deepStrictEqual(manual.sleptMs.slice(before), [0, 0, 0]);
});
