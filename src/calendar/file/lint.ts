import { toDateText } from "../../core/kst.ts";
import type { HolidayFile } from "./calendar_file.ts";
import type { MarketCalendar } from "../session.ts";
import { firstDayOfYear, type StatutoryRules, yearOfDay } from "../statutory.ts";

/** A difference between the file and what the rules expect on a day the file covers. */
export interface LintItem {
  readonly day: number;
  readonly level: "warning" | "info";
  readonly about: "closure" | "session";
  readonly text: string;
}

/** Surprises are what these kinds are for, so the rules not knowing them says nothing. */
const UNKNOWABLE_KINDS: ReadonlySet<string> = new Set(["election", "temporary"]);

/**
 * Where the file and the rules disagree, in the order of days. Nothing for a file without coverage: there the rules
 * are the calendar.
 */
export function lintHolidays(file: HolidayFile, calendar: MarketCalendar, rules: StatutoryRules): LintItem[] {
  const { coverage } = file;
  if (coverage === undefined || file.empty) return [];
  const items: LintItem[] = [];
  for (let year = yearOfDay(coverage.fromDay); year <= yearOfDay(coverage.toDay); year++) {
    items.push(...lintClosures(file, rules, year), ...lintSessions(file, calendar, year));
  }
  return items.filter(({ day }) => day >= coverage.fromDay && day <= coverage.toDay).sort((a, b) =>
    a.day - b.day
  );
}

function lintClosures(file: HolidayFile, rules: StatutoryRules, year: number): LintItem[] {
  const expected = rules.closuresOf(year);
  const missing = [...expected].filter(([day]) => !file.closures.has(day)).map(([day, { nameKo, name }]) => ({
    day,
    level: "warning" as const,
    about: "closure" as const,
    text: `${
      toDateText(day)
    } ${nameKo} missing: by the rules the market is closed (${name}), by the file it is open`,
  }));
  const from = firstDayOfYear(year);
  const to = firstDayOfYear(year + 1);
  const surplus = [...file.closures].filter(([day, { kind }]) =>
    day >= from && day < to && !expected.has(day) && !UNKNOWABLE_KINDS.has(kind)
  ).map(([day, { nameKo }]) => ({
    day,
    level: "info" as const,
    about: "closure" as const,
    text: `${toDateText(day)}${
      nameKo && ` ${nameKo}`
    } is not known to the rules: an election or temporary holiday?`,
  }));
  return [...missing, ...surplus];
}

function lintSessions(file: HolidayFile, calendar: MarketCalendar, year: number): LintItem[] {
  const items: LintItem[] = [];
  const first = calendar.nextSessionAfter(firstDayOfYear(year) - 1);
  if (!file.sessions.has(first.day)) {
    items.push({
      day: first.day,
      level: "warning",
      about: "session",
      text:
        `${first.date} special session missing: the first session of a year opens at 10:00, not so in the file`,
    });
  }
  const hasExam = [...file.sessions].some(([day, { kind }]) => kind === "csat" && yearOfDay(day) === year);
  if (!hasExam) {
    items.push({
      day: firstDayOfYear(year + 1) - 1,
      level: "info",
      about: "session",
      text:
        `${year} has no CSAT day: the market then trades 10:00–16:30, usually on the third Thursday of November`,
    });
  }
  return items;
}
