import assert from "node:assert/strict";
import { createStatutoryRules } from "../../src/calendar/statutory.ts";
import { toDateText, weekdayOfDay } from "../../src/core/kst.ts";
import { dayOf, HOLIDAYS_TEXT, readText } from "./sample_calendars.ts";

const rules = createStatutoryRules();
const file = readText(HOLIDAYS_TEXT);
const YEARS = Array.from({ length: 18 }, (_, index) => 2010 + index);

Deno.test("The rules give 248 closures over 2010–2027, each with the names and kind of the calendar file", () => {
  const byRule = YEARS.flatMap((year) => [...rules.closuresOf(year)]);
  assert.equal(byRule.length, 248);
  for (const [day, closure] of byRule) assert.deepEqual(closure, file.closures.get(day), toDateText(day));
});

Deno.test("The rules miss exactly the 20 elections and temporary holidays of 2010–2027", () => {
  const byRule = new Set(YEARS.flatMap((year) => [...rules.closuresOf(year).keys()]));
  const missed = [...file.closures].filter(([day]) => !byRule.has(day));
  assert.deepEqual(new Set(missed.map(([, { kind }]) => kind)), new Set(["election", "temporary"]));
  assert.equal(missed.length, 20);
});

const NAMED: readonly (readonly [string, string])[] = [
  ["2012-05-28", "부처님 오신 날"], // after a leap third month
  ["2020-04-30", "부처님 오신 날"], // the year has a leap fourth month as well
  ["2017-10-03", "개천절·추석 전날"],
  ["2017-10-06", "추석 대체공휴일"],
  ["2025-05-05", "부처님 오신 날·어린이날"],
  ["2025-05-06", "부처님 오신 날·어린이날 대체공휴일"],
  ["2025-12-31", "연말 휴장일"],
  ["2011-12-30", "연말 휴장일"],
  ["2023-12-29", "연말 휴장일"],
  ["2025-05-01", "근로자의 날"],
  ["2026-05-01", "노동절"],
  ["2026-07-17", "제헌절"],
  ["2026-08-17", "광복절 대체공휴일"],
  ["2027-05-03", "노동절 대체공휴일"],
  ["2027-07-19", "제헌절 대체공휴일"],
  ["2028-10-05", "개천절·추석 대체공휴일"],
  ["2029-09-24", "추석 대체공휴일"],
  ["2030-02-05", "설날 대체공휴일"],
];
for (const [date, nameKo] of NAMED) {
  Deno.test(`The rules close the market on ${date} for ${nameKo}`, () => {
    assert.equal(rules.closuresOf(Number(date.slice(0, 4))).get(dayOf(date))?.nameKo, nameKo);
  });
}

// Days that look like holidays and were not: no substitute yet, or none at all.
for (
  const date of [
    "2015-03-02",
    "2020-07-17",
    "2022-01-03",
    "2023-01-02",
    "2022-12-26",
    "2012-10-09",
    "2021-12-27",
  ]
) {
  Deno.test(`The rules leave the market open on ${date}`, () => {
    assert.equal(rules.closuresOf(Number(date.slice(0, 4))).has(dayOf(date)), false);
  });
}

Deno.test("The rules list only weekdays of the asked year, in ascending order, for every year up to 2101", () => {
  for (let year = 1990; year <= 2101; year++) {
    const days = [...rules.closuresOf(year).keys()];
    assert.deepEqual(days, days.toSorted((a, b) => a - b));
    assert.ok(days.length >= 8 && days.length <= 20, `${year} has ${days.length} closures`);
    assert.ok(days.every((day) => weekdayOfDay(day) % 6 !== 0 && toDateText(day).startsWith(`${year}-`)));
  }
});

Deno.test("The rules compute a year once", () => {
  assert.equal(rules.closuresOf(2026), rules.closuresOf(2026));
});
