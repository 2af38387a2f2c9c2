/** Signals whose time was over before they could be sent: one list, when the channel is there again. */
import { type AlarmFacts, isAlarm, type MessageFacts, toBrief } from "../message_facts.ts";
import { type MessageDraft, type MessageRow, NOT_CONFIRMED } from "../message_store.ts";
import { composeOne } from "../compose.ts";
import type { SenderParts } from "./parts.ts";

/** @returns false while the channel cannot be reached. */
export async function listLate(parts: SenderParts, signal: AbortSignal): Promise<boolean> {
  const { channel, store, clock, health } = parts;
  const rows = await store.unlisted(channel.id);
  if (rows.length === 0) return true;
  const toTell = rows.filter(isLate);
  for (const [chat, late] of Map.groupBy(toTell, (row) => row.chat)) {
    const outcome = await channel.check?.(chat, signal);
    if (outcome?.kind === "gone") continue;
    if (outcome !== undefined && outcome.kind !== "delivered") {
      const reason = "reason" in outcome ? outcome.reason : outcome.kind;
      health.noteOutOfReach(reason, clock.monotonic());
      return false;
    }
    await store.list(late, channel.check === undefined ? undefined : toDraft(late, parts));
  }
  await store.list(rows, undefined);
  return true;
}

function isLate(row: MessageRow): row is MessageRow & { readonly facts: AlarmFacts } {
  return row.part === 1 && row.edits === undefined && isAlarm(row.facts) && row.error !== NOT_CONFIRMED;
}

function toDraft(
  rows: readonly (MessageRow & { readonly facts: AlarmFacts })[],
  parts: SenderParts,
): MessageDraft | undefined {
  const { channel, clock, pricesNow } = parts;
  const nowMs = clock.now();
  const signals = rows.map(({ facts }) => toBrief(facts));
  const prices = pricesNow(signals.map(({ ticker }) => ticker));
  const facts: MessageFacts = {
    kind: "late",
    channel: channel.title,
    fromMs: Math.min(...rows.map(({ queuedAtMs }) => queuedAtMs)),
    toMs: nowMs,
    why: rows.some(({ attempt }) => attempt > 0) ? "unreachable" : "slow",
    signals,
    nowKrw: prices.krw,
    nowAgeMs: prices.ageMs,
  };
  const [first] = rows;
  if (first === undefined) return undefined;
  const key = `late:${first.id}`;
  return composeOne(channel, { key, facts }, { ...parts, nowMs }).find(({ chat }) => chat === first.chat);
}
