/**
 * What waits and is not to be told any more: a person muted, paused or halted it, whichever process that was, or nobody can
 * act on it now. Looked at before each send, for a message may wait long after it was written.
 */
import { type GroupMember, isOneSignal } from "../message_facts.ts";
import { type MessageRow, NOT_CONFIRMED, type TakenOut, TOO_LATE, WITHDRAWN } from "../message_store.ts";
import { toDelivery } from "../notifiers_view.ts";
import { takeOutOfGroup } from "./group.ts";
import type { FindUnwanted, SenderParts } from "./parts.ts";

/** @returns whether something ended or changed. */
export async function takeOutUnwanted(rows: readonly MessageRow[], parts: SenderParts): Promise<boolean> {
  // An edit says something about what was told already.
  const waiting = rows.filter(({ state, edits, facts }) =>
    (state === "queued" || state === "resend") && edits === undefined &&
    (facts.kind === "group" || isOneSignal(facts))
  );
  if (waiting.length === 0) return false;
  const whyNot = await parts.findUnwanted();
  let hasChanged = false;
  for (const row of waiting) {
    const { facts, part } = row;
    // The first part speaks for the others, which say the same facts.
    if (facts.kind === "group" && part > 1) continue;
    const isChanged = facts.kind === "group"
      ? await narrow(partsOf(row, waiting), facts.members, { whyNot, parts })
      : isOneSignal(facts) && await withdraw(row, whyNot(facts), parts);
    hasChanged ||= isChanged;
  }
  return hasChanged;
}

async function withdraw(
  row: MessageRow,
  reason: string | undefined,
  { store, clock, events }: SenderParts,
): Promise<boolean> {
  if (reason === undefined) return false;
  const change = { state: "superseded", event: "withdrawn", atMs: clock.now(), error: toEnd(row) } as const;
  if (!await store.move(row, change)) return false;
  events.delivery(toDelivery(row, "withdrawn", { reason }));
  return true;
}

/** One that was sent before and not found may have arrived. */
const toEnd = ({ state }: MessageRow, unsent = WITHDRAWN) => state === "queued" ? unsent : NOT_CONFIRMED;

function partsOf(row: MessageRow, waiting: readonly MessageRow[]): readonly MessageRow[] {
  return row.parts === 1 ? [row] : waiting.filter(({ key, chat }) => key === row.key && chat === row.chat)
    .toSorted((a, b) => a.part - b.part);
}

/** @param rows its parts that wait. */
async function narrow(
  rows: readonly MessageRow[],
  members: readonly GroupMember[],
  { whyNot, parts }: { readonly whyNot: Awaited<ReturnType<FindUnwanted>>; readonly parts: SenderParts },
): Promise<boolean> {
  const [row] = rows;
  // Of one that has begun, the parts that are left would belong to another text.
  if (row === undefined || rows.length !== row.parts) return false;
  const nowMs = parts.clock.now();
  const leaving = members.flatMap((member): readonly (GroupMember & { readonly reason?: string })[] => {
    const reason = whyNot(member.facts);
    if (reason !== undefined) return [{ ...member, reason }];
    return isOver(member, nowMs) ? [member] : [];
  });
  const isAllOver = leaving.length === members.length && leaving.every(({ reason }) => reason === undefined);
  // When the time of all is over, so is that of the message itself.
  if (leaving.length === 0 || isAllOver) return false;
  const sent = rows.find(({ state }) => state !== "queued") ?? row;
  const out = leaving.map(({ key, reason }): TakenOut =>
    reason === undefined
      ? { key, state: "expired", error: toEnd(sent, TOO_LATE) }
      : { key, state: "superseded", error: toEnd(sent) }
  );
  if (!await takeOutOfGroup(rows, { out, members }, parts)) return false;
  for (const { signalId, facts, reason } of leaving) {
    const told = { channel: row.channel, key: row.key, signalId, facts };
    const word = reason === undefined ? "expired" : "withdrawn";
    parts.events.delivery(toDelivery(told, word, reason === undefined ? {} : { reason }));
  }
  return true;
}

function isOver({ validUntilMs, facts }: GroupMember, nowMs: number): boolean {
  const endMs = validUntilMs ?? (facts.kind === "buy" ? facts.validUntilMs : undefined);
  return endMs !== undefined && endMs <= nowMs;
}
