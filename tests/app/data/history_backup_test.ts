import assert from "node:assert/strict";
import { backUp } from "../../../src/app/data/backup.ts";
import { restore } from "../../../src/app/data/restore/restore.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { EXIT, UserError } from "../../../src/core/errors.ts";
import { kstDayOf } from "../../../src/core/kst.ts";
import { toFailedSample } from "../../../src/stock/history/sample.ts";
import { openHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { createHistoryDay } from "../../support/history_day.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const clock = new ManualClock("2026-11-20T09:05:00+09:00");
const START_MS = Date.parse("2026-11-20T09:00:00+09:00");
const DAY = kstDayOf(START_MS);
const SAMPLES = createHistoryDay({ seed: 9, startMs: START_MS, polls: 3 }).get("portfolio") ?? [];

async function fill(dir: string): Promise<void> {
  await using _store = await openStore({ dir, clock });
  await using history = await openHistoryStore({ dir, clock: clock.real });
  for (const sample of SAMPLES) await history.add("portfolio", sample);
}

async function addPoll(dir: string): Promise<void> {
  await using history = await openHistoryStore({ dir, clock: clock.real });
  await history.add("portfolio", toFailedSample("timeout", START_MS + 600_000));
}

async function countPolls(dir: string): Promise<number> {
  await using history = await openHistoryStore({ dir, clock: clock.real });
  return (await history.read("portfolio", DAY)).length;
}

const names = (dir: string) => [...Deno.readDirSync(dir)].map(({ name }) => name).toSorted();
const toBackup = (dir: string, file: string, force = false) => backUp({ dir, file, force, clock });

Deno.test("a backup made while the history is open has every poll in a file beside it, and restore brings it back", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir);
  {
    await using _open = await openHistoryStore({ dir, clock: clock.real });
    const { history } = await toBackup(dir, `${dir}/copy.db`);
    assert.equal(history?.file, `${dir}/copy.history.db`);
    assert.equal(history?.days, 1);
  }
  await addPoll(dir);
  const { history, kept } = restore({ dir, file: `${dir}/copy.db`, clock });
  assert.equal(history?.days, 1);
  assert.equal(await countPolls(dir), 3);
  // What was kept is restored as one thing too.
  const undone = restore({ dir, file: kept?.path ?? "", clock });
  assert.equal(undone.history?.days, 1);
  assert.equal(await countPolls(dir), 4);
  assert.deepEqual(names(dir).filter((name) => /new-|partial|-wal|-shm/.test(name)), []);
});

Deno.test("restoring a backup without a history leaves the history as it is", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir);
  await toBackup(dir, `${dir}/copy.db`);
  Deno.removeSync(`${dir}/copy.history.db`);
  await addPoll(dir);
  assert.equal(restore({ dir, file: `${dir}/copy.db`, clock }).history, undefined);
  assert.equal(await countPolls(dir), 4);
});

Deno.test("a backup never leaves the history of an older one beside it, and replaces none unasked", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir);
  await toBackup(dir, `${dir}/copy.db`);
  Deno.removeSync(`${dir}/history.db`);
  Deno.removeSync(`${dir}/copy.db`);
  await assert.rejects(toBackup(dir, `${dir}/copy.db`), /copy\.history\.db: it is there already; .*--force/);
  assert.equal((await toBackup(dir, `${dir}/copy.db`, true)).history, undefined);
  assert.deepEqual(names(dir).filter((name) => name.startsWith("copy")), ["copy.db"]);
});

Deno.test("a damaged history is neither backed up nor restored, and everything stays as it was", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir);
  await toBackup(dir, `${dir}/copy.db`);
  Deno.truncateSync(`${dir}/copy.history.db`, 8_192);
  const before = ["signal_v2.db", "history.db"].map((name) => Deno.readFileSync(`${dir}/${name}`));
  assert.throws(() => restore({ dir, file: `${dir}/copy.db`, clock }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /copy\.history\.db: it is damaged/);
    assert.equal(error.exitCode, EXIT.runtime);
    return true;
  });
  assert.deepEqual(
    ["signal_v2.db", "history.db"].map((name) => Deno.readFileSync(`${dir}/${name}`)),
    before,
  );
  Deno.truncateSync(`${dir}/history.db`, 8_192);
  await assert.rejects(toBackup(dir, `${dir}/other.db`), /other\.history\.db: the database is damaged/);
  assert.deepEqual(names(dir).filter((name) => name.startsWith("other")), []);
});
