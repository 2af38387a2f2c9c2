import assert from "node:assert/strict";
import { statusAt } from "../../src/calendar/calendar_status.ts";
import { toLoadedCalendar } from "../../src/calendar/file/load_calendar.ts";
import { DEFAULT_POLL_STEPS as steps } from "../../src/calendar/poll_plan.ts";
import { DEFAULT_DAY_FRAME } from "../../src/calendar/session.ts";
import {
  printAt,
  printCount,
  printSessions,
  printStatus,
  type Write,
} from "../../src/cli/calendar/calendar.ts";
import { EXIT, UserError } from "../../src/core/errors.ts";
import { HOLIDAYS_TEXT, toPlainText } from "./sample_calendars.ts";

const loaded = toLoadedCalendar(HOLIDAYS_TEXT, { source: "holidays.json", frame: DEFAULT_DAY_FRAME });
const { calendar } = loaded;

function printed(print: (write: Write) => void): string {
  let text = "";
  print((part) => text += part);
  assert.ok(text.endsWith("\n"));
  return text;
}

Deno.test("calendar sessions --json prints date, open and close of each session, both ends included", () => {
  const text = printed((write) =>
    printSessions({ calendar, from: "2025-12-30", to: "2026-01-05", json: true, write })
  );
  assert.deepEqual(JSON.parse(text), [
    { date: "2025-12-30", open: "2025-12-30T09:00:00+09:00", close: "2025-12-30T15:30:00+09:00" },
    { date: "2026-01-02", open: "2026-01-02T10:00:00+09:00", close: "2026-01-02T15:30:00+09:00" },
    { date: "2026-01-05", open: "2026-01-05T09:00:00+09:00", close: "2026-01-05T15:30:00+09:00" },
  ]);
});

Deno.test("calendar sessions prints aligned lines and the number of sessions for a person", () => {
  const text = printed((write) =>
    printSessions({ calendar, from: "2026-11-18", to: "2026-11-19", json: false, write })
  );
  assert.equal(
    text,
    "2026-11-18 Wed  09:00–15:30\n" +
      "2026-11-19 Thu  10:00–16:30  College Scholastic Ability Test (CSAT)\n" +
      "2 sessions in 2 days\n",
  );
});

Deno.test("calendar sessions of days without one prints an empty list", () => {
  const options = { calendar, from: "2026-08-15", to: "2026-08-17" };
  assert.equal(printed((write) => printSessions({ ...options, json: true, write })), "[]\n");
  assert.equal(
    printed((write) => printSessions({ ...options, json: false, write })),
    "0 sessions in 3 days\n",
  );
});

const INSTANTS: readonly (readonly [string, string, boolean, string, string | null])[] = [
  ["2026-03-11T08:56:30+09:00", "pre", false, "2026-03-11T09:00:00+09:00", "2026-03-11"],
  ["2026-03-11T00:00:00Z", "market", true, "2026-03-11T09:01:00+09:00", "2026-03-11"],
  ["2026-03-11T01:30:00-05:00", "post", true, "2026-03-11T15:35:00+09:00", "2026-03-11"],
  ["2026-03-11T08:56:30", "pre", false, "2026-03-11T09:00:00+09:00", "2026-03-11"],
  ["2026-03-11T20:00+09:00", "closed", false, "2026-03-12T07:00:00+09:00", "2026-03-11"],
  ["2026-08-17T10:00:00.000+09:00", "closed", false, "2026-08-18T07:00:00+09:00", null],
];
for (const [instant, phase, due, next, date] of INSTANTS) {
  Deno.test(`calendar at ${instant} --json says ${phase} and ${next}`, () => {
    const text = printed((write) => printAt({ calendar, steps, instant, json: true, write }));
    const answer = JSON.parse(text);
    assert.deepEqual([answer.phase, answer.due, answer.next_poll_at], [phase, due, next]);
    assert.equal(answer.session?.date ?? null, date);
    assert.deepEqual(Object.keys(answer.session ?? { date, open: "", close: "" }), ["date", "open", "close"]);
  });
}

Deno.test("calendar at tells a person why the market is closed", () => {
  const text = printed((write) =>
    printAt({ calendar, steps, instant: "2026-07-17T10:00:00+09:00", json: false, write })
  );
  assert.match(text, /^session +none: Constitution Day 제헌절$/m);
});

