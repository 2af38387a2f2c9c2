import { findDamage } from "../../../sqlite/file_care.ts";
import { toCommand } from "../../../core/command_text.ts";
import { UserError } from "../../../core/errors.ts";
import { openDatabase } from "../../../sqlite/driver.ts";
import { SqlError } from "../../../sqlite/sql_error.ts";

/**
 * Moves the write-ahead log into the database and removes it. SQLite allows that to the only user of a file, so
 * it also finds programs that use it without the lock on the directory.
 *
 * @returns false when the database is damaged.
 */
export function foldLog(path: string): boolean {
  const db = openDatabase(path);
  try {
    db.prepare("PRAGMA busy_timeout = 0").rows();
    db.prepare("PRAGMA journal_mode = DELETE").rows();
    return findDamage(db, { isFull: false }).length === 0;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (error.kind === "corrupt") return false;
    if (error.kind !== "busy") {
      throw new UserError("failed", `Cannot restore: ${path}: ${error.message}`);
    }
    throw new UserError(
      "locked",
      `Cannot restore: another program has ${path} open. Close it (a viewer, a waiting \`${
        toCommand("signals", "claim", "-")
      }\`) and try again`,
    );
  } finally {
    db.close();
  }
}
