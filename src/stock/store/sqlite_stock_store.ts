/** The memory of the stock API in a SQLite database, which may hold other things beside it. */
import type { Clock } from "../../core/clock.ts";
import type { Database } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { StockStore } from "../stock_store.ts";
import { FailureTable } from "./failure_table.ts";
import { LATEST_RUN, RunTable } from "./run_table.ts";
import { SilenceTable } from "./silence_table.ts";
import { LATEST_SNAPSHOT, Snapshots } from "./snapshots.ts";

/** Queries for the latest time that its rows have: one value each, NULL without rows. */
export const LATEST_OF_STOCK: readonly string[] = [LATEST_SNAPSHOT, LATEST_RUN];

export function createSqliteStockStore(parts: { db: Database; queue: WriteQueue; clock: Clock }): StockStore {
  return {
    snapshots: new Snapshots(parts),
    failures: new FailureTable(parts),
    silences: new SilenceTable(parts),
    runs: new RunTable(parts),
  };
}
