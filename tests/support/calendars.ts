import { readHolidays } from "../../src/calendar/holidays.ts";
import { createMarketCalendar, DEFAULT_DAY_FRAME, type MarketCalendar } from "../../src/calendar/session.ts";

/** The calendar that the product ships, with its special sessions. */
export function shippedCalendar(): MarketCalendar {
  const text = Deno.readTextFileSync(new URL("../../holidays.json", import.meta.url));
  return calendarOf(text);
}

export function calendarOf(text: string): MarketCalendar {
  const file = readHolidays(text, { path: "holidays.json", frame: DEFAULT_DAY_FRAME });
  return createMarketCalendar(file, DEFAULT_DAY_FRAME);
}
