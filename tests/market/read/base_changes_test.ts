import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createMarketCalendar, DEFAULT_DAY_FRAME } from "../../../src/calendar/session.ts";
import { createHoursOf } from "../../../src/calendar/session_hours.ts";
import { dayOfDate } from "../../../src/core/kst.ts";
import { findBaseChanges, findPriceJumps, guessRatio } from "../../../src/market/read/price_jumps.ts";
import { HOLIDAYS_TEXT, readText } from "../../calendar/sample_calendars.ts";

const calendar = createMarketCalendar(readText(HOLIDAYS_TEXT), DEFAULT_DAY_FRAME);
const hours = await createHoursOf(() => calendar)("krx");

function find(days: readonly (readonly [string, number, number])[], bases: Readonly<Record<string, number>>) {
  const columns = {
    openTimeMs: Float64Array.from(days, ([day]) => Date.parse(`2026-11-${day}T09:00+09:00`)),
    open: Float64Array.from(days, ([, open]) => open),
    close: Float64Array.from(days, ([, , close]) => close),
  };
  const known = new Map(
    Object.entries(bases).map(([day, base]) => [dayOfDate(`2026-11-${day}`), base] as const),
  );
  const facts = { interval: "1d", hours, bases: known } as const;
  return {
    jumps: findPriceJumps(columns, facts).map(({ after }) => after),
    changes: findBaseChanges(columns, facts).map(({ before, base }) => [before, base]),
  };
}

Deno.test("a leap to the base price of its day is no jump, it is a base price that was set", () => {
  deepStrictEqual(find([["19", 70_000, 70_000], ["20", 14_100, 14_200]], { 20: 14_000 }), {
    jumps: [],
    changes: [[70_000, 14_000]],
  });
});

Deno.test("a base price from which the price is too far away explains nothing", () => {
  deepStrictEqual(find([["19", 70_000, 70_000], ["20", 14_100, 14_200]], { 20: 69_000 }), {
    jumps: [14_100],
    changes: [],
  });
});

Deno.test("after days without candles only a base price that explains a leap is one that was set", () => {
  const apart = [["18", 100, 100], ["20", 110, 110]] as const;
  deepStrictEqual(find(apart, { 20: 105 }).changes, []);
  deepStrictEqual(find([["19", 100, 100], ["20", 110, 110]], { 20: 105 }).changes, [[100, 105]]);
  // A weekend is no such day.
  deepStrictEqual(find([["20", 100, 100], ["23", 95, 95]], { 23: 95 }).changes, [[100, 95]]);
});

Deno.test("the ratio of a split is the usual one that is nearest, and of another leap there is none", () => {
  strictEqual(guessRatio({ before: 70_000, after: 13_000 }), "5:1");
  strictEqual(guessRatio({ before: 500, after: 5_200 }), "1:10");
  strictEqual(guessRatio({ before: 1_000, after: 690 }, 0.02), undefined);
});
