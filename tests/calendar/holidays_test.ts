import assert from "node:assert/strict";
import fc from "fast-check";
import { CalendarFileError } from "../../src/calendar/file/calendar_file_error.ts";
import { toDateText } from "../../src/core/kst.ts";
import { dayOf, HOLIDAYS_TEXT, readText, toPlainText } from "./sample_calendars.ts";

function faultOf(text: string): CalendarFileError {
  try {
    readText(text);
  } catch (error) {
    if (error instanceof CalendarFileError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

function toRich(parts: Record<string, unknown>): string {
  const coverage = { from: "2026-01-01", to: "2026-12-31" };
  return JSON.stringify(
    { schema: "krx-calendar/1", coverage, holidays: ["2026-01-01"], ...parts },
    undefined,
    1,
  );
}

Deno.test("The delivered file covers 2010–2027 with 268 closures and 37 special sessions", () => {
  const file = readText(HOLIDAYS_TEXT);
  assert.deepEqual(file.counts, {
    listed: 268,
    closedWeekdays: 268,
    duplicates: 0,
    weekends: 0,
    specialSessions: 37,
  });
  assert.deepEqual(file.coverage, { fromDay: dayOf("2010-01-01"), toDay: dayOf("2027-12-31") });
  assert.deepEqual([file.shape, file.empty, file.remarks], ["rich", false, []]);
});

const SHAPES: readonly (readonly [string, string, string])[] = [
  ["dates", `["2026-01-01","2026-08-17"]`, ""],
  [
    "mixed",
    `["2026-01-01",{"date":"2026-08-17","name":"광복절 대체공휴일","kind":"substitute"}]`,
    "광복절 대체공휴일",
  ],
  ["map", `{"2026-01-01":"신정","2026-08-17":"대체공휴일"}`, "대체공휴일"],
  ["map", `{"2026-01-01":["신정"],"2026-08-17":["가","나"]}`, "가·나"],
  ["map", `{"2026":["2026-01-01","2026-08-17"]}`, ""],
  ["map", `{"2026":[{"date":"2026-01-01"},{"date":"2026-08-17","name_ko":"대체","name":null}]}`, "대체"],
];
for (const [shape, text, name] of SHAPES) {
  Deno.test(`${text} is read as ${shape}`, () => {
    const file = readText(text);
    assert.equal(file.shape, shape);
    assert.deepEqual([...file.closures.keys()], [dayOf("2026-01-01"), dayOf("2026-08-17")]);
    assert.equal(file.closures.get(dayOf("2026-08-17"))?.nameKo, name);
  });
}

for (const text of ["[]", "{}", " [ ] \n", `{"2026":[]}`]) {
  Deno.test(`${JSON.stringify(text)} is an empty calendar, not an error`, () => {
    assert.equal(readText(text).empty, true);
  });
}

Deno.test("A byte order mark at the start is ignored", () => {
  assert.equal(readText(`\uFEFF["2026-01-01"]`).closures.size, 1);
});

Deno.test("Repeated dates and weekends are counted and do no harm, in any order", () => {
  const file = readText(`["2026-08-17","2026-08-15","2026-08-17","2026-01-01","2026-08-15"]`);
  assert.deepEqual(file.counts, {
    listed: 5,
    closedWeekdays: 2,
    duplicates: 2,
    weekends: 1,
    specialSessions: 0,
  });
});

Deno.test("A repeated key of a map counts as a repeated date", () => {
  assert.equal(readText(`{"2026-01-01":"신정","2026-01-01":"신정"}`).counts.duplicates, 1);
});

Deno.test("Line breaks and escapes in a name become blanks, so a name stays on one log line", () => {
  const file = readText(`{"2026-01-01":"a\\n\\u001b[31mb"}`);
  assert.equal(file.closures.get(dayOf("2026-01-01"))?.name, "a [31mb");
});

const COVERAGES:
  readonly (readonly [string, (date: string) => boolean, string | undefined, string | undefined])[] = [
    ["all years", () => true, "2010-01-01", "2027-12-31"],
    ["one year", (date) => date.startsWith("2026"), "2026-01-01", "2026-12-31"],
    ["a year with one date of the next", (date) => /^2026|^2027-01/.test(date), "2026-01-01", "2026-12-31"],
    ["two runs of years", (date) => /^(201[0-5]|202[5-6])/.test(date), "2025-01-01", "2026-12-31"],
    ["a few days", (date) => date.startsWith("2026-0"), "2026-01-01", "2026-12-31"],
    ["seven days", (date) => /^2026-0[1-4]|^2027-0[1-4]/.test(date), undefined, undefined],
  ];
for (const [name, isWanted, from, to] of COVERAGES) {
  Deno.test(`A plain list of ${name} covers ${from === undefined ? "nothing" : `${from} to ${to}`}`, () => {
    const { coverage } = readText(toPlainText(isWanted));
    assert.deepEqual([coverage && toDateText(coverage.fromDay), coverage && toDateText(coverage.toDay)], [
      from,
      to,
    ]);
  });
}

const FAULTS: readonly (readonly [string, number, string, string])[] = [
  [
    "a date with slashes",
    3,
    `[\n"2026-01-01",\n"2026/01/01"]`,
    `"2026/01/01" is not a date (write "2026-01-01")`,
  ],
  ["a date without dashes", 1, `["20260101"]`, `"20260101" is not a date (write "2026-01-01")`],
  ["a date as a number", 2, `[\n20260101]`, `"20260101" is not a date (write "2026-01-01")`],
  ["a short date", 1, `["2026-1-1"]`, `(write "2026-01-01")`],
  ["a date with a time", 1, `["2026-01-01T00:00:00"]`, `(write "2026-01-01")`],
  ["30 February", 1, `["2026-02-30"]`, `"2026-02-30" is not a date (that day does not exist)`],
  ["29 February of a common year", 1, `["2026-02-29"]`, "that day does not exist"],
  ["a year long ago", 1, `["1026-01-01"]`, "lies outside 1990–2100"],
  ["a word", 1, `["soon"]`, `"soon" is not a date`],
  ["a list in a list", 2, `["2026-01-01",\n["2026-01-02"]]`, "this list does not fit"],
  ["null", 1, "[null]", "null does not belong here"],
  ["a number at the top", 1, "42", "42 does not belong here"],
  ["an object without a date", 2, `[\n{"name":"x"}]`, "this map does not fit"],
  ["a name that is a number", 1, `[{"date":"2026-01-01","name":5}]`, "5 does not belong here"],
  ["a map with a word as key", 2, `{"2026-01-01":"신정",\n"days":["2026-01-02"]}`, `"days" is not a date`],
  ["a map to true", 1, `{"2026-01-01":true}`, "true does not belong here"],
  [
    "a date under another year",
    3,
    `{"2026":[\n"2026-01-01",\n"2027-01-01"]}`,
    `"2027-01-01" stands under 2026`,
  ],
  ["a year with a text", 1, `{"2026":"x"}`, "a list of dates of 2026"],
  ["an empty file", 1, "", "this is not JSON"],
  ["a comma too many", 2, `["2026-01-01",\n]`, "comma too many"],
  ["a missing comma", 2, `["2026-01-01"\n"2026-01-02"]`, `a comma or "]"`],
  ["a file cut short", 2, `["2026-01-01",\n`, "the file ends"],
  ["single quotes", 1, `['2026-01-01']`, "a value should stand here"],
  ["a key without quotes", 1, `{a:1}`, "double quotes"],
  ["a text over two lines", 1, `["2026-\n01-01"]`, "not closed on its line"],
  ["something after the end", 2, `[]\n[]`, "after the end"],
  ["endless brackets", 1, "[".repeat(500_000), "nested deeper"],
];
for (const [name, line, text, part] of FAULTS) {
  Deno.test(`A calendar with ${name} is refused with path, line ${line} and the reason`, () => {
    const fault = faultOf(text);
    assert.equal(fault.line, line);
    assert.ok(fault.message.startsWith(`Cannot use the calendar h.json, line ${line}: `), fault.message);
    assert.ok(fault.message.includes(part), fault.message);
    assert.ok(fault.message.length < 500, fault.message);
  });
}

const RICH_FAULTS: readonly (readonly [string, Record<string, unknown>, string])[] = [
  ["another schema", { schema: "krx-calendar/2" }, `"schema": "krx-calendar/1"`],
  ["another zone", { timezone: "UTC" }, `"timezone": "Asia/Seoul"`],
  ["no coverage", { coverage: undefined }, `"coverage"`],
  ["half a coverage", { coverage: { from: "2026-01-01" } }, `"coverage"`],
  [
    "a coverage that ends before it begins",
    { coverage: { from: "2026-12-31", to: "2026-01-01" } },
    "before it begins",
  ],
  ["no holidays", { holidays: undefined }, `"holidays"`],
  ["hours that are no list", { regular_hours: {} }, `"regular_hours"`],
  [
    "hours that end first",
    { regular_hours: [{ from: "2016-08-01", open: "15:30", close: "09:00" }] },
    "closes at 09:00",
  ],
  [
    "hours outside the day",
    { regular_hours: [{ from: "2016-08-01", open: "06:00", close: "15:30" }] },
    "leaves",
  ],
  ["a session without times", { special_sessions: [{ date: "2026-01-02" }] }, `"open" with a time`],
  [
    "a session at 9:00",
    { special_sessions: [{ date: "2026-01-02", open: "9:00", close: "15:30" }] },
    `"9:00"`,
  ],
  [
    "an empty session",
    { special_sessions: [{ date: "2026-01-02", open: "10:00", close: "10:00" }] },
    "opens at 10:00",
  ],
  [
    "a session past 20:00",
    { special_sessions: [{ date: "2026-01-02", open: "10:00", close: "20:01" }] },
    "20:00",
  ],
  ["a session on a closed day", {
    special_sessions: [{ date: "2026-01-01", open: "10:00", close: "15:30" }],
  }, "falls on a day the market is closed"],
  ["a session on a Saturday", {
    special_sessions: [{ date: "2026-01-03", open: "10:00", close: "15:30" }],
  }, "falls on a day the market is closed"],
  ["two sessions on one day", {
    special_sessions: [
      { date: "2026-01-02", open: "10:00", close: "15:30" },
      { date: "2026-01-02", open: "11:00", close: "15:30" },
    ],
  }, "two special sessions"],
];
for (const [name, parts, part] of RICH_FAULTS) {
  Deno.test(`A calendar object with ${name} is refused with a line and the reason`, () => {
    const fault = faultOf(toRich(parts));
    assert.ok((fault.line ?? 0) >= 1);
    assert.ok(fault.message.includes(part), fault.message);
  });
}

Deno.test("The line of a fault deep inside an object is the line of the wrong value", () => {
  const text = toRich({ special_sessions: [{ date: "2026-01-02", open: "10:00", close: "25:00" }] });
  const lines = text.split("\n");
  assert.equal(faultOf(text).line, 1 + lines.findIndex((line) => line.includes("25:00")));
});

Deno.test("An unknown key is ignored with a remark, since it may be a misspelt one", () => {
  const file = readText(toRich({ specialsessions: [] }));
  assert.match(file.remarks[0] ?? "", /^line \d+: the key "specialsessions" is unknown/);
});

Deno.test("A list of business days is refused at the 41st closed weekday of a year", () => {
  const first = dayOf("2026-01-01");
  const days = Array.from({ length: 365 }, (_, index) => toDateText(first + index));
  const fault = faultOf(JSON.stringify(days, undefined, 1));
  assert.match(fault.message, /"2026-02-26" is closed weekday number 41 of 2026/);
  assert.equal(fault.line, 2 + days.indexOf("2026-02-26"));
});

Deno.test("A list that closes the market for more than a month on end is refused", () => {
  const first = dayOf("2026-06-01");
  const days = Array.from({ length: 33 }, (_, index) => toDateText(first + index));
  assert.match(faultOf(JSON.stringify(days)).message, /every day from 2026-06-01/);
});

Deno.test("Whatever JSON is given, the reader answers with a calendar or a CalendarFileError", () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string(), fc.string({ unit: "binary" })), (text) => {
    try {
      readText(text);
    } catch (error) {
      assert.ok(error instanceof CalendarFileError, String(error));
      assert.ok(error.line !== undefined && error.line >= 1);
    }
  }));
});

Deno.test("The reader takes JSON exactly where JSON.parse does", () => {
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 5 }),
      fc.nat(),
      fc.constantFrom("", ",", "]", '"', "0", " "),
      (json, at, part) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + part + json.slice(place);
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        let message = "";
        try {
          readText(text);
        } catch (error) {
          message = String(error);
        }
        assert.equal(message.includes("this is not JSON"), !isJson, `${text} ${message}`);
      },
    ),
  );
});
