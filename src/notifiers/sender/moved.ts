/** Chats that have another id by now: what waits for the old one goes to the new one. */
import type { ChatState, MessageRow } from "../message_store.ts";
import type { SenderParts } from "./parts.ts";

/** Rows for a chat that has another id by now go there. @returns whether there were any. */
export async function followMoved(
  rows: readonly MessageRow[],
  { store, channel, clock }: Pick<SenderParts, "store" | "channel" | "clock">,
): Promise<boolean> {
  const chats = await store.chats(channel.id);
  const old = chats.find(({ chat, movedTo }) =>
    movedTo !== undefined && rows.some((row) => row.chat === chat) && !isInCircle(chat, chats)
  );
  if (old?.movedTo === undefined) return false;
  const idScope = channel.idScopeOf(old.movedTo);
  await store.moveChat(channel.id, old.chat, { chat: old.movedTo, idScope, atMs: clock.now() });
  return true;
}

/** Earlier versions noted circles. Where each says that the other is right, messages stay and are tried where they are. */
function isInCircle(chat: string, chats: readonly ChatState[]): boolean {
  const moves = new Map(chats.map(({ chat, movedTo }) => [chat, movedTo]));
  const seen = new Set<string>();
  for (let at = moves.get(chat); at !== undefined && !seen.has(at); at = moves.get(at)) {
    if (at === chat) return true;
    seen.add(at);
  }
  return false;
}
