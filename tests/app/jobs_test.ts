import "../support/sqlite.ts";
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { OPEN_AGAIN_MS, startProgramJobs } from "../../src/app/jobs.ts";
import { createLateJobs } from "../../src/app/late_jobs.ts";
import { readConfig } from "../../src/config/config.ts";
import { OWNER } from "../../src/core/actor.ts";
import type { LogLevel } from "../../src/core/log.ts";
import { openJobStore } from "../../src/jobs/store/sqlite_job_store.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import { ACTOR } from "../jobs/job_store_contract.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { until } from "../support/program.ts";
import { ManualClock } from "../support/manual_clock.ts";

function partsOf(dir: string) {
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const events: string[] = [];
  const log = { write: (_: LogLevel, event: string) => void events.push(event) };
  const config = {
    ...readConfig({ get: () => undefined, envFile: undefined }),
    ...{ dataDir: dir, strategyDir: dir },
    sqlite: { driver: "node", library: undefined } as const,
  };
  const runtime = { clock: { real: clock }, log, mode: "live" } as const;
  return {
    clock,
    events,
    config,
    start: () => startProgramJobs(config, runtime),
    startLate: () => createLateJobs(config, runtime),
  };
}

/** Of another kind than what is run here, so that nothing is begun. */
const WISH = { key: "one", kind: "sweep", actor: ACTOR, request: {} };

Deno.test("jobs whose file is locked over the start are told, and can be used as soon as the lock is gone", async () => {
  using dir = makeTempDir();
  const { clock, events, start } = partsOf(dir.path);
  await (await openJobStore({ dir: dir.path, clock }))[Symbol.asyncDispose]();
  const other = openDatabase(`${dir.path}/jobs.db`);
  other.prepare("BEGIN IMMEDIATE").run();
  const starting = start();
  await clock.advance(10_000);
  await using jobs = await starting;
  strictEqual(jobs.current(), undefined);
  match(jobs.problem() ?? "", /^Jobs and keys of requests cannot be used: .*jobs\.db/);
  other.prepare("ROLLBACK").run();
  other.close();
  await clock.advance(OPEN_AGAIN_MS);
  strictEqual(jobs.problem(), undefined);
  strictEqual((await jobs.current()?.store.add(OWNER, WISH))?.kind, "new");
  deepStrictEqual(events, ["jobs_off", "jobs_on"]);
});

Deno.test("a file of jobs that stays unusable is told once, and stopping waits for no further try", async () => {
  using dir = makeTempDir();
  const { clock, events, start } = partsOf(dir.path);
  Deno.writeTextFileSync(
    `${dir.path}/jobs.db`,
    "no database at all, but long enough to be looked at".repeat(20),
  );
  const jobs = await start();
  await clock.advance(3 * OPEN_AGAIN_MS);
  strictEqual(jobs.current(), undefined);
  await jobs[Symbol.asyncDispose]();
  deepStrictEqual(events, ["jobs_off"]);
});

Deno.test("a file of jobs that is moved aside while it is used is a problem", async () => {
  using dir = makeTempDir();
  await using jobs = await partsOf(dir.path).start();
  strictEqual(jobs.problem(), undefined);
  Deno.renameSync(`${dir.path}/jobs.db`, `${dir.path}/aside.db`);
  match(jobs.problem() ?? "", /jobs\.db was deleted, moved or replaced/);
  Deno.renameSync(`${dir.path}/aside.db`, `${dir.path}/jobs.db`);
  strictEqual(jobs.problem(), undefined);
});

Deno.test("in place of a file of jobs that stays moved aside another one is opened, and the old one is left alone", async () => {
  using dir = makeTempDir();
  const { clock, events, start } = partsOf(dir.path);
  await using jobs = await start();
  await jobs.current()?.store.add(OWNER, WISH);
  for (const end of ["", "-wal", "-shm"]) {
    Deno.renameSync(`${dir.path}/jobs.db${end}`, `${dir.path}/aside.db${end}`);
  }
  await clock.advance(OPEN_AGAIN_MS);
  await until(() => jobs.problem() === undefined, "another file");
  deepStrictEqual(events, ["jobs_moved", "jobs_on"]);
  deepStrictEqual(await jobs.current()?.store.list(OWNER, { limit: 9 }), []);
  strictEqual((await jobs.current()?.store.add(OWNER, { ...WISH, key: "two" }))?.kind, "new");
  const aside = openDatabase(`${dir.path}/aside.db`);
  deepStrictEqual(aside.prepare("SELECT key FROM job").rows(), [["one"]]);
  aside.close();
});

Deno.test("a write that failed is a problem until a look shows that writes work again", async () => {
  using dir = makeTempDir();
  const { clock, start } = partsOf(dir.path);
  await using jobs = await start();
  const { store } = jobs.current() ?? {};
  const added = await store?.add(OWNER, WISH);
  Deno.renameSync(`${dir.path}/jobs.db`, `${dir.path}/aside.db`);
  await store?.askCancel(OWNER, added?.job.id ?? "", ACTOR).catch(() => {});
  Deno.renameSync(`${dir.path}/aside.db`, `${dir.path}/jobs.db`);
  match(jobs.problem() ?? "", /^The last write to .*jobs\.db failed: /);
  await clock.advance(OPEN_AGAIN_MS);
  strictEqual(jobs.problem(), undefined);
});

Deno.test("late jobs are opened by the first who needs them, or a moment after the start", async () => {
  using dir = makeTempDir();
  const asked = partsOf(dir.path);
  {
    await using jobs = asked.startLate();
    strictEqual(jobs.current(), undefined);
    strictEqual(jobs.problem(), undefined);
    strictEqual(await jobs.open(), jobs.current());
    strictEqual(jobs.current() === undefined, false);
  }
  const waited = partsOf(dir.path);
  await using jobs = waited.startLate();
  await waited.clock.advance(1_000);
  await until(() => jobs.current() !== undefined, "the file of jobs");
});

Deno.test("late jobs that nobody needed leave no file behind", async () => {
  using dir = makeTempDir();
  await partsOf(dir.path).startLate()[Symbol.asyncDispose]();
  deepStrictEqual([...Deno.readDirSync(dir.path)], []);
});
