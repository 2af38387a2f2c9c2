/** data/signal_v2.db, the memory that must not forget. */
import { findDamage } from "../../sqlite/file_care.ts";
import {
  type DatabaseFile,
  type FileKind,
  type FileOptions,
  openDatabaseFile,
} from "../../sqlite/database_file.ts";
import { SIGNAL_APPLICATION_ID, SIGNAL_STEPS } from "./signal_schema.ts";
import type { Database } from "../../sqlite/sql.ts";
import { SqlError } from "../../sqlite/sql_error.ts";

const SIGNAL_FILE: FileKind = {
  name: "signal_v2.db",
  applicationId: SIGNAL_APPLICATION_ID,
  steps: SIGNAL_STEPS,
  // NORMAL would forget everything since the last checkpoint in a power cut: up to weeks of signals.
  synchronous: "FULL",
  birthSettings: [],
  refuseDamage,
  wayOut: "Restore a backup of it, or, to begin with an empty memory (signals of the last 24 h may then go " +
    "out again), move it aside",
};

/** @throws {UserError} or the signal's reason, as `openDatabaseFile`. */
export function openSignalFile(options: FileOptions): Promise<DatabaseFile> {
  return openDatabaseFile(SIGNAL_FILE, options);
}

/** Reads every page: the file is small. */
function refuseDamage(db: Database): void {
  const [damage] = findDamage(db, { isFull: false });
  if (damage !== undefined) throw new SqlError("corrupt", damage);
}
