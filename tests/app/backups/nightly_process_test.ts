/** The copies of a night by the process that really makes them. */
import assert from "node:assert/strict";
import { askNightly } from "../../../src/app/backups/ask_nightly.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { IS_FFI } from "../../support/sqlite.ts";
import { until } from "../../support/program.ts";
import { createDataDir, getJson, passQuietly, startTestApp } from "../test_app.ts";

const NIGHT = "2026-11-20T20:04:00+09:00";
const names = (dir: string) => {
  try {
    return [...Deno.readDirSync(dir)].map(({ name }) => name).toSorted();
  } catch {
    return [];
  }
};
const configOf = (dataDir: string, secondDir?: string) => ({
  ...{ dataDir, backup: { isOn: true, secondDir } },
  sqlite: { driver: IS_FFI ? "ffi" : "node", library: Deno.env.get("SIGNAL_V2_SQLITE_LIBRARY") },
} as const);

async function pad(dir: string, megabytes: number): Promise<void> {
  await (await openStore({ dir, clock: new ManualClock(NIGHT) }))[Symbol.asyncDispose]();
  const db = openDatabase(`${dir}/signal_v2.db`);
  db.exec("CREATE TABLE padding (text TEXT)");
  const insert = db.prepare("INSERT INTO padding VALUES (?)");
  db.prepare("BEGIN").run();
  for (let i = 0; i < megabytes * 100; i++) insert.run(`${i} `.padEnd(10_000, "filling "));
  db.prepare("COMMIT").run();
  db.close();
}

Deno.test("the running program makes the copy of the night by itself, and /health and /metrics tell of it", async () => {
  await using data = await createDataDir();
  await using second = await createDataDir();
  const settings = { SIGNAL_V2_BACKUP_DIR: second.path };
  await using running = await startTestApp({ start: NIGHT, dir: data.path, settings });
  const { app, clock } = running;
  assert.equal((await getJson(app, "/health")).body.backup.last_result, "none");
  await passQuietly(clock, 180_000);
  await until(
    async () => (await getJson(app, "/health")).body.backup.last_result === "ok",
    "the copy of the night",
  );
  const { backup, problems } = (await getJson(app, "/health")).body;
  assert.equal(backup.nightly, true);
  assert.equal(backup.kept, 1);
  assert.match(backup.last_at, /^2026-11-20T20:0[567]:/);
  assert.equal(backup.next_at, "2026-11-21T20:05:00+09:00");
  assert.equal(backup.second.last_result, "ok");
  assert.deepEqual(problems.filter((text: string) => text.includes("backup")), []);
  assert.equal(
    names(`${data.path}/backups`).filter((name) => /^signal_v2-nightly-/.test(name)).length > 0,
    true,
  );
  const [folder = ""] = names(second.path);
  assert.match(folder, /^signal_v2-[\da-f]{8}$/);
  // Beside the copies stands whose folder it is.
  assert.deepEqual(names(`${second.path}/${folder}`), [".turn", ...names(`${data.path}/backups`)]);
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  const [, at] = /^signal_backup_last_success_timestamp_seconds\{place="own"\} (\S+)$/m.exec(metrics) ?? [];
  assert.equal(Number(at) * 1_000, Date.parse(backup.last_at));
  assert.match(metrics, /^signal_backup_failed\{place="second"\} 0$/m);
});

Deno.test("a copy that is ended half-way leaves no draft, and its next try makes it", async () => {
  using temp = makeTempDir();
  const { path: dir } = temp;
  await pad(dir, 60);
  const clock = new ManualClock(NIGHT);
  const stopping = new AbortController();
  const places = ["own"] as const;
  const options = { places, nowMs: clock.now(), clock, signal: stopping.signal };
  const asked = askNightly(configOf(dir), options).then(() => "made", () => "ended");
  const hasDraft = () => names(`${dir}/backups`).some((name) => name.includes(".partial-"));
  await until(hasDraft, "a draft");
  stopping.abort();
  assert.equal(await asked, "ended");
  assert.deepEqual(names(`${dir}/backups`), []);
  const made = await askNightly(configOf(dir), { ...options, signal: new AbortController().signal });
  assert.equal(made.own?.kind, "made");
  assert.deepEqual(names(`${dir}/backups`), ["signal_v2-nightly-20261120-200400.db"]);
});

Deno.test("a process that cannot be used says why, without a path of a secret and without a stack", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock(NIGHT);
  const signal = new AbortController().signal;
  const options = { places: ["own"] as const, nowMs: clock.now(), clock, signal };
  const { own } = await askNightly(configOf(temp.path), options);
  assert.ok(own?.kind === "failed");
  assert.match(own.text, /^Cannot back up .*signal_v2\.db: there is no such file$/);
});
