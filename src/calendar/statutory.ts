import { readDateText, toDateText, weekdayOfDay } from "../core/kst.ts";
import type { Closure } from "./file/calendar_file.ts";

/**
 * The closures that follow from the law and from the exchange's own two habits (Labor Day, year end). It cannot
 * know elections and temporary holidays. It carries on where a calendar file ends and checks a file for gaps.
 *
 * @see https://www.law.go.kr (관공서의 공휴일에 관한 규정, Articles 2 and 3)
 */
interface Holiday {
  readonly day: number;
  readonly name: string;
  readonly nameKo: string;
  /** The name in "Substitute holiday: …", where it differs: Seollal's three days share one. */
  readonly familyName: string;
  readonly familyNameKo: string;
  readonly substitute: SubstituteRule;
  /** First year in which the substitute rule held. */
  readonly substituteFromYear: number;
}

/** When another day is given: never, for Sunday only, or for both weekend days. Weekday clashes count unless never. */
type SubstituteRule = "never" | "sunday" | "weekend";

/** month-day, English, Korean, first year as a closure, substitute rule, first year of that rule */
const FIXED: readonly (readonly [string, string, string, number, SubstituteRule, number])[] = [
  ["01-01", "New Year's Day", "신정", 0, "never", 0],
  ["03-01", "Independence Movement Day", "삼일절", 0, "weekend", 2022],
  ["05-01", "Labor Day", "노동절", 2026, "weekend", 2026],
  ["05-05", "Children's Day", "어린이날", 0, "weekend", 2014],
  ["06-06", "Memorial Day", "현충일", 0, "never", 0],
  ["07-17", "Constitution Day", "제헌절", 2026, "weekend", 2026],
  ["08-15", "Liberation Day", "광복절", 0, "weekend", 2021],
  ["10-03", "National Foundation Day", "개천절", 0, "weekend", 2021],
  ["10-09", "Hangul Day", "한글날", 2013, "weekend", 2021],
  ["12-25", "Christmas Day", "성탄절", 0, "weekend", 2023],
];

const LABOR_DAY: Closure = { name: "Labor Day (market closure)", nameKo: "근로자의 날", kind: "market" };
const YEAR_END: Closure = { name: "Year-end market closure", nameKo: "연말 휴장일", kind: "market" };

export interface StatutoryRules {
  /** Closed weekdays of a Gregorian year in ascending order, by KST day number. Computed once per year. */
  closuresOf(year: number): ReadonlyMap<number, Closure>;
}

export function createStatutoryRules(): StatutoryRules {
  const known = new Map<number, ReadonlyMap<number, Closure>>();
  return {
    closuresOf(year) {
      const closures = known.get(year) ?? toClosures(year);
      known.set(year, closures);
      return closures;
    },
  };
}

function toClosures(year: number): ReadonlyMap<number, Closure> {
  const byDay = Map.groupBy([...toFixedHolidays(year), ...toLunarHolidays(year)], (holiday) => holiday.day);
  const closures = new Map<number, Closure>();
  for (const [day, holidays] of byDay) {
    closures.set(day, {
      ...joinNames(holidays.map(({ name, nameKo }) => ({ name, nameKo }))),
      kind: "public",
    });
  }
  for (const day of [...byDay.keys()].sort((a, b) => a - b)) {
    const substitute = toSubstitute(byDay.get(day) ?? [], year);
    if (substitute !== undefined) closures.set(nextFreeDay(day, closures), substitute);
  }
  const laborDay = toDay(year, "05-01");
  if (!closures.has(laborDay)) closures.set(laborDay, LABOR_DAY);
  closures.set(lastFreeDay(toDay(year, "12-31"), closures), YEAR_END);
  return new Map([...closures].filter(([day]) => !isWeekend(day)).sort(([a], [b]) => a - b));
}

function toFixedHolidays(year: number): Holiday[] {
  return FIXED.filter(([, , , fromYear]) => year >= fromYear).map(
    ([monthDay, name, nameKo, , substitute, substituteFromYear]) => ({
      day: toDay(year, monthDay),
      name,
      nameKo,
      familyName: name,
      familyNameKo: nameKo,
      substitute,
      substituteFromYear,
    }),
  );
}

