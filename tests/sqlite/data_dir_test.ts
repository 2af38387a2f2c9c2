import assert from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import { EXIT, UserError } from "../../src/core/errors.ts";
import { isDataDirInUse, lockDataDir } from "../../src/sqlite/data_dir.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { startChild } from "./child.ts";
import { makeTempDir } from "./temp_store.ts";

const clock = new ManualClock("2026-11-20T09:00:00+09:00");
const onPosix = Deno.build.os !== "windows";

function expectUserError(exitCode: number, sentence: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.exitCode, exitCode);
    assert.match(error.message, sentence);
    return true;
  };
}

Deno.test("lockDataDir() makes a private directory and tells people who holds it", () => {
  using temp = makeTempDir();
  const dir = `${temp.path}/a/data`;
  using _held = lockDataDir(dir, clock);
  if (onPosix) assert.equal((Deno.statSync(dir).mode ?? 0) & 0o777, 0o700);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(`${dir}/signal_v2.pid.json`)), {
    pid: Deno.pid,
    startedAt: "2026-11-20T09:00:00+09:00",
  });
});

Deno.test("a held data directory is refused with its name and the holder, until it is let go", () => {
  using temp = makeTempDir();
  const held = lockDataDir(temp.path, clock);
  assert.throws(
    () => lockDataDir(temp.path, clock),
    expectUserError(
      EXIT.locked,
      new RegExp(`${temp.path} is in use by process ${Deno.pid} \\(since 2026-11-20T09`),
    ),
  );
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  using _again = lockDataDir(temp.path, clock);
});

Deno.test("a data directory is in use while somebody holds it, and not for what was left lying there", () => {
  using temp = makeTempDir();
  assert.equal(isDataDirInUse(`${temp.path}/nothing`), false);
  const held = lockDataDir(temp.path, clock);
  assert.equal(isDataDirInUse(temp.path), true);
  held[Symbol.dispose]();
  assert.equal(isDataDirInUse(temp.path), false);
  Deno.writeTextFileSync(`${temp.path}/signal_v2.pid.json`, '{"pid":1}');
  assert.equal(isDataDirInUse(temp.path), false);
  using _again = lockDataDir(temp.path, clock);
});

Deno.test("strange text in the file about the holder does not get into the sentence", () => {
  using temp = makeTempDir();
  using _held = lockDataDir(temp.path, clock);
  for (const text of ["", "{", "null", '{"pid":"1\\u001b[2J"}', '{"pid":1e99}']) {
    Deno.writeTextFileSync(`${temp.path}/signal_v2.pid.json`, text);
    assert.throws(
      () => lockDataDir(temp.path, clock),
      expectUserError(EXIT.locked, /is in use by another process\./),
    );
  }
  Deno.writeTextFileSync(`${temp.path}/signal_v2.pid.json`, '{"pid":7,"startedAt":"\\n2026"}');
  assert.throws(
    () => lockDataDir(temp.path, clock),
    expectUserError(EXIT.locked, /is in use by process 7\./),
  );
});

Deno.test("the lock of another process counts, and kill -9 of it frees the directory", async () => {
  using temp = makeTempDir();
  {
    await using child = startChild("holdDir", temp.path);
    assert.equal(await child.next(), "locked");
    assert.throws(
      () => lockDataDir(temp.path, clock),
      expectUserError(EXIT.locked, /is in use by process \d+ \(/),
    );
    child.kill();
  }
  assert.ok(Deno.statSync(`${temp.path}/signal_v2.pid.json`).isFile, "the killed holder left its text");
  using _held = lockDataDir(temp.path, createSystemClock());
});

Deno.test("a data directory that cannot be used is refused with its path", () => {
  using temp = makeTempDir();
  Deno.writeTextFileSync(`${temp.path}/file`, "");
  for (const dir of [`${temp.path}/file`, `${temp.path}/file/below`]) {
    assert.throws(
      () => lockDataDir(dir, clock),
      expectUserError(EXIT.config, new RegExp(`data directory ${dir}: `)),
    );
  }
  Deno.mkdirSync(`${temp.path}/taken/signal_v2.lock`, { recursive: true });
  assert.throws(
    () => lockDataDir(`${temp.path}/taken`, clock),
    expectUserError(EXIT.config, /Cannot write in .+taken/),
  );
});

Deno.test("a file in the place of the data directory is called a file, and the sentence says what to do", () => {
  using temp = makeTempDir();
  Deno.writeTextFileSync(`${temp.path}/file`, "");
  for (const dir of [`${temp.path}/file`, `${temp.path}/file/below/it`]) {
    assert.throws(
      () => lockDataDir(dir, clock),
      expectUserError(
        EXIT.config,
        /: \S+\/file is a file, not a directory\. Move it away, or set SIGNAL_V2_DATA_DIR to a directory$/,
      ),
    );
  }
});

Deno.test({
  name: "a link to nothing in the place of the data directory is called that; a link to a directory is used",
  ignore: !onPosix,
  fn() {
    using temp = makeTempDir();
    Deno.symlinkSync(`${temp.path}/gone`, `${temp.path}/link`);
    for (const dir of [`${temp.path}/link`, `${temp.path}/link/below`]) {
      assert.throws(
        () => lockDataDir(dir, clock),
        expectUserError(
          EXIT.config,
          /: \S+\/link is a link to nothing\. Make or mount .+ SIGNAL_V2_DATA_DIR/,
        ),
      );
    }
    Deno.mkdirSync(`${temp.path}/gone`);
    using _held = lockDataDir(`${temp.path}/link`, clock);
  },
});
