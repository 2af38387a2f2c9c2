/** The memory of backtests, opened and closed as one thing. Any number of processes may use it at once. */
import type { Clock } from "../../core/clock.ts";
import { type Log, silentLog } from "../../core/log.ts";
import { openBacktestFile } from "./backtest_file.ts";
import type { BacktestStore } from "../backtest_store.ts";
import { SqliteBacktestTable } from "./backtest_table.ts";
import { checkpoint } from "../../sqlite/checkpoint.ts";
import { SqliteSweepTable } from "./sweep_table.ts";
import { WriteQueue } from "../../sqlite/write_queue.ts";

export interface OpenedBacktests extends BacktestStore {
  /** @returns a sentence when the path no longer leads to the open file. */
  checkFile(): string | undefined;
}

/** @throws {UserError} one sentence, as `openDatabaseFile`. */
export async function openBacktestStore(
  options: { readonly dir: string; readonly clock: Clock; readonly log?: Log; readonly looks?: boolean },
): Promise<OpenedBacktests> {
  const { dir, clock, looks, log = silentLog } = options;
  const { db, check } = await openBacktestFile({ dir, clock, looks });
  const queue = new WriteQueue({ clock, log, checkFile: check });
  let isClosed = false;
  return {
    checkFile: check,
    sweeps: new SqliteSweepTable({ db, queue }),
    backtests: new SqliteBacktestTable({ db, queue }),
    [Symbol.asyncDispose]() {
      if (isClosed) return Promise.resolve();
      isClosed = true;
      queue.close();
      // The log beside another file at this path is not ours to cut.
      if (check() === undefined) checkpoint(db);
      db.close();
      return Promise.resolve();
    },
  };
}
