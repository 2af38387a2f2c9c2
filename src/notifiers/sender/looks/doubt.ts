/**
 * A send without an answer. Where the receiver knows its messages by a key it simply goes again. Else it is looked for,
 * in silence, under the ids that it can have: an edit that changes nothing says that it is there. Only what is not found
 * until nobody can take it any more goes once more, with a mark.
 */
import { bodyOf } from "../../channel.ts";
import { isSell } from "../../message_facts.ts";
import { type MessageRow, SENDER_ENDED } from "../../message_store.ts";
import { toDelivery } from "../../notifiers_view.ts";
import { FOUND_LATE, NOT_FOUND, NOT_LOOKED_FOR, type Stray } from "../../stray_store.ts";
import { isLeftAlone } from "../edit_target.ts";
import { canLook, hasWrittenOver, idsAbove, longestMs, OVERWROTE, probe } from "./look.ts";
import type { SenderParts } from "../parts.ts";
import { doubled } from "../waits.ts";

/** Looks after which it counts as not there; for a sell the first is enough. */
const ENOUGH_ABSENCES = 2;
/** Looks that only met a fault of the server, after which looking is given up. */
const ENOUGH_FAULTS = 3;

/** In the list of what happened to a message. */
const LOOKING = "looks beside another";
const MOVED = "chat moved";
const FAULT = "look failed";

/** @returns how long to wait before the next step; 0 when it is settled. */
export async function settleDoubt(row: MessageRow, parts: SenderParts, signal: AbortSignal): Promise<number> {
  const { channel, store, clock, waits } = parts;
  const nowMs = clock.now();
  if (channel.repeat === "harmless" || channel.probe === undefined || await wasEdit(row, parts)) {
    const failures = row.failures + 1;
    const waitMs = doubled(failures, waits.stumbleMs, waits.longestStumbleMs);
    await store.move(row, {
      ...{ state: "queued", event: "goes again", atMs: nowMs, error: row.error, failures },
      notBeforeMs: nowMs + waitMs,
    });
    return 0;
  }
  const dueMs = dueAtMs(row, parts);
  if (dueMs > nowMs) return dueMs - nowMs;
  // It may have died between writing over another and putting that right: its own text there proves nothing.
  if ((await store.attempts(row.seq)).at(-1)?.event === LOOKING) return await noteOverwrote(row, parts);
  const found = await lookFor(row, parts, signal);
  if (found.kind === "no_answer") {
    // It says nothing about the message: the network is gone, or asked us to be silent.
    const waitMs = Math.max(waits.probeAgainMs, found.waitMs ?? 0);
    parts.health.noteOutOfReach(found.reason);
    await store.move(row, {
      ...{ state: "unknown", event: found.isFault ? FAULT : "not answered", atMs: nowMs, error: row.error },
      notBeforeMs: clock.now() + waitMs,
    });
    return waitMs;
  }
  parts.health.noteOk();
  if (found.kind === "there") return await noteFound(row, found.messageId, parts);
  if (found.kind === "overwrote") return await noteOverwritten(row, parts);
  if (found.kind === "gone") {
    // It may be there all the same: when the chat is back it is looked for before anything else goes there.
    await store.blockChat(channel.id, row.chat, { atMs: clock.now(), reason: found.reason });
    await store.move(row, { state: "unknown", event: "gone", atMs: clock.now(), error: row.error });
    parts.health.noteGone(found.reason);
    return 0;
  }
  if (found.kind === "moved") return await followChat(row, found.chat, parts);
  return await noteAbsent(row, found.byIds, parts);
}

/** An edit may be said twice; one that became a message of its own may not. */
async function wasEdit(row: MessageRow, { store, channel }: SenderParts): Promise<boolean> {
  const { edits, owner, chat } = row;
  if (edits === undefined || await isLeftAlone(row, store)) return false;
  return await store.findStanding({ owner, key: edits, channel: channel.id, chat }) !== undefined;
}

