/** SQLite as built into Deno; see the contract test. */
import { backup, DatabaseSync } from "node:sqlite";
import type { Driver, OpenMode, SqlValue } from "./sql.ts";
import { SqlError } from "./sql_error.ts";

/** Read whole into memory, where nothing else goes. */
const LARGEST_UNCHANGING_BYTES = 1_000_000_000;
/** Bytes 18 and 19 of the header say that there is a log beside the file; 1 says that there is none. */
const LOG_MARKS = [18, 19] as const;

export const NODE_DRIVER: Driver = {
  open: (path, mode) => {
    const db = openAs(path, mode);
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

function openAs(path: string, mode: OpenMode): DatabaseSync {
  if (mode === "write") return new DatabaseSync(path);
  if (mode === "read") return new DatabaseSync(path, { readOnly: true });
  const bytes = readUnchanging(path);
  for (const at of LOG_MARKS) bytes[at] = 1;
  const db = new DatabaseSync(":memory:");
  try {
    // Exists in the runtime; the shipped types lack it (Deno 2.9.6, which also takes no `immutable` of a URI).
    (db as unknown as { deserialize(bytes: Uint8Array): void }).deserialize(bytes);
    // What was written to this memory would be gone, and nobody told.
    db.exec("PRAGMA query_only = ON");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function readUnchanging(path: string): Uint8Array {
  const before = Deno.statSync(path);
  if (before.size > LARGEST_UNCHANGING_BYTES) {
    throw new SqlError(
      "other",
      `it has ${before.size} bytes, and without rights to write ${LARGEST_UNCHANGING_BYTES} can be read`,
    );
  }
  const bytes = Deno.readFileSync(path);
  const after = Deno.statSync(path);
  if (after.size !== before.size || after.mtime?.getTime() !== before.mtime?.getTime()) {
    throw new SqlError("busy", "it was changed while it was read");
  }
  return bytes;
}
