import { toCommand } from "../core/command_text.ts";
import { kstDayOf, toDateText } from "../core/kst.ts";
import type { HolidayCounts, HolidayFile, HolidayShape } from "./file/calendar_file.ts";
import type { LintItem } from "./file/lint.ts";
import type { MarketCalendar } from "./session.ts";
import { firstDayOfYear, yearOfDay } from "./statutory.ts";

/** `ok` more than 45 days left, `warn` 45 to 1, `expired` 0 or less (or no whole year listed), `empty` nothing listed. */
export type CalendarLevel = "ok" | "warn" | "expired" | "empty";

/** How far the calendar can be trusted, for /health, metrics and the log. */
export interface CalendarStatus {
  readonly source: string;
  readonly shape: HolidayShape;
  /** First and last covered day, `2027-12-31`; `undefined` when nothing is covered. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** From today to the last covered day; negative afterwards, 0 without coverage. */
  readonly daysLeft: number;
  readonly level: CalendarLevel;
  /** Date of the next session after today. */
  readonly nextSession: string;
  readonly counts: HolidayCounts;
  /** What a person should know or do, most urgent first. */
  readonly lint: readonly string[];
  /** Why the last reload was refused, while the older calendar is in use. */
  readonly problem: string | undefined;
}

export interface LoadedCalendar {
  readonly file: HolidayFile;
  readonly calendar: MarketCalendar;
  readonly lint: readonly LintItem[];
}

const WARN_DAYS = 45;
/** Enough to see the pattern; a plain list of many years would fill pages. */
const SHOWN_DATES = 5;
const WHAT_TO_DO =
  "KRX publishes next year's closures in mid December, the official holiday list is out from the " +
  "end of June";

/** @param nowMs epoch ms. */
export function statusAt(loaded: LoadedCalendar, nowMs: number, problem?: string): CalendarStatus {
  const { file, calendar } = loaded;
  const today = kstDayOf(nowMs);
  const { coverage } = file;
  const daysLeft = coverage === undefined ? 0 : coverage.toDay - today;
  return {
    source: file.source,
    shape: file.shape,
    from: coverage && toDateText(coverage.fromDay),
    to: coverage && toDateText(coverage.toDay),
    daysLeft,
    level: levelOf(file, daysLeft),
    nextSession: calendar.nextSessionAfter(today).date,
    counts: file.counts,
    lint: [...horizonSentences(file, today), ...differenceSentences(loaded.lint, today), ...file.remarks],
    problem,
  };
}

function levelOf(file: HolidayFile, daysLeft: number): CalendarLevel {
  if (file.empty) return "empty";
  if (daysLeft <= 0) return "expired";
  return daysLeft <= WARN_DAYS ? "warn" : "ok";
}

function horizonSentences(file: HolidayFile, today: number): string[] {
  const take = `take the list over with ${toCommand("calendar", "update", "FILE")}, or `;
  const add = take +
    (file.shape === "rich"
      ? `add them to ${file.source} and move coverage.to`
      : `add them to ${file.source}`);
  if (file.empty) {
    return [
      `${file.source} lists no closures, so only weekends are closed and holidays are polled like trading days. ` +
      `${WHAT_TO_DO}: ${add}`,
    ];
  }
  if (file.coverage === undefined) {
    return [
      `${file.source} lists no whole year (at least 8 closed weekdays), so the built-in holiday rules are used as ` +
      `well; they know no elections, temporary holidays or CSAT days. ${WHAT_TO_DO}: ${add}`,
    ];
  }
  const { fromDay, toDay } = file.coverage;
  const to = toDateText(toDay);
  if (today >= toDay) {
    return [
      `The calendar ends on ${to}. From then on the built-in holiday rules are used; they know no elections, ` +
      `temporary holidays or CSAT days. ${WHAT_TO_DO}: ${add}`,
    ];
  }
  const sentences: string[] = [];
  if (today < fromDay) {
    sentences.push(
      `The calendar begins on ${toDateText(fromDay)}; until then the built-in holiday rules are used`,
    );
  }
  if (toDay - today <= WARN_DAYS) {
    sentences.push(`The calendar ends on ${to}, in ${toDay - today} days. ${WHAT_TO_DO}: ${add}`);
  }
  return sentences;
}

/**
 * Closures of this year and later in full, warnings first; those missing in past years in one sentence, since they
 * tell of a stale copy. A past session with wrong hours tells nothing any more.
 */
function differenceSentences(lint: readonly LintItem[], today: number): string[] {
  const yearStart = firstDayOfYear(yearOfDay(today));
  const current = lint.filter(({ day, about }) => day >= (about === "session" ? today : yearStart));
  const sentences = [
    ...current.filter(({ level }) => level === "warning"),
    ...current.filter(({ level }) => level === "info"),
  ].map(({ text }) => text);
  const past = lint.filter(({ day, level, about }) =>
    day < yearStart && level === "warning" && about === "closure"
  );
  if (past.length > 0) {
    const shown = past.slice(-SHOWN_DATES).map(({ day }) => toDateText(day)).join(", ");
    const more = past.length > SHOWN_DATES ? ` and ${past.length - SHOWN_DATES} more` : "";
    sentences.push(`Closures of past years are missing: ${shown}${more}`);
  }
  return sentences;
}

/** The status as plain data in the words of /health and `calendar status --json`. */
export function toStatusJson(status: CalendarStatus) {
  const { counts } = status;
  return {
    source: status.source,
    shape: status.shape,
    from: status.from ?? null,
    to: status.to ?? null,
    days_left: status.daysLeft,
    level: status.level,
    next_session: status.nextSession,
    counts: {
      listed: counts.listed,
      closed_weekdays: counts.closedWeekdays,
      duplicates: counts.duplicates,
      weekends: counts.weekends,
      special_sessions: counts.specialSessions,
    },
    lint: status.lint,
    problem: status.problem ?? null,
  };
}
