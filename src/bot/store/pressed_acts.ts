import type { Database } from "../../sqlite/sql.ts";

/** @returns what was done with a signal by buttons, asked inside any transaction on this database. */
export function createPressedReader(db: Database): (signalId: string) => readonly string[] {
  const done = db.prepare(
    "SELECT id FROM pending_action WHERE id > ? AND id < ? AND state = 'done' ORDER BY id",
  );
  return (signalId) =>
    done.rows(`${signalId}-`, `${signalId}-~`).map(([id]) => String(id).slice(signalId.length + 1));
}
