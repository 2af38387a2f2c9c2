import assert from "node:assert/strict";
import { EXIT, UserError } from "../../src/core/errors.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { until } from "../support/program.ts";
import { DRIVER_FLAGS } from "../support/sqlite.ts";
import { makeTempDir } from "./temp_store.ts";
import * as parts from "./upgrade_parts.ts";

const { FIRST_STEP, LONG_STEP, SECOND_STEP, PATH_NAME } = parts;
const CHILD = `${import.meta.dirname}/upgrade_child.ts`;
const onPosix = Deno.build.os !== "windows";
const morning = () => new ManualClock("2026-11-20T09:05:00+09:00");

/** About 8 MB: more than SQLite keeps in memory, so a step that changes all of it is on the disk before its end. */
const MANY = 8_000;

function startUpgrade(dir: string, step: string): Deno.ChildProcess {
  return childCommand(["deno", ...childArgs(dir, step)]).spawn();
}

function childArgs(dir: string, step: string): readonly string[] {
  const rights = [`--allow-read=${dir}`, `--allow-write=${dir}`, ...DRIVER_FLAGS];
  return ["run", "--no-prompt", "--quiet", ...rights, CHILD, dir, step];
}

function childCommand([command = "", ...args]: readonly string[]): Deno.Command {
  return new Deno.Command(command, { args, stdin: "null", stdout: "piped", stderr: "piped" });
}

function bytesOf(path: string): number {
  return Deno.statSync(path).size;
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

const copiesIn = (dir: string) => parts.namesIn(dir).filter((name) => name.includes(".before-v"));

Deno.test("before a file is brought to a newer version, what it was is kept beside it as one whole file", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await parts.writeOldNotes(dir, 20);
  const old = parts.readNotes(`${dir}/${PATH_NAME}`);
  const { db } = await parts.openNotes(dir, { steps: [FIRST_STEP, SECOND_STEP], clock: morning() });
  db.close();
  const copy = `${PATH_NAME}.before-v2-20261120-090500`;
  assert.deepEqual(parts.namesIn(dir), [PATH_NAME, copy]);
  assert.deepEqual(old.slice(0, 3), [1, "ok", 20]);
  assert.deepEqual(parts.readNotes(`${dir}/${copy}`), old);
  assert.deepEqual(parts.readNotes(`${dir}/${PATH_NAME}`), [2, ...old.slice(1)]);
  if (onPosix) assert.equal((Deno.statSync(`${dir}/${copy}`).mode ?? 0) & 0o777, 0o600);
  // The version before goes on with it.
  Deno.renameSync(`${dir}/${copy}`, `${dir}/${PATH_NAME}`);
  (await parts.openNotes(dir, { steps: [FIRST_STEP] })).db.close();
});

Deno.test("a copy holds what is only in the write-ahead log yet", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await parts.writeOldNotes(dir, 1);
  const other = openDatabase(`${dir}/${PATH_NAME}`);
  other.exec("INSERT INTO note VALUES (7, 'in the log')");
  assert.ok(bytesOf(`${dir}/${PATH_NAME}-wal`) > 0);
  (await parts.openNotes(dir, { steps: [FIRST_STEP, SECOND_STEP] })).db.close();
  other.close();
  const [copy = ""] = copiesIn(dir);
  const db = openDatabase(`${dir}/${copy}`);
  assert.deepEqual(db.prepare("SELECT text FROM note WHERE id = 7").rows(), [["in the log"]]);
  db.close();
});

Deno.test("the newest two copies stay, by version even when the clock was set back, and other files are left alone", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await parts.writeOldNotes(dir, 1);
  const mine = `${PATH_NAME}.before-v2-of-mine`;
  Deno.writeTextFileSync(`${dir}/${mine}`, "kept by hand");
  const steps = [FIRST_STEP];
  for (const time of ["2026-11-22T09:00", "2026-11-21T09:00", "2026-11-20T09:00"]) {
    steps.push("UPDATE note SET id = id");
    (await parts.openNotes(dir, { steps, clock: new ManualClock(`${time}:00+09:00`) })).db.close();
  }
  assert.deepEqual(
    parts.namesIn(dir),
    [
      PATH_NAME,
      mine,
      `${PATH_NAME}.before-v3-20261121-090000`,
      `${PATH_NAME}.before-v4-20261120-090000`,
    ].toSorted(),
  );
});

Deno.test("a step that fails leaves the file to the version before, without a copy of it at each attempt", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await parts.writeOldNotes(dir, 5);
  const before = parts.readNotes(`${dir}/${PATH_NAME}`);
  const steps = [FIRST_STEP, `${SECOND_STEP}; DELETE FROM note; INSERT INTO nowhere VALUES (1)`];
  for (let attempt = 0; attempt < 3; attempt++) {
    await assert.rejects(parts.openNotes(dir, { steps }), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.exitCode, EXIT.runtime);
      assert.match(
        error.message,
        /^Cannot use .+notes\.db: it cannot be brought from version 1 to 2 \(.*nowhere/,
      );
      assert.match(error.message, /Go on with the version .+ as it was$/);
      return true;
    });
  }
  assert.deepEqual(parts.namesIn(dir), [PATH_NAME]);
  assert.deepEqual(parts.readNotes(`${dir}/${PATH_NAME}`), before);
  (await parts.openNotes(dir, { steps: [FIRST_STEP] })).db.close();
});

