/**
 * Chats that have another id by now: the first answer that says so is stored, what waits for the old one goes to the new
 * one, and so does what is being sent just then.
 */
import { toErrorText } from "../../core/errors.ts";
import type { EditOutcome, SendOutcome } from "../channel.ts";
import type { ChatState, MessageRow } from "../message_store.ts";
import type { SenderParts } from "./parts.ts";

type ChatParts = Pick<SenderParts, "store" | "channel" | "clock">;

/** Rows for a chat that has another id by now go there. @returns whether there were any. */
export async function followMoved(rows: readonly MessageRow[], parts: ChatParts): Promise<boolean> {
  const chats = await parts.store.chats(parts.channel.id);
  const old = chats.find(({ chat, movedTo }) =>
    movedTo !== undefined && rows.some((row) => row.chat === chat) && !isInCircle(chat, chats)
  );
  if (old?.movedTo === undefined) return false;
  return await noteMoved(old.chat, old.movedTo, parts);
}

/** @returns false for a chat that is said to have moved to itself. */
export async function noteMoved(from: string, chat: string, parts: ChatParts): Promise<boolean> {
  const { channel, store, clock } = parts;
  if (chat === from) return false;
  await store.moveChat(channel.id, from, { chat, idScope: channel.idScopeOf(chat), atMs: clock.now() });
  return true;
}

/** @param how.target id of the message that it changes; `undefined`: it is a message of its own. */
export async function handOver(
  row: MessageRow,
  { target, isRinging, signal }: {
    readonly target: number | undefined;
    readonly isRinging: boolean;
    readonly signal: AbortSignal;
  },
  parts: SenderParts,
): Promise<EditOutcome> {
  const { channel } = parts;
  const message = { ...row, isRinging };
  try {
    const edited = target === undefined ? undefined : await channel.edit?.(message, target, signal);
    const outcome = edited ?? await channel.send(message, signal);
    if (outcome.kind !== "moved") return outcome;
    if (!await noteMoved(row.chat, outcome.chat, parts)) return IN_CIRCLE;
    // Nothing that was told in the old one can be changed in the new one.
    if (edited !== undefined) {
      return { kind: "absent", reason: "what it changes stayed in the chat before it moved" };
    }
    const again = await channel.send({ ...message, chat: outcome.chat }, signal);
    return again.kind === "moved" ? { kind: "stumbled", reason: "the chat moved twice" } : again;
  } catch (error) {
    // Before the bytes: a channel does not throw once they have left.
    return { kind: "stumbled", reason: toErrorText(error) };
  }
}

const IN_CIRCLE: SendOutcome = { kind: "stumbled", reason: "the chat is said to have moved to itself" };

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
