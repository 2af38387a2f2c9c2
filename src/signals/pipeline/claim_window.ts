/** Since when a pair of ticker and action that went out stands in the way of the next. */
import { DAY_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "../../core/kst.ts";
import type { NewSignal, PriorSignal } from "../signal_journal.ts";

/** So much more than the last time is another situation. */
export const CLEARLY_HIGHER = 10;
/** Rules that contradict each other turn a pair at every poll: not sooner than this, and not more often in a window. */
const TURNS_AFTER_MS = 10 * MINUTE_MS;
const MOST_IN_WINDOW = 3;

/**
 * The trading day, by Korean dates whatever the minute of the day: 09:20 of today never hides behind 09:20:30 of
 * yesterday. It opens again when the opposite went out since, or the score is clearly higher than it was, a few times.
 *
 * @param prior what went out of this ticker, the latest first.
 */
export function planClaimSince(
  signal: Pick<NewSignal, "action" | "score" | "window">,
  { prior, nowMs }: { readonly prior: readonly PriorSignal[]; readonly nowMs: number },
): number {
  const windowStartMs = signal.window === "24h" ? nowMs - DAY_MS : kstDayStartMs(kstDayOf(nowMs)) - 1;
  const same = prior.filter(({ action, sentAtMs }) => action === signal.action && sentAtMs > windowStartMs);
  const [last] = same;
  if (last === undefined || same.length >= MOST_IN_WINDOW) return windowStartMs;
  const opposite = prior.find(({ action }) => action !== signal.action && action !== "notice");
  const isTurned = opposite !== undefined && opposite.sentAtMs > last.sentAtMs &&
    nowMs - last.sentAtMs >= TURNS_AFTER_MS;
  const isHigher = signal.score !== undefined && last.score !== undefined &&
    signal.score >= last.score + CLEARLY_HIGHER;
  // Not from now on: what another program sent meanwhile still stands in the way.
  return isTurned || isHigher ? last.sentAtMs : windowStartMs;
}
