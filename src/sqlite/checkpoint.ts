import type { Database } from "./sql.ts";
import { SqlError } from "./sql_error.ts";

/** Moves the write-ahead log into the database. @returns false when others were in the way; no harm done. */
export function checkpoint(db: Database): boolean {
  try {
    const [busy] = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").rows()[0] ?? [1];
    return busy === 0;
  } catch (error) {
    // A full disk or a lock: the log stays as it is and nothing in it is lost.
    if (error instanceof SqlError) return false;
    throw error;
  }
}
