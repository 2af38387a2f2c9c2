import assert from "node:assert/strict";
import { toSqlError } from "../../src/sqlite/sql_error.ts";

/** What SQLite says, with its code, and once more without it, as some drivers and `exec` hand it on. */
const SAID: readonly (readonly [code: number, text: string, kind: string])[] = [
  [1, 'near "SELEC": syntax error', "other"],
  [1, "no such table: t", "other"],
  [1, "malformed JSON", "other"],
  [3, "access permission denied", "permission"],
  [5, "database is locked", "busy"],
  [5, "cannot commit transaction - SQL statements in progress", "busy"],
  [517, "database is locked", "busy"],
  [6, "database table is locked", "busy"],
  [6, "database schema is locked: main", "busy"],
  [8, "attempt to write a readonly database", "readonly"],
  [10, "disk I/O error", "io"],
  [11, "database disk image is malformed", "corrupt"],
  [11, "malformed database schema (t)", "corrupt"],
  [13, "database or disk is full", "full"],
  [14, "unable to open database file", "cantopen"],
  [15, "locking protocol", "busy"],
  [19, "constraint failed", "constraint"],
  [787, "FOREIGN KEY constraint failed", "constraint"],
  [1299, "NOT NULL constraint failed: t.at", "constraint"],
  [2067, "UNIQUE constraint failed: t.id", "constraint"],
  [3091, "cannot store REAL value in INTEGER column t.at", "constraint"],
  [3091, "cannot store TEXT value in REAL column t.x", "constraint"],
  [20, "datatype mismatch", "other"],
  [23, "authorization denied", "permission"],
  [23, "not authorized", "permission"],
  [23, "access to t.id is prohibited", "permission"],
  [26, "file is not a database", "corrupt"],
];

Deno.test("an error of SQLite has the same kind by its code and by its text alone", () => {
  for (const [code, text, kind] of SAID) {
    const byCode = toSqlError(Object.assign(new Error(text), { errcode: code }));
    const byText = toSqlError(new Error(text));
    assert.deepEqual([byCode, byText].map((error) => "kind" in error && error.kind), [kind, kind], text);
  }
});
