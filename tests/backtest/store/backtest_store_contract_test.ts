/** What every memory of backtests keeps to; a new one is a line in `MEMORIES`. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { BacktestStore } from "../../../src/backtest/backtest_store.ts";
import { openBacktestStore } from "../../../src/backtest/store/sqlite_backtest_store.ts";
import { OWNER } from "../../../src/core/actor.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { createMemoryBacktests } from "./memory_backtests.ts";

const MEMORIES: Readonly<Record<string, (dir: string) => Promise<BacktestStore>>> = {
  SQLite: (dir) => openBacktestStore({ dir, clock: new ManualClock("2026-11-20T09:00:00+09:00") }),
  memory: () => Promise.resolve(createMemoryBacktests()),
};

const savedOf = (n: number) => ({
  ...{ entry: { n }, result: { end: n }, report: [n], atMs: n, actor: { kind: "http", id: `${n}` } as const },
});

for (const [name, open] of Object.entries(MEMORIES)) {
  const test = (sentence: string, run: (store: BacktestStore) => Promise<void>) =>
    Deno.test(`backtests in ${name}: ${sentence}`, async () => {
      using dir = makeTempDir();
      await using store = await open(dir.path);
      await run(store);
    });

  test("the list goes on behind any backtest", async ({ backtests }) => {
    const ids: number[] = [];
    for (const name of ["a", "b", "c"]) {
      ids.push(await backtests.add(OWNER, { ...savedOf(5), entry: { name } }));
    }
    const older = await backtests.list(OWNER, { limit: 5, beforeId: ids[2] });
    deepStrictEqual(older.map(({ id }) => id), [ids[1], ids[0]]);
  });

  test("what is saved is listed newest first and read by its id", async ({ backtests }) => {
    const ids = [];
    for (const n of [1, 2, 3]) ids.push(await backtests.add(OWNER, savedOf(n)));
    deepStrictEqual(
      (await backtests.list(OWNER, { limit: 2 })).map(({ entry, atMs, actor }) => [entry, atMs, actor]),
      [
        [{ n: 3 }, 3, { kind: "http", id: "3" }],
        [{ n: 2 }, 2, { kind: "http", id: "2" }],
      ],
    );
    const [first = NaN] = ids;
    deepStrictEqual(await backtests.result(OWNER, first), { end: 1 });
    deepStrictEqual(await backtests.report(OWNER, first), [1]);
    strictEqual(await backtests.result(OWNER, 99), undefined);
    strictEqual(await backtests.remove(OWNER, first), true);
    strictEqual(await backtests.remove(OWNER, first), false);
    strictEqual(await backtests.report(OWNER, first), undefined);
  });

  test("runs of a sweep come by their number, and one that is there stays as it is", async ({ sweeps }) => {
    const sweepId = await sweeps.add(OWNER, { request: { of: "ma_cross" }, atMs: 5 });
    const done = (number: number, end: number) => ({ number, params: { number }, statistics: { end } });
    const failed = { number: 1, params: {}, fault: "It does not fit." };
    await sweeps.addRun(OWNER, { sweepId, run: done(2, 20) });
    await sweeps.addRun(OWNER, { sweepId, run: failed });
    await sweeps.addRun(OWNER, { sweepId, run: done(2, 99) });
    deepStrictEqual(await sweeps.runs(OWNER, sweepId), [failed, done(2, 20)]);
    deepStrictEqual(await sweeps.find(OWNER, sweepId), { id: sweepId, atMs: 5, request: { of: "ma_cross" } });
    strictEqual(await sweeps.find(OWNER, 99), undefined);
    deepStrictEqual((await sweeps.list(OWNER, 5)).map(({ id }) => id), [sweepId]);
  });

  test("what one owner keeps is nothing to another", async ({ backtests, sweeps }) => {
    const id = await backtests.add(OWNER, savedOf(1));
    const sweepId = await sweeps.add(OWNER, { request: {}, atMs: 1 });
    await sweeps.addRun(OWNER, { sweepId, run: { number: 0, params: {}, statistics: {} } });
    deepStrictEqual(
      [
        await backtests.list("another", { limit: 9 }),
        await backtests.result("another", id),
        await backtests.report("another", id),
        await backtests.remove("another", id),
        await sweeps.list("another", 9),
        await sweeps.find("another", sweepId),
        await sweeps.runs("another", sweepId),
      ],
      [[], undefined, undefined, false, [], undefined, []],
    );
    strictEqual((await backtests.list(OWNER, { limit: 9 })).length, 1);
  });
}
