/** How a message is looked for in silence: under which ids, and when that says nothing. */
import type { ProbeOutcome } from "../../channel.ts";
import type { MessageRow, MessageStore } from "../../message_store.ts";
import type { SenderParts } from "../parts.ts";

/** Ids in a row that are looked at: the person may have written in between. */
const IDS_LOOKED_AT = 8;

/** In the list of what happened to a message. */
export const OVERWROTE = "look wrote over another";

/** How long after its beginning a send can be taken. */
export const longestMs = ({ channel, waits }: Pick<SenderParts, "channel" | "waits">) =>
  channel.timeoutMs + waits.lateAcceptMs;

export async function probe(
  row: MessageRow,
  id: number,
  { channel }: Pick<SenderParts, "channel">,
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  return await channel.probe?.({ ...row, isRinging: false }, id, signal) ?? { kind: "absent" };
}

/** Never one that is known: a look is an edit, and would change another message. */
export async function idsAbove(
  { idScope }: Pick<MessageRow, "idScope">,
  known: number,
  { channel, store }: Pick<SenderParts, "channel" | "store">,
): Promise<readonly number[]> {
  // While its chat was blocked, others went on.
  const taken = new Set(await store.messageIdsAbove(channel.id, idScope, known));
  const ids = Array.from({ length: taken.size + IDS_LOOKED_AT }, (_, i) => known + 1 + i);
  return ids.filter((id) => !taken.has(id)).slice(0, IDS_LOOKED_AT);
}

/** Whether a look for it met a message that our memory does not know: then no id tells any more. */
export async function hasWrittenOver(
  { seq }: Pick<MessageRow, "seq">,
  store: Pick<MessageStore, "attempts">,
): Promise<boolean> {
  return (await store.attempts(seq)).some(({ event }) => event === OVERWROTE);
}

/** Somebody may have tried it with the real server and found that its ids or its answers do not tell. */
export async function canLook(
  { idScope }: Pick<MessageRow, "idScope">,
  { channel, store }: Pick<SenderParts, "channel" | "store">,
): Promise<boolean> {
  if (channel.account === undefined) return true;
  const trial = await store.findTrial(channel.id, channel.account, idScope);
  return trial?.isSound !== false;
}
