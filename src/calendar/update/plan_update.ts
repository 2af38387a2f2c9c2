/** What a new list would change in the calendar in use, and the file that would come of it. Decides nothing, writes nothing. */
import { kstDayOf, toDateText, weekdayOfDay } from "../../core/kst.ts";
import type { LoadedCalendar } from "../calendar_status.ts";
import type { CalendarCoverage, Closure, SpecialSession } from "../file/calendar_file.ts";
import { CalendarFileError } from "../file/calendar_file_error.ts";
import { toLoadedCalendar } from "../file/load_calendar.ts";
import type { DayFrame } from "../session.ts";
import { yearOfDay } from "../statutory.ts";
import { type HolidayEntry, type SessionEntry, toCalendarText } from "./calendar_text.ts";
import { type CalendarChange, findChanges } from "./changes.ts";
import { findLostDays, type LostDay } from "./lost_days.ts";
import type { NewList } from "./new_list.ts";

export interface CalendarUpdate {
  /** The new file. */
  readonly text: string;
  /** In the order of days. */
  readonly changes: readonly CalendarChange[];
  /** Closed until now or by law, and open in the new calendar. */
  readonly lostDays: readonly LostDay[];
  /** Days that the new calendar covers and the old one did not; `undefined` when there are none. */
  readonly newlyCovered: { readonly from: string; readonly to: string } | undefined;
  readonly coverage: { readonly from: string; readonly to: string };
  /** What the rules find odd in the new calendar from now on, and did not find in the old one; a sentence each. */
  readonly warnings: readonly string[];
}

export interface UpdateQuestion {
  /** The calendar in use, as text. */
  readonly presentText: string;
  readonly presentSource: string;
  readonly list: NewList;
  readonly frame: DayFrame;
  readonly nowMs: number;
}

/** Minutes since midnight: the first session of a year, as the exchange has held it every year. */
const LATE_OPEN_MIN = 600;
const USUAL_CLOSE_MIN = 930;

/** @throws {CalendarFileError} when the list leaves years out between it and the calendar, or makes no calendar with it. */
export function planUpdate(question: UpdateQuestion): CalendarUpdate {
  const { presentText, presentSource, list, frame, nowMs } = question;
  const present = toLoadedCalendar(presentText, { source: presentSource, frame });
  const coverage = joinCoverage(present, list);
  const closures = mergeClosures(present, list);
  const sessions = mergeSessions(present, { list, closures });
  const text = toCalendarText({
    presentText,
    coverage,
    closures,
    sessions,
    updated: toDateText(kstDayOf(nowMs)),
  });
  const merged = toLoadedCalendar(text, { source: list.source, frame });
  const changes = findChanges(present, merged, { ...list.span, nowMs });
  return {
    text,
    changes,
    lostDays: findLostDays(list, { changes, nowMs }),
    newlyCovered: findNewlyCovered(present.file.coverage, coverage),
    coverage: toTexts(coverage),
    warnings: findWarnings(present, merged, nowMs),
  };
}

/** @throws {CalendarFileError} when a year would be missing between the two. */
function joinCoverage({ file: { coverage } }: LoadedCalendar, { span, source }: NewList): CalendarCoverage {
  if (coverage === undefined) return span;
  if (span.fromDay > coverage.toDay + 1 || span.toDay < coverage.fromDay - 1) {
    const missing = span.fromDay > coverage.toDay ? coverage.toDay + 1 : span.toDay + 1;
    throw new CalendarFileError({
      path: source,
      problem: `it begins on ${toDateText(span.fromDay)}, and the calendar in use covers ${
        toDateText(coverage.fromDay)
      } to ${toDateText(coverage.toDay)}`,
      expected: `the closed days of ${yearOfDay(missing)} first, so that none is missing in between`,
    });
  }
  return {
    fromDay: Math.min(coverage.fromDay, span.fromDay),
    toDay: Math.max(coverage.toDay, span.toDay),
  };
}

function mergeClosures({ file }: LoadedCalendar, list: NewList): readonly HolidayEntry[] {
  const { fromDay, toDay } = list.span;
  const kept = [...file.closures].filter(([day]) => day < fromDay || day > toDay);
  const fresh = [...list.closures].map(([day, closure]): [number, Closure] => {
    const known = file.closures.get(day);
    const isNamed = known !== undefined && known.name !== "";
    return [day, isNamed && !list.hasOwnNames ? known : closure];
  });
  return [...kept, ...fresh].sort(([a], [b]) => a - b).map(([day, closure]) => ({ day, ...closure }));
}

/** A list that tells of closed days alone leaves the other hours as they are, but for days that are closed by it. */
function mergeSessions(
  { file }: LoadedCalendar,
  { list, closures }: { readonly list: NewList; readonly closures: readonly HolidayEntry[] },
): readonly SessionEntry[] {
  const { fromDay, toDay } = list.span;
  const closed = new Set(closures.map(({ day }) => day));
  const outside = [...file.sessions].filter(([day]) => day < fromDay || day > toDay);
  const inside = list.sessions === undefined
    ? [...file.sessions].filter(([day]) => day >= fromDay && day <= toDay && !closed.has(day))
    : [...list.sessions];
  const known = new Map([...outside, ...inside]);
  if (list.sessions === undefined) {
    const coveredTo = file.coverage?.toDay ?? fromDay - 1;
    for (let year = yearOfDay(Math.max(coveredTo + 1, fromDay)); year <= yearOfDay(toDay); year++) {
      const first = findFirstSession(year, { fromDay, closed });
      const isCovered = first <= coveredTo || first > toDay;
      if (!isCovered && !known.has(first)) known.set(first, FIRST_SESSION);
    }
  }
  return [...known].sort(([a], [b]) => a - b).map(([day, session]) => ({ day, ...session }));
}

const FIRST_SESSION: SpecialSession = {
  openMin: LATE_OPEN_MIN,
  closeMin: USUAL_CLOSE_MIN,
  reason: "First trading day of the year (opening ceremony)",
  reasonKo: "연초 개장일",
  kind: "first-session",
};

function findFirstSession(
  year: number,
  { fromDay, closed }: { readonly fromDay: number; readonly closed: ReadonlySet<number> },
): number {
  let day = fromDay;
  while (yearOfDay(day) < year) day++;
  while (closed.has(day) || weekdayOfDay(day) % 6 === 0) day++;
  return day;
}

function findNewlyCovered(
  before: CalendarCoverage | undefined,
  after: CalendarCoverage,
): CalendarUpdate["newlyCovered"] {
  if (before === undefined) return toTexts(after);
  if (after.toDay > before.toDay) return toTexts({ fromDay: before.toDay + 1, toDay: after.toDay });
  if (after.fromDay < before.fromDay) return toTexts({ fromDay: after.fromDay, toDay: before.fromDay - 1 });
  return undefined;
}

function findWarnings(before: LoadedCalendar, after: LoadedCalendar, nowMs: number): readonly string[] {
  const today = kstDayOf(nowMs);
  const known = new Set(before.lint.map(({ text }) => text));
  return after.lint.filter(({ day, text }) => day >= today && !known.has(text)).map(({ text }) => text);
}

function toTexts({ fromDay, toDay }: CalendarCoverage): { readonly from: string; readonly to: string } {
  return { from: toDateText(fromDay), to: toDateText(toDay) };
}
