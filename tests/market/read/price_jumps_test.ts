import { deepStrictEqual } from "node:assert/strict";
import { createMarketCalendar, DEFAULT_DAY_FRAME } from "../../../src/calendar/session.ts";
import { createHoursOf } from "../../../src/calendar/session_hours.ts";
import { findPriceJumps } from "../../../src/market/read/price_jumps.ts";
import { HOLIDAYS_TEXT, readText } from "../../calendar/sample_calendars.ts";

const calendar = createMarketCalendar(readText(HOLIDAYS_TEXT), DEFAULT_DAY_FRAME);
const hours = await createHoursOf(() => calendar)("krx");

function find(interval: "1m" | "1d", rows: readonly (readonly [string, number, number])[]) {
  const columns = {
    openTimeMs: Float64Array.from(rows, ([time]) => Date.parse(`2026-11-${time}+09:00`)),
    open: Float64Array.from(rows, ([, open]) => open),
    close: Float64Array.from(rows, ([, , close]) => close),
  };
  return findPriceJumps(columns, { interval, hours }).map(({ before, after }) => [before, after]);
}

Deno.test("a split of five to one between two days is a jump, with the prices around it", () => {
  deepStrictEqual(find("1d", [["19T09:00", 69_000, 70_000], ["20T09:00", 14_000, 14_100]]), [[
    70_000,
    14_000,
  ]]);
  deepStrictEqual(find("1d", [["19T09:00", 690, 700], ["23T09:00", 7_000, 7_100]]), [[700, 7_000]]);
});

Deno.test("the limits of a day themselves are no jumps", () => {
  deepStrictEqual(
    find("1d", [["18T09:00", 10_000, 10_000], ["19T09:00", 13_000, 13_000], ["20T09:00", 9_100, 9_100]]),
    [],
  );
});

Deno.test("in minutes a jump counts between days alone", () => {
  deepStrictEqual(find("1m", [["19T10:00", 100, 100], ["19T10:01", 160, 160], ["20T09:00", 32, 32]]), [[
    160,
    32,
  ]]);
});