const COUNTS: readonly (readonly [string, string, number, number[]])[] = [
  ["the delivered file", HOLIDAYS_TEXT, 2026, [244, 5880, 95_100, 13_164, 114_144]],
  ["a plain list", toPlainText(), 2026, [244, 5856, 95_160, 13_176, 114_192]],
  ["an empty list", "[]", 2026, [261, 6264, 101_790, 14_094, 122_148]],
  ["the delivered file", HOLIDAYS_TEXT, 2028, [243, 5844, 94_710, 13_122, 113_676]],
];
for (const [name, text, year, [sessions, pre, market, post, total]] of COUNTS) {
  Deno.test(`calendar count --year ${year} --json with ${name} counts ${total} polls`, () => {
    const { calendar } = toLoadedCalendar(text, { source: "h.json", frame: DEFAULT_DAY_FRAME });
    const answer = JSON.parse(printed((write) => printCount({ calendar, steps, year, json: true, write })));
    assert.deepEqual(answer, { sessions, pre, market, post, total });
  });
}

Deno.test("calendar count works at both ends of the calendar's time", () => {
  for (const year of [1990, 2100]) {
    assert.match(
      printed((write) => printCount({ calendar, steps, year, json: false, write })),
      /^total +1\d{5}$/m,
    );
  }
});

Deno.test("calendar status prints horizon, level and each lint sentence", () => {
  const status = statusAt(loaded, Date.parse("2027-12-01T12:00:00+09:00"));
  const text = printed((write) => printStatus({ status, json: false, write }));
  assert.match(text, /^level +warn$/m);
  assert.match(text, /^covers +2010-01-01 to 2027-12-31, 30 days left$/m);
  assert.match(text, /^- The calendar ends on 2027-12-31/m);
  assert.equal(JSON.parse(printed((write) => printStatus({ status, json: true, write }))).days_left, 30);
});

Deno.test("calendar status, at and count are Korean for who reads Korean, in columns of their own", () => {
  const status = statusAt(loaded, Date.parse("2027-12-01T12:00:00+09:00"));
  const text = printed((write) => printStatus({ status, json: false, write, lang: "ko" }));
  assert.match(text, /^상태 {7}곧 끝남$/m);
  assert.match(text, /^범위 {7}2010-01-01부터 2027-12-31까지, 30일 남음$/m);
  const at = printed((write) =>
    printAt({ calendar, steps, instant: "2026-07-17T10:00:00+09:00", json: false, write, lang: "ko" })
  );
  assert.match(at, /^시각 {7}2026-07-17T10:00:00\+09:00 금$/m);
  assert.match(at, /^다음 조회 {2}/m);
  const count = printed((write) =>
    printCount({ calendar, steps, year: 2026, json: false, write, lang: "ko" })
  );
  assert.match(count, /^개장일 +\d+$/m);
});

const json = true;
const write = () => {};
const MISTAKES: readonly (readonly [string, () => void])[] = [
  [
    "a date that does not exist",
    () => printSessions({ calendar, from: "2026-02-30", to: "2026-03-01", json, write }),
  ],
  [
    "a date in another spelling",
    () => printSessions({ calendar, from: "2026-03-01", to: "20260301", json, write }),
  ],
  ["--from after --to", () => printSessions({ calendar, from: "2026-03-02", to: "2026-03-01", json, write })],
  [
    "more than 60 years",
    () => printSessions({ calendar, from: "2000-01-01", to: "2061-01-01", json, write }),
  ],
  [
    "a date before 1990",
    () => printSessions({ calendar, from: "1989-12-31", to: "1990-01-01", json, write }),
  ],
  [
    "a part of an offset",
    () => printAt({ calendar, steps, instant: "2026-03-11T09:00:00+09", json, write }),
  ],
  ["a date as instant", () => printAt({ calendar, steps, instant: "2026-03-11", json, write })],
  [
    "an instant that does not exist",
    () => printAt({ calendar, steps, instant: "2026-02-30T09:00Z", json, write }),
  ],
  [
    "an hour that does not exist",
    () => printAt({ calendar, steps, instant: "2026-02-03T25:00Z", json, write }),
  ],
  [
    "an instant after 2100",
    () => printAt({ calendar, steps, instant: "2101-01-01T00:00+09:00", json, write }),
  ],
  ["a year before 1990", () => printCount({ calendar, steps, year: 1989, json, write })],
  ["a year after 2100", () => printCount({ calendar, steps, year: 2101, json, write })],
  ["half a year", () => printCount({ calendar, steps, year: 2026.5, json, write })],
  ["no year", () => printCount({ calendar, steps, year: NaN, json, write })],
];
for (const [name, run] of MISTAKES) {
  Deno.test(`The calendar commands refuse ${name} with exit code 2 and a sentence`, () => {
    assert.throws(run, (error) => error instanceof UserError && error.exitCode === EXIT.config);
  });
}

Deno.test("A refused argument is answered with an example of a right one", () => {
  assert.throws(() => printSessions({ calendar, from: "x", to: "y", json, write }), /for example 2026-03-11/);
  assert.throws(
    () => printAt({ calendar, steps, instant: "now", json, write }),
    /2026-03-11T09:00:00\+09:00/,
  );
  assert.throws(() => printCount({ calendar, steps, year: 26, json, write }), /for example 2026/);
});
