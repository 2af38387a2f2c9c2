/** A list of closed days that somebody brings, before it is compared with the calendar in use. */
import { kstDayOf, toDateText, weekdayOfDay } from "../../core/kst.ts";
import type { CalendarCoverage, Closure, HolidayFile, SpecialSession } from "../file/calendar_file.ts";
import { CalendarFileError } from "../file/calendar_file_error.ts";
import { readHolidays } from "../holidays.ts";
import type { DayFrame } from "../session.ts";
import { createStatutoryRules, firstDayOfYear, yearOfDay } from "../statutory.ts";
import { type ClosureRow, readClosureRows } from "./closure_rows.ts";

export interface NewList {
  readonly source: string;
  /** The days of which it is the whole truth. */
  readonly span: CalendarCoverage;
  /** Weekdays only. */
  readonly closures: ReadonlyMap<number, Closure>;
  /** `undefined` for a list that tells of closed days alone. */
  readonly sessions: ReadonlyMap<number, SpecialSession> | undefined;
  /** Its names and kinds are ours; those of the exchange are Korean and short, and replace none that is there. */
  readonly hasOwnNames: boolean;
}

export interface ListFacts {
  /** A path, or an address without what may be secret in it. */
  readonly source: string;
  readonly frame: DayFrame;
  readonly nowMs: number;
}

/** As many closed weekdays as every year since 2010 had at least, less two. */
const FEWEST_OF_A_YEAR = 8;
/** A list that lacks more than this share of the days closed by law is one of another market, or half of one. */
const MOST_MISSING_SHARE = 0.5;

/**
 * A table of rows as the exchange publishes it.
 *
 * @throws {CalendarFileError} naming the line, what is wrong and what would be right.
 */
export function readRowList(rows: readonly ClosureRow[], facts: ListFacts): NewList {
  const closures = readClosureRows(rows, facts.source);
  const years = [...closures.keys()].map(yearOfDay);
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const span = { fromDay: firstDayOfYear(first), toDay: firstDayOfYear(last + 1) - 1 };
  return checked({ source: facts.source, span, closures, sessions: undefined, hasOwnNames: false }, facts);
}

/**
 * JSON: a calendar file of this program in any of its shapes, or an answer of the exchange's own service.
 *
 * @throws {CalendarFileError}
 */
export function readJsonList(text: string, facts: ListFacts): NewList {
  const { source, frame } = facts;
  const rows = findExchangeRows(text);
  if (rows !== undefined) return readRowList(rows, facts);
  const file = readHolidays(text, { path: source, frame });
  if (file.coverage === undefined) {
    throw refuse(source, "it lists no whole year", `at least ${FEWEST_OF_A_YEAR} closed weekdays of a year`);
  }
  refuseWeekends(file, source);
  return checked({
    source,
    span: file.coverage,
    closures: within(file.closures, file.coverage),
    sessions: file.shape === "rich" ? within(file.sessions, file.coverage) : undefined,
    hasOwnNames: [...file.closures.values()].some(({ name }) => name !== ""),
  }, facts);
}

function checked(list: NewList, { nowMs }: ListFacts): NewList {
  const { source, span, closures } = list;
  const [first, last] = [yearOfDay(span.fromDay), yearOfDay(span.toDay)];
  const now = yearOfDay(kstDayOf(nowMs));
  if (last < now) {
    throw refuse(source, `it ends with ${last}, which is over`, `the closed days of ${now} or later`);
  }
  const rules = createStatutoryRules();
  for (let year = first; year <= last; year++) {
    const days = [...closures.keys()].filter((day) => yearOfDay(day) === year);
    if (days.length < FEWEST_OF_A_YEAR) {
      throw refuse(
        source,
        `it has ${days.length} closed weekdays of ${year}`,
        `a whole year, which has 10 at least; a list of the rest of a year is none`,
      );
    }
    const lawful = [...rules.closuresOf(year).keys()].filter((day) =>
      day >= span.fromDay && day <= span.toDay
    );
    const missing = lawful.filter((day) => !closures.has(day));
    if (year >= now && missing.length > lawful.length * MOST_MISSING_SHARE) {
      throw refuse(
        source,
        `${missing.length} of the ${lawful.length} weekdays of ${year} on which Korea's market is closed by law are not in ` +
          `it, ${toDateText(missing[0] ?? 0)} for one`,
        "the list of the Korea Exchange (KRX)",
      );
    }
  }
  return list;
}

/** The exchange's list has weekdays alone, so one with weekends is another: of public holidays, or of all days. */
function refuseWeekends({ counts }: HolidayFile, source: string): void {
  if (counts.weekends === 0) return;
  throw refuse(
    source,
    `${counts.weekends} of its days are Saturdays or Sundays`,
    "the weekdays on which the market is closed: a list of public holidays lacks the exchange's own closures",
  );
}

/** Names of the fields in the answers of the exchange's pages. */
const EXCHANGE_FIELDS = ["calnd_dd", "kr_dy_tp", "holdy_nm"] as const;

function findExchangeRows(text: string): readonly ClosureRow[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // Whoever reads it in earnest names the place.
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const list = Object.values(value).find((field): field is readonly Record<string, unknown>[] =>
    Array.isArray(field) && typeof field[0] === "object" && field[0] !== null &&
    EXCHANGE_FIELDS[0] in field[0]
  );
  if (list === undefined) return undefined;
  const rows = list.map((item, i) => ({
    line: i + 1,
    cells: EXCHANGE_FIELDS.map((field) => typeof item?.[field] === "string" ? String(item[field]) : ""),
  }));
  return [{ line: 0, cells: EXCHANGE_FIELDS }, ...rows];
}

function within<T>(
  days: ReadonlyMap<number, T>,
  { fromDay, toDay }: CalendarCoverage,
): ReadonlyMap<number, T> {
  return new Map([...days].filter(([day]) => day >= fromDay && day <= toDay && weekdayOfDay(day) % 6 !== 0));
}

function refuse(path: string, problem: string, expected: string): CalendarFileError {
  return new CalendarFileError({ path, problem, expected });
}
