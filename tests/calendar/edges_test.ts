/** The first and the last of what counts: days of a coverage, instants of the calendar's time, sentences in full. */
import assert from "node:assert/strict";
import { toCommand } from "../../src/core/command_text.ts";
import { statusAt } from "../../src/calendar/calendar_status.ts";
import { describeClosed } from "../../src/calendar/calendar_view.ts";
import { CalendarFileError, toShownValue } from "../../src/calendar/file/calendar_file_error.ts";
import { lintHolidays } from "../../src/calendar/file/lint.ts";
import { systemDisk, toLoadedCalendar } from "../../src/calendar/file/load_calendar.ts";
import { DEFAULT_POLL_STEPS, nextTickAfter } from "../../src/calendar/poll_plan.ts";
import { createMarketCalendar, DEFAULT_DAY_FRAME } from "../../src/calendar/session.ts";
import { createStatutoryRules } from "../../src/calendar/statutory.ts";
import { dayOf, HOLIDAYS_TEXT, readText, toCalendar, toPlainText } from "./sample_calendars.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const at = (text: string) => Date.parse(`${text}+09:00`);

function lintOn(date: string, text: string): readonly string[] {
  const loaded = toLoadedCalendar(text, { source: "my.json", frame: DEFAULT_DAY_FRAME });
  return statusAt(loaded, at(`${date}T12:00:00`)).lint;
}

function faultOf(text: string): string {
  try {
    readText(text);
  } catch (error) {
    if (error instanceof CalendarFileError) return error.message;
    throw error;
  }
  return "no fault";
}

Deno.test("the first and the last day of a covered year belong to the file too", () => {
  const plain = toCalendar(toPlainText((date) => date.startsWith("2026") && !/-01-01$|-12-31$/.test(date)));
  assert.equal(plain.sessionOn(dayOf("2026-01-01"))?.date, "2026-01-01");
  assert.equal(plain.sessionOn(dayOf("2026-12-31"))?.date, "2026-12-31");
  assert.equal(plain.sessionOn(dayOf("2025-12-31")), undefined);
  assert.equal(plain.sessionOn(dayOf("2027-01-01")), undefined);
});

Deno.test("a fraction of a day is refused by that name, by each question that takes a day", () => {
  assert.throws(() => calendar.sessionOn(20_000.5), /Cannot look up day 20000.5: a day number is an integer/);
  assert.throws(() => calendar.nextSessionAfter(20_000.5), /Cannot look up day 20000.5/);
});

Deno.test("polls can be planned from the millisecond before 1990 to the last one of 2100, and not beyond", () => {
  const first = at("1990-01-01T00:00:00");
  const last = at("2101-01-01T00:00:00") - 1;
  const next = (atMs: number) => nextTickAfter(calendar, DEFAULT_POLL_STEPS, atMs).atMs;
  assert.equal(next(first - 1), at("1990-01-02T07:00:00"));
  assert.throws(() => next(first - 2), /no instant of the years 1990 to 2100/);
  assert.ok(next(last) > last);
  assert.throws(() => next(last + 1), /no instant of the years 1990 to 2100/);
});

Deno.test("a date before 1990 or after 2100 is refused as such, and the first and last day between are taken", () => {
  for (const date of ["1989-12-31", "2101-01-01"]) {
    assert.ok(faultOf(`["${date}"]`).includes(`"${date}" lies outside 1990–2100`), faultOf(`["${date}"]`));
  }
  assert.equal(faultOf('["1990-01-01","2100-12-31"]'), "no fault");
});

Deno.test("a fault of the JSON shows what stands there, up to the end of its line", () => {
  assert.ok(
    faultOf("[\n@here,\n1]").includes('a value should stand here, found "@here,"'),
    faultOf("[\n@here,\n1]"),
  );
  assert.ok(faultOf("[").includes("a value should stand here, but the file ends"), faultOf("["));
});

