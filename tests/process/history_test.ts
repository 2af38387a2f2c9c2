import "../support/sqlite.ts";
import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import { DAY_MS, kstDayOf } from "../../src/core/kst.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import { type Sample, toFailedSample } from "../../src/stock/history/sample.ts";
import { openHistoryStore } from "../../src/stock/history/store/sqlite_history_store.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { DRIVER_FLAGS } from "../support/sqlite.ts";
import { createHistoryDay } from "../support/history_day.ts";

const clock = createSystemClock();
const START_MS = Date.parse("2026-11-20T10:00:00+09:00");
const DAY = kstDayOf(START_MS);
const CHILD = `${import.meta.dirname}/../stock/history/stopped_child.ts`;
const ADDED = toFailedSample("timeout", Date.parse("2026-11-20T12:00:00+09:00"));

function samplesOf(startMs: number): readonly Sample[] {
  return createHistoryDay({ seed: 7, startMs, polls: 4 }).get("portfolio") ?? [];
}

/** Two days as rows; the older one has a block already, to which a late row has come. */
async function fill(dir: string): Promise<void> {
  await using store = await openHistoryStore({ dir, clock });
  const [late, ...before] = samplesOf(START_MS - DAY_MS);
  for (const sample of before) await store.add("portfolio", sample);
  await store.sealBefore(DAY);
  if (late !== undefined) await store.add("portfolio", late);
  for (const sample of samplesOf(START_MS)) await store.add("portfolio", sample);
}

/** Kills the child where it stands. @returns the lines it said; its last is `done` when it never came to that step. */
async function killAt(dir: string, step: number): Promise<readonly string[]> {
  const child = new Deno.Command("deno", {
    args: [
      ...["run", "--no-prompt", "--quiet", `--allow-read=${dir}`, `--allow-write=${dir}`, ...DRIVER_FLAGS],
      ...[CHILD, dir, String(step)],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines: string[] = [];
  let text = "";
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    lines.splice(0, lines.length, ...text.split("\n").filter((line) => line !== ""));
    if (lines.at(-1) === "stands") child.kill("SIGKILL");
  }
  await child.stdin.close().catch(() => {});
  await child.status;
  return lines;
}

async function readAll(dir: string): Promise<readonly (readonly Sample[])[]> {
  await using store = await openHistoryStore({ dir, clock });
  return await Promise.all([DAY - 1, DAY].map((day) => store.read("portfolio", day)));
}

Deno.test("kill -9 before any statement of adding and sealing loses no poll and doubles none", async () => {
  const before = [samplesOf(START_MS - DAY_MS), samplesOf(START_MS)];
  const withAdded = [before[0] ?? [], [...before[1] ?? [], ADDED]];
  let isOver = false;
  let step = 1;
  for (; !isOver; step++) {
    using dir = makeTempDir();
    await fill(dir.path);
    const lines = await killAt(dir.path, step);
    isOver = lines.at(-1) === "done";
    const all = await readAll(dir.path);
    // What was acknowledged is there; what was not may be there or not, but whole.
    const hasAdded = lines.includes("added") || all[1]?.length === withAdded[1]?.length;
    deepStrictEqual(all, hasAdded ? withAdded : before, `step ${step}`);
    {
      await using store = await openHistoryStore({ dir: dir.path, clock });
      await store.sealBefore(DAY + 1);
      const days = await store.list();
      deepStrictEqual(days.map(({ polls, isSealed }) => [polls, isSealed]), [
        [4, true],
        [hasAdded ? 5 : 4, true],
      ]);
    }
    deepStrictEqual(await readAll(dir.path), all, `step ${step}, sealed`);
    const db = openDatabase(`${dir.path}/history.db`);
    strictEqual(db.prepare("PRAGMA integrity_check").rows()[0]?.[0], "ok");
    strictEqual(db.prepare("SELECT count(*) FROM open_poll").rows()[0]?.[0], 0);
    db.close();
  }
  assertTrue(step > 12, `${step} steps were tried`);
});
