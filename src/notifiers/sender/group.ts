/** One message for many signals, in the place of theirs. */
import { composeOne } from "../compose.ts";
import { type GroupMember, isAlarm, type MessageFacts } from "../message_facts.ts";
import { type MessageRow, type RestOfGroup, type TakenOut, toldIn } from "../message_store.ts";
import { toDelivery } from "../notifiers_view.ts";
import type { SenderParts } from "./parts.ts";

const KEY = "group:";

/** Whether it took the place of several, however many are left of them. */
export const wasGathered = ({ key }: Pick<MessageRow, "key">): boolean => key.startsWith(KEY);

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
  const members = rows.flatMap(({ key, signalId, facts, validUntilMs }): readonly GroupMember[] =>
    isAlarm(facts) ? [{ key, signalId, facts, validUntilMs }] : []
  );
  // The chat of the rows, which may have another name in the settings.
  const setup = { ...parts, nowMs, chats: [first.chat] };
  const key = KEY + first.id;
  const drafts = composeOne(channel, { key, facts: toGroup(members, nowMs) }, setup).map((draft) => ({
    ...draft,
    ...{ ring: isRinging, isResendable: true },
    rank: rows.some(({ rank }) => rank === 0) ? 0 as const : 1 as const,
    validUntilMs: lastEnd(members),
  }));
  await store.supersede(rows, drafts, { atMs: nowMs, error: toldIn(key) });
  for (const row of rows) events.delivery(toDelivery(row, "superseded"));
}

/** @returns what such a message says of those that are left, part by part; nothing when none is. */
function toRest(
  row: MessageRow,
  members: readonly GroupMember[],
  parts: SenderParts,
): readonly RestOfGroup[] {
  const { channel, clock } = parts;
  const [only, ...others] = members;
  if (only === undefined) return [];
  const nowMs = clock.now();
  const isOne = others.length === 0;
  const facts = isOne ? only.facts : toGroup(members, nowMs);
  const signalId = isOne ? only.signalId : undefined;
  const drafts = composeOne(channel, { key: row.key, facts, signalId }, {
    ...parts,
    nowMs,
    chats: [row.chat],
  });
  const { form, ring } = row;
  return drafts.map(({ kind, body, markedBody, buttons }) => (
    { signalId, kind, body, markedBody, buttons, facts, form, ring, validUntilMs: lastEnd(members) }
  ));
}

/** @param rows all parts of the message. @returns whether it did; false when one of them changed meanwhile. */
export async function takeOutOfGroup(
  rows: readonly MessageRow[],
  { out, members }: { readonly out: readonly TakenOut[]; readonly members: readonly GroupMember[] },
  parts: SenderParts,
): Promise<boolean> {
  const { store, clock } = parts;
  const [row] = rows;
  if (row === undefined) return false;
  const isLeft = ({ key }: GroupMember) => !out.some((one) => one.key === key);
  const rest = toRest(row, members.filter(isLeft), parts);
  return await store.takeOut(rows, { out, rest, atMs: clock.now() });
}

function toGroup(members: readonly GroupMember[], nowMs: number): MessageFacts {
  // Messages of earlier versions may have an age of a price that nobody knew.
  const ages = members.flatMap(({ facts: { priceKrw, ages, firedAtMs } }) =>
    priceKrw === undefined
      ? []
      : ages.filter(({ of }) => of === "price").map(({ ageMs }) => ageMs + Math.max(0, nowMs - firedAtMs))
  );
  const oldestPriceMs = ages.length === members.length ? Math.max(...ages) : undefined;
  return { kind: "group", members, oldestPriceMs };
}

/** A group counts as long as one of its signals does. */
function lastEnd(members: readonly GroupMember[]): number | undefined {
  const ends = members.map(({ validUntilMs }) => validUntilMs);
  return ends.includes(undefined) ? undefined : Math.max(...ends.map((end) => end ?? 0));
}
