/** One transaction that writes: all of it or nothing. */
import type { Database } from "./sql.ts";

/**
 * @returns a function that does `work` between BEGIN IMMEDIATE and COMMIT.
 * @throws {SqlError} `busy` at once while another process holds the lock; what `work` threw. Nothing is stored then.
 */
export function createTransaction(db: Database): <T>(work: () => T) => T {
  // DEFERRED would fail at once, and not wait, when two processes go from reading to writing.
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollBack = db.prepare("ROLLBACK");
  return (work) => {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      try {
        rollBack.run();
      } catch {
        // SQLite has rolled back by itself already (full disk, I/O error); the first error is the one to tell.
      }
      throw error;
    }
  };
}
