/**
 * What was sent, was not seen, and is looked for no more: a first copy that went again, or one that was given up. Before the
 * next message goes to its chat nothing else can have its ids, so then it is found out for good, and no look for that next
 * one meets it.
 */
import type { MessageRow } from "../../message_store.ts";
import { FOUND_LATE, NOT_FOUND, type Stray } from "../../stray_store.ts";
import { canLook, hasWrittenOver, idsAbove, longestMs, OVERWROTE, probe } from "./look.ts";
import type { SenderParts } from "../parts.ts";
import { LIMITED } from "../plan.ts";

/** @param next goes next. @returns whether there may be some when this is over; `silence`: asked for, `next` waits for its end. */
export async function settleStrays(
  next: MessageRow,
  parts: SenderParts,
  signal: AbortSignal,
): Promise<boolean | "silence"> {
  const { channel, store, clock } = parts;
  if (channel.probe === undefined) return false;
  const knownId = await store.highestMessageId(channel.id, next.idScope);
  if (knownId === undefined) return true;
  const lateMs = longestMs(parts);
  const strays = await store.strays(next, { channel: channel.id, knownId, lateMs });
  const [stray] = strays;
  if (stray === undefined) return false;
  // Of two nobody knows which it is that a look meets; and one that can still be taken is not absent yet.
  const isClear = strays.length === 1 && clock.now() >= stray.sentAtMs + lateMs && await canLook(next, parts);
  if (!isClear || stray.row.state === "resend" || await hasWrittenOver(stray.row, store)) return true;
  // It has waited as it was asked to, and waits no second time for a look.
  if (next.error?.startsWith(LIMITED)) return true;
  const found = await lookFor(stray, knownId, parts, signal);
  if (found.kind === "known") return false;
  if (found.silenceMs === undefined) return true;
  const atMs = clock.now();
  await store.move(next, {
    ...{ state: next.state, event: "asked for silence", atMs, error: LIMITED + found.reason },
    notBeforeMs: atMs + found.silenceMs,
  });
  return "silence";
}

type Found =
  | { readonly kind: "known" }
  | { readonly kind: "unknown"; readonly silenceMs?: number | undefined; readonly reason?: string };

async function lookFor(
  stray: Stray<MessageRow>,
  knownId: number,
  parts: SenderParts,
  signal: AbortSignal,
): Promise<Found> {
  const { store, clock, channel, events } = parts;
  const note = (event: string, messageId?: number) =>
    store.noteStray(stray, { event, atMs: clock.now(), messageId });
  for (const id of await idsAbove(stray.row, knownId, parts)) {
    const outcome = await probe(stray.row, id, parts, signal);
    if (outcome.kind === "absent") continue;
    if (outcome.kind === "there") {
      await note(FOUND_LATE, id);
      return { kind: "known" };
    }
    if (outcome.kind === "overwrote") {
      const reason = "a look wrote over another message: ids there are higher than any that is known";
      events.bug({ channel: channel.id, key: stray.row.key, reason });
      await note(OVERWROTE);
    }
    // It says nothing about the message, which stays what it is.
    if (outcome.kind !== "no_answer") return { kind: "unknown" };
    return { kind: "unknown", silenceMs: outcome.waitMs, reason: outcome.reason };
  }
  await note(NOT_FOUND);
  return { kind: "known" };
}
