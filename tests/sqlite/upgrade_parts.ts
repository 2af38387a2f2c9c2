/** A data file of two versions, for the tests of upgrades and the processes they start. */
import { createSystemClock } from "../../src/core/clock.ts";
import type { Clock } from "../../src/core/clock.ts";
import { type DatabaseFile, type FileKind, openDatabaseFile } from "../../src/sqlite/database_file.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import type { SqlValue } from "../../src/sqlite/sql.ts";
import "../support/sqlite.ts";

export const FIRST_STEP = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT";
export const SECOND_STEP = "ALTER TABLE note ADD COLUMN changed_at INTEGER; UPDATE note SET changed_at = id";

/** Changes every row and then works for minutes, as a step that rebuilds a large table does. */
export const LONG_STEP = `${SECOND_STEP};
  UPDATE note SET text = text || 'x';
  WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1e9) SELECT count(*) FROM n`;

export const PATH_NAME = "notes.db";

const KIND: FileKind = {
  name: PATH_NAME,
  applicationId: 0x74657374,
  steps: [],
  synchronous: "FULL",
  birthSettings: [],
  refuseDamage: () => {},
  wayOut: "Move it aside",
};

export function openNotes(
  dir: string,
  { steps, clock = createSystemClock() }: { steps: readonly string[]; clock?: Clock },
): Promise<DatabaseFile> {
  return openDatabaseFile({ ...KIND, steps }, { dir, clock });
}

/** A file as the first version wrote it, of about `count` kB. */
export async function writeOldNotes(dir: string, count: number): Promise<void> {
  const { db } = await openNotes(dir, { steps: [FIRST_STEP] });
  db.exec(`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO note SELECT i, 'note ' || i || printf('%.*c', 900, '.') FROM n`);
  db.close();
}

/** Version, damage if any, number of notes, and the sums of what they hold. */
export function readNotes(path: string): readonly SqlValue[] {
  const db = openDatabase(path);
  try {
    const [version] = db.prepare("PRAGMA user_version").rows()[0] ?? [];
    const [verdict] = db.prepare("PRAGMA integrity_check").rows()[0] ?? [];
    const sums = db.prepare("SELECT count(*), sum(id), sum(length(text)) FROM note").rows()[0] ?? [];
    return [version ?? null, verdict ?? null, ...sums];
  } finally {
    db.close();
  }
}

export function namesIn(dir: string): readonly string[] {
  return [...Deno.readDirSync(dir)].map(({ name }) => name).toSorted();
}
