import type { MessageRow } from "../message_store.ts";
import type { SenderParts } from "./parts.ts";

/** @returns the id of the message that an edit is to change; `undefined` when it is to be said anew. */
export async function findEditTarget(
  { id, owner, chat, edits: key = "" }: MessageRow,
  { store, channel, clock }: SenderParts,
): Promise<number | undefined> {
  const place = { owner, key, channel: channel.id, chat };
  const standing = await store.findStanding(place);
  if (standing !== undefined) return standing.messageId;
  const target = await store.findByKey(place);
  if (target?.state !== "queued" && target?.state !== "resend") return undefined;
  // The newer text takes the place of the one that never went.
  await store.supersede([target], [], { atMs: clock.now(), error: `replaced by ${id}` });
  return undefined;
}
