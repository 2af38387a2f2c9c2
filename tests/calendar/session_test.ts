import assert from "node:assert/strict";
import fc from "fast-check";
import { createMarketCalendar, DEFAULT_DAY_FRAME, NoSessionError } from "../../src/calendar/session.ts";
import { kstDayOf, toKstIso, weekdayOfDay } from "../../src/core/kst.ts";
import {
  dayOf,
  HOLIDAYS_TEXT,
  readText,
  sessionsOfYear,
  toCalendar,
  toPlainText,
} from "./sample_calendars.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const SESSIONS_PER_YEAR: Readonly<Record<number, number>> = {
  2010: 251,
  2011: 248,
  2012: 248,
  2013: 247,
  2014: 245,
  2015: 248,
  2016: 246,
  2017: 243,
  2018: 244,
  2019: 246,
  2020: 248,
  2021: 248,
  2022: 246,
  2023: 245,
  2024: 244,
  2025: 242,
  2026: 244,
  2027: 245,
};
for (const [year, sessions] of Object.entries(SESSIONS_PER_YEAR)) {
  Deno.test(`The year ${year} has ${sessions} sessions`, () => {
    assert.equal(sessionsOfYear(calendar, Number(year)).length, sessions);
  });
}

const CLOSED: readonly (readonly [string, string, string])[] = [
  ["2026-08-15", "토요일", "weekend"],
  ["2026-08-16", "일요일", "weekend"],
  ["2026-08-17", "광복절 대체공휴일", "substitute"],
  ["2026-06-03", "지방선거", "election"],
  ["2026-07-17", "제헌절", "public"],
  ["2026-12-31", "연말 휴장일", "market"],
  ["2024-10-01", "국군의 날 임시공휴일", "temporary"],
  ["2028-12-29", "연말 휴장일", "market"],
];
for (const [date, nameKo, kind] of CLOSED) {
  Deno.test(`The market is closed on ${date} for ${nameKo}`, () => {
    assert.equal(calendar.sessionOn(dayOf(date)), undefined);
    assert.equal(calendar.closureOn(dayOf(date))?.nameKo, nameKo);
    assert.equal(calendar.closureOn(dayOf(date))?.kind, kind);
  });
}

const HOURS: readonly (readonly [string, string, string])[] = [
  ["2026-03-11", "09:00", "15:30"],
  ["2016-07-29", "09:00", "15:00"],
  ["2016-08-01", "09:00", "15:30"],
  ["2010-01-04", "10:00", "15:00"],
  ["2026-01-02", "10:00", "15:30"],
  ["2028-01-03", "10:00", "15:30"],
  ["2009-01-02", "10:00", "15:00"],
  ["2010-11-18", "10:00", "16:00"],
  ["2017-11-16", "10:00", "16:30"],
  ["2017-11-23", "10:00", "16:30"],
  ["2020-12-03", "10:00", "16:30"],
  ["2025-11-13", "10:00", "16:30"],
  ["2026-11-19", "10:00", "16:30"],
];
for (const [date, open, close] of HOURS) {
  Deno.test(`The market trades from ${open} to ${close} on ${date}, inside a day from 07:00 to 20:00`, () => {
    const session = calendar.sessionOn(dayOf(date));
    assert.ok(session);
    assert.equal(toKstIso(session.preStartMs), `${date}T07:00:00+09:00`);
    assert.equal(toKstIso(session.openMs), `${date}T${open}:00+09:00`);
    assert.equal(toKstIso(session.closeMs), `${date}T${close}:00+09:00`);
    assert.equal(toKstIso(session.postEndMs), `${date}T20:00:00+09:00`);
    assert.equal(session.special !== undefined, open !== "09:00");
  });
}

Deno.test("A plain list has no special sessions in the years it covers, and the rules' first session afterwards", () => {
  const plain = toCalendar(toPlainText((date) => date.startsWith("2026")));
  assert.equal(plain.sessionOn(dayOf("2026-01-02"))?.special, undefined);
  assert.equal(plain.sessionOn(dayOf("2026-11-19"))?.special, undefined);
  assert.match(plain.sessionOn(dayOf("2027-01-04"))?.special ?? "", /First trading day/);
  assert.match(plain.sessionOn(dayOf("2025-01-02"))?.special ?? "", /First trading day/);
});

Deno.test("The rules close the market before and after the years a plain list covers", () => {
  const plain = toCalendar(toPlainText((date) => date.startsWith("2026")));
  assert.equal(plain.closureOn(dayOf("2025-10-06"))?.nameKo, "추석");
  assert.equal(plain.closureOn(dayOf("2027-05-05"))?.nameKo, "어린이날");
});

