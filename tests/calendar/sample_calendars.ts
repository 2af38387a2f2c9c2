import type { HolidayFile } from "../../src/calendar/file/calendar_file.ts";
import { readHolidays } from "../../src/calendar/holidays.ts";
import {
  createMarketCalendar,
  DEFAULT_DAY_FRAME,
  type MarketCalendar,
  type Session,
} from "../../src/calendar/session.ts";
import { MINUTE_MS, readDateText } from "../../src/core/kst.ts";

/** The delivered file, as text. */
export const HOLIDAYS_TEXT = Deno.readTextFileSync(new URL("../../holidays.json", import.meta.url));

export function readText(text: string, path = "h.json"): HolidayFile {
  return readHolidays(text, { path, frame: DEFAULT_DAY_FRAME });
}

export function toCalendar(text: string): MarketCalendar {
  return createMarketCalendar(readText(text), DEFAULT_DAY_FRAME);
}

/** The closed dates of the delivered file, as the plain list the first design knew. */
export function toPlainText(isWanted: (date: string) => boolean = () => true): string {
  const { holidays } = JSON.parse(HOLIDAYS_TEXT) as { holidays: { date: string }[] };
  return JSON.stringify(holidays.map(({ date }) => date).filter(isWanted));
}

export function dayOf(date: string): number {
  const day = readDateText(date);
  if (day === undefined) throw new RangeError(`${date} is not a date`);
  return day;
}

export function sessionsOfYear(calendar: MarketCalendar, year: number): Session[] {
  const sessions: Session[] = [];
  for (let day = dayOf(`${year}-01-01`); day <= dayOf(`${year}-12-31`); day++) {
    const session = calendar.sessionOn(day);
    if (session !== undefined) sessions.push(session);
  }
  return sessions;
}

/**
 * Open times of each minute that can exist, as a perfect feed would have them.
 *
 * @param days `to` is no part of it.
 */
export function minutesThatExist(
  calendar: MarketCalendar,
  { from, to }: { readonly from: string; readonly to: string },
): readonly number[] {
  const minutes: number[] = [];
  for (let day = dayOf(from); day < dayOf(to); day++) {
    const session = calendar.sessionOn(day);
    if (session === undefined) continue;
    for (let atMs = session.openMs; atMs < session.closeMs - 10 * MINUTE_MS; atMs += MINUTE_MS) {
      minutes.push(atMs);
    }
    minutes.push(session.closeMs);
  }
  return minutes;
}
