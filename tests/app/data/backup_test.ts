import assert from "node:assert/strict";
import { SIGNAL_STEPS } from "../../../src/app/data/signal_schema.ts";
import { EXIT, UserError } from "../../../src/core/errors.ts";
import { readBackupRecord } from "../../../src/app/backups/backup_record.ts";
import { backUp } from "../../../src/app/data/backup.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { createDraft, removeForgotten } from "../../../src/sqlite/file_care.ts";
import { restore } from "../../../src/app/data/restore/restore.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { startChild } from "../../sqlite/child.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { signalsOf } from "../../support/owned.ts";

const clock = new ManualClock("2026-11-20T09:05:00+09:00");
const onPosix = Deno.build.os !== "windows";

/** A data directory with these signals in it, closed. */
async function fill(dir: string, tickers: readonly string[]): Promise<void> {
  await using store = await openStore({ dir, clock });
  for (const ticker of tickers) await signalsOf(store).record(ticker, "buy", 0.5);
}

async function tickersOf(dir: string): Promise<readonly string[]> {
  await using store = await openStore({ dir, clock });
  return (await signalsOf(store).list({ limit: 1_000 })).map(({ ticker }) => ticker).toSorted();
}

async function strategiesOf(dir: string): Promise<readonly string[]> {
  await using store = await openStore({ dir, clock });
  return (await store.strategies.table.list("owner")).map(({ id }) => id);
}

function change(path: string, sql: string): void {
  const db = openDatabase(path);
  db.exec(sql);
  db.close();
}

function overwrite(path: string, at: number, bytes: Uint8Array<ArrayBuffer>): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(at, Deno.SeekMode.Start);
  file.writeSync(bytes);
}

const names = (dir: string) => [...Deno.readDirSync(dir)].map(({ name }) => name).toSorted();
const refuses = (sentence: RegExp, exitCode: number) => (error: unknown) => {
  assert.ok(error instanceof UserError, String(error));
  assert.match(error.message, sentence);
  assert.equal(error.exitCode, exitCode);
  return true;
};
const toBackup = (dir: string, file?: string, force = false) => backUp({ dir, file, force, clock });

Deno.test("a backup is one private file named by the Korean time, with everything in it, and doctor can know of it", async () => {
  using temp = makeTempDir();
  await fill(temp.path, ["A", "B"]);
  const made = await toBackup(temp.path);
  assert.equal(made.file, `${temp.path}/backups/signal_v2-20261120-090500.db`);
  assert.equal(made.signals, 2);
  assert.equal(made.schema, SIGNAL_STEPS.length);
  assert.deepEqual(names(`${temp.path}/backups`), ["signal_v2-20261120-090500.db"]);
  if (onPosix) assert.equal((Deno.statSync(made.file).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual(readBackupRecord(temp.path), { at: "2026-11-20T09:05:00+09:00", file: made.file });
  const second = await toBackup(temp.path, `${temp.path}/backups`);
  assert.equal(second.file, `${temp.path}/backups/signal_v2-20261120-090500-2.db`);
});

Deno.test("a backup of a database that another process is writing to is whole and holds what was written before", async () => {
  using temp = makeTempDir();
  await fill(temp.path, []);
  await using child = startChild("claimForEver", temp.path, "1");
  const sent: string[] = [];
  while (sent.length < 50) {
    const [word, ticker = ""] = (await child.next() ?? "").split(" ");
    if (word === "sent") sent.push(ticker);
  }
  const { file } = await toBackup(temp.path, `${temp.path}/copy.db`);
  child.kill();
  await child.rest();
  const db = openDatabase(file);
  const kept = db.prepare("SELECT ticker FROM signal_dedup WHERE last_sent IS NOT NULL").rows().flat();
  assert.equal(db.prepare("PRAGMA integrity_check").rows()[0]?.[0], "ok");
  db.close();
  assert.deepEqual(sent.filter((ticker) => !kept.includes(ticker)), []);
});

Deno.test("a backup never replaces a file unasked, and never the database", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, ["A"]);
  const file = `${dir}/copy.db`;
  await toBackup(dir, file);
  await fill(dir, ["B"]);
  await assert.rejects(toBackup(dir, file), refuses(/is there already; .*--force/, EXIT.config));
  assert.equal((await toBackup(dir, file, true)).signals, 2);
  for (const own of [`${dir}/signal_v2.db`, `${dir}//signal_v2.db`, `${dir}/./signal_v2.db-wal`]) {
    await assert.rejects(toBackup(dir, own, true), refuses(/that is the database itself/, EXIT.config));
  }
  if (onPosix) {
    await Deno.symlink(`${dir}/signal_v2.db`, `${dir}/link.db`);
    await assert.rejects(toBackup(dir, `${dir}/link.db`, true), refuses(/the database itself/, EXIT.config));
  }
  await assert.rejects(toBackup(dir, `${dir}/no/x.db`), refuses(/there is no directory/, EXIT.config));
  assert.deepEqual(names(dir).filter((name) => name.includes("partial")), []);
});

