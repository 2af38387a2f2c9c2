/** Signals whose time was over before they could be sent: one list, when the channel is there again. */
import { type AlarmFacts, isAlarm, type MessageFacts, toBrief } from "../message_facts.ts";
import { type MessageDraft, type MessageRow, NOT_CONFIRMED } from "../message_store.ts";
import { composeOne } from "../compose.ts";
import { noteMoved } from "./moved.ts";
import type { SenderParts } from "./parts.ts";

/** @returns false while the channel cannot be reached. */
export async function listLate(parts: SenderParts, signal: AbortSignal): Promise<boolean> {
  const { channel, store, health } = parts;
  const rows = await store.unlisted(channel.id);
  if (rows.length === 0) return true;
  const toTell = rows.filter(isLate);
  for (const [chat, late] of Map.groupBy(toTell, (row) => row.chat)) {
    const outcome = await channel.check?.(chat, signal);
    if (outcome?.kind === "gone") continue;
    const isMoved = outcome?.kind === "moved" && await noteMoved(chat, outcome.chat, parts);
    if (outcome !== undefined && outcome.kind !== "delivered" && !isMoved) {
      const reason = "reason" in outcome ? outcome.reason : outcome.kind;
      health.noteOutOfReach(reason);
      return false;
    }
    const told = isMoved ? outcome.chat : chat;
    await store.list(late, channel.check === undefined ? undefined : toDraft(late, told, parts));
  }
  await store.list(rows, undefined);
  return true;
}

function isLate(row: MessageRow): boolean {
  return row.part === 1 && row.edits === undefined && alarmsOf(row).length > 0 && row.error !== NOT_CONFIRMED;
}

function alarmsOf({ facts }: MessageRow): readonly AlarmFacts[] {
  if (facts.kind === "group") return facts.members.map((member) => member.facts);
  return isAlarm(facts) ? [facts] : [];
}

/** @param chat in which they are told, which may have another name in the settings. */
function toDraft(
  rows: readonly MessageRow[],
  chat: string,
  parts: SenderParts,
): MessageDraft | undefined {
  const { channel, clock, health, pricesNow } = parts;
  const fromMs = Math.min(...rows.map(({ queuedAtMs }) => queuedAtMs));
  const nowMs = clock.now();
  const signals = rows.flatMap(alarmsOf).map(toBrief);
  const prices = pricesNow(signals.map(({ ticker }) => ticker));
  const facts: MessageFacts = {
    kind: "late",
    channel: channel.title,
    fromMs,
    toMs: nowMs,
    why: (health.lastTroubleAtMs ?? 0) >= fromMs ? "unreachable" : "slow",
    signals,
    nowKrw: prices.krw,
    nowAgeMs: prices.ageMs,
  };
  const [first] = rows;
  if (first === undefined) return undefined;
  const key = `late:${first.id}`;
  return composeOne(channel, { key, facts }, { ...parts, nowMs, chats: [chat] })[0];
}
