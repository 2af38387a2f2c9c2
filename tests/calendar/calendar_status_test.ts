import assert from "node:assert/strict";
import { statusAt, toStatusJson } from "../../src/calendar/calendar_status.ts";
import { toLoadedCalendar } from "../../src/calendar/file/load_calendar.ts";
import { DEFAULT_DAY_FRAME } from "../../src/calendar/session.ts";
import { HOLIDAYS_TEXT, toPlainText } from "./sample_calendars.ts";

function statusOn(date: string, text: string) {
  const loaded = toLoadedCalendar(text, { source: "holidays.json", frame: DEFAULT_DAY_FRAME });
  return statusAt(loaded, Date.parse(`${date}T12:00:00+09:00`));
}

const LEVELS: readonly (readonly [string, number, string])[] = [
  ["2027-11-15", 46, "ok"],
  ["2027-11-16", 45, "warn"],
  ["2027-12-30", 1, "warn"],
  ["2027-12-31", 0, "expired"],
  ["2028-01-01", -1, "expired"],
];
for (const [date, daysLeft, level] of LEVELS) {
  Deno.test(`On ${date} the delivered calendar has ${daysLeft} days left and is ${level}`, () => {
    const status = statusOn(date, HOLIDAYS_TEXT);
    assert.deepEqual([status.daysLeft, status.level, status.to], [daysLeft, level, "2027-12-31"]);
    assert.equal(status.lint.length, level === "ok" ? 0 : 1);
  });
}

Deno.test("A day is a Korean day: the level changes at 00:00 KST", () => {
  const loaded = toLoadedCalendar(HOLIDAYS_TEXT, { source: "holidays.json", frame: DEFAULT_DAY_FRAME });
  assert.equal(statusAt(loaded, Date.parse("2027-11-15T14:59:59Z")).level, "ok");
  assert.equal(statusAt(loaded, Date.parse("2027-11-15T15:00:00Z")).level, "warn");
});

Deno.test("The warning says until when, when KRX publishes and what to edit", () => {
  const [sentence = ""] = statusOn("2027-12-01", HOLIDAYS_TEXT).lint;
  for (
    const part of ["2027-12-31, in 30 days", "KRX publishes", "mid December", "holidays.json", "coverage.to"]
  ) {
    assert.ok(sentence.includes(part), sentence);
  }
});

Deno.test("The delivered calendar and the rules agree: no lint in 2026", () => {
  assert.deepEqual(statusOn("2026-11-21", HOLIDAYS_TEXT).lint, []);
});

Deno.test("An empty list is degraded at once and says what is missing", () => {
  const status = statusOn("2026-03-11", "[]");
  assert.deepEqual([status.level, status.daysLeft, status.from, status.to], [
    "empty",
    0,
    undefined,
    undefined,
  ]);
  assert.match(status.lint[0] ?? "", /only weekends are closed/);
});

Deno.test("A list without a whole year is expired and says that the rules are used", () => {
  const status = statusOn("2026-03-11", `["2026-03-16"]`);
  assert.equal(status.level, "expired");
  assert.match(status.lint[0] ?? "", /at least 8 closed weekdays/);
});

Deno.test("A stale copy without the new holiday is reported by date and name", () => {
  const { lint } = statusOn(
    "2026-03-11",
    toPlainText((date) => date.startsWith("2026") && date !== "2026-07-17"),
  );
  assert.ok(lint.some((sentence) => sentence.startsWith("2026-07-17 제헌절 missing")), lint.join("\n"));
});

Deno.test("A plain list is told of the first session and the CSAT day it cannot express, while they lie ahead", () => {
  const plain = toPlainText((date) => date.startsWith("2026"));
  const ahead = statusOn("2025-12-30", plain).lint.join("\n");
  assert.match(ahead, /2026-01-02 special session missing/);
  assert.match(ahead, /2026 has no CSAT day/);
  assert.doesNotMatch(statusOn("2026-03-11", plain).lint.join("\n"), /2026-01-02/);
});

Deno.test("A day unknown to the rules is only asked about, and not at all when it is named an election", () => {
  const plain = statusOn("2026-03-11", toPlainText((date) => date.startsWith("2026")));
  assert.ok(plain.lint.some((sentence) => sentence.startsWith("2026-06-03 is not known to the rules")));
  assert.ok(plain.lint.every((sentence) => !sentence.includes("missing: by the rules")));
});

Deno.test("Closures missing in past years make one sentence", () => {
  const { lint } = statusOn("2026-03-11", toPlainText((date) => !date.endsWith("-12-25")));
  const past = lint.filter((sentence) => sentence.startsWith("Closures of past years are missing"));
  assert.equal(past.length, 1);
  assert.match(past[0] ?? "", /2025-12-25 and \d+ more$/);
});

Deno.test("A calendar that begins later says that the rules are used until then", () => {
  const { lint } = statusOn("2025-06-11", toPlainText((date) => date.startsWith("2026")));
  assert.match(lint[0] ?? "", /begins on 2026-01-01/);
});

Deno.test("The status as JSON speaks the words of /health and has no holes", () => {
  const json = JSON.parse(JSON.stringify(toStatusJson(statusOn("2026-12-30", "[]"))));
  assert.deepEqual(Object.keys(json), [
    "source",
    "shape",
    "from",
    "to",
    "days_left",
    "level",
    "next_session",
    "counts",
    "lint",
    "problem",
  ]);
  assert.deepEqual([json.from, json.problem, json.next_session], [null, null, "2026-12-31"]);
});
