import { dayOfDate, kstDayStartMs, MINUTE_MS, toDateText, weekdayOfDay } from "../core/kst.ts";
import type { Closure, HolidayFile, RegularHours, SpecialSession } from "./file/calendar_file.ts";
import { createStatutoryRules, firstDayOfYear, type StatutoryRules, yearOfDay } from "./statutory.ts";

/** The windows of one market day, as instants (epoch ms). `pre` ends at open, `post` begins at close. */
export interface Session {
  readonly day: number;
  /** `2026-03-11` */
  readonly date: string;
  readonly preStartMs: number;
  readonly openMs: number;
  readonly closeMs: number;
  readonly postEndMs: number;
  /** Why the hours differ from the regular ones, when they do. */
  readonly special?: string | undefined;
  readonly specialKo?: string | undefined;
}

/** What part of a market day is polled at all. Minutes since midnight KST. */
export interface DayFrame {
  readonly dayStartMin: number;
  readonly dayEndMin: number;
}

// kept: the frame of tests; settings have their own texts of the same.
export const DEFAULT_DAY_FRAME: DayFrame = { dayStartMin: 7 * 60, dayEndMin: 20 * 60 };

export interface MarketCalendar {
  /** `undefined` when the market is closed all day. */
  sessionOn(day: number): Session | undefined;
  /** @throws {NoSessionError} when none follows within 40 days. */
  nextSessionAfter(day: number): Session;
  /** Why there is no session on that day; `undefined` exactly when there is one. */
  closureOn(day: number): Closure | undefined;
}

/** The calendar has no session for so long that something must be wrong with it. */
export class NoSessionError extends Error {
  override readonly name = "NoSessionError";
  readonly afterDay: number;
  constructor(afterDay: number) {
    super(
      `Cannot find the next market day: the calendar is closed for ${LOOK_AHEAD_DAYS} days after ${
        toDateText(afterDay)
      }`,
    );
    this.afterDay = afterDay;
  }
}

/** The longest break so far left 10 days between sessions. */
export const LOOK_AHEAD_DAYS = 40;
const LATE_OPEN_MIN = 10 * 60;
const FIRST_SESSION = {
  reason: "First trading day of the year (opening ceremony)",
  reasonKo: "연초 개장일",
  kind: "first-session",
};

/** For files that do not say. The close moved from 15:00 to 15:30 on 2016-08-01. */
export const DEFAULT_HOURS: readonly RegularHours[] = [
  { fromDay: dayOfDate("2000-05-22"), openMin: 9 * 60, closeMin: 15 * 60 },
  { fromDay: dayOfDate("2016-08-01"), openMin: 9 * 60, closeMin: 15 * 60 + 30 },
];

/**
 * Inside its coverage the file is the truth; outside, the statutory rules carry on and listed days count as well.
 *
 * @throws {RangeError} when `frame` does not enclose the regular hours of the newest row.
 */
export function createMarketCalendar(
  file: HolidayFile,
  frame: DayFrame,
  rules: StatutoryRules = createStatutoryRules(),
): MarketCalendar {
  const hours = hoursOn(Number.MAX_SAFE_INTEGER, file.hours);
  const { dayStartMin, dayEndMin } = frame;
  const isWhole = Number.isInteger(dayStartMin) && Number.isInteger(dayEndMin) && dayStartMin >= 0 &&
    dayEndMin <= 1440;
  if (!isWhole || dayStartMin > hours.openMin || dayEndMin < hours.closeMin) {
    throw new RangeError(
      `Cannot create a calendar: the day from minute ${dayStartMin} to ${dayEndMin} ` +
        `must enclose trading from ${hours.openMin} to ${hours.closeMin}`,
    );
  }
  return new FileCalendar(file, frame, rules);
}

class FileCalendar implements MarketCalendar {
  readonly #file: HolidayFile;
  readonly #frame: DayFrame;
  readonly #rules: StatutoryRules;
  /** Polling asks for the same few days hundreds of thousands of times. */
  readonly #sessions = new Map<number, Session | undefined>();
  readonly #firstDays = new Map<number, number>();

