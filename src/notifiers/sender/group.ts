/** One message for many signals, in the place of theirs. */
import { composeOne } from "../compose.ts";
import { isAlarm, type MessageFacts } from "../message_facts.ts";
import { type MessageRow, toldIn } from "../message_store.ts";
import { toDelivery } from "../notifiers_view.ts";
import type { SenderParts } from "./parts.ts";

/** @param rows of one chat, in the order in which they are told. */
export async function tellTogether(
  rows: readonly MessageRow[],
  isRinging: boolean,
  parts: SenderParts,
): Promise<void> {
  const { channel, store, clock, events } = parts;
  const [first] = rows;
  if (first === undefined) return;
  const nowMs = clock.now();
  const members = rows.flatMap(({ key, signalId, facts }) =>
    isAlarm(facts) ? [{ key, signalId, facts }] : []
  );
  // Messages of earlier versions may have an age of a price that nobody knew.
  const ages = members.flatMap(({ facts: { priceKrw, ages, firedAtMs } }) =>
    priceKrw === undefined
      ? []
      : ages.filter(({ of }) => of === "price").map(({ ageMs }) => ageMs + Math.max(0, nowMs - firedAtMs))
  );
  const facts: MessageFacts = {
    kind: "group",
    members,
    oldestPriceMs: ages.length === members.length ? Math.max(...ages) : undefined,
  };
  // The chat of the rows, which may have another name in the settings.
  const setup = { ...parts, nowMs, chats: [first.chat] };
  const key = `group:${first.id}`;
  const drafts = composeOne(channel, { key, facts }, setup).map((draft) => ({
    ...draft,
    ...{ ring: isRinging, isResendable: true },
    rank: rows.some(({ rank }) => rank === 0) ? 0 as const : 1 as const,
    validUntilMs: lastEnd(rows),
  }));
  await store.supersede(rows, drafts, { atMs: nowMs, error: toldIn(key) });
  for (const row of rows) events.delivery(toDelivery(row, "superseded"));
}

/** A group counts as long as one of its signals does. */
function lastEnd(rows: readonly MessageRow[]): number | undefined {
  const ends = rows.map(({ validUntilMs }) => validUntilMs);
  return ends.includes(undefined) ? undefined : Math.max(...ends.map((end) => end ?? 0));
}
