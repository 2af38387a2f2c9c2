/** Everything that a sender waits for. The real ones; tests bring shorter ones. */
export interface SenderWaits {
  /** After a send without an answer, before it is looked for. */
  readonly firstProbeMs: number;
  /** A request can be taken so long after its time was over. */
  readonly lateAcceptMs: number;
  /** Between two looks that brought no answer. */
  readonly probeAgainMs: number;
  /** Of a channel out of reach: doubled each time. */
  readonly reachAgainMs: number;
  readonly longestReachMs: number;
  /** Of one message that stumbled: doubled each time. */
  readonly stumbleMs: number;
  readonly longestStumbleMs: number;
  /** Before somebody who blocked us, or a key that is not valid, is tried again. */
  readonly blockedMs: number;
  /** How long a signal may wait before the next channel is told as well. */
  readonly fallbackMs: number;
  /** In which rings are counted. */
  readonly ringWindowMs: number;
  /** Signals that come so close together become one message when rings run short. */
  readonly gatherMs: number;
  /** The same once no ring is left. */
  readonly silentGatherMs: number;
  /** Between rings for sells that protect, when no other may ring any more. */
  readonly protectiveRingMs: number;
  /** Between looks for rows that other processes queued. */
  readonly idleMs: number;
  /** At the end: how long an answer that is under way is waited for. */
  readonly stopGraceMs: number;
  /** How long the right to send outlives who holds it. Longer than a send. */
  readonly leaseMs: number;
}

export const REAL_WAITS: SenderWaits = {
  firstProbeMs: 2_000,
  lateAcceptMs: 5_000,
  probeAgainMs: 5_000,
  reachAgainMs: 1_000,
  longestReachMs: 60_000,
  stumbleMs: 2_000,
  longestStumbleMs: 300_000,
  blockedMs: 600_000,
  fallbackMs: 20_000,
  ringWindowMs: 300_000,
  gatherMs: 3_000,
  silentGatherMs: 20_000,
  protectiveRingMs: 60_000,
  idleMs: 1_000,
  stopGraceMs: 2_000,
  leaseMs: 60_000,
};

/** 1, 2, 4 … times the first wait, up to the longest. @param failures from 1. */
export function doubled(failures: number, firstMs: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
}
