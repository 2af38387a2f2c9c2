import type { MessageRow } from "../message_store.ts";
import type { SenderParts } from "./parts.ts";

/** Rows for a chat that has another id by now go there. @returns whether there were any. */
export async function followMoved(
  rows: readonly MessageRow[],
  { store, channel, clock }: Pick<SenderParts, "store" | "channel" | "clock">,
): Promise<boolean> {
  const old = (await store.chats(channel.id)).find(({ chat, movedTo }) =>
    movedTo !== undefined && rows.some((row) => row.chat === chat)
  );
  if (old?.movedTo === undefined) return false;
  const idScope = channel.idScopeOf(old.movedTo);
  await store.moveChat(channel.id, old.chat, { chat: old.movedTo, idScope, atMs: clock.now() });
  return true;
}
