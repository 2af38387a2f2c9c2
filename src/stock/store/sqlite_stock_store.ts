/** The memory of the stock API in a SQLite database, which may hold other things beside it. */
import type { Clock } from "../../core/clock.ts";
import type { Database } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { StockStore } from "../stock_store.ts";
import { FailureTable } from "./failure_table.ts";
import { RunTable } from "./run_table.ts";
import { Snapshots } from "./snapshots.ts";

export interface SqliteStockStore extends StockStore {
  readonly snapshots: Snapshots;
  readonly runs: RunTable;
}

export function createSqliteStockStore(
  parts: { db: Database; queue: WriteQueue; clock: Clock },
): SqliteStockStore {
  return {
    snapshots: new Snapshots(parts),
    failures: new FailureTable(parts),
    runs: new RunTable(parts),
  };
}