/** It is looked for there, once: where chats lead round in a circle nothing is found. */
async function followChat(row: MessageRow, chat: string, parts: SenderParts): Promise<number> {
  const { channel, store, clock, waits } = parts;
  if (await countEvents(row, MOVED, parts) > 0) return await noteAbsent(row, false, parts);
  const atMs = clock.now();
  await store.move(row, {
    ...{ state: "unknown", event: MOVED, atMs, error: row.error, notBeforeMs: atMs + waits.firstProbeMs },
  });
  await store.moveChat(channel.id, row.chat, { chat, idScope: channel.idScopeOf(chat), atMs });
  return 0;
}

/** Since it was sent last. */
async function countEvents(
  { seq, attempt }: MessageRow,
  event: string,
  { store }: SenderParts,
): Promise<number> {
  const all = await store.attempts(seq);
  return all.filter((one) => one.attempt === attempt && one.event === event).length;
}

async function noteFound(
  row: MessageRow,
  messageId: number,
  { store, clock, events }: SenderParts,
): Promise<number> {
  await store.move(row, { state: "delivered", event: "found there", atMs: clock.now(), messageId });
  const tookMs = clock.now() - row.queuedAtMs;
  events.delivery(toDelivery(row, "delivered", { tookMs }));
  return 0;
}

/** Our memory does not know what came last there, as after a backup was restored. */
async function noteOverwritten(row: MessageRow, parts: SenderParts): Promise<number> {
  const { channel, events } = parts;
  const reason = "a look wrote over another message: ids there are higher than any that is known";
  events.bug({ channel: channel.id, key: row.key, reason });
  return await noteOverwrote(row, parts);
}

/** No id tells any more. */
async function noteOverwrote(row: MessageRow, { store, clock }: SenderParts): Promise<number> {
  await store.move(row, { state: "unknown", event: OVERWROTE, atMs: clock.now(), error: row.error });
  return 0;
}

async function noteAbsent(
  row: MessageRow,
  byIds: boolean,
  { store, clock, events }: SenderParts,
): Promise<number> {
  const absences = row.absences + 1;
  const atMs = clock.now();
  const event = byIds ? NOT_FOUND : NOT_LOOKED_FOR;
  // A resend of a sell is given up no sooner than anything else: it may be taken late, and then it is found.
  const enough = isSell(row.facts) && !row.isMarked ? 1 : ENOUGH_ABSENCES;
  if (absences < enough) {
    await store.move(row, { state: "unknown", event, atMs, absences, error: row.error });
    return 0;
  }
  // Once for what the way lost. A sender that died met nothing that loses messages: that is not counted, as long as the
  // message is known not to be there.
  const hasDied = row.error === SENDER_ENDED;
  if (row.isResendable && (!row.isMarked || (byIds && (hasDied || row.failures === 0)))) {
    const failures = row.failures + (hasDied ? 0 : 1);
    await store.move(row, {
      ...{ state: "resend", event, atMs, absences: 0, error: row.error, failures },
    });
    events.delivery(toDelivery(row, "resent"));
    return 0;
  }
  await store.move(row, {
    ...{ state: "unknown", event, atMs, absences, isGivenUp: true },
    error: "it was sent and not found, and does not go again",
  });
  return 0;
}

/** The second look comes when nobody can take it any more. */
function dueAtMs(row: MessageRow, { channel, waits }: SenderParts): number {
  const sentAtMs = row.sendingAtMs ?? row.queuedAtMs;
  const retryMs = row.notBeforeMs ?? 0;
  const lastMs = sentAtMs + channel.timeoutMs + waits.lateAcceptMs;
  return row.absences > 0 ? Math.max(lastMs, retryMs) : retryMs;
}

type Found =
  | { readonly kind: "there"; readonly messageId: number }
  /** Another message had the id, and has the text of this one now. */
  | { readonly kind: "overwrote" }
  /** `byIds`: each id that it can have was looked at. */
  | { readonly kind: "absent"; readonly byIds: boolean }
  | { readonly kind: "gone"; readonly reason: string }
  | { readonly kind: "moved"; readonly chat: string }
  | {
    readonly kind: "no_answer";
    readonly reason: string;
    readonly waitMs: number | undefined;
    /** There was an answer, of a server in trouble. */
    readonly isFault?: boolean;
  };

