/** Copies of the database: are they ours, and are they whole. */
import { findDamage } from "../../sqlite/file_care.ts";
import { openDatabase } from "../../sqlite/driver.ts";
import { HISTORY_APPLICATION_ID, HISTORY_STEPS } from "../../stock/history/store/schema.ts";
import { SIGNAL_APPLICATION_ID, SIGNAL_STEPS } from "./signal_schema.ts";
import type { Database } from "../../sqlite/sql.ts";
import { SqlError } from "../../sqlite/sql_error.ts";

const MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;

/** One of the files that cannot be fetched again. */
export interface CopiedKind {
  /** In the data directory. */
  readonly name: string;
  readonly applicationId: number;
  readonly steps: readonly string[];
  /** One number that tells a person how much is in it. */
  readonly count: string;
}

export const SIGNALS: CopiedKind = {
  name: "signal_v2.db",
  applicationId: SIGNAL_APPLICATION_ID,
  steps: SIGNAL_STEPS,
  count: "SELECT count(*) FROM signal_dedup",
};

export const HISTORY: CopiedKind = {
  name: "history.db",
  applicationId: HISTORY_APPLICATION_ID,
  steps: HISTORY_STEPS,
  count: "SELECT count(*) FROM (SELECT day FROM sealed_day UNION SELECT day FROM open_poll)",
};

export interface CopyFacts {
  readonly bytes: number;
  /** Signals, or days of the history. */
  readonly count: number;
  readonly schema: number;
}

/** Where the history is that belongs to a copy of the signals. */
export function toHistoryPath(file: string): string {
  return `${file.replace(/\.db$/, "")}.history.db`;
}

/** What is wrong with a file before SQLite touches it: it would take an empty one for a new database. */
export function findFileFault(
  path: string,
  { applicationId }: Pick<CopiedKind, "applicationId">,
): string | undefined {
  try {
    if (!Deno.statSync(path).isFile) return "it is not a file";
    using file = Deno.openSync(path, { read: true });
    const header = new Uint8Array(HEADER_BYTES);
    const length = file.readSync(header) ?? 0;
    if (length === 0) return "it is empty";
    if (length < HEADER_BYTES || new TextDecoder().decode(header.subarray(0, 16)) !== MAGIC) {
      return "it is not a database";
    }
    const id = new DataView(header.buffer).getUint32(68);
    return id === applicationId ? undefined : "it belongs to another program";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "there is no such file";
    if (error instanceof Deno.errors.PermissionDenied) return `it cannot be read (${error.message})`;
    throw error;
  }
}

/**
 * Makes a copy one plain file without a log beside it, and reads every page of it.
 *
 * @param upgrade called when the pages are sound, to change the copy.
 * @throws {SqlError} `corrupt`
 */
export function checkCopy(
  path: string,
  kind: CopiedKind,
  upgrade: (db: Database) => void = () => {},
): CopyFacts {
  const db = openDatabase(path);
  try {
    db.prepare("PRAGMA journal_mode = DELETE").rows();
    const [damage] = findDamage(db, { isFull: true });
    if (damage !== undefined) throw new SqlError("corrupt", damage);
    upgrade(db);
    const one = (sql: string) => Number(db.prepare(sql).rows()[0]?.[0]);
    const schema = one("PRAGMA user_version");
    return { bytes: Deno.statSync(path).size, count: schema === 0 ? 0 : one(kind.count), schema };
  } finally {
    db.close();
  }
}

/** @throws {SqlError} */
export function readSchema(path: string): number {
  const db = openDatabase(path);
  try {
    return Number(db.prepare("PRAGMA user_version").rows()[0]?.[0]);
  } finally {
    db.close();
  }
}
