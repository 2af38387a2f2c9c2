/** SQLite as built into Deno. The only file that knows which driver it is; see the contract test. */
import { DatabaseSync } from "node:sqlite";
import { type Database, guardDatabase, type SqlValue } from "./sql.ts";

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
