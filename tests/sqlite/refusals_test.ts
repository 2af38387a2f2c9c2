import { SIGNAL_STEPS } from "../../src/app/data/signal_schema.ts";
import assert from "node:assert/strict";
import { EXIT, UserError } from "../../src/core/errors.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import { toUserError } from "../../src/sqlite/file_faults.ts";
import { migrate } from "../../src/sqlite/migrations.ts";
import { SqlError } from "../../src/sqlite/sql_error.ts";
import { openSignalFile } from "../../src/app/data/signal_file.ts";
import { createStore, openStore } from "../../src/app/data/store.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { makeTempDir, openTempStore } from "./temp_store.ts";
import { signalsOf } from "../support/owned.ts";

const clock = new ManualClock("2026-11-20T09:00:00+09:00");
const onPosix = Deno.build.os !== "windows";

/** A store with 500 signals, closed again. */
async function fill(dir: string): Promise<void> {
  await (await openStore({ dir, clock }))[Symbol.asyncDispose]();
  const db = openDatabase(`${dir}/signal_v2.db`);
  db.prepare("BEGIN IMMEDIATE").run();
  db.prepare("INSERT INTO snapshot VALUES ('s', 1, ?, 1)").run("x".repeat(60_000));
  const insert = db.prepare("INSERT INTO signal_dedup (ticker, action, last_sent) VALUES (?, 'buy', ?)");
  for (let i = 0; i < 500; i++) insert.run(`T${i}`, clock.now());
  db.prepare("COMMIT").run();
  db.close();
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

const SPOILED: readonly { name: string; spoil: (path: string) => void; sentence: RegExp }[] = [
  { name: "a file of zero bytes", spoil: (path) => Deno.truncateSync(path, 0), sentence: /it is empty/ },
  { name: "a short file", spoil: (path) => Deno.truncateSync(path, 50), sentence: /not a database/ },
  { name: "a file cut in half", spoil: (path) => Deno.truncateSync(path, 40_960), sentence: /damaged/ },
  {
    name: "garbage",
    spoil: (path) => Deno.writeTextFileSync(path, "no ".repeat(9999)),
    sentence: /not a database/,
  },
  {
    name: "damaged pages",
    spoil: (path) => overwrite(path, 8192, new Uint8Array(16_384).fill(0xa5)),
    sentence: /damaged/,
  },
  {
    name: "a database of another program",
    spoil: (path) => {
      Deno.removeSync(path);
      change(path, "CREATE TABLE other (id INTEGER); INSERT INTO other VALUES (1)");
    },
    sentence: /belongs to another program/,
  },
  {
    name: "a newer database",
    spoil: (path) => change(path, "PRAGMA user_version = 99"),
    sentence: new RegExp(
      `newer signal-v2 \\(the file has version 99, this program knows ${SIGNAL_STEPS.length}\\)`,
    ),
  },
  {
    name: "a directory in its place",
    spoil: (path) => {
      Deno.removeSync(path);
      Deno.mkdirSync(path);
    },
    sentence: /not a regular file/,
  },
  {
    name: "a log without its database",
    spoil: (path) => {
      Deno.writeTextFileSync(`${path}-wal`, "signals");
      Deno.removeSync(path);
    },
    sentence: /missing while its log .+-wal \(7 bytes\) is still there/,
  },
];

for (const { name, spoil, sentence } of SPOILED) {
  Deno.test(`the store refuses ${name} with a sentence and leaves it as it is`, async () => {
    using dir = makeTempDir();
    const path = `${dir.path}/signal_v2.db`;
    await fill(dir.path);
    spoil(path);
    const before = bytesBelow(dir.path);
    await assert.rejects(openStore({ dir: dir.path, clock }), (error) => {
      assert.ok(error instanceof UserError, String(error));
      assert.equal(error.exitCode, EXIT.runtime);
      assert.match(error.message, sentence);
      assert.ok(error.message.startsWith(`Cannot use ${path}: `));
      assert.match(error.message, /move (it|the file) aside: mkdir .+aside"/);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
    assert.deepEqual(bytesBelow(dir.path), before);
  });
}

function bytesBelow(dir: string): [string, string][] {
  const files = Array.from(Deno.readDirSync(dir)).filter((entry) => entry.isFile).map((entry) => entry.name);
  return files.toSorted().map((
    name,
  ) => [name, new TextDecoder("latin1").decode(Deno.readFileSync(`${dir}/${name}`))]);
}

Deno.test("the command in the sentence takes file, log and index aside, and the next start is a fresh one", async () => {
  using dir = makeTempDir();
  await fill(dir.path);
  const path = `${dir.path}/signal_v2.db`;
  Deno.writeTextFileSync(path, "broken");
  await assert.rejects(openStore({ dir: dir.path, clock }), {
    message: /mv -i ".+signal_v2\.db"\* ".+aside\/"|move "/,
  });
  Deno.mkdirSync(`${dir.path}/aside`);
  Deno.renameSync(path, `${dir.path}/aside/signal_v2.db`);
  await using store = await openStore({ dir: dir.path, clock });
  assert.equal(await signalsOf(store).isRecent("T1", "buy"), false);
});

Deno.test("a data directory that cannot be used is refused with its path", async () => {
  using dir = makeTempDir();
  Deno.writeTextFileSync(`${dir.path}/file`, "");
  await assert.rejects(
    openStore({ dir: `${dir.path}/file/data`, clock }),
    {
      name: "UserError",
      exitCode: EXIT.config,
      message: new RegExp(`data directory ${dir.path}/file/data: `),
    },
  );
});

function ignoresRights(): boolean {
  using dir = makeTempDir();
  Deno.chmodSync(dir.path, 0o500);
  try {
    Deno.writeTextFileSync(`${dir.path}/probe`, "");
    return true;
  } catch {
    return false;
  } finally {
    Deno.chmodSync(dir.path, 0o700);
  }
}

Deno.test({
  name: "a read-only directory or file is refused with its path",
  // Root may write everywhere, so there the refusal above and the one below a file stand for it.
  ignore: !onPosix || ignoresRights(),
  async fn() {
    using dir = makeTempDir();
    await fill(dir.path);
    const path = `${dir.path}/signal_v2.db`;
    const refused = {
      name: "UserError",
      exitCode: EXIT.config,
      message: new RegExp(`Cannot write to ${path}`),
    };
    for (const [target, locked, usual] of [[dir.path, 0o500, 0o700], [path, 0o400, 0o600]] as const) {
      Deno.chmodSync(target, locked);
      await assert.rejects(openStore({ dir: dir.path, clock }), refused).finally(() =>
        Deno.chmodSync(target, usual)
      );
    }
    Deno.chmodSync(path, 0o000);
    const unreadable = { ...refused, message: new RegExp(`Cannot read ${path}: .+chmod u\\+rw`) };
    await assert.rejects(openStore({ dir: dir.path, clock }), unreadable);
  },
});

Deno.test({
  name: "missing rights are told with what the file needs and the commands that give it",
  ignore: !onPosix,
  fn() {
    const path = "/d/signal_v2.db";
    const denied = new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    for (const error of [denied, new SqlError("permission", "x"), new SqlError("readonly", "x")]) {
      const { message, exitCode } = toUserError({ path, wayOut: "Move it aside" }, error);
      assert.equal(exitCode, EXIT.config);
      assert.match(message, /must be readable and writable for this user: /);
      assert.ok(message.includes(`chmod u+rwx "/d" && chmod u+rw "${path}"*`), message);
      assert.ok(message.endsWith(`sudo chown "$(id -un)" "/d" "${path}"*`), message);
    }
  },
});

Deno.test({
  name: "the files of the store are readable for their owner only",
  ignore: !onPosix,
  async fn() {
    using temp = makeTempDir();
    const dir = `${temp.path}/data`;
    await using store = await openStore({ dir, clock });
    await signalsOf(store).record("A", "buy", 1);
    assert.equal((Deno.statSync(dir).mode ?? 0) & 0o777, 0o700);
    for (const name of ["signal_v2.db", "signal_v2.db-wal", "signal_v2.db-shm"]) {
      assert.equal((Deno.statSync(`${dir}/${name}`).mode ?? 0) & 0o777, 0o600, name);
    }
  },
});

Deno.test("a database that is deleted, moved or replaced while open degrades the store and refuses writes", async () => {
  await using opened = await openTempStore({ clock });
  const { store, dir } = opened;
  const path = `${dir}/signal_v2.db`;
  assert.equal(store.checkFile(), undefined);
  Deno.renameSync(path, `${path}.moved`);
  assert.match(store.checkFile() ?? "", /signal_v2\.db was deleted, moved or replaced/);
  Deno.copyFileSync(`${path}.moved`, path);
  assert.match(store.checkFile() ?? "", /replaced/);
  assert.equal(store.status().state, "degraded");
  assert.match(store.status().fileFault ?? "", /replaced/);
  await assert.rejects(signalsOf(store).claim({ ticker: "A", action: "buy" }), (error) => {
    return error instanceof SqlError && error.kind === "cantopen" && /replaced/.test(error.message);
  });
  Deno.renameSync(`${path}.moved`, path);
  assert.ok(
    await signalsOf(store).claim({ ticker: "A", action: "buy" }) !== undefined,
    "put back, it goes on",
  );
  assert.equal(store.status().state, "ok");
});

Deno.test("on a full disk nothing is won, reading goes on, and writing recovers by itself", async () => {
  using dir = makeTempDir();
  await fill(dir.path);
  const file = await openSignalFile({ dir: dir.path, clock });
  await using store = createStore(file, { clock });
  const pages = Number(file.db.prepare("PRAGMA page_count").rows()[0]?.[0]);
  file.db.prepare(`PRAGMA max_page_count = ${pages}`).rows();
  let won = 0;
  await assert.rejects(
    async () => {
      for (; won < 5000; won++) {
        assert.ok(await signalsOf(store).claim({ ticker: `N${won}`, action: "buy" }) !== undefined);
      }
    },
    (error) => error instanceof SqlError && error.kind === "full",
  );
  assert.equal(
    (await signalsOf(store).list({ limit: 9999 })).length,
    500 + won,
    "each won claim is stored, no other",
  );
  assert.equal(await signalsOf(store).isRecent(`N${won}`, "buy"), false);
  assert.equal(await signalsOf(store).claim({ ticker: "T1", action: "buy" }), undefined);
  assert.equal(store.status().state, "degraded", "a claim that stored nothing is no sign of recovery");
  assert.equal(store.status().lastError?.kind, "full");
  file.db.prepare("PRAGMA max_page_count = 100000").rows();
  assert.ok(await signalsOf(store).claim({ ticker: `N${won}`, action: "buy" }) !== undefined);
  assert.equal(store.status().state, "ok");
});

Deno.test("close moves the log into the database and leaves that alone in its directory", async () => {
  using dir = makeTempDir();
  const store = await openStore({ dir: dir.path, clock });
  for (let i = 0; i < 20; i++) await signalsOf(store).record(`T${i}`, "buy", 1);
  assert.ok(Deno.statSync(`${dir.path}/signal_v2.db-wal`).size > 0);
  await store[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  assert.deepEqual(Array.from(Deno.readDirSync(dir.path), (entry) => entry.name), ["signal_v2.db"]);
});

Deno.test("migrate() takes the missing steps, and a step that fails leaves the file as it was", () => {
  const db = openDatabase(":memory:");
  try {
    const steps = [
      "CREATE TABLE a (x INTEGER) STRICT",
      "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO b VALUES (1)",
    ];
    assert.equal(migrate(db, steps.slice(0, 1)), 1);
    assert.equal(migrate(db, steps), 1);
    assert.equal(migrate(db, steps), 0);
    assert.throws(() =>
      migrate(db, [...steps, "CREATE TABLE c (x INTEGER); INSERT INTO nowhere VALUES (1)"])
    );
    assert.deepEqual(db.prepare("PRAGMA user_version").rows(), [[2]]);
    assert.deepEqual(db.prepare("SELECT name FROM sqlite_master ORDER BY name").rows(), [["a"], ["b"]]);
    assert.throws(() => migrate(db, steps.slice(0, 1)), (error) => {
      return error instanceof SqlError && error.kind === "newer_schema";
    });
  } finally {
    db.close();
  }
});
