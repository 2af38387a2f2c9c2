/** When the morning and the evening are told. Pure: the times of a day and what was told in, what is owed out. */
import { DAY_MS, HOUR_MS, kstDayOf, kstDayStartMs, MINUTE_MS } from "../../core/kst.ts";

export const SUMMARY_KINDS = ["morning", "evening"] as const;
export type SummaryKind = (typeof SUMMARY_KINDS)[number];

/** One summary of one day in Korea. */
export interface SummaryName {
  readonly kind: SummaryKind;
  readonly day: number;
}

export interface DueSummary extends SummaryName {
  readonly dueAtMs: number;
}

/** The hours of a market day. */
export interface TradingHours {
  readonly openMs: number;
  readonly closeMs: number;
}

export interface SummaryMoment {
  readonly nowMs: number;
  /** In minutes of the day in Korea, of each kind in the order of the kinds; empty when they are off. */
  readonly atMin: readonly number[];
  /** `undefined` on a day without a session, which has no summaries. */
  readonly hoursOn: (day: number) => TradingHours | undefined;
  /** Nothing of before is owed: the program was new then, or summaries were off. */
  readonly beganAtMs: number;
  readonly isDone: (name: SummaryName) => boolean;
}

export interface SummaryPlan {
  readonly tell: readonly DueSummary[];
  /** Too late to be of use: noted, and said by the next one. */
  readonly skip: readonly DueSummary[];
}

/** Later than this nobody wants it any more. */
export const LATEST_MS = 3 * HOUR_MS;
/** How far back it is looked for what was not told: a week off is said once, not day by day of a year. */
const LOOK_BACK_DAYS = 7;
/** On a day that closes later than the setting: time for the last poll. */
const AFTER_CLOSE_MS = 10 * MINUTE_MS;

export function planSummaries(moment: SummaryMoment): SummaryPlan {
  const { nowMs, beganAtMs, isDone } = moment;
  const today = kstDayOf(nowMs);
  const owed: DueSummary[] = [];
  for (let day = Math.max(today - LOOK_BACK_DAYS, kstDayOf(beganAtMs)); day <= today; day++) {
    owed.push(
      ...dueOn(day, moment).filter((due) => due.dueAtMs <= nowMs && due.dueAtMs >= beganAtMs && !isDone(due)),
    );
  }
  const isLate = ({ dueAtMs, day }: DueSummary) => nowMs - dueAtMs >= LATEST_MS || day !== today;
  return { tell: owed.filter((due) => !isLate(due)), skip: owed.filter(isLate) };
}

/** What a day has to tell, and when; an evening never before its close. */
export function dueOn(
  day: number,
  { atMin, hoursOn }: Pick<SummaryMoment, "atMin" | "hoursOn">,
): readonly DueSummary[] {
  const hours = hoursOn(day);
  if (hours === undefined) return [];
  return SUMMARY_KINDS.flatMap((kind, i) => {
    const minute = atMin[i];
    if (minute === undefined) return [];
    const wishedMs = kstDayStartMs(day) + minute * MINUTE_MS;
    const isBeforeClose = kind === "evening" && wishedMs < hours.closeMs;
    const dueAtMs = isBeforeClose ? hours.closeMs + AFTER_CLOSE_MS : wishedMs;
    // 24:00 belongs to the next day, which may have no session.
    return [{ kind, day, dueAtMs: Math.min(dueAtMs, kstDayStartMs(day) + DAY_MS - MINUTE_MS) }];
  });
}
