/** What a chart shows of the hours of its market. */
import { closeTimeOf, type Interval, type Span } from "../../core/candle.ts";
import { DAY_MS, HOUR_MS, kstDayOf, kstDayStartMs } from "../../core/kst.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";

/** Longer than any break between two sessions. */
const LOOK_BACK_MS = 40 * DAY_MS;

/**
 * The open times in holes at which a candle can begin: what a time scale has room for beside the candles themselves.
 * `undefined` where every open time has its place.
 */
export function findEmptySlots(
  interval: Interval,
  { holes, hours }: { readonly holes: readonly Span[]; readonly hours: MarketHours },
): readonly number[] | undefined {
  if (hours === ALWAYS_OPEN) return undefined;
  return holes.flatMap(({ fromMs, toMs }) => {
    const slots: number[] = [];
    for (let atMs = hours.nextOpenTime(interval, fromMs); atMs < toMs;) {
      slots.push(atMs);
      atMs = hours.nextOpenTime(interval, closeTimeOf(interval, atMs));
    }
    return slots;
  });
}

/**
 * The day whose last price the change of today is measured from. Korean exchanges of coins count from 09:00; where there
 * are sessions it is the one before the latest that has begun, so that a weekend shows the change of Friday.
 */
export function dayBefore(nowMs: number, hours: MarketHours): Span | undefined {
  if (hours === ALWAYS_OPEN) {
    const dayMs = kstDayStartMs(kstDayOf(nowMs - 9 * HOUR_MS)) + 9 * HOUR_MS;
    return { fromMs: dayMs - DAY_MS, toMs: dayMs };
  }
  const spans = hours.openSpans({ fromMs: nowMs - LOOK_BACK_MS, toMs: nowMs });
  const latestMs = spans.at(-1)?.fromMs;
  if (latestMs === undefined) return undefined;
  const before = spans.findLast(({ toMs }) => kstDayOf(toMs - 1) < kstDayOf(latestMs));
  return before && { fromMs: before.toMs - LOOK_BACK_MS, toMs: before.toMs };
}
