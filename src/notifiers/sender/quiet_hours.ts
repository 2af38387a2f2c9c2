import { DAY_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "../../core/kst.ts";

/** Minutes of the day in Korea; the end may lie on the next day. */
export interface QuietSpan {
  readonly fromMin: number;
  readonly untilMin: number;
}

/** When the quiet hours that hold `atMs` are over; undefined outside of them. */
export function quietUntilMs(atMs: number, span: QuietSpan | undefined): number | undefined {
  if (span === undefined || span.fromMin === span.untilMin) return undefined;
  const startOfDayMs = kstDayStartMs(kstDayOf(atMs));
  const minute = (atMs - startOfDayMs) / MINUTE_MS;
  const isOverMidnight = span.fromMin > span.untilMin;
  if (isOverMidnight && minute >= span.fromMin) return startOfDayMs + DAY_MS + span.untilMin * MINUTE_MS;
  const isQuiet = minute < span.untilMin && (isOverMidnight || minute >= span.fromMin);
  return isQuiet ? startOfDayMs + span.untilMin * MINUTE_MS : undefined;
}
