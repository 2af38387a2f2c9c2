/** What a sender does next, decided from rows and state alone. */
import type { ChatState, MessageRow } from "../message_store.ts";
import { planRing, type RingPlan, type RingState, type Together, toTogether } from "./rings.ts";

/** Begins the error of rows whose chat asked for silence: no other row of it goes before that is over. */
export const LIMITED = "limited: ";

export type Step =
  | { readonly kind: "expire" }
  /** Nobody knows whether it arrived; nothing else goes before that is settled. */
  | { readonly kind: "settle"; readonly row: MessageRow }
  | { readonly kind: "send"; readonly row: MessageRow; readonly isRinging: boolean }
  | { readonly kind: "group"; readonly rows: readonly MessageRow[]; readonly isRinging: boolean }
  | { readonly kind: "check"; readonly chat: string }
  | { readonly kind: "wait"; readonly ms: number };

export interface PlanState {
  readonly nowMs: number;
  /** As `RowTimes` corrects them. */
  readonly rows: readonly MessageRow[];
  readonly chats: readonly ChatState[];
  readonly blockedMs: number;
  /** When it was last looked whether a chat is back, by chat. */
  readonly checkedAtMs: ReadonlyMap<string, number>;
  readonly paceMs: (chat: string) => number;
  readonly quietUntilMs: number | undefined;
  readonly ringLimit: number;
  readonly rangAtMs: ReadonlyMap<string, readonly number[]>;
  readonly waits: RingState["waits"];
  /** By seq: those that are not told together with others. */
  readonly alone: ReadonlySet<number>;
  /** While there is nothing. */
  readonly idleMs: number;
}

export function planStep(state: PlanState): Step {
  const { rows, nowMs, paceMs } = state;
  if (rows.some((row) => isOver(row, nowMs))) return { kind: "expire" };
  const chats = new Map(state.chats.map((known) => [known.chat, known]));
  const doubts = rows.filter((row) => row.state === "unknown" && !row.isGivenUp);
  // In a blocked chat nobody can look; the others need not wait for it.
  const inDoubt = doubts.find((row) => chats.get(row.chat)?.blockedAtMs === undefined);
  if (inDoubt !== undefined) return { kind: "settle", row: inDoubt };
  const waiting = rows.filter(({ state }) => state === "queued" || state === "resend");
  const queues = toQueues(waiting, state);
  let soonestMs = state.idleMs;
  const later = (ms: number) => soonestMs = Math.min(soonestMs, ms);
  for (const row of [...doubts, ...waiting]) {
    const blockedAtMs = chats.get(row.chat)?.blockedAtMs;
    if (blockedAtMs !== undefined) {
      // What was dated by a clock that was ahead is no reason to wait, nor to ask at each step.
      const times = [blockedAtMs, state.checkedAtMs.get(row.chat) ?? 0].filter((atMs) => atMs <= nowMs);
      const lastMs = Math.max(0, ...times);
      if (nowMs - lastMs >= state.blockedMs) return { kind: "check", chat: row.chat };
      later(lastMs + state.blockedMs - nowMs);
      continue;
    }
    const queue = queues.get(row.chat);
    // Doubts of chats that are not blocked were settled first.
    if (queue === undefined) continue;
    const waitMs = queue.waitOf(row);
    if (waitMs > 0) {
      later(waitMs);
      continue;
    }
    const pauseMs = paceMs(row.chat);
    if (pauseMs > 0) {
      later(pauseMs);
      continue;
    }
    const plan = ringOf(row, state, queue);
    if (plan.kind === "one") return { kind: "send", row, isRinging: plan.isRinging };
    if (plan.kind === "group") return plan;
    later(plan.ms);
  }
  return { kind: "wait", ms: soonestMs };
}

function ringOf(row: MessageRow, state: PlanState, queue: ChatQueue): RingPlan {
  const { nowMs, ringLimit: limit, waits } = state;
  const isAllowed = state.quietUntilMs === undefined || row.rank === 0;
  if (!row.ring || !isAllowed) return { kind: "one", isRinging: false };
  const together = () => state.alone.has(row.seq) ? toTogether([row]) : queue.together();
  return planRing(row, { nowMs, limit, waits, together, rangAtMs: state.rangAtMs.get(row.chat) ?? [] });
}

function isOver({ validUntilMs, state }: MessageRow, nowMs: number): boolean {
  return validUntilMs !== undefined && validUntilMs <= nowMs && state !== "sending";
}

/** What waits for one chat. Made once a step: each of its rows asks for it. */
interface ChatQueue {
  /** How long this row waits, for itself, for its chat, for the part before it and for the morning; 0 when it may go. */
  readonly waitOf: (row: MessageRow) => number;
  /** Those that could be told together now. */
  readonly together: () => Together;
}

function toQueues(waiting: readonly MessageRow[], state: PlanState): ReadonlyMap<string, ChatQueue> {
  const byChat = Map.groupBy(waiting, ({ chat }) => chat);
  return new Map([...byChat].map(([chat, rows]) => [chat, toQueue(rows, state)]));
}

function toQueue(rows: readonly MessageRow[], { nowMs, quietUntilMs, alone }: PlanState): ChatQueue {
  const leftMs = ({ notBeforeMs = 0 }: MessageRow) => Math.max(0, notBeforeMs - nowMs);
  const silenceMs = rows.filter(({ error }) => error?.startsWith(LIMITED))
    .reduce((longest, row) => Math.max(longest, leftMs(row)), 0);
  const lateParts = Map.groupBy(
    rows.filter(({ part, parts, notBeforeMs = 0 }) => part < parts && notBeforeMs > nowMs),
    ({ key }) => key,
  );
  const waitOf = (row: MessageRow) => {
    const ownMs = Math.max(silenceMs, leftMs(row));
    // An edit makes no sound, so it need not wait for the morning.
    const waitsForMorning = row.rank === 2 && row.edits === undefined;
    if (waitsForMorning && quietUntilMs !== undefined) return Math.max(ownMs, quietUntilMs - nowMs);
    const before = lateParts.get(row.key)?.find(({ part }) => part < row.part);
    return before === undefined ? ownMs : Math.max(ownMs, (before.notBeforeMs ?? 0) - nowMs);
  };
  let together: Together | undefined;
  return {
    waitOf,
    together: () => together ??= toTogether(rows.filter((row) => !alone.has(row.seq) && waitOf(row) <= 0)),
  };
}
