/** The tables of signal_v2.db, as steps that are never edited once they were shipped. */
import type { Database } from "./sql.ts";
import { SqlError } from "./sql_error.ts";

/** Marks the file as ours (bytes 68 to 71 of the header): "SIG2". */
export const APPLICATION_ID = 0x53494732;

/**
 * Step n takes the file from version n to n + 1.
 *
 * A claim is open while `lease_until` holds a time. `last_sent` and `confidence` always tell of the last
 * signal that really went out, so giving a claim back cannot lose them.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE signal_dedup (
    ticker TEXT NOT NULL CHECK (length(ticker) BETWEEN 1 AND 32),
    action TEXT NOT NULL CHECK (action IN ('buy', 'sell')),
    last_sent INTEGER CHECK (last_sent > 0),
    confidence REAL,
    claim_id TEXT CHECK (length(claim_id) BETWEEN 1 AND 64),
    claim_confidence REAL,
    claimed_at INTEGER CHECK (claimed_at > 0),
    lease_until INTEGER CHECK (lease_until > claimed_at),
    PRIMARY KEY (ticker, action),
    CHECK ((lease_until IS NULL) = (claimed_at IS NULL)),
    CHECK (lease_until IS NULL OR claim_id IS NOT NULL),
    CHECK (last_sent IS NOT NULL OR lease_until IS NOT NULL)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX signal_dedup_last_sent ON signal_dedup (last_sent);
  CREATE UNIQUE INDEX signal_dedup_claim ON signal_dedup (claim_id) WHERE claim_id IS NOT NULL;
  CREATE TABLE snapshot (
    source TEXT NOT NULL PRIMARY KEY CHECK (length(source) BETWEEN 1 AND 64),
    fetched_at INTEGER NOT NULL CHECK (fetched_at > 0),
    payload TEXT NOT NULL,
    saved_at INTEGER NOT NULL CHECK (saved_at > 0)
  ) STRICT, WITHOUT ROWID;
  `,
];

/**
 * Brings the file to the newest version, in one transaction or not at all. Any number of processes may try at
 * the same time: the version is read again under the write lock.
 *
 * @returns how many steps were taken.
 * @throws {SqlError} `newer_schema` when the file knows more than this program; `busy` when it is locked.
 */
export function migrate(db: Database, steps: readonly string[] = STEPS): number {
  if (readVersion(db, steps.length) === steps.length) return 0;
  // DEFERRED would fail at once, and not wait, when two processes go from reading to writing.
  db.prepare("BEGIN IMMEDIATE").run();
  try {
    const pending = steps.slice(readVersion(db, steps.length));
    for (const step of pending) db.exec(step);
    db.prepare(`PRAGMA user_version = ${steps.length}`).run();
    db.prepare("COMMIT").run();
    return pending.length;
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

function readVersion(db: Database, known: number): number {
  const version = Number(db.prepare("PRAGMA user_version").rows()[0]?.[0]);
  if (version > known) {
    throw new SqlError("newer_schema", `the file has version ${version}, this program knows ${known}`);
  }
  return version;
}

function rollBack(db: Database): void {
  try {
    db.prepare("ROLLBACK").run();
  } catch {
    // SQLite has rolled back by itself already (full disk, I/O error); the first error is the one to tell.
  }
}