Deno.test("differences between file and rules come in the order of days", () => {
  const file = readText(
    toPlainText((date) => /^202[67]/.test(date) && !/2026-(12-25|05-05)|2027-03-01/.test(date)),
  );
  const rules = createStatutoryRules();
  const days = lintHolidays(file, calendar, rules).map(({ day }) => day);
  assert.ok(days.length >= 5);
  assert.deepEqual(days, days.toSorted((a, b) => a - b));
  assert.notDeepEqual(days, days.toReversed());
});

Deno.test("a closed market is told with its reason in both languages, a weekend in one, and a session day by the side of its hours", () => {
  const told = (text: string) => describeClosed(calendar, at(text));
  assert.equal(told("2026-07-17T10:00:00"), "market closed (제헌절, Constitution Day)");
  assert.equal(told("2026-07-18T10:00:00"), "market closed (Saturday)");
  assert.equal(told("2026-07-16T02:24:00"), "market closed: today's hours begin at 07:00 (KST)");
  assert.equal(told("2026-07-16T22:00:00"), "market closed: today's hours ended at 20:00 (KST)");
});

Deno.test("what to do about a calendar that ends, ended or lists nothing is told in full sentences", () => {
  const todo =
    "KRX publishes next year's closures in mid December, the official holiday list is out from the " +
    `end of June: take the list over with ${toCommand("calendar", "update", "FILE")}, or add them to my.json`;
  assert.deepEqual(lintOn("2028-01-01", HOLIDAYS_TEXT), [
    "The calendar ends on 2027-12-31. From then on the built-in holiday rules are used; they know no elections, " +
    `temporary holidays or CSAT days. ${todo} and move coverage.to`,
  ]);
  assert.deepEqual(lintOn("2027-12-30", HOLIDAYS_TEXT), [
    `The calendar ends on 2027-12-31, in 1 days. ${todo} and move coverage.to`,
  ]);
  assert.deepEqual(lintOn("2026-03-11", "[]"), [
    "my.json lists no closures, so only weekends are closed and holidays are polled like trading days. " +
    `${todo}`,
  ]);
  assert.deepEqual(lintOn("2026-03-11", '["2026-03-16"]'), [
    "my.json lists no whole year (at least 8 closed weekdays), so the built-in holiday rules are used as well; " +
    `they know no elections, temporary holidays or CSAT days. ${todo}`,
  ]);
});

Deno.test("a day that is polled may begin and end at midnight", () => {
  const frame = { dayStartMin: 0, dayEndMin: 1_440 };
  const session = createMarketCalendar(readText("[]"), frame).sessionOn(dayOf("2026-03-11"));
  assert.equal(session?.preStartMs, at("2026-03-11T00:00:00"));
  assert.equal(session?.postEndMs, at("2026-03-12T00:00:00"));
});

Deno.test("regular hours that are no map, or begin on no day, are refused with an example", () => {
  for (const item of [5, null, { open: "09:00", close: "15:30" }]) {
    const text = JSON.stringify({
      schema: "krx-calendar/1",
      coverage: { from: "2026-01-01", to: "2026-12-31" },
      holidays: [],
      regular_hours: [item],
    });
    assert.match(faultOf(text), /expected "regular_hours": \[\{"from":"2016-08-01"/);
  }
});

Deno.test("a value of the file is shown from its first letter on, cut after sixty", () => {
  assert.equal(toShownValue("a".repeat(60)), `"${"a".repeat(60)}"`);
  assert.equal(toShownValue(`b${"a".repeat(60)}`), `"b${"a".repeat(59)}…"`);
});

Deno.test("a file that another one took the place of is known by its number on the disk", async () => {
  const [one, other] = [await Deno.makeTempFile(), await Deno.makeTempFile()];
  try {
    const [a, b] = [await systemDisk.stat(one), await systemDisk.stat(other)];
    assert.deepEqual([a.inode, a.isFile, a.sizeBytes], [(await Deno.stat(one)).ino ?? 0, true, 0]);
    if (Deno.build.os !== "windows") assert.notEqual(a.inode, b.inode);
  } finally {
    await Promise.all([one, other].map((path) => Deno.remove(path)));
  }
});