Deno.test("Inside its years the file is the truth: a holiday missing from it is an open day", () => {
  const stale = toCalendar(toPlainText((date) => date.startsWith("2026") && date !== "2026-07-17"));
  assert.equal(stale.closureOn(dayOf("2026-07-17")), undefined);
});

Deno.test("A listed day outside the covered years is closed as well", () => {
  const plain = toCalendar(JSON.stringify(["2026-03-16"]));
  assert.equal(plain.closureOn(dayOf("2026-03-16"))?.kind, "listed");
  assert.equal(plain.closureOn(dayOf("2026-09-25"))?.nameKo, "추석");
});

Deno.test("A day of a plain list borrows its name from the rules, or is called a market closure", () => {
  const plain = toCalendar(toPlainText());
  assert.equal(plain.closureOn(dayOf("2026-07-17"))?.nameKo, "제헌절");
  assert.equal(plain.closureOn(dayOf("2026-06-03"))?.nameKo, "휴장일");
});

Deno.test("An empty list closes only weekends, in every year and without special sessions", () => {
  const empty = toCalendar("[]");
  assert.equal(sessionsOfYear(empty, 2026).length, 261);
  assert.equal(sessionsOfYear(empty, 2026).filter(({ special }) => special !== undefined).length, 0);
});

Deno.test("A day of the rules with hours written in the file is open", () => {
  const text = JSON.stringify({
    schema: "krx-calendar/1",
    coverage: { from: "2026-01-01", to: "2026-12-31" },
    holidays: [],
    special_sessions: [{ date: "2027-05-05", open: "10:00", close: "15:30" }],
  });
  assert.equal(toCalendar(text).sessionOn(dayOf("2027-05-05"))?.special, "Other hours");
});

const BREAKS: readonly (readonly [string, string])[] = [
  ["2026-08-14", "2026-08-18"],
  ["2017-09-29", "2017-10-10"],
  ["2025-10-02", "2025-10-10"],
  ["2023-12-28", "2024-01-02"],
  ["2026-12-30", "2027-01-04"],
  ["2027-02-05", "2027-02-10"],
];
for (const [last, next] of BREAKS) {
  Deno.test(`The session after ${last} is ${next}`, () => {
    assert.equal(calendar.nextSessionAfter(dayOf(last)).date, next);
  });
}

Deno.test("nextSessionAfter() gives up after 40 days with an error that names the day", () => {
  const closures = new Map(
    Array.from({ length: 60 }, (_, index) => [
      dayOf("2026-03-01") + index,
      { name: "Closed", nameKo: "휴장", kind: "market" },
    ]),
  );
  const shut = createMarketCalendar({ ...readText(HOLIDAYS_TEXT), closures }, DEFAULT_DAY_FRAME);
  assert.throws(
    () => shut.nextSessionAfter(dayOf("2026-03-01")),
    (error) => error instanceof NoSessionError && error.message.includes("40 days after 2026-03-01"),
  );
});

for (const day of [NaN, Infinity, 20_000.5]) {
  Deno.test(`A calendar refuses the day number ${day}`, () => {
    assert.throws(() => calendar.sessionOn(day), RangeError);
    assert.throws(() => calendar.nextSessionAfter(day), RangeError);
  });
}

for (
  const [dayStartMin, dayEndMin] of [[10 * 60, 20 * 60], [7 * 60, 15 * 60], [-1, 1200], [420, 1500], [
    420.5,
    1200,
  ], [
    NaN,
    1200,
  ]] as const
) {
  Deno.test(`A polled day from minute ${dayStartMin} to ${dayEndMin} is refused`, () => {
    assert.throws(() => createMarketCalendar(readText("[]"), { dayStartMin, dayEndMin }), RangeError);
  });
}

Deno.test("A day has a session exactly when it has no closure, and never on a weekend", () => {
  fc.assert(fc.property(fc.integer({ min: dayOf("1991-01-01"), max: dayOf("2099-12-31") }), (day) => {
    const session = calendar.sessionOn(day);
    assert.equal(session === undefined, calendar.closureOn(day) !== undefined);
    if (session === undefined) return;
    assert.notEqual(weekdayOfDay(day) % 6, 0);
    const edges = [session.preStartMs, session.openMs, session.closeMs, session.postEndMs];
    assert.deepEqual(edges, edges.toSorted((a, b) => a - b));
    assert.ok(edges.every((atMs) => kstDayOf(atMs) === day));
  }));
});
