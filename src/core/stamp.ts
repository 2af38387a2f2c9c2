import type { Clock } from "./clock.ts";
import { MINUTE_MS } from "./kst.ts";

/** When something happened, by both clocks: the one that people read and the one that measures. */
export interface Stamp {
  readonly atMs: number;
  /** `undefined` when its age cannot be measured: it was written down by an earlier run. */
  readonly monotonicMs?: number | undefined;
}

/** What both clocks say at one moment. */
export interface Now {
  readonly nowMs: number;
  readonly monotonicMs: number;
}

export function nowOf(clock: Clock): Now {
  return { nowMs: clock.now(), monotonicMs: clock.monotonic() };
}

export function stampOf(clock: Clock): Stamp {
  return { atMs: clock.now(), monotonicMs: clock.monotonic() };
}

/** Of something that an earlier run has written down: from here on its age is measured too. */
export function stampOfPast(atMs: number, { nowMs, monotonicMs }: Now): Stamp {
  return { atMs, monotonicMs: atMs > nowMs ? undefined : monotonicMs - (nowMs - atMs) };
}

/**
 * Milliseconds since then, by the clock that went further: a wall clock that was set back tells too little, and the
 * monotonic one stands still while the machine sleeps.
 *
 * @returns `undefined` when nobody knows.
 */
export function ageAt({ atMs, monotonicMs }: Stamp, now: Now): number | undefined {
  const byWallMs = now.nowMs - atMs;
  if (monotonicMs === undefined) return byWallMs < 0 ? undefined : byWallMs;
  return Math.max(byWallMs, now.monotonicMs - monotonicMs);
}

/** Differences of the two clocks that are no step: reading them takes a moment, and a wall clock is slewed. */
const SAME_MS = 1_000;

/** When it was by the wall clock of now, so that what is shown agrees with its age after a step. */
export function shownAt(stamp: Stamp, now: Now): number | undefined {
  const ageMs = ageAt(stamp, now);
  if (ageMs === undefined) return undefined;
  const atMs = now.nowMs - ageMs;
  return Math.abs(atMs - stamp.atMs) <= SAME_MS ? stamp.atMs : Math.round(atMs);
}

/** Dated later than so much from now, it was dated by a clock that was ahead; less is a clock that was set right. */
export const AHEAD_MS = 5 * MINUTE_MS;

export function isAhead(atMs: number, nowMs: number): boolean {
  return atMs > nowMs + AHEAD_MS;
}
