/** Copies of the database: are they ours, and are they whole. */
import { openDatabase } from "../../sqlite/driver.ts";
import { SIGNAL_APPLICATION_ID } from "./signal_schema.ts";
import type { Database } from "../../sqlite/sql.ts";
import { SqlError } from "../../sqlite/sql_error.ts";

const MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;

export interface CopyFacts {
  readonly bytes: number;
  readonly signals: number;
  readonly schema: number;
}

/** What is wrong with a file before SQLite touches it: it would take an empty one for a new database. */
export function findFileFault(path: string): string | undefined {
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
    return id === SIGNAL_APPLICATION_ID ? undefined : "it belongs to another program";
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
export function checkCopy(path: string, upgrade: (db: Database) => void = () => {}): CopyFacts {
  const db = openDatabase(path);
  try {
    db.prepare("PRAGMA journal_mode = DELETE").rows();
    const verdict = String(db.prepare("PRAGMA integrity_check(1)").rows()[0]?.[0]);
    if (verdict !== "ok") throw new SqlError("corrupt", verdict.replace(/\s+/g, " "));
    upgrade(db);
    const one = (sql: string) => Number(db.prepare(sql).rows()[0]?.[0]);
    const schema = one("PRAGMA user_version");
    const signals = schema === 0 ? 0 : one("SELECT count(*) FROM signal_dedup");
    return { bytes: Deno.statSync(path).size, signals, schema };
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
