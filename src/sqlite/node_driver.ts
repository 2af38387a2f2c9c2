/** SQLite as built into Deno; see the contract test. */
import { backup, DatabaseSync } from "node:sqlite";
import type { Driver, SqlValue } from "./sql.ts";

export const NODE_DRIVER: Driver = {
  open: (path) => {
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
  },
  copy: async (from, to) => {
    const db = new DatabaseSync(from);
    try {
      // All pages in one step: in several, a busy writer makes it begin again and again (measured, 6 s).
      await backup(db, to, { rate: -1 });
    } finally {
      db.close();
    }
  },
};
