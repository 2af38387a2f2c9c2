/** What a sender does next, decided from rows and state alone. */
import type { ChatState, MessageRow } from "../message_store.ts";
import { planRing, type RingPlan, type RingState } from "./rings.ts";

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
  const { rows, nowMs, chats, paceMs, quietUntilMs } = state;
  if (rows.some((row) => isOver(row, nowMs))) return { kind: "expire" };
  const isBlocked = (chat: string) =>
    chats.some((known) => known.chat === chat && known.blockedAtMs !== undefined);
  const doubts = rows.filter((row) => row.state === "unknown" && !row.isGivenUp);
  // In a blocked chat nobody can look; the others need not wait for it.
  const inDoubt = doubts.find((row) => !isBlocked(row.chat));
  if (inDoubt !== undefined) return { kind: "settle", row: inDoubt };
  const waiting = rows.filter(({ state }) => state === "queued" || state === "resend");
  let soonestMs = state.idleMs;
  const later = (ms: number) => soonestMs = Math.min(soonestMs, ms);
  const isReady = (row: MessageRow) => {
    const waitMs = waitOf(row, { waiting, nowMs, quietUntilMs });
    if (waitMs > 0) later(waitMs);
    return waitMs <= 0;
  };
  for (const row of [...doubts, ...waiting]) {
    const chat = chats.find((known) => known.chat === row.chat);
    if (chat?.blockedAtMs !== undefined) {
      // What was dated by a clock that was ahead is no reason to wait, nor to ask at each step.
      const times = [chat.blockedAtMs, state.checkedAtMs.get(row.chat) ?? 0].filter((atMs) => atMs <= nowMs);
      const lastMs = Math.max(0, ...times);
      if (nowMs - lastMs >= state.blockedMs) return { kind: "check", chat: row.chat };
      later(lastMs + state.blockedMs - nowMs);
      continue;
    }
    if (!isReady(row)) continue;
    const pauseMs = paceMs(row.chat);
    if (pauseMs > 0) {
      later(pauseMs);
      continue;
    }
    const plan = ringOf(row, state, waiting.filter((other) => other.chat === row.chat && isReady(other)));
    if (plan.kind === "one") return { kind: "send", row, isRinging: plan.isRinging };
    if (plan.kind === "group") return plan;
    later(plan.ms);
  }
  return { kind: "wait", ms: soonestMs };
}

function ringOf(row: MessageRow, state: PlanState, ready: readonly MessageRow[]): RingPlan {
  const { nowMs, ringLimit: limit, waits } = state;
  const isAllowed = state.quietUntilMs === undefined || row.rank === 0;
  if (!row.ring || !isAllowed) return { kind: "one", isRinging: false };
  const together = ready.filter(({ seq }) => !state.alone.has(seq));
  const others = state.alone.has(row.seq) ? [row] : together;
  return planRing(row, { nowMs, limit, waits, ready: others, rangAtMs: state.rangAtMs.get(row.chat) ?? [] });
}

function isOver({ validUntilMs, state }: MessageRow, nowMs: number): boolean {
  return validUntilMs !== undefined && validUntilMs <= nowMs && state !== "sending";
}

interface WaitFacts {
  readonly waiting: readonly MessageRow[];
  readonly nowMs: number;
  readonly quietUntilMs: number | undefined;
}

/** How long this row waits, for itself, for its chat, for the part before it and for the morning. */
function waitOf(row: MessageRow, { waiting, nowMs, quietUntilMs }: WaitFacts): number {
  const silences = waiting.filter((other) => other.chat === row.chat && other.error?.startsWith(LIMITED));
  const times = [row, ...silences].map(({ notBeforeMs }) => (notBeforeMs ?? 0) - nowMs);
  const ownMs = Math.max(0, ...times);
  if (row.rank === 2 && quietUntilMs !== undefined) return Math.max(ownMs, quietUntilMs - nowMs);
  const before = waiting.find((other) =>
    other.key === row.key && other.chat === row.chat && other.part < row.part &&
    (other.notBeforeMs ?? 0) > nowMs
  );
  return before === undefined ? ownMs : Math.max(ownMs, (before.notBeforeMs ?? 0) - nowMs);
}
