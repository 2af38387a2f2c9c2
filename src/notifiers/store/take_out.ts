/** Signals leave a message that was to tell of several, before it is sent. */
import { type MessageChange, type MessageStore, toldIn, TOO_LATE } from "../message_store.ts";
import { toSeen, toTextRow } from "./rows.ts";
import type { MessageStatements } from "./statements.ts";

type TakeOut = Parameters<MessageStore["takeOut"]>;

export interface TakeOutParts {
  readonly sql: MessageStatements;
  /** A part of the message, to its end. @returns 0 when it is not as it was seen. */
  readonly end: (row: TakeOut[0][number], change: MessageChange) => number;
}

/** Inside a transaction. @returns 0 when a part is not as it was seen: then all of it is to be taken back. */
export function takeOut(
  rows: TakeOut[0],
  { out, rest, atMs }: TakeOut[1],
  { sql, end }: TakeOutParts,
): number {
  const [first] = rows;
  // Fewer signals fill no more parts; where they did, a part would be lost.
  if (first === undefined || rest.length > rows.length) return 0;
  const now = Math.trunc(atMs);
  const told = toldIn(first.key);
  const { state, error } = rest.length > 0
    ? { state: "superseded" as const, error: told }
    : out[0] ?? { state: "superseded", error: TOO_LATE };
  for (const [i, row] of rows.entries()) {
    const text = rest[i];
    const changed = text === undefined
      ? end(row, { state, event: "taken out", atMs, error })
      : sql.narrow.run(text.signalId ?? null, rest.length, ...toTextRow(text), ...toSeen(row));
    if (changed === 0) return 0;
    if (text !== undefined) sql.note.run(row.seq, row.attempt, now, "tells of fewer", row.state, null);
  }
  for (const one of out) {
    // The row that the signal had before it was told with others.
    for (const [seq, attempt] of sql.inGroup.rows(first.channel, one.key, told)) {
      sql.note.run(Number(seq), Number(attempt), now, "taken out", one.state, one.error);
      sql.endApart.run(one.state, one.error, now, Number(seq));
    }
  }
  return rows.length;
}
