import "../support/sqlite.ts";
import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { StoredReports } from "../../src/backtest/stored_reports.ts";
import { openBacktestStore } from "../../src/backtest/store/sqlite_backtest_store.ts";
import { OWNER } from "../../src/core/actor.ts";
import { UserError } from "../../src/core/errors.ts";
import type { LogLevel } from "../../src/core/log.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { ManualClock } from "../support/manual_clock.ts";

const ENTRY = {
  ...{ format: 2, strategy: "dca", market: "BTC/KRW", timeframe: "1h", bars: 9 },
  ...{ from: "2026-01-01", to: "2026-01-02", return_pct: 1, trades: 0 },
};

function openReports() {
  const temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const events: string[] = [];
  const log = { write: (_: LogLevel, event: string) => void events.push(event) };
  const path = `${temp.path}/backtests.db`;
  const save = async (...strategies: readonly string[]) => {
    await using store = await openBacktestStore({ dir: temp.path, clock });
    for (const strategy of strategies) {
      const actor = { kind: "http", id: "token" } as const;
      const saved = { entry: { ...ENTRY, strategy }, result: {}, report: {}, atMs: clock.now(), actor };
      await store.backtests.add(OWNER, saved);
    }
  };
  const start = () => new StoredReports({ dir: temp.path, log, clock });
  const spoil = () => Deno.writeTextFileSync(path, "no database, but long enough to be one".repeat(30));
  return { clock, events, path, save, start, spoil, [Symbol.dispose]: () => temp[Symbol.dispose]() };
}

const namesOf = async (reports: StoredReports) => (await reports.list())?.map(({ strategy }) => strategy);

Deno.test("while nothing was kept yet there is an empty list, and what is kept later is shown", async () => {
  using home = openReports();
  await using reports = home.start();
  deepStrictEqual([await reports.list(), await reports.table(), reports.problem()], [
    [],
    undefined,
    undefined,
  ]);
  await home.save("dca");
  deepStrictEqual(await namesOf(reports), ["dca"]);
  deepStrictEqual((await reports.list())?.[0]?.actor, { kind: "http", id: "token" });
});

Deno.test("saved backtests that cannot be read are no empty list, and are read once they can be", async () => {
  using home = openReports();
  home.spoil();
  await using reports = home.start();
  strictEqual(await reports.list(), undefined);
  match(reports.problem() ?? "", /^Saved backtests cannot be read: .*backtests\.db/);
  await rejects(reports.table(), (error) => error instanceof UserError && error.code === "failed");
  Deno.removeSync(home.path);
  await home.save("dca");
  strictEqual(await reports.list(), undefined, "not tried at each look");
  await home.clock.advance(10_000);
  deepStrictEqual([await namesOf(reports), reports.problem()], [["dca"], undefined]);
  deepStrictEqual(home.events, ["reports_off"]);
});

Deno.test("a file that cannot be read and is gone is none", async () => {
  using home = openReports();
  home.spoil();
  await using reports = home.start();
  await reports.list();
  Deno.removeSync(home.path);
  await home.clock.advance(10_000);
  deepStrictEqual([await reports.list(), reports.problem()], [[], undefined]);
});

Deno.test("a file that is moved aside while it is shown is let go, and a new one at its place is shown", async () => {
  using home = openReports();
  await home.save("old");
  await using reports = home.start();
  deepStrictEqual(await namesOf(reports), ["old"]);
  for (const end of ["", "-wal", "-shm"]) {
    try {
      Deno.renameSync(home.path + end, `${home.path}.aside${end}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  deepStrictEqual(await reports.list(), []);
  await home.save("new", "newer");
  deepStrictEqual(await namesOf(reports), ["newer", "new"]);
  strictEqual((await (await reports.table())?.list(OWNER, { limit: 9 }))?.length, 2);
});
