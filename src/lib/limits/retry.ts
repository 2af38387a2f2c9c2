import pRetry from "p-retry";
import type { Clock } from "../../core/clock.ts";

/** Waits before the second, third … attempt: 1 s, 2 s, 4 s, 4 s …, each lengthened by up to a quarter. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 4_000;
const JITTER_SHARE = 0.25;

export interface RetryOptions {
  /** How often `run` is called at most; 1 means no retry. */
  readonly attempts: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** 0 to 1; spreads sources that fail together. */
  readonly random: () => number;
  /** The wait before the next attempt, or `undefined` to give up; gets the wait the schedule proposes. */
  readonly decideWaitMs: (error: Error, proposedWaitMs: number) => number | undefined;
}

/**
 * Calls `run` until it succeeds, attempts run out or `decideWaitMs` gives up; then throws the last error.
 *
 * p-retry drives the loop. Two of its habits are kept away from us: it gives up on any `TypeError` it does
 * not know (a truncated body is one), so callers must throw errors of their own, and it waits with real
 * timers, so its delay is 0 and the waiting happens on the `Clock` inside `shouldRetry`.
 */
export function retry<T>(run: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts, clock, signal, random, decideWaitMs } = options;
  return pRetry(run, {
    retries: attempts - 1,
    minTimeout: 0,
    signal,
    shouldRetry: async ({ error, attemptNumber }) => {
      const waitMs = decideWaitMs(error, proposeWaitMs(attemptNumber, random));
      if (waitMs === undefined) return false;
      await clock.sleep(waitMs, signal);
      return true;
    },
  });
}

/** @param attempt the attempt that just failed, from 1. */
export function proposeWaitMs(attempt: number, random: () => number): number {
  const baseMs = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  return Math.round(baseMs * (1 + JITTER_SHARE * random()));
}