Deno.test("a file with a damaged page is not brought to a newer version, and no copy of it is kept", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await parts.writeOldNotes(dir, 200);
  const path = `${dir}/${PATH_NAME}`;
  {
    using file = Deno.openSync(path, { write: true });
    file.seekSync(20 * 4_096, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(4_096).fill(0xa5));
  }
  const before = Deno.readFileSync(path);
  await assert.rejects(parts.openNotes(dir, { steps: [FIRST_STEP, SECOND_STEP] }), {
    name: "UserError",
    message: /notes\.db: it is damaged \(.+\)\. Move it aside: (mkdir|move)/,
  });
  assert.deepEqual(parts.namesIn(dir), [PATH_NAME]);
  assert.deepEqual(Deno.readFileSync(path), before);
});

Deno.test("a newer file is refused without a copy", async () => {
  using temp = makeTempDir();
  await parts.writeOldNotes(temp.path, 1);
  (await parts.openNotes(temp.path, { steps: [FIRST_STEP, SECOND_STEP] })).db.close();
  const names = parts.namesIn(temp.path);
  await assert.rejects(parts.openNotes(temp.path, { steps: [FIRST_STEP] }), {
    name: "UserError",
    message: /newer signal-v2 \(the file has version 2, this program knows 1\)/,
  });
  assert.deepEqual(parts.namesIn(temp.path), names);
});

Deno.test({
  name: "without room for the copy no step is begun, and one sentence says how much room to make",
  // A limit on the size of files is the full disk that needs no rights to make.
  ignore: !onPosix,
  async fn() {
    using temp = makeTempDir();
    const { path: dir } = temp;
    await parts.writeOldNotes(dir, 2_000);
    const before = parts.readNotes(`${dir}/${PATH_NAME}`);
    const limited = 'trap "" XFSZ; ulimit -f 1000; exec deno "$@"';
    const command = childCommand(["sh", "-c", limited, "sh", ...childArgs(dir, SECOND_STEP)]);
    const { success, stderr } = await command.output();
    const said = new TextDecoder().decode(stderr);
    assert.equal(success, false);
    assert.match(
      said,
      /before it is brought from version 1 to 2 a copy of it is kept, and that copy cannot be made/,
    );
    assert.match(said, /See that [34] MB are free in .+The file is as it was/);
    assert.deepEqual(parts.namesIn(dir), [PATH_NAME]);
    assert.deepEqual(parts.readNotes(`${dir}/${PATH_NAME}`), before);
  },
});

Deno.test("of four processes that open an old file at once one brings it up, and there is one copy", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await parts.writeOldNotes(dir, 2_000);
  const old = parts.readNotes(`${dir}/${PATH_NAME}`);
  const children = Array.from({ length: 4 }, () => startUpgrade(dir, SECOND_STEP));
  for (const child of children) {
    const { success, stderr } = await child.output();
    assert.equal(success, true, new TextDecoder().decode(stderr));
  }
  const [copy = "", ...more] = copiesIn(dir);
  assert.deepEqual(more, []);
  assert.deepEqual(parts.readNotes(`${dir}/${copy}`), old);
  assert.deepEqual(parts.readNotes(`${dir}/${PATH_NAME}`), [2, ...old.slice(1)]);
});

/** `isNew`: the copy of this attempt has its name. */
const KILLED_AT: readonly { when: string; isReached: (dir: string, isNew: boolean) => boolean }[] = [
  // The unfinished copy is there for moments only; whoever looks too late kills in the step after it.
  {
    when: "while the copy is written",
    isReached: (dir, isNew) => isNew || isThere(`${dir}/${PATH_NAME}.before.partial`),
  },
  { when: "when the copy has its name", isReached: (_dir, isNew) => isNew },
  {
    when: "when half of a step is on the disk",
    isReached: (dir, isNew) => isNew && bytesOf(`${dir}/${PATH_NAME}-wal`) > 2_000_000,
  },
];

for (const { when, isReached } of KILLED_AT) {
  Deno.test(`an upgrade killed ${when} leaves every row to the version before and to the next one`, async () => {
    using temp = makeTempDir();
    const { path: dir } = temp;
    const path = `${dir}/${PATH_NAME}`;
    await parts.writeOldNotes(dir, MANY);
    const old = parts.readNotes(path);
    for (let round = 0; round < 3; round++) {
      const earlier = copiesIn(dir).length;
      const child = startUpgrade(dir, LONG_STEP);
      try {
        await until(() => isReached(dir, copiesIn(dir).length > earlier), `the moment ${when}`, 30_000);
      } finally {
        child.kill("SIGKILL");
        await child.output();
      }
      assert.deepEqual(readElsewhere(dir), old);
      for (const copy of copiesIn(dir)) assert.deepEqual(parts.readNotes(`${dir}/${copy}`), old, copy);
    }
    (await parts.openNotes(dir, { steps: [FIRST_STEP] })).db.close();
    assert.deepEqual(parts.readNotes(path), old);
    (await parts.openNotes(dir, { steps: [FIRST_STEP, SECOND_STEP] })).db.close();
    assert.deepEqual(parts.readNotes(path), [2, ...old.slice(1)]);
    assert.ok(copiesIn(dir).length <= 2);
    assert.deepEqual(parts.namesIn(dir), [PATH_NAME, ...copiesIn(dir)]);
  });
}

/** What a copy of file and log says; opening the file itself would mend what a kill had broken. */
function readElsewhere(dir: string): ReturnType<typeof parts.readNotes> {
  using place = makeTempDir();
  for (const name of [PATH_NAME, `${PATH_NAME}-wal`]) {
    if (isThere(`${dir}/${name}`)) Deno.copyFileSync(`${dir}/${name}`, `${place.path}/${name}`);
  }
  return parts.readNotes(`${place.path}/${PATH_NAME}`);
}
