/** Which message an edit changes. */
import { KEYBOARD, type MessageRow } from "../message_store.ts";
import type { SenderParts } from "./parts.ts";

type TargetParts = Pick<SenderParts, "store" | "channel" | "clock">;

/** @returns the id to edit; undefined when it is to be said anew; `gone` when there is nothing to say any more. */
export async function findEditTarget(
  row: MessageRow,
  { store, channel, clock }: TargetParts,
): Promise<number | "gone" | undefined> {
  const { owner, chat, edits: key = "" } = row;
  const place = { owner, key, channel: channel.id, chat };
  const standing = await store.findStanding(place);
  if (standing !== undefined) return standing.messageId;
  const target = await store.findByKey(place);
  // Sent anew, it would be the message a second time.
  if (row.kind === KEYBOARD) return "gone";
  if (target?.state !== "queued" && target?.state !== "resend") return undefined;
  // The newer text takes the place of the one that never went.
  await store.supersede([target], [], { atMs: clock.now(), error: `replaced by ${row.id}` });
  return undefined;
}

export async function dropEdit(row: MessageRow, { store, clock }: TargetParts): Promise<void> {
  const error = "the message whose buttons it changes is not there";
  await store.move(row, { state: "superseded", event: "dropped", atMs: clock.now(), error });
}
