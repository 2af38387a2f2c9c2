/** Messages for chats that are told no more: they end with a reason, and no list is made of them. */
import type { Clock } from "../../core/clock.ts";
import type { ChatState, MessageRow, MessageStore } from "../message_store.ts";
import { type NotifyEvents, toDelivery } from "../notifiers_view.ts";
import type { SenderParts } from "./parts.ts";

/** Why the rows of a chat end that was taken out of the settings, or unlinked itself. */
export const TOLD_NO_MORE = "this chat is told no more: it is not in the settings, and not linked";

/** Answers to somebody who asks go to wherever he asked. @returns whether there were any others. */
export async function putAwayGone(rows: readonly MessageRow[], parts: SenderParts): Promise<boolean> {
  const { channel, store } = parts;
  const known = findTold(channel.chats, await store.chats(channel.id));
  const gone = rows.filter(({ chat, kind, state }) =>
    !known.has(chat) && kind !== "reply" && state !== "sending"
  );
  return await putAway(gone, TOLD_NO_MORE, parts);
}

/** With the names that they have by now. */
function findTold(chats: readonly string[], states: readonly ChatState[]): ReadonlySet<string> {
  const told = new Set(chats);
  // A set is walked with what is added on the way.
  for (const chat of told) {
    for (const { chat: from, movedTo } of states) {
      if (from === chat && movedTo !== undefined) told.add(movedTo);
    }
  }
  return told;
}

/** @returns whether some ended. */
export async function putAway(
  rows: readonly MessageRow[],
  reason: string,
  { store, clock, events }: {
    readonly store: Pick<MessageStore, "move" | "list">;
    readonly clock: Clock;
    readonly events: NotifyEvents;
  },
): Promise<boolean> {
  let hasEnded = false;
  for (const row of rows) {
    const change = { state: "expired", event: "put away", atMs: clock.now(), error: reason } as const;
    if (!await store.move(row, change)) continue;
    await store.list([row], undefined);
    events.delivery(toDelivery(row, "expired", { reason }));
    hasEnded = true;
  }
  return hasEnded;
}
