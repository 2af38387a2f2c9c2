/** Signals leave a message that was to tell of several, before it is sent. */
import { type MessageChange, type MessageStore, toldIn, TOO_LATE } from "../message_store.ts";
import { toSeen, toTextRow } from "./rows.ts";
import type { MessageStatements } from "./statements.ts";

type TakeOut = Parameters<MessageStore["takeOut"]>;

export interface TakeOutParts {
  readonly sql: MessageStatements;
  /** The message itself, to its end. @returns 0 when it is not as it was seen. */
  readonly end: (change: MessageChange) => number;
}

/** Inside a transaction. @returns 0 when it is not as it was seen: then nothing was written. */
export function takeOut(
  row: TakeOut[0],
  { out, rest, atMs }: TakeOut[1],
  { sql, end }: TakeOutParts,
): number {
  const now = Math.trunc(atMs);
  const { state, error } = out[0] ?? { state: "superseded", error: TOO_LATE };
  const changed = rest === undefined
    ? end({ state, event: "taken out", atMs, error })
    : sql.narrow.run(rest.signalId ?? null, ...toTextRow(rest), ...toSeen(row));
  if (changed === 0) return 0;
  if (rest !== undefined) sql.note.run(row.seq, row.attempt, now, "tells of fewer", row.state, null);
  for (const one of out) {
    // The row that the signal had before it was told with others.
    for (const [seq, attempt] of sql.inGroup.rows(row.channel, one.key, toldIn(row.key))) {
      sql.note.run(Number(seq), Number(attempt), now, "taken out", one.state, one.error);
      sql.endApart.run(one.state, one.error, now, Number(seq));
    }
  }
  return changed;
}
