import "../support/sqlite.ts";
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { OWNER } from "../../src/core/actor.ts";
import { openJobStore } from "../../src/jobs/store/sqlite_job_store.ts";
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
