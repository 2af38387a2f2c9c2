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

/**
 * @returns a function that does `work` inside the transaction that is open, and takes back what it did alone when it throws.
 * @throws what `work` threw; what was done before it stays part of the transaction.
 */
export function createSavepoint(db: Database): <T>(work: () => T) => T {
  const begin = db.prepare("SAVEPOINT apart");
  const keep = db.prepare("RELEASE apart");
  const takeBack = db.prepare("ROLLBACK TO apart");
  return (work) => {
    begin.run();
    try {
      const result = work();
      keep.run();
      return result;
    } catch (error) {
      try {
        takeBack.run();
        keep.run();
      } catch {
        // The whole transaction is gone already (full disk, I/O error); the first error is the one to tell.
      }
      throw error;
    }
  };
}

/**
 * The same without the wait for the disk, which stops the whole program for some ms (measured). A power cut may take
 * back the newest of these transactions, each as a whole; no other crash does.
 */
export function createRelaxedTransaction(db: Database): <T>(work: () => T) => T {
  const transact = createTransaction(db);
  const relax = db.prepare("PRAGMA synchronous = NORMAL");
  const insist = db.prepare("PRAGMA synchronous = FULL");
  return (work) => {
    relax.run();
    try {
      return transact(work);
    } finally {
      insist.run();
    }
  };
}