Deno.test("a damaged database is not backed up, and an older backup of the same name stays as it was", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, ["A"]);
  const file = `${dir}/copy.db`;
  await toBackup(dir, file);
  const good = Deno.readFileSync(file);
  overwrite(`${dir}/signal_v2.db`, 8_192, new Uint8Array(4_096).fill(0xa5));
  await assert.rejects(toBackup(dir, file, true), refuses(/is damaged .*Nothing was written/, EXIT.runtime));
  assert.deepEqual(Deno.readFileSync(file), good);
  assert.deepEqual(names(dir).filter((name) => name.includes("partial")), []);
  using empty = makeTempDir();
  await assert.rejects(toBackup(empty.path), refuses(/there is no such file/, EXIT.runtime));
});

Deno.test("restore brings strategies back, keeps what was there, and that can be restored in turn", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  const path = `${dir}/signal_v2.db`;
  await fill(dir, ["A", "B"]);
  change(path, "INSERT INTO strategies (id, kind, symbol) VALUES ('grid', 'grid', 'BTC/KRW')");
  const { file } = await toBackup(dir);
  await fill(dir, ["C"]);
  change(path, "DELETE FROM strategies");
  const done = restore({ dir, file, clock });
  assert.equal(done.signals, 3);
  assert.equal(done.migrated, false);
  assert.deepEqual(done.kept, {
    path: `${dir}/signal_v2.db.before-restore-20261120-090500`,
    isSound: true,
  });
  assert.deepEqual(await strategiesOf(dir), ["grid"]);
  assert.deepEqual(await tickersOf(dir), ["A", "B", "C"]);
  const undone = restore({ dir, file: done.kept?.path ?? "", clock });
  assert.equal(undone.kept?.path, `${dir}/signal_v2.db.before-restore-20261120-090500-2`);
  assert.deepEqual(await strategiesOf(dir), []);
  assert.deepEqual(names(dir).filter((name) => /new-|wal|shm|journal/.test(name)), []);
});

Deno.test("restore reads the log beside the given file, and leaves both as they were", async () => {
  using temp = makeTempDir();
  using from = makeTempDir();
  await fill(temp.path, ["A"]);
  await using child = startChild("claimForEver", from.path, "1");
  await child.next();
  await child.next();
  child.kill();
  await child.rest();
  const file = `${from.path}/signal_v2.db`;
  const before = [Deno.readFileSync(file), Deno.readFileSync(`${file}-wal`)];
  assert.ok((before[1]?.length ?? 0) > 0);
  assert.ok(restore({ dir: temp.path, file, clock }).signals >= 1);
  assert.deepEqual([Deno.readFileSync(file), Deno.readFileSync(`${file}-wal`)], before);
});

const UNFIT: readonly { name: string; spoil: (path: string) => void; sentence: RegExp }[] = [
  { name: "an empty file", spoil: (path) => Deno.truncateSync(path, 0), sentence: /it is empty/ },
  {
    name: "garbage",
    spoil: (path) => Deno.writeTextFileSync(path, "no ".repeat(99)),
    sentence: /not a database/,
  },
  { name: "a file cut in half", spoil: (path) => Deno.truncateSync(path, 12_288), sentence: /damaged/ },
  {
    name: "a damaged page",
    spoil: (path) => overwrite(path, 8_192, new Uint8Array(4_096).fill(0xa5)),
    sentence: /it is damaged/,
  },
  {
    name: "the database of another program",
    spoil: (path) => change(path, "PRAGMA application_id = 7"),
    sentence: /belongs to another program/,
  },
  {
    name: "a file of a newer version",
    spoil: (path) => change(path, "PRAGMA user_version = 99"),
    sentence: /a newer signal-v2 wrote it .*version 99.*update first/,
  },
  { name: "a missing file", spoil: (path) => Deno.removeSync(path), sentence: /there is no such file/ },
];

for (const { name, spoil, sentence } of UNFIT) {
  Deno.test(`restore refuses ${name} and leaves the database alone`, async () => {
    using temp = makeTempDir();
    const { path: dir } = temp;
    await fill(dir, ["A"]);
    const { file } = await toBackup(dir, `${dir}/copy.db`);
    spoil(file);
    const before = Deno.readFileSync(`${dir}/signal_v2.db`);
    assert.throws(() => restore({ dir, file, clock }), refuses(sentence, EXIT.runtime));
    assert.deepEqual(Deno.readFileSync(`${dir}/signal_v2.db`), before);
    assert.deepEqual(names(dir).filter((entry) => /new-|before/.test(entry)), []);
  });
}

Deno.test("restore brings a file of an older version up to this program's schema, in a copy", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  const file = `${dir}/old.db`;
  change(file, "PRAGMA application_id = 0x53494732; CREATE TABLE note (text TEXT)");
  const before = Deno.readFileSync(file);
  const done = restore({ dir, file, clock });
  assert.deepEqual({ schema: done.schema, migrated: done.migrated, kept: done.kept }, {
    schema: SIGNAL_STEPS.length,
    migrated: true,
    kept: undefined,
  });
  assert.deepEqual(Deno.readFileSync(file), before);
  assert.deepEqual(await tickersOf(dir), []);
});

