/** Commands that only show something, where nothing may be written. */
import { match, strictEqual } from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { openBacktestStore } from "../../../src/backtest/store/sqlite_backtest_store.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { openJobStore } from "../../../src/jobs/store/sqlite_job_store.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { openHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";
import { createHome, flagsOf, runProgram } from "../../support/program.ts";

const clock = createSystemClock();
const flags = flagsOf("cli").filter((flag) => !flag.startsWith("--allow-write"));

const SHOWN: readonly (readonly [string, RegExp])[] = [
  ["signals list", /no rule has fired yet/],
  ["signals claims", /./],
  ["candles list", /no candles yet/],
  ["strategy list", /there is no strategy yet/],
  ["jobs list", /no jobs yet/],
  ["backtest list", /no saved backtests yet/],
  ["history list", /no polls are kept yet/],
  ["rules list", /from the built-in|from /],
  ["alert list", /no alarm is set/],
  ["notify outbox", /./],
];

Deno.test("commands that show something work where nothing may be written, and what would write is refused", async (t) => {
  await using home = await createHome();
  const dir = `${home.dir}/data`;
  for (const open of [openStore, openBacktestStore, openJobStore, openHistoryStore, openSqliteCandleStore]) {
    await (await open({ dir, clock }))[Symbol.asyncDispose]();
  }
  for (const [words, shown] of SHOWN) {
    await t.step(words, async () => {
      const { code, text } = await runProgram(words.split(" "), { dir: home.dir, flags });
      strictEqual(code, 0, text);
      match(text, shown);
    });
  }
  await t.step("signals claim", async () => {
    const { code, text } = await runProgram(["signals", "claim", "005930", "buy"], { dir: home.dir, flags });
    strictEqual(code, 2, text);
    match(text, /Cannot use the data directory .*data: Requires write access/);
  });
});
