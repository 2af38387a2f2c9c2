/** The hours of markets for a command: the calendar is read when a Korean stock is asked for, and only then. */
import { realClock } from "../../app/runtime.ts";
import { type CalendarWatch, createCalendarWatch } from "../../calendar/calendar_watch.ts";
import { createHoursOf } from "../../calendar/session_hours.ts";
import { type SessionTable, toSessionTable } from "../../calendar/session_table.ts";
import type { Config } from "../../config/config.ts";
import type { Span } from "../../core/candle.ts";
import { ALWAYS_OPEN, type HoursOf } from "../../core/market/hours.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { embeddedFor } from "./embedded.ts";

type CalendarSettings = Pick<Config, "holidaysPath" | "frame">;

export function hoursBy(config: CalendarSettings): HoursOf {
  let known: Promise<HoursOf> | undefined;
  return async (exchange) => {
    if (exchange !== STOCK_EXCHANGE) return ALWAYS_OPEN;
    known ??= readWatch(config).then((watch) => createHoursOf(() => watch.current()));
    return await (await known)(exchange);
  };
}

/** For a process that reads no calendar. `undefined` for markets that are always open. */
export async function readSessionTable(
  config: CalendarSettings,
  { exchange, span }: { readonly exchange: string; readonly span: Span },
): Promise<SessionTable | undefined> {
  if (exchange !== STOCK_EXCHANGE) return undefined;
  return toSessionTable((await readWatch(config)).current(), span);
}

async function readWatch({ holidaysPath: path, frame }: CalendarSettings): Promise<CalendarWatch> {
  return await createCalendarWatch({ path, embeddedText: embeddedFor(path), frame, clock: realClock });
}
