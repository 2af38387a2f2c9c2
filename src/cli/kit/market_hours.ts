/** The hours of markets for a command: the calendar is read when a Korean stock is asked for, and only then. */
import { realClock } from "../../app/runtime.ts";
import { createCalendarWatch } from "../../calendar/calendar_watch.ts";
import { createHoursOf } from "../../calendar/session_hours.ts";
import type { MarketCalendar } from "../../calendar/session.ts";
import type { Config } from "../../config/config.ts";
import { ALWAYS_OPEN, type HoursOf } from "../../core/market/hours.ts";
import { isStockExchange } from "../../core/symbol.ts";
import { embeddedFor } from "./embedded.ts";

type CalendarSettings = Pick<Config, "holidaysPath" | "frame">;

export function hoursBy(config: CalendarSettings): HoursOf {
  let known: Promise<HoursOf> | undefined;
  return async (exchange) => {
    if (!isStockExchange(exchange)) return ALWAYS_OPEN;
    known ??= readCalendar(config).then((calendar) => createHoursOf(() => calendar));
    return await (await known)(exchange);
  };
}

export async function readCalendar({ holidaysPath: path, frame }: CalendarSettings): Promise<MarketCalendar> {
  const watch = await createCalendarWatch({ path, embeddedText: embeddedFor(path), frame, clock: realClock });
  return watch.current();
}
