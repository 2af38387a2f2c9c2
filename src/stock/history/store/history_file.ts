/**
 * data/history.db, a file of its own: it grows by some 13 MB a year, and the file of the signals is read whole at
 * every start. Writing a day never makes a claim wait, and damage here stops no signal.
 */
import {
  type DatabaseFile,
  type FileKind,
  type FileOptions,
  openDatabaseFile,
} from "../../../sqlite/database_file.ts";
import type { Database } from "../../../sqlite/sql.ts";
import { HISTORY_APPLICATION_ID, HISTORY_STEPS } from "./schema.ts";

const HISTORY_FILE: FileKind = {
  name: "history.db",
  applicationId: HISTORY_APPLICATION_ID,
  steps: HISTORY_STEPS,
  // What a power cut takes away cannot be fetched again.
  synchronous: "FULL",
  // So that the space of pruned days can be given back.
  birthSettings: ["PRAGMA auto_vacuum = INCREMENTAL"],
  refuseDamage,
  wayOut: "Restore a backup of it, or, to begin with an empty history, move it aside",
};

/** @throws {UserError} or the signal's reason, as `openDatabaseFile`. */
export function openHistoryFile(options: FileOptions): Promise<DatabaseFile> {
  return openDatabaseFile(HISTORY_FILE, options);
}

/** The schema and the ends of the tables; each block has a checksum of its own for when it is read. */
function refuseDamage(db: Database): void {
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").rows();
  for (const [name] of tables) {
    for (const order of ["ASC", "DESC"]) {
      db.prepare(`SELECT * FROM ${name} ORDER BY 1 ${order} LIMIT 1`).rows();
    }
  }
}