function toLunarHolidays(year: number): Holiday[] {
  const buddha = {
    day: toLunarDay(year, "M04", 8),
    name: "Buddha's Birthday",
    nameKo: "부처님 오신 날",
    familyName: "Buddha's Birthday",
    familyNameKo: "부처님 오신 날",
    substitute: "weekend",
    substituteFromYear: 2023,
  } as const;
  return [
    ...toFeast(toLunarDay(year, "M01", 1), "Seollal", "Seollal (Lunar New Year)", "설날"),
    buddha,
    ...toFeast(toLunarDay(year, "M08", 15), "Chuseok", "Chuseok", "추석"),
  ];
}

/** A feast of three days around `day`. */
function toFeast(day: number, shortName: string, familyName: string, familyNameKo: string): Holiday[] {
  const family = { familyName, familyNameKo, substitute: "sunday", substituteFromYear: 2014 } as const;
  return [
    { ...family, day: day - 1, name: `${shortName} (day before)`, nameKo: `${familyNameKo} 전날` },
    { ...family, day, name: familyName, nameKo: familyNameKo },
    { ...family, day: day + 1, name: `${shortName} (day after)`, nameKo: `${familyNameKo} 다음날` },
  ];
}

/**
 * The extra day for one date, or `undefined`. Two holidays on one date give one extra day, not two
 * (2025-05-05 and 2017-10-03 were handled so).
 */
function toSubstitute(holidays: readonly Holiday[], year: number): Closure | undefined {
  const earning = holidays.filter((holiday) => {
    if (holiday.substitute === "never" || year < holiday.substituteFromYear) return false;
    const weekday = weekdayOfDay(holiday.day);
    if (weekday === 0) return true;
    return weekday === 6 ? holiday.substitute === "weekend" : holidays.length > 1;
  });
  if (earning.length === 0) return undefined;
  const { name, nameKo } = joinNames(
    earning.map(({ familyName, familyNameKo }) => ({ name: familyName, nameKo: familyNameKo })),
  );
  return { name: `Substitute holiday: ${name}`, nameKo: `${nameKo} 대체공휴일`, kind: "substitute" };
}

function joinNames(names: readonly { readonly name: string; readonly nameKo: string }[]) {
  const sorted = names.toSorted((a, b) => (a.nameKo < b.nameKo ? -1 : 1));
  return {
    name: sorted.map(({ name }) => name).join(" / "),
    nameKo: sorted.map(({ nameKo }) => nameKo).join("·"),
  };
}

function nextFreeDay(day: number, taken: ReadonlyMap<number, Closure>): number {
  let free = day + 1;
  while (isWeekend(free) || taken.has(free)) free++;
  return free;
}

function lastFreeDay(day: number, taken: ReadonlyMap<number, Closure>): number {
  let free = day;
  while (isWeekend(free) || taken.has(free)) free--;
  return free;
}

function isWeekend(day: number): boolean {
  return weekdayOfDay(day) % 6 === 0;
}

function toDay(year: number, monthDay: string): number {
  const text = `${String(year).padStart(4, "0")}-${monthDay}`;
  const day = readDateText(text);
  if (day === undefined) throw new RangeError(`Cannot compute holidays: ${text} is not a date`);
  return day;
}

/** The month codes M01, M04 and M08 never mean a leap month (those end in L), which is what the law wants. */
function toLunarDay(year: number, monthCode: string, dayOfMonth: number): number {
  const lunar = Temporal.PlainDate.from({ calendar: "dangi", year, monthCode, day: dayOfMonth });
  return toDay(year, lunar.withCalendar("iso8601").toString().slice(5));
}

/** The Gregorian year in which a KST day lies. */
export function yearOfDay(day: number): number {
  return Number(toDateText(day).slice(0, 4));
}

/** The KST day number of 1 January. */
export function firstDayOfYear(year: number): number {
  return toDay(year, "01-01");
}
