import assert from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { findNewestBackup, tryBackup } from "../../../src/cli/backup/try_backup.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { signalsOf } from "../../support/owned.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const NOW = Date.parse("2026-11-20T09:05:00+09:00");
const DAY_MS = 86_400_000;

/** A database in which the newest row is of that time, as a file that was copied here just now. */
async function fill(dir: string, name: string, atMs: number | undefined): Promise<string> {
  const clock = new ManualClock(new Date(atMs ?? NOW).toISOString());
  {
    await using store = await openStore({ dir, clock });
    if (atMs !== undefined) await signalsOf(store).record("005930", "buy", 0.5);
  }
  Deno.renameSync(`${dir}/signal_v2.db`, `${dir}/${name}`);
  Deno.utimeSync(`${dir}/${name}`, NOW / 1_000, NOW / 1_000);
  return `${dir}/${name}`;
}

Deno.test("a backup without a time in its name is as old as its newest row, whenever the file was copied here", async () => {
  using temp = makeTempDir();
  const file = await fill(temp.path, "mine.db", NOW - 40 * DAY_MS);
  assert.equal(tryBackup({ dir: temp.path, file, nowMs: NOW }).madeAtMs, NOW - 40 * DAY_MS);
  const named = await fill(temp.path, "signal_v2-20261118-090500.db", NOW - 40 * DAY_MS);
  assert.equal(tryBackup({ dir: temp.path, file: named, nowMs: NOW }).madeAtMs, NOW - 2 * DAY_MS);
  assert.equal(findNewestBackup([temp.path], NOW), named);
});

Deno.test("a row of a clock that was ahead dates no backup, and one without a row is dated by the disk", async () => {
  using temp = makeTempDir();
  const file = await fill(temp.path, "mine.db", NOW - 40 * DAY_MS);
  const db = openDatabase(file);
  db.exec(`INSERT INTO mute (ticker, until_at, set_at, actor) VALUES ('A', 1, ${NOW + 900 * DAY_MS}, '{}')`);
  db.close();
  assert.equal(tryBackup({ dir: temp.path, file, nowMs: NOW }).madeAtMs, NOW - 40 * DAY_MS);
  const empty = await fill(temp.path, "empty.db", undefined);
  assert.equal(tryBackup({ dir: temp.path, file: empty, nowMs: NOW }).madeAtMs, NOW);
});

Deno.test("a damaged file in the folder of the backups stops nobody from finding the newest", async () => {
  using temp = makeTempDir();
  const file = await fill(temp.path, "mine.db", NOW - DAY_MS);
  const damaged = await fill(temp.path, "damaged.db", NOW - 2 * DAY_MS);
  using disk = Deno.openSync(damaged, { write: true });
  disk.seekSync(8_192, Deno.SeekMode.Start);
  disk.writeSync(new Uint8Array(200_000).fill(0xa5));
  Deno.utimeSync(damaged, 1, 1);
  assert.equal(findNewestBackup([temp.path], NOW), file);
});
