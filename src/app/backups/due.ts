/** When the copies of a night are owed. Pure. */
import { DAY_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "../../core/kst.ts";
import { isAhead } from "../../core/stamp.ts";
import type { NightlyRow } from "./nightly_table.ts";

/** Behind the last poll of the usual day. */
const AT_MIN = 20 * 60 + 5;

/** The last time at which copies were due, and the next one. */
export function dueAt(nowMs: number): { readonly lastMs: number; readonly nextMs: number } {
  const todayMs = kstDayStartMs(kstDayOf(nowMs)) + AT_MIN * MINUTE_MS;
  const lastMs = todayMs <= nowMs ? todayMs : todayMs - DAY_MS;
  return { lastMs, nextMs: lastMs + DAY_MS };
}

/** Whether the copy of the last night is still to be made. One that was due before copies were wanted is owed by nobody. */
export function isWanted(row: NightlyRow | undefined, nowMs: number): boolean {
  if (row === undefined) return false;
  const { lastMs } = dueAt(nowMs);
  const { good, sinceMs } = row;
  if (good === undefined || isAhead(good.atMs, nowMs)) {
    // Begun by a clock that was ahead: nobody knows since when, and a copy too many costs nothing.
    return lastMs >= sinceMs || isAhead(sinceMs, nowMs);
  }
  return good.atMs < lastMs;
}
