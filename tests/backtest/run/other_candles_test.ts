import { deepStrictEqual } from "node:assert/strict";
import { OtherCandles } from "../../../src/backtest/run/other_candles.ts";
import { createSessionHours } from "../../../src/calendar/session_hours.ts";
import { createColumns } from "../../../src/core/candle.ts";
import { toKstIso } from "../../../src/core/kst.ts";
import { HOLIDAYS_TEXT, minutesThatExist, toCalendar } from "../../calendar/sample_calendars.ts";

Deno.test("of a stock a backtest tells the day at 15:31, the day of the exam at 16:31 and the week on Friday", () => {
  const calendar = toCalendar(HOLIDAYS_TEXT);
  const openTimes = minutesThatExist(calendar, { from: "2026-11-16", to: "2026-11-23" });
  const columns = { ...createColumns(openTimes.length), openTimeMs: Float64Array.from(openTimes) };
  const hours = createSessionHours(() => calendar);
  const others = new OtherCandles(columns, { from: "1m", to: ["1w", "1d"], hours });
  const told: string[] = [];
  while (others.nextEndMs < Infinity) {
    const endMs = others.nextEndMs;
    told.push(`${others.take()?.interval} ${toKstIso(endMs).slice(5, 16)}`);
  }
  deepStrictEqual(told, [
    "1d 11-16T15:31",
    "1d 11-17T15:31",
    "1d 11-18T15:31",
    "1d 11-19T16:31",
    "1d 11-20T15:31",
    "1w 11-20T15:31",
  ]);
});