Deno.test("restore refuses while a service holds the directory or another program has the database open", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, ["A"]);
  const { file } = await toBackup(dir);
  {
    await using child = startChild("holdDir", dir);
    assert.equal(await child.next(), "locked");
    assert.throws(
      () => restore({ dir, file, clock }),
      refuses(/^Cannot restore: .* in use by process \d+/, EXIT.locked),
    );
    await child.go();
  }
  await using child = startChild("holdWriteLock", dir);
  assert.equal(await child.next(), "locked");
  assert.throws(
    () => restore({ dir, file, clock }),
    refuses(/another program has .* open/, EXIT.locked),
  );
  await child.go();
  assert.deepEqual(names(dir).filter((name) => /new-|before/.test(name)), []);
});

Deno.test("restore puts a good file in the place of a damaged one and keeps that with its log", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, ["A"]);
  const { file } = await toBackup(dir);
  Deno.writeTextFileSync(`${dir}/signal_v2.db`, "no ".repeat(9_999));
  Deno.writeTextFileSync(`${dir}/signal_v2.db-wal`, "log");
  const { kept } = restore({ dir, file, clock, isSure: true });
  assert.equal(kept?.isSound, false);
  assert.equal(Deno.readTextFileSync(`${kept?.path}-wal`), "log");
  assert.equal(Deno.readTextFileSync(kept?.path ?? "").slice(0, 3), "no ");
  assert.deepEqual(await tickersOf(dir), ["A"]);
});

Deno.test({
  name: "what root backs up and restores belongs to the user of the service",
  ignore: !onPosix || Deno.uid() !== 0,
}, async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await fill(dir, ["A"]);
  for (const name of ["", "/signal_v2.db"]) Deno.chownSync(dir + name, 65_534, 65_534);
  const { file } = await toBackup(dir);
  restore({ dir, file, clock });
  const owned = ["backups", "signal_v2.db", "signal_v2.lock", "signal_v2.backup.json"].map((name) =>
    `${dir}/${name}`
  );
  assert.deepEqual([file, ...owned].map((path) => Deno.statSync(path).uid), Array(5).fill(65_534));
});

const FORGOTTEN = "3322dc21-bcba-447d-bc9e-bd64a82687ed";

Deno.test("a backup removes the drafts that killed backups left in its folder, and names them", async () => {
  using temp = makeTempDir();
  await fill(temp.path, ["A"]);
  const draft = `other.db.partial-${FORGOTTEN}`;
  for (const name of [draft, `${draft}-journal`, "mine.db.partial-1"]) {
    Deno.writeTextFileSync(`${temp.path}/${name}`, "half");
  }
  const { forgotten } = await toBackup(temp.path, `${temp.path}/copy.db`);
  assert.deepEqual(forgotten, [draft]);
  assert.deepEqual(names(temp.path).filter((name) => name.includes("partial")), ["mine.db.partial-1"]);
});

Deno.test("a restore removes the drafts that killed restores left, and names them", async () => {
  using temp = makeTempDir();
  await fill(temp.path, ["A"]);
  const { file } = await toBackup(temp.path);
  const drafts = ["signal_v2.db", "history.db"].map((name) => `${name}.new-${FORGOTTEN}`);
  for (const name of drafts) Deno.writeTextFileSync(`${temp.path}/${name}`, "half");
  const { forgotten } = restore({ dir: temp.path, file, clock });
  assert.deepEqual(forgotten.toSorted(), drafts.toSorted());
  assert.deepEqual(names(temp.path).filter((name) => name.includes(".new-")), []);
});

Deno.test("a start removes the draft of a database that a killed start left, and says so in the log", async () => {
  using temp = makeTempDir();
  const draft = `signal_v2.db.new-${FORGOTTEN}`;
  for (const name of [draft, `${draft}-wal`]) Deno.writeTextFileSync(`${temp.path}/${name}`, "half");
  const said: string[] = [];
  const log = {
    write: (_level: string, event: string, message: string) => void said.push(`${event} ${message}`),
  };
  await using _store = await openStore({ dir: temp.path, clock, log });
  assert.deepEqual(names(temp.path).filter((name) => name.includes(".new-")), []);
  assert.match(said.join("\n"), new RegExp(`^draft_removed .*${draft}`));
});

Deno.test({
  name: "a draft that is being made is removed by nobody else",
  // Windows itself keeps files that are open.
  ignore: !onPosix,
  fn: () => {
    using temp = makeTempDir();
    const draft = `${temp.path}/copy.db.partial-${FORGOTTEN}`;
    const held = createDraft(draft);
    Deno.writeTextFileSync(draft, "on the way");
    assert.deepEqual(removeForgotten(temp.path, () => true), []);
    assert.equal(Deno.readTextFileSync(draft), "on the way");
    held[Symbol.dispose]();
    assert.deepEqual(names(temp.path), []);
  },
});
