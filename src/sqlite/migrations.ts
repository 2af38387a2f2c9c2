/** How a database file learns the tables of newer versions of the program. */
import type { Database } from "./sql.ts";
import { SqlError } from "./sql_error.ts";
import { createTransaction } from "./transaction.ts";

/**
 * Brings the file to the newest version, in one transaction or not at all. Any number of processes may try at
 * the same time: the version is read again under the write lock.
 *
 * @param steps step n takes the file from version n to n + 1; never edited once they were shipped.
 * @returns how many steps were taken.
 * @throws {SqlError} `newer_schema` when the file knows more than this program; `busy` when it is locked.
 */
export function migrate(db: Database, steps: readonly string[]): number {
  if (readVersion(db, steps.length) === steps.length) return 0;
  return createTransaction(db)(() => takeSteps(db, steps));
}

/** For a caller that has begun a transaction. @returns how many steps were taken. */
export function takeSteps(db: Database, steps: readonly string[]): number {
  const pending = steps.slice(readVersion(db, steps.length));
  for (const step of pending) db.exec(step);
  db.prepare(`PRAGMA user_version = ${steps.length}`).run();
  return pending.length;
}

/** @throws {SqlError} `newer_schema` when the file is beyond the `known` steps. */
export function readVersion(db: Database, known: number): number {
  const version = Number(db.prepare("PRAGMA user_version").rows()[0]?.[0]);
  if (version > known) {
    throw new SqlError("newer_schema", `the file has version ${version}, this program knows ${known}`);
  }
  return version;
}
