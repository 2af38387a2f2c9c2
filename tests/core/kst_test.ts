import { doesNotThrow, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  assertKoreaIsPlusNine,
  DAY_MS,
  isPlausibleNow,
  kstDayOf,
  kstDayStartMs,
  readDateText,
  readTimeOfDay,
  toDateText,
  toDurationText,
  toKoreanSpan,
  toKstClock,
  toKstIso,
  weekdayOfDay,
} from "../../src/core/kst.ts";

/** Years 1 to 9998, so that nine hours more or less stay within four digits. */
const anyInstant = fc.integer({
  min: Date.parse("0001-01-01T00:00:00Z"),
  max: Date.parse("9998-12-31T23:59:59.999Z"),
});
const anyDay = fc.integer({ min: -719_162, max: 2_932_000 });

Deno.test("kstDayOf() changes the day at 15:00 UTC", () => {
  strictEqual(toDateText(kstDayOf(Date.parse("2026-03-10T14:59:59.999Z"))), "2026-03-10");
  strictEqual(toDateText(kstDayOf(Date.parse("2026-03-10T15:00:00.000Z"))), "2026-03-11");
});

Deno.test("kstDayOf() counts whole days backwards before 1970", () => {
  strictEqual(toDateText(kstDayOf(Date.parse("1969-12-31T14:59:59.999Z"))), "1969-12-31");
});

Deno.test("kstDayStartMs() is the first instant of its day and the day before ends one millisecond earlier", () => {
  fc.assert(fc.property(anyDay, (day) => {
    strictEqual(kstDayOf(kstDayStartMs(day)), day);
    strictEqual(kstDayOf(kstDayStartMs(day) - 1), day - 1);
  }));
});

Deno.test("every instant lies within the day that kstDayOf() names", () => {
  fc.assert(fc.property(anyInstant, (atMs) => {
    const startMs = kstDayStartMs(kstDayOf(atMs));
    strictEqual(startMs <= atMs && atMs < startMs + DAY_MS, true);
  }));
});

Deno.test("weekdayOfDay() knows Sundays, Wednesdays and days before 1970", () => {
  const cases = [
    ["1970-01-01", 4],
    ["1969-12-28", 0],
    ["2026-03-11", 3],
    ["2026-08-15", 6],
    ["2026-12-25", 5],
  ] as const;
  for (const [text, weekday] of cases) strictEqual(weekdayOfDay(readDateText(text) ?? NaN), weekday, text);
});

Deno.test("toKstIso() shows Korean time with its offset, and milliseconds only when there are some", () => {
  strictEqual(toKstIso(Date.parse("2026-03-11T00:00:00Z")), "2026-03-11T09:00:00+09:00");
  strictEqual(toKstIso(Date.parse("2026-03-11T00:00:00.007Z")), "2026-03-11T09:00:00.007+09:00");
});

Deno.test("toKstIso() and Date.parse() are each other's inverse", () => {
  fc.assert(fc.property(anyInstant, (atMs) => strictEqual(Date.parse(toKstIso(atMs)), atMs)));
});

Deno.test("toKstIso() begins with the date of kstDayOf()", () => {
  fc.assert(fc.property(anyInstant, (atMs) => {
    strictEqual(toKstIso(atMs).slice(0, 10), toDateText(kstDayOf(atMs)));
  }));
});

Deno.test("toKstClock() shows month, day and time in Korea", () => {
  strictEqual(toKstClock(Date.parse("2026-03-10T15:00:05.999Z")), "03-11 00:00:05");
});

Deno.test("readDateText() reads back every day that toDateText() writes", () => {
  fc.assert(fc.property(anyDay, (day) => strictEqual(readDateText(toDateText(day)), day)));
});

Deno.test("readDateText() accepts exactly the dates of the Gregorian calendar", () => {
  const digits = (max: number) => fc.integer({ min: 0, max });
  const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  fc.assert(
    fc.property(digits(9999), digits(14), digits(33), (year, month, date) => {
      const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
      const length = month === 2 && isLeap ? 29 : lengths[month - 1] ?? 0;
      const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${
        String(date).padStart(2, "0")
      }`;
      strictEqual(readDateText(text) !== undefined, date >= 1 && date <= length, text);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("readDateText() refuses everything that is not YYYY-MM-DD of a real day", () => {
  const bad = [
    "",
    "2026-02-29",
    "2026-02-30",
    "2026-13-01",
    "2026-00-10",
    "2026-3-11",
    "2026/03/11",
    "20260311",
    " 2026-03-11",
    "2026-03-11 ",
    "2026-03-11\n",
    "2026-03-11T00:00:00",
    "+02026-03-11",
    "2026-03-1१",
  ];
  for (const text of bad) strictEqual(readDateText(text), undefined, JSON.stringify(text));
});

Deno.test("readTimeOfDay() reads minutes since midnight from 00:00 to 24:00 and nothing else", () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ["00:00", 0],
    ["07:05", 425],
    ["23:59", 1439],
    ["24:00", 1440],
    ["24:01", undefined],
    ["25:00", undefined],
    ["07:60", undefined],
    ["7:00", undefined],
    ["07:00:00", undefined],
    ["07:00\n", undefined],
    [" 07:00", undefined],
    ["0700", undefined],
    ["", undefined],
  ];
  for (const [text, minutes] of cases) strictEqual(readTimeOfDay(text), minutes, JSON.stringify(text));
});

Deno.test("toDurationText() shows the two largest units", () => {
  const cases = [
    [-5, "0 ms"],
    [0, "0 ms"],
    [0.4, "0 ms"],
    [999, "999 ms"],
    [1_000, "1 s"],
    [1_999, "1 s"],
    [45_000, "45 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [61_000, "1 min 1 s"],
    [3_599_999, "59 min 59 s"],
    [3_600_000, "1 h"],
    [7_500_000, "2 h 5 min"],
    [7_205_000, "2 h"],
    [86_400_000, "1 d"],
    [273_600_000, "3 d 4 h"],
    [86_430_000, "1 d"],
  ] as const;
  for (const [ms, text] of cases) strictEqual(toDurationText(ms), text, String(ms));
});

Deno.test("toDurationText() never shows as many as a thousand milliseconds", () => {
  strictEqual(toDurationText(999.7), "1 s");
});

Deno.test("isPlausibleNow() doubts a clock that was never set and one that is a lifetime ahead", () => {
  const cases = [
    ["1970-01-01T00:00:05+09:00", false],
    ["2009-12-31T23:59:59.999+09:00", false],
    ["2010-01-01T00:00:00+09:00", true],
    ["2026-03-11T10:00:00+09:00", true],
    ["2099-12-31T23:59:59.999+09:00", true],
    ["2100-01-01T00:00:00+09:00", false],
  ] as const;
  for (const [text, isPlausible] of cases) strictEqual(isPlausibleNow(Date.parse(text)), isPlausible, text);
  strictEqual(isPlausibleNow(NaN), false);
});

Deno.test("assertKoreaIsPlusNine() trusts the zone data of this runtime", () => {
  doesNotThrow(() => assertKoreaIsPlusNine());
});

Deno.test("a span is told in Korean units, alone or inside of a sentence, and other letters stay", () => {
  strictEqual(toKoreanSpan("2 h 5 min"), "2시간 5분");
  strictEqual(toKoreanSpan("in 3 d or 40 s"), "in 3일 or 40초");
  strictEqual(toKoreanSpan("5 minutes, 7 hosts"), "5 minutes, 7 hosts");
});
