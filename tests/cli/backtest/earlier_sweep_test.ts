import { OWNER } from "../../../src/core/actor.ts";
import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openBacktestStore } from "../../../src/backtest/store/sqlite_backtest_store.ts";
import { makeCsv, makeWorkDir, runThere } from "./run_entry.ts";

const SWEEP = ["backtest", "sweep", "--strategy", "ma_cross", "--data", "made.csv", "--fee", "0.001"];
const clock = createSystemClock();

interface Kept {
  readonly job: { readonly account: Readonly<Record<string, unknown>> };
}

/** Writes a finished sweep a second time, as versions did whose figures were before fees and whose tick had a form. */
async function keepAsEarlier(dir: string): Promise<void> {
  await using store = await openBacktestStore({ dir: `${dir}/data`, clock });
  const request = (await store.sweeps.find(OWNER, 1))?.request as Kept;
  const { tickSize: _tick, ...account } = request.job.account;
  const earlier = { ...request, job: { ...request.job, account: { ...account, tick: { kind: "none" } } } };
  const id = await store.sweeps.add(OWNER, { request: earlier, atMs: 0 });
  for (const run of await store.sweeps.runs(OWNER, 1)) {
    const { number, params } = run;
    const { gross, ...statistics } = run.statistics as { readonly gross: Readonly<Record<string, unknown>> };
    await store.sweeps.addRun(OWNER, {
      sweepId: id,
      run: { number, params, statistics: { ...statistics, ...gross } },
    });
  }
}

Deno.test("a sweep names its costs, and one that an earlier version kept shows its figures as gross", async () => {
  await using dir = await makeWorkDir();
  await dir.write("made.csv", makeCsv(300));
  const text = await runThere([...SWEEP, "--params", '{"fast":[5,10]}', "--workers", "1"], dir.path);
  assert.match(text.out, /^costs: fee 0\.1%, slippage 0%, no tick, lot 1, .* after these costs\n/);
  await keepAsEarlier(dir.path);
  const [now, earlier] = await Promise.all(["1", "2"].map(async (id) => {
    const { code, out, err } = await runThere(["backtest", "sweep", "--resume", id, "--json"], dir.path);
    assert.equal(code, 0, err);
    return JSON.parse(out);
  }));
  assert.deepEqual(earlier.rules, now.rules);
  assert.equal(now.rules.fee_rate, 0.001);
  for (const [i, { statistics }] of earlier.best.entries()) {
    const { gross_win_rate_pct, gross_expectancy_pct, return_pct } = now.best[i].statistics;
    assert.deepEqual(
      [statistics.gross_win_rate_pct, statistics.gross_expectancy_pct, statistics.return_pct],
      [gross_win_rate_pct, gross_expectancy_pct, return_pct],
    );
    assert.match(statistics.null_reasons.win_rate_pct, /before fees \(gross\) only/);
    assert.deepEqual([statistics.win_rate_pct, statistics.expectancy_pct, statistics.sqn], [
      null,
      null,
      null,
    ]);
  }
});

Deno.test("a sweep by a figure that no set has says first by what it is ordered, and how many more there are", async () => {
  await using dir = await makeWorkDir();
  await dir.write("made.csv", makeCsv(25));
  const space = '{"fast":[2,3,4],"slow":[5,6,7,8]}';
  const { out, err } = await runThere([...SWEEP, "--params", space, "--workers", "1"], dir.path);
  assert.match(out, /^No set has a sharpe \(.+\): they are ordered by return instead\.\n\ncosts: /, err);
  assert.match(out, /^by return +fast +slow/m);
  assert.match(out, /^… and 2 more$/m);
  const { out: json } = await runThere(["backtest", "sweep", "--resume", "1", "--json"], dir.path);
  const { metric, ordered_by } = JSON.parse(json);
  assert.deepEqual([metric, ordered_by], ["sharpe", "return"]);
});
