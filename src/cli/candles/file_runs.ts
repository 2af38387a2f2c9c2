/** Which candles of a file are finished, and what they prove of the time between them. */
import {
  type CandleColumns,
  closeTimeOf,
  type Interval,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import type { MarketHours } from "../../core/market/hours.ts";

export interface FileMoment {
  readonly nowMs: number;
  /** When the file was written last; `undefined` where nobody knows. */
  readonly writtenMs: number | undefined;
  readonly hours: MarketHours;
}

/**
 * Until when the candles of a file are finished. One that was going on when the file was written stands there as it was
 * then: it stays open, and what comes later replaces it. The day of a stock is over with its session, hours before the
 * next one can begin.
 */
export function findClosedMs(
  { nowMs, writtenMs, hours }: FileMoment,
  interval: Interval,
  { openTimeMs }: Pick<CandleColumns, "openTimeMs">,
): number {
  const lastMs = openTimeMs.at(-1);
  if (lastMs === undefined || lastMs > nowMs) return nowMs;
  const isOlder = writtenMs !== undefined && lastMs <= writtenMs;
  const seenMs = isOlder ? Math.min(nowMs, writtenMs) : nowMs;
  if (hours.closeTime(interval, lastMs) <= seenMs) return Math.max(nowMs, closeTimeOf(interval, lastMs));
  return isOlder ? seenMs : nowMs;
}

/** Candles that follow each other prove only themselves; between two runs, nobody knows what the file left out. */
export function findRuns(
  { interval }: SeriesKey,
  { columns: { openTimeMs }, closedUntilMs }: { columns: CandleColumns; closedUntilMs: number },
): readonly Span[] {
  const runs: Span[] = [];
  let fromMs = openTimeMs[0];
  for (let i = 0; i < openTimeMs.length && fromMs !== undefined; i++) {
    const toMs = closeTimeOf(interval, openTimeMs[i] ?? NaN);
    const nextMs = openTimeMs[i + 1];
    if (nextMs === toMs && closeTimeOf(interval, nextMs) <= closedUntilMs) continue;
    if (toMs <= closedUntilMs) runs.push({ fromMs, toMs });
    fromMs = nextMs;
  }
  return runs;
}
