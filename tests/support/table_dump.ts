import { openDatabase } from "../../src/sqlite/driver.ts";
import type { SqlValue } from "../../src/sqlite/sql.ts";

/** Every row of these tables, to compare a file with what it was. */
export function dumpTables(
  path: string,
  tables: readonly string[],
): Readonly<Record<string, readonly SqlValue[][]>> {
  const db = openDatabase(path);
  try {
    return Object.fromEntries(
      tables.map((table) => [table, db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).rows()]),
    );
  } finally {
    db.close();
  }
}

/** What signals are decided by: rules, claims, signals, questions, mutes, peaks. */
export const SIGNAL_TABLES = [
  "rule",
  "signal",
  "signal_dedup",
  "agent_decisions",
  "outcome",
  "mute",
  "peak",
] as const;
