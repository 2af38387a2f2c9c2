/** SQLite as built into Deno. The only file that knows which driver it is; see the contract test. */
import { backup, DatabaseSync } from "node:sqlite";
import { type Database, guardDatabase, type SqlValue } from "./sql.ts";
import { toSqlError } from "./sql_error.ts";

/**
 * @param path an existing file, a new one, or `:memory:`.
 * @throws {SqlError} `cantopen` or `permission`. Garbage in the file shows only at the first statement.
 */
export function openDatabase(path: string): Database {
  return guardDatabase(() => {
    const db = new DatabaseSync(path);
    return {
      exec: (sql) => db.exec(sql),
      close: () => db.close(),
      prepare: (sql) => {
        const statement = db.prepare(sql);
        // Exists in the runtime; the shipped types lack it (Deno 2.9.6).
        (statement as unknown as { setReturnArrays(on: boolean): void }).setReturnArrays(true);
        return {
          run: (params) => statement.run(...params).changes,
          all: (params) => statement.all(...params) as unknown as SqlValue[][],
        };
      },
    };
  });
}

/**
 * A consistent copy of a database that others are using, the write-ahead log included. It replaces what is at `to`.
 *
 * Stops the event loop until it is done (Deno 2.9.6, measured), so the service itself must never call it.
 *
 * @throws {SqlError}
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  try {
    const db = new DatabaseSync(from);
    try {
      // All pages in one step: in several, a busy writer makes it begin again and again (measured, 6 s).
      await backup(db, to, { rate: -1 });
    } finally {
      db.close();
    }
  } catch (error) {
    throw toSqlError(error);
  }
}
