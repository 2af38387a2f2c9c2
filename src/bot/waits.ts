/** Every wait of the bot. */
export interface BotWaits {
  /** How long Telegram holds a poll while there is nothing. */
  readonly pollS: number;
  /** A command is refused when it was sent longer ago. */
  readonly oldAfterMs: number;
  /** A question counts so long. */
  readonly questionMs: number;
  /** A command that only reads is given so long, in real time. */
  readonly readMs: number;
  /** Another program listens: the first and the longest wait. */
  readonly conflictMs: number;
  readonly longestConflictMs: number;
  /** Two programs take turns: one that hears something has not won. Over when there was no conflict for so long. */
  readonly conflictOverMs: number;
  /** Out of reach: the first and the longest wait. */
  readonly troubleMs: number;
  readonly longestTroubleMs: number;
  /** A wrong key, or a webhook that is set: nothing changes quickly. */
  readonly lockedOutMs: number;
  /** A poll that came back empty at once is not asked again sooner. */
  readonly emptyGapMs: number;
  /** Questions whose time is over are looked for so often. */
  readonly careMs: number;
  /** Messages whose matter is over are looked for so often. */
  readonly clearMs: number;
  /** One line about strangers in so long. */
  readonly strangersMs: number;
  readonly pruneMs: number;
  /** Updates and questions are remembered so long; Telegram keeps an update for a day. */
  readonly keepMs: number;
}

export const REAL_BOT_WAITS: BotWaits = {
  pollS: 25,
  oldAfterMs: 120_000,
  questionMs: 60_000,
  readMs: 15_000,
  conflictMs: 3_000,
  longestConflictMs: 60_000,
  conflictOverMs: 120_000,
  troubleMs: 1_000,
  longestTroubleMs: 60_000,
  lockedOutMs: 60_000,
  emptyGapMs: 1_000,
  careMs: 5_000,
  clearMs: 60_000,
  strangersMs: 3_600_000,
  pruneMs: 6 * 3_600_000,
  keepMs: 7 * 86_400_000,
};

/** Doubles from the first to the longest. @param failures from 1. */
export function backOff(failures: number, firstMs: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
}