  constructor(file: HolidayFile, frame: DayFrame, rules: StatutoryRules) {
    this.#file = file;
    this.#frame = frame;
    this.#rules = rules;
  }

  sessionOn(day: number): Session | undefined {
    const known = this.#sessions.get(day);
    if (known !== undefined || this.#sessions.has(day)) return known;
    refuseFraction(day);
    const session = this.closureOn(day) === undefined ? this.#toSession(day) : undefined;
    this.#sessions.set(day, session);
    return session;
  }

  nextSessionAfter(day: number): Session {
    refuseFraction(day);
    for (let next = day + 1; next <= day + LOOK_AHEAD_DAYS; next++) {
      const session = this.sessionOn(next);
      if (session !== undefined) return session;
    }
    throw new NoSessionError(day);
  }

  closureOn(day: number): Closure | undefined {
    const weekday = weekdayOfDay(day);
    if (weekday === 0) return { name: "Sunday", nameKo: "일요일", kind: "weekend" };
    if (weekday === 6) return { name: "Saturday", nameKo: "토요일", kind: "weekend" };
    // Hours written down for a day say that it is open, whatever a rule would think.
    if (this.#file.sessions.has(day)) return undefined;
    const listed = this.#file.closures.get(day);
    if (listed !== undefined && listed.name !== "") return listed;
    if (listed === undefined && this.#isCovered(day)) return undefined;
    const byRule = this.#rules.closuresOf(yearOfDay(day)).get(day);
    if (listed === undefined) return byRule;
    return byRule ?? { name: "Market closure", nameKo: "휴장일", kind: listed.kind };
  }

  /** An empty list without coverage is taken at its word for all time. */
  #isCovered(day: number): boolean {
    const { coverage, empty } = this.#file;
    if (coverage === undefined) return empty;
    return day >= coverage.fromDay && day <= coverage.toDay;
  }

  #toSession(day: number): Session {
    const regular = hoursOn(day, this.#file.hours);
    const special = this.#file.sessions.get(day) ?? this.#firstSessionByRule(day, regular);
    const startMs = kstDayStartMs(day);
    const { openMin, closeMin } = special ?? regular;
    return {
      day,
      date: toDateText(day),
      preStartMs: startMs + this.#frame.dayStartMin * MINUTE_MS,
      openMs: startMs + openMin * MINUTE_MS,
      closeMs: startMs + closeMin * MINUTE_MS,
      postEndMs: startMs + this.#frame.dayEndMin * MINUTE_MS,
      special: special?.reason,
      specialKo: special?.reasonKo,
    };
  }

  #firstSessionByRule(day: number, regular: RegularHours): SpecialSession | undefined {
    if (this.#isCovered(day) || day !== this.#firstDayOf(yearOfDay(day))) return undefined;
    const { closeMin } = regular;
    return { openMin: LATE_OPEN_MIN, closeMin, ...FIRST_SESSION };
  }

  #firstDayOf(year: number): number {
    let day = this.#firstDays.get(year);
    if (day !== undefined) return day;
    day = firstDayOfYear(year);
    const lastTried = day + LOOK_AHEAD_DAYS;
    while (day < lastTried && this.closureOn(day) !== undefined) day++;
    this.#firstDays.set(year, day);
    return day;
  }
}

/** The hours that hold on a day: the newest row that has begun, or the first row for earlier days. */
export function hoursOn(day: number, hours: readonly RegularHours[]): RegularHours {
  const row = hours.findLast(({ fromDay }) => fromDay <= day) ?? hours[0];
  if (row === undefined) throw new RangeError("Cannot find the trading hours: the table is empty");
  return row;
}

function refuseFraction(day: number): void {
  if (!Number.isInteger(day)) throw new RangeError(`Cannot look up day ${day}: a day number is an integer`);
}