/** Never under an id that is known: a look is an edit, and would change another message of ours. */
async function lookFor(row: MessageRow, parts: SenderParts, signal: AbortSignal): Promise<Found> {
  const { channel, store, clock } = parts;
  if (channel.probe === undefined) return { kind: "absent", byIds: false };
  const known = row.knownId ?? await store.highestMessageId(channel.id, row.idScope);
  if (known === undefined || !await canLook(row, parts)) return await withoutIds(row, parts, signal);
  if (await hasWrittenOver(row, store)) return await withoutIds(row, parts, signal);
  // One of its ids may be that of another that nobody has seen either, and a look would write over it.
  const strays = await store.strays(row, { channel: channel.id, knownId: known, lateMs: longestMs(parts) });
  const [other] = strays;
  // With a first copy of its own that nobody has seen there are two that it could be.
  const isUnclear = strays.length > 1 || row.isMarked;
  if (
    other !== undefined && (isUnclear || isAlike(row, other.row) || await hasWrittenOver(other.row, store))
  ) {
    return await withoutIds(row, parts, signal);
  }
  if (other !== undefined) {
    await store.move(row, {
      ...{ state: "unknown", event: LOOKING, atMs: clock.now(), error: row.error },
      notBeforeMs: row.notBeforeMs,
    });
  }
  return await lookUnder(await idsAbove(row, known, parts), { row, other }, parts, signal);
}

/** @param other can be under one of the ids as well: written over, it gets its own text again. */
async function lookUnder(
  ids: readonly number[],
  { row, other }: { readonly row: MessageRow; readonly other: Stray<MessageRow> | undefined },
  parts: SenderParts,
  signal: AbortSignal,
): Promise<Found> {
  const { store, clock } = parts;
  let isRefused = false;
  let stray = other;
  for (const id of ids) {
    const outcome = await probe(row, id, parts, signal);
    if (outcome.kind === "absent") continue;
    if (outcome.kind === "refused") {
      if (outcome.mayPass && await countEvents(row, FAULT, parts) < ENOUGH_FAULTS) {
        return { kind: "no_answer", reason: outcome.reason, waitMs: undefined, isFault: true };
      }
      isRefused = true;
      // The same would be said of each.
      if (outcome.mayPass) break;
      continue;
    }
    // Nothing was under it before this one went again: what came meanwhile is its first copy, taken late.
    const isFirstCopy = outcome.kind === "overwrote" && row.isMarked;
    if (outcome.kind === "there" || isFirstCopy) return { kind: "there", messageId: id };
    if (outcome.kind !== "overwrote" || stray === undefined) return outcome;
    const back = await probe(stray.row, id, parts, signal);
    if (back.kind !== "overwrote" && back.kind !== "there") return outcome;
    await store.noteStray(stray, { event: FOUND_LATE, atMs: clock.now(), messageId: id });
    stray = undefined;
  }
  return isRefused ? await withoutIds(row, parts, signal) : { kind: "absent", byIds: true };
}

const isAlike = (one: MessageRow, other: MessageRow) =>
  bodyOf(one) === bodyOf(other) && JSON.stringify(one.buttons) === JSON.stringify(other.buttons);

/** Without any id nobody can look, and the mark has to do; but not before somebody answers there. */
async function withoutIds(row: MessageRow, { channel }: SenderParts, signal: AbortSignal): Promise<Found> {
  const outcome = await channel.check?.(row.chat, signal);
  switch (outcome?.kind) {
    case "gone":
    case "moved":
      return outcome;
    case "limited":
      return { kind: "no_answer", reason: outcome.reason, waitMs: outcome.waitMs };
    case "not_sent":
    case "locked_out":
    case "unknown":
      return { kind: "no_answer", reason: outcome.reason, waitMs: undefined };
    // What is not allowed there is said by the message itself, when it goes again.
    case "refused":
    case "unreadable":
    case "stumbled":
    case "delivered":
    case undefined:
      return { kind: "absent", byIds: false };
  }
}
