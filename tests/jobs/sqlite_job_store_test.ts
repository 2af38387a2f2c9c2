import "../support/sqlite.ts";
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { OWNER } from "../../src/core/actor.ts";
import { openJobFile } from "../../src/jobs/store/job_file.ts";
import { openJobStore, SqliteJobStore } from "../../src/jobs/store/sqlite_job_store.ts";
import type { Database } from "../../src/sqlite/sql.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { ACTOR, testJobStore, wishOf } from "./job_store_contract.ts";

testJobStore("jobs in SQLite", async (clock) => {
  const dir = makeTempDir();
  const store = await openJobStore({ dir: dir.path, clock });
  const close = store[Symbol.asyncDispose].bind(store);
  return Object.assign(store, {
    async [Symbol.asyncDispose]() {
      await close();
      dir[Symbol.dispose]();
    },
  });
});

Deno.test("a job that one process queues is begun and cancelled by others over the same file", async () => {
  using dir = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  await using command = await openJobStore({ dir: dir.path, clock });
  await using service = await openJobStore({ dir: dir.path, clock });
  const { job } = await command.add(OWNER, wishOf());
  strictEqual((await service.add(OWNER, wishOf({ key: "two" }))).job.id, job.id);
  deepStrictEqual((await service.begin("backtest"))?.id, job.id);
  strictEqual(await command.askCancel(OWNER, job.id, ACTOR), "asked");
  strictEqual(await service.isCancelAsked(job.id), true);
});

Deno.test("a list of jobs reads an index in its order, and no row with 64 kB of output", async () => {
  using dir = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const file = await openJobFile({ dir: dir.path, clock });
  const asked: string[] = [];
  const db: Database = {
    exec: (text) => file.db.exec(text),
    prepare: (text) => {
      asked.push(text);
      return file.db.prepare(text);
    },
    close: () => file.db.close(),
  };
  await using _store = new SqliteJobStore({ ...file, db }, { clock });
  const [list = ""] = asked.filter((text) => /^SELECT .* ORDER BY id DESC LIMIT \?$/.test(text));
  const plan = file.db.prepare(`EXPLAIN QUERY PLAN ${list}`).rows(OWNER, "~", 50).map((row) => row.at(-1));
  strictEqual(plan.length, 1, "nothing is sorted");
  match(String(plan[0]), /COVERING INDEX job_head \(owner=\? AND id<\?\)/);
});
