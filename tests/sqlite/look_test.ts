/** Where nothing can be written, what is stored can be looked at; what cannot be read in full is not shown in part. */
import { match, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openStore } from "../../src/app/data/store.ts";
import { OWNER } from "../../src/core/actor.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { makeTempDir } from "./temp_store.ts";

const CHILD = fileURLToPath(new URL("./look_child.ts", import.meta.url));
const clock = new ManualClock("2026-11-20T09:00:00+09:00");
const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;
const NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups"];

async function fill(dir: string, tickers: readonly string[]): Promise<void> {
  await using store = await openStore({ dir, clock });
  for (const ticker of tickers) {
    await store.signals.claim(OWNER, { ticker, action: "buy", actor: { kind: "cli", id: "test" } });
  }
}

/** @param how `no_flag`: Deno lets it write nothing; `no_rights`: the system does not. */
async function look(dir: string, how: "no_flag" | "no_rights", looks = "looks"): Promise<string> {
  const flags = [
    "run",
    "--no-prompt",
    "--quiet",
    "--cached-only",
    "--no-check",
    "--allow-read",
    "--allow-sys",
  ];
  const rights = how === "no_flag" ? [] : [`--allow-write=${dir}`];
  const words = [Deno.execPath(), ...flags, ...rights, CHILD, dir, looks];
  const [command = "", ...args] = how === "no_rights" && isRoot ? ["setpriv", ...NOBODY, ...words] : words;
  const env = { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
  const { stdout, stderr } = await new Deno.Command(command, { args, env }).output();
  const text = new TextDecoder().decode(stdout).trim();
  return text === "" ? new TextDecoder().decode(stderr) : text;
}

/** Takes the rights to write away, and gives them back. */
function closeDir(dir: string): Disposable {
  const change = (dirMode: number, fileMode: number) => {
    for (const { name } of Deno.readDirSync(dir)) Deno.chmodSync(`${dir}/${name}`, fileMode);
    Deno.chmodSync(dir, dirMode);
  };
  change(0o555, 0o444);
  return { [Symbol.dispose]: () => change(0o700, 0o600) };
}

Deno.test("a store can be looked at by a process that may write nothing", async () => {
  using temp = makeTempDir();
  await fill(temp.path, ["005930", "000660"]);
  match(await look(temp.path, "no_flag"), /^(005930 000660|000660 005930)$/);
  match(await look(temp.path, "no_flag", "writes"), /Cannot use the data directory .* Requires write access/);
});

Deno.test({
  name: "a store in a directory that the system keeps closed can be looked at, and is left as it was",
  ignore: Deno.build.os === "windows",
}, async () => {
  using temp = makeTempDir();
  const dir = `${temp.path}/data`;
  Deno.chmodSync(temp.path, 0o755);
  await fill(dir, ["005930"]);
  using _closed = closeDir(dir);
  strictEqual(await look(dir, "no_rights"), "005930");
  match(await look(dir, "no_rights", "writes"), /must be readable and writable for this user/);
  strictEqual([...Deno.readDirSync(dir)].map(({ name }) => name).toSorted().join(" "), "signal_v2.db");
});

Deno.test({
  name: "what a running program has written a moment ago is seen by whoever may only look",
  ignore: Deno.build.os === "windows",
}, async () => {
  using temp = makeTempDir();
  const dir = `${temp.path}/data`;
  Deno.chmodSync(temp.path, 0o755);
  await fill(dir, ["005930"]);
  await using store = await openStore({ dir, clock });
  await store.signals.claim(OWNER, { ticker: "000660", action: "buy", actor: { kind: "cli", id: "test" } });
  using _closed = closeDir(dir);
  match(await look(dir, "no_rights"), /000660/);
});

Deno.test({
  name: "a copy whose newest rows lie in a log that cannot be read is refused, not shown without them",
  ignore: Deno.build.os === "windows",
}, async () => {
  using temp = makeTempDir();
  const [dir, copy] = [`${temp.path}/data`, `${temp.path}/copy`];
  Deno.chmodSync(temp.path, 0o755);
  await fill(dir, ["005930"]);
  {
    await using store = await openStore({ dir, clock });
    await store.signals.claim(OWNER, { ticker: "000660", action: "buy", actor: { kind: "cli", id: "test" } });
    Deno.mkdirSync(copy);
    for (const ending of ["", "-wal"]) {
      Deno.copyFileSync(`${dir}/signal_v2.db${ending}`, `${copy}/signal_v2.db${ending}`);
    }
  }
  using _closed = closeDir(copy);
  match(
    await look(copy, "no_rights"),
    /000660|Cannot read .*: the newest of it is in .*-wal, .*; copy all three/,
  );
});

Deno.test("looking at nothing, and at a file of an earlier version, is refused with what to do", async () => {
  using temp = makeTempDir();
  match(await look(temp.path, "no_flag"), /^There is nothing to look at: .*signal_v2\.db is not there/);
  await fill(temp.path, []);
  const db = openDatabase(`${temp.path}/signal_v2.db`);
  db.exec("PRAGMA user_version = 3");
  db.close();
  match(
    await look(temp.path, "no_flag"),
    /it has version 3, .*; start the program once where the file can be written/,
  );
});
