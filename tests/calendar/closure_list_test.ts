import { deepStrictEqual, doesNotThrow, strictEqual, throws } from "node:assert/strict";
import type { Closure } from "../../src/calendar/file/calendar_file.ts";
import { ClosureList } from "../../src/calendar/file/closure_list.ts";
import { toDateText, weekdayOfDay } from "../../src/core/kst.ts";
import { dayOf } from "./sample_calendars.ts";

const CLOSURE: Closure = { name: "Closed", nameKo: "휴장", kind: "public" };

function listOf(days: readonly number[]): ClosureList {
  const list = new ClosureList("h.json");
  for (const day of days) list.add({ line: 1, raw: toDateText(day) }, CLOSURE);
  return list;
}

/** The first weekdays of a year, every `step`th. */
function weekdays(year: number, count: number, step = 1): readonly number[] {
  const all = Array.from({ length: 360 }, (_, i) => dayOf(`${year}-01-01`) + i)
    .filter((day) => weekdayOfDay(day) % 6 !== 0);
  return all.filter((_, i) => i % step === 0).slice(0, count);
}

Deno.test("40 closed weekdays of a year are accepted, and the 41st is refused", () => {
  strictEqual(listOf(weekdays(2026, 40, 5)).counts.closedWeekdays, 40);
  throws(() => listOf(weekdays(2026, 41, 5)), /closed weekday number 41 of 2026/);
});

Deno.test("a year with 8 closed weekdays is covered, and one with 7 is not", () => {
  deepStrictEqual(listOf([...weekdays(2025, 8, 9), ...weekdays(2026, 7, 9)]).inferCoverage(), {
    fromDay: dayOf("2025-01-01"),
    toDay: dayOf("2025-12-31"),
  });
  strictEqual(listOf(weekdays(2026, 7, 9)).inferCoverage(), undefined);
});

Deno.test("a break of 30 days is accepted, and one of 31 is refused with both its ends", () => {
  // From a Monday on: the days after 30 and 31 are weekdays, so no weekend makes either longer.
  const from = dayOf("2026-04-06");
  const closed = (days: number) => Array.from({ length: days }, (_, i) => from + i);
  doesNotThrow(() => listOf(closed(30)).refuseEndlessBreak());
  throws(() => listOf(closed(31)).refuseEndlessBreak(), /from 2026-04-06 to 2026-05-06/);
});
