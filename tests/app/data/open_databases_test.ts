import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { openDatabases } from "../../../src/app/data/open_databases.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { recordingLog } from "../../support/client_parts.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { signalsOf } from "../../support/owned.ts";

const NOON = "2026-03-11T12:00:00+09:00";

Deno.test("a start with the clock behind its own rows is told before anything is written, and found over at a wake", async () => {
  using temp = makeTempDir();
  const config = { dataDir: temp.path, dedupWindowMs: DAY_MS };
  const clock = new ManualClock(NOON);
  {
    await using databases = await openDatabases(config, { clock, log: recordingLog() });
    await databases.runs.begin(clock.now());
  }
  clock.setWall(Date.parse(NOON) - DAY_MS);
  const log = recordingLog();
  await using databases = await openDatabases(config, { clock, log });
  deepStrictEqual(log.lines.map(({ level, event }) => [level, event]), [["error", "clock_behind"]]);
  match(log.lines[0]?.message ?? "", /rows of 2026-03-11T12:00:00\+09:00; no signal is claimed/);
  strictEqual(databases.claimClock.state.behindMs, Date.parse(NOON));
  clock.setWall(Date.parse(NOON));
  databases.onWake();
  strictEqual(databases.claimClock.state.behindMs, undefined);
});

Deno.test("a wake finds that the file is gone, and the status says so", async () => {
  using temp = makeTempDir();
  const runtime = { clock: new ManualClock(NOON), log: recordingLog() };
  await using databases = await openDatabases({ dataDir: temp.path, dedupWindowMs: DAY_MS }, runtime);
  databases.onWake();
  strictEqual(databases.status().fileFault, undefined);
  Deno.removeSync(`${temp.path}/signal_v2.db`);
  databases.onWake();
  match(databases.status().fileFault ?? "", /was deleted/);
  strictEqual(databases.status().state, "degraded");
});

Deno.test("the window of the settings is the one of claims that name none", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock(NOON);
  await using databases = await openDatabases({ dataDir: temp.path, dedupWindowMs: 2 * 3_600_000 }, {
    ...{ clock, log: recordingLog() },
  });
  await signalsOf(databases).record("005930", "buy", 1);
  clock.setWall(Date.parse(NOON) + 2 * 3_600_000 - 1);
  strictEqual(await signalsOf(databases).claim({ ticker: "005930", action: "buy" }), undefined);
  clock.setWall(Date.parse(NOON) + 2 * 3_600_000);
  strictEqual((await signalsOf(databases).claim({ ticker: "005930", action: "buy" }))?.ticker, "005930");
});
