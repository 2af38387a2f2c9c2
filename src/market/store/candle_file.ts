/** data/candles.db, a file of its own: writing many candles never makes a signal wait. */
import { CANDLE_APPLICATION_ID, CANDLE_STEPS } from "./schema.ts";
import {
  type DatabaseFile,
  type FileKind,
  type FileOptions,
  openDatabaseFile,
} from "../../sqlite/database_file.ts";
import type { Database } from "../../sqlite/sql.ts";

const CANDLE_FILE: FileKind = {
  name: "candles.db",
  applicationId: CANDLE_APPLICATION_ID,
  steps: CANDLE_STEPS,
  // What a power cut takes away is fetched again: its coverage goes with it.
  synchronous: "NORMAL",
  // So that the space of pruned candles can be given back in small steps.
  birthSettings: ["PRAGMA auto_vacuum = INCREMENTAL"],
  refuseDamage,
  wayOut: "Nothing in it is lost for good, because candles can be fetched again: move it aside",
};

/** @throws {UserError} or the signal's reason, as `openDatabaseFile`. */
export function openCandleFile(options: FileOptions): Promise<DatabaseFile> {
  return openDatabaseFile(CANDLE_FILE, options);
}

/**
 * The schema and both ends of every table. Reading all pages takes a second for each 100 MB (measured); that is the work of
 * `verifyCandles`.
 */
function refuseDamage(db: Database): void {
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").rows();
  for (const [name] of tables) {
    for (const order of ["ASC", "DESC"]) {
      db.prepare(`SELECT * FROM ${name} ORDER BY 1 ${order} LIMIT 1`).rows();
    }
  }
}
