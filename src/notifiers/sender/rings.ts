/** Few rings: five signals in five minutes may ring one by one; what comes on top of that is gathered into one message. */
import { isAlarm } from "../message_facts.ts";
import type { MessageRow } from "../message_store.ts";
import { wasGathered } from "./group.ts";
import type { SenderWaits } from "./waits.ts";

export type RingPlan =
  | { readonly kind: "one"; readonly isRinging: boolean }
  | { readonly kind: "group"; readonly isRinging: boolean; readonly rows: readonly MessageRow[] }
  | { readonly kind: "wait"; readonly ms: number };

export interface Together {
  /** In the order of the queue. */
  readonly rows: readonly MessageRow[];
  readonly oldestAtMs: number;
}

export interface RingState {
  readonly nowMs: number;
  /** When it rang in the window, ascending. */
  readonly rangAtMs: readonly number[];
  readonly limit: number;
  /** What of this chat could be told together now. */
  readonly together: () => Together;
  readonly waits: Pick<SenderWaits, "gatherMs" | "silentGatherMs" | "protectiveRingMs">;
}

/** What to do with the next row that wants to ring. */
export function planRing(row: MessageRow, state: RingState): RingPlan {
  const { nowMs, rangAtMs, limit, waits } = state;
  const left = limit - rangAtMs.length;
  if (left > 1) return { kind: "one", isRinging: true };
  const isProtective = row.rank === 0;
  const mayRing = left > 0 ||
    (isProtective && nowMs - (rangAtMs.at(-1) ?? 0) >= waits.protectiveRingMs);
  if (!isGroupable(row)) return { kind: "one", isRinging: mayRing };
  // The last ring is kept for all that come together.
  const { rows, oldestAtMs } = state.together();
  const gatherMs = left > 0 || isProtective ? waits.gatherMs : waits.silentGatherMs;
  // A clock that was set back must not make it wait for ever.
  const waitMs = Math.min(gatherMs, oldestAtMs + gatherMs - nowMs);
  if (waitMs > 0) return { kind: "wait", ms: waitMs };
  return rows.length > 1
    ? { kind: "group", isRinging: mayRing, rows: inOrder(rows) }
    : { kind: "one", isRinging: mayRing };
}

/** @param ready everything that could go now. */
export function toTogether(ready: readonly MessageRow[]): Together {
  const rows = ready.filter(isGroupable);
  return { rows, oldestAtMs: Math.min(...rows.map(({ queuedAtMs }) => queuedAtMs)) };
}

function isGroupable(row: MessageRow): boolean {
  return row.ring && !wasGathered(row) && isAlarm(row.facts) && row.parts === 1 && row.state === "queued" &&
    row.attempt === 0;
}

/** Sells of what is held, other sells, buys; each in the order of the queue. */
function inOrder(rows: readonly MessageRow[]): readonly MessageRow[] {
  const weight = ({ facts }: MessageRow) =>
    !isAlarm(facts) || facts.kind === "buy"
      ? 2
      : facts.holding === undefined || facts.holding === "unknown"
      ? 1
      : 0;
  return rows.toSorted((a, b) => weight(a) - weight(b));
}
