/** A new list of closed days: what it must be like, what it changes, and the file that comes of it. */
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { toLoadedCalendar } from "../../src/calendar/file/load_calendar.ts";
import { CalendarFileError } from "../../src/calendar/file/calendar_file_error.ts";
import { DEFAULT_DAY_FRAME } from "../../src/calendar/session.ts";
import { createStatutoryRules } from "../../src/calendar/statutory.ts";
import type { ClosureRow } from "../../src/calendar/update/closure_rows.ts";
import { type NewList, readJsonList, readRowList } from "../../src/calendar/update/new_list.ts";
import { planUpdate } from "../../src/calendar/update/plan_update.ts";
import { toDateText, weekdayOfDay } from "../../src/core/kst.ts";
import { HOLIDAYS_TEXT, toPlainText } from "./sample_calendars.ts";

const NOW_MS = Date.parse("2027-12-20T09:00:00+09:00");
const FACTS = { source: "list", frame: DEFAULT_DAY_FRAME, nowMs: NOW_MS };
const WEEKDAYS = ["일요일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일"];

/** A year as the exchange's page has it. */
function rowsOf(year: number): string[][] {
  return [...createStatutoryRules().closuresOf(year)].map(([day, { nameKo }]) => [
    toDateText(day),
    WEEKDAYS[weekdayOfDay(day)] ?? "",
    nameKo,
  ]);
}

const HEAD = ["일자 및 요일", "요일구분", "비고"];
const number = (rows: readonly (readonly string[])[]): readonly ClosureRow[] =>
  rows.map((cells, i) => ({ line: i + 1, cells }));

function listOf(rows: readonly (readonly string[])[], nowMs = NOW_MS): NewList {
  return readRowList(number(rows), { ...FACTS, nowMs });
}

function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CalendarFileError) return error.message.replace("Cannot use the calendar ", "");
    throw error;
  }
  throw new Error("the list was taken");
}

const refusedRows = (rows: readonly (readonly string[])[]) => refusalOf(() => listOf(rows));
const plan = (list: NewList, presentText = HOLIDAYS_TEXT, nowMs = NOW_MS) =>
  planUpdate({ presentText, presentSource: "holidays.json", list, frame: DEFAULT_DAY_FRAME, nowMs });

Deno.test("the exchange's list of a new year adds its days, the late first session and nothing else", () => {
  const update = plan(listOf([HEAD, ...rowsOf(2028)]));
  deepStrictEqual(update.newlyCovered, { from: "2028-01-01", to: "2028-12-31" });
  deepStrictEqual(update.coverage, { from: "2010-01-01", to: "2028-12-31" });
  const closures = update.changes.filter(({ about }) => about === "closure");
  deepStrictEqual(closures.map(({ date }) => date), rowsOf(2028).map(([date]) => date));
  assertTrue(update.changes.every(({ what, isPast }) => what === "added" && !isPast));
  deepStrictEqual(update.changes.filter(({ about }) => about === "session"), [{
    ...{ date: "2028-01-03", what: "added", about: "session", isPast: false, before: undefined },
    after: "10:00–15:30 First trading day of the year (opening ceremony)",
  }]);
  match(update.warnings.join("\n"), /2028 has no CSAT day/);
});

Deno.test("the file that comes of an update keeps every line of the years that stay", () => {
  const { text } = plan(listOf([HEAD, ...rowsOf(2028)]));
  const before = HOLIDAYS_TEXT.split("\n").map((line) => line.replace(/,$/, ""));
  const after = new Set(text.split("\n").map((line) => line.replace(/,$/, "")));
  deepStrictEqual(
    before.filter((line) => !after.has(line)).map((line) => line.slice(0, 13)),
    ['  "coverage":', '  "updated": '],
  );
  const { file } = toLoadedCalendar(text, { source: "x", frame: DEFAULT_DAY_FRAME });
  strictEqual(file.remarks.length, 0);
  match(text, /"updated": "2027-12-20"/);
  strictEqual(
    plan(readJsonList(text, FACTS), text).changes.length,
    0,
    "taken over once more it changes nothing",
  );
});

Deno.test("a day that the present calendar names keeps its names, kind and hours when the exchange lists it", () => {
  const nowMs = Date.parse("2026-12-20T09:00:00+09:00");
  const rows = rowsOf(2027).map(([date = "", weekday = ""]) => [date, weekday, "휴장"]);
  const update = plan(listOf([HEAD, ...rows], nowMs), HOLIDAYS_TEXT, nowMs);
  deepStrictEqual([update.changes, update.newlyCovered], [[], undefined]);
});

Deno.test("a temporary holiday is added, and one that is gone is removed, each on its day", () => {
  const nowMs = Date.parse("2026-12-20T09:00:00+09:00");
  const rows = rowsOf(2027).filter(([date]) => date !== "2027-07-19");
  rows.push(["2027-10-05", "화요일", "임시공휴일"]);
  const { changes, warnings, text } = plan(listOf([HEAD, ...rows], nowMs), HOLIDAYS_TEXT, nowMs);
  deepStrictEqual(changes.map(({ date, what, after }) => [date, what, after]), [
    ["2027-07-19", "removed", undefined],
    ["2027-10-05", "added", "임시공휴일, Temporary holiday [temporary]"],
  ]);
  match(warnings.join("\n"), /2027-07-19 제헌절 대체공휴일 missing/);
  assertTrue(!text.includes("2027-07-19"));
});

Deno.test("a change of a day that is over is marked, and a day of today is not over", () => {
  const nowMs = Date.parse("2027-05-05T15:00:00+09:00");
  const gone = ["2027-05-03", "2027-05-05", "2027-05-13"];
  const rows = rowsOf(2027).filter(([date = ""]) => !gone.includes(date));
  const { changes } = plan(listOf([HEAD, ...rows], nowMs), HOLIDAYS_TEXT, nowMs);
  deepStrictEqual(changes.map(({ date, isPast }) => [date, isPast]), [
    ["2027-05-03", true],
    ["2027-05-05", false],
    ["2027-05-13", false],
  ]);
});

Deno.test("closed days that are not in the list are named: those of the calendar in use, and those of the law in a year that it does not know", () => {
  const nowMs = Date.parse("2026-12-20T09:00:00+09:00");
  const half = rowsOf(2027).filter(([date = ""]) => date > "2027-05-01");
  deepStrictEqual(
    plan(listOf([HEAD, ...half], nowMs), HOLIDAYS_TEXT, nowMs).lostDays.map(({ date }) => date),
    [
      ...["2027-01-01", "2027-02-08", "2027-02-09", "2027-03-01"],
    ],
  );
  const fixed = ["2028-03-01", "2028-05-05", "2028-06-06", "2028-10-09", "2028-12-25", "2028-12-29"];
  const rows = rowsOf(2028).filter(([date = ""]) => !fixed.includes(date));
  const { lostDays } = plan(listOf([HEAD, ...rows]));
  deepStrictEqual(lostDays.map(({ date }) => date), fixed);
  deepStrictEqual(lostDays.at(-1), {
    date: "2028-12-29",
    name: "연말 휴장일, Year-end market closure",
    because: "law",
  });
  deepStrictEqual(plan(listOf([HEAD, ...rowsOf(2028)])).lostDays, []);
});

Deno.test("other hours on a day that becomes closed go away with it", () => {
  const nowMs = Date.parse("2026-12-20T09:00:00+09:00");
  const rows = [...rowsOf(2027), ["2027-11-18", "목요일", "임시공휴일"]];
  const { changes } = plan(listOf([HEAD, ...rows], nowMs), HOLIDAYS_TEXT, nowMs);
  deepStrictEqual(changes.map(({ about, what }) => [about, what]), [["closure", "added"], [
    "session",
    "removed",
  ]]);
});

Deno.test("dates are read as tables and people write them, with a title above and a remark below", () => {
  const [[date = "", weekday = ""] = [], ...rest] = rowsOf(2028);
  const forms = [
    date.replaceAll("-", "/"),
    date.replaceAll("-", "."),
    date.replaceAll("-", ""),
    `${date} (${weekday.slice(0, 1)})`,
    `${date} 00:00:00`,
    `${date.slice(0, 4)}년 ${Number(date.slice(5, 7))}월 ${Number(date.slice(8))}일`,
  ];
  for (const form of forms) {
    const { closures } = listOf([["2028년 휴장일"], HEAD, [form, weekday, "신정"], ...rest, [
      "※ 변경될 수 있음",
      "",
      "",
    ]]);
    strictEqual(closures.size, rest.length + 1, form);
  }
});

Deno.test("a list without names of columns is read when it begins with a date", () => {
  strictEqual(listOf(rowsOf(2028)).closures.size, rowsOf(2028).length);
  strictEqual(listOf(rowsOf(2028).map(([date = ""]) => [date])).closures.size, rowsOf(2028).length);
});

Deno.test("the answer of the exchange's own service is read as its page is", () => {
  const block1 = rowsOf(2028).map(([calnd_dd, kr_dy_tp, holdy_nm]) => ({
    calnd_dd,
    kr_dy_tp,
    holdy_nm,
    dy_tp_cd: "x",
  }));
  deepStrictEqual(
    readJsonList(JSON.stringify({ block1 }), FACTS).closures,
    listOf([HEAD, ...rowsOf(2028)]).closures,
  );
});

Deno.test("every shape of a calendar file is a list: whole, or dates alone", () => {
  const nowMs = Date.parse("2026-12-01T09:00:00+09:00");
  const facts = { ...FACTS, nowMs };
  strictEqual(plan(readJsonList(HOLIDAYS_TEXT, facts), HOLIDAYS_TEXT, nowMs).changes.length, 0);
  const dates = readJsonList(toPlainText((date) => date >= "2026"), facts);
  deepStrictEqual([toDateText(dates.span.fromDay), toDateText(dates.span.toDay)], [
    "2026-01-01",
    "2027-12-31",
  ]);
  strictEqual(plan(dates, HOLIDAYS_TEXT, nowMs).changes.length, 0);
});

Deno.test("a plain list in use becomes a calendar with coverage, in which every day of before is closed", () => {
  const present = toPlainText((date) => date >= "2026");
  const { text, changes } = plan(listOf([HEAD, ...rowsOf(2028)]), present);
  const { file } = toLoadedCalendar(text, { source: "x", frame: DEFAULT_DAY_FRAME });
  strictEqual(file.shape, "rich");
  strictEqual(file.closures.size, JSON.parse(present).length + rowsOf(2028).length);
  assertTrue(changes.every(({ date }) => date >= "2028"));
});

Deno.test("a list that is short, over, of weekends, of another year or of another market is refused", () => {
  const rows = rowsOf(2028);
  match(
    refusedRows([HEAD, ...rows.slice(0, 3)]),
    /^list: it has 3 closed weekdays of 2028; expected a whole year/,
  );
  match(
    refusedRows([HEAD, ...rowsOf(2026)]),
    /it ends with 2026, which is over; expected the closed days of 2027 or/,
  );
  match(
    refusedRows([HEAD, ...rows, ["2028-05-06", "토요일", "x"]]),
    /line \d+: 2028-05-06 is a Saturday; expected weekdays/,
  );
  match(
    refusedRows([HEAD, ...rows.slice(1), ["2028-12-29", "목요일", "x"]]),
    /2028-12-29 is a Friday, and the list says Thursday; expected .* another year/,
  );
  const strange = Array.from({ length: 12 }, (_, month) => [`2028-${String(month + 1).padStart(2, "0")}-11`])
    .filter(([date = ""]) => ![0, 6].includes(new Date(date).getUTCDay()));
  match(
    refusedRows([["date"], ...strange]),
    /weekdays of 2028 on which Korea's market is closed by law are not in it/,
  );
  const all = Array.from({ length: 366 }, (_, i) => toDateText(weekStart + i)).filter((date) =>
    ![0, 6].includes(new Date(date).getUTCDay())
  );
  match(
    refusedRows([["date"], ...all.map((date) => [date])]),
    /closed weekday number 41 of 2028; expected at most 40/,
  );
});

const weekStart = Date.parse("2028-01-01") / 86_400_000;

Deno.test("a list that is none is refused with what is there and what would be right", () => {
  match(
    refusedRows([["아이디", "비밀번호"], ["", ""]]),
    /no column of it is one of dates .*아이디, 비밀번호.*; expected the list/,
  );
  match(refusedRows([]), /no column of it is one of dates/);
  match(refusedRows([HEAD]), /it lists no day/);
  match(refusedRows([HEAD, ["2028-02-30", "", "x"]]), /line 2: "2028-02-30" is not a date/);
  match(refusedRows([HEAD, ["=TODAY()", "화", "x"]]), /line 2: "=TODAY\(\)" is not a date/);
  match(refusedRows(Array.from({ length: 6_000 }, () => ["2028-01-03"])), /it has 6000 rows/);
  match(refusalOf(() => readJsonList("[1,2", FACTS)), /^list/);
  match(refusalOf(() => readJsonList("{}", FACTS)), /^list/);
  match(refusalOf(() => readJsonList('["2028-01-03"]', FACTS)), /it lists no whole year/);
  const weekends = JSON.parse(toPlainText((date) => date >= "2027"));
  match(
    refusalOf(() => readJsonList(JSON.stringify([...weekends, "2027-01-02", "2027-01-03"]), FACTS)),
    /2 of its days are Saturdays or Sundays/,
  );
});

Deno.test("a list that leaves a year out between it and the calendar is refused with the year that is missing", () => {
  match(
    refusalOf(() => plan(listOf([HEAD, ...rowsOf(2029)]))),
    /it begins on 2029-01-01, and the calendar in use covers 2010-01-01 to 2027-12-31; expected the closed days of 2028 first/,
  );
});

Deno.test("an update names the English of a day by the law, and guesses the kind of a day that it does not know", () => {
  const rows = [...rowsOf(2028), ["2028-04-12", "수요일", "제23대 국회의원 선거일"], [
    "2028-10-06",
    "금요일",
    "임시공휴일",
  ]];
  const { closures } = listOf([HEAD, ...rows]);
  const kinds = [...closures].map(([day, { name, kind }]) => [toDateText(day), name, kind]);
  deepStrictEqual(kinds.filter(([date = ""]) => ["2028-03-01", "2028-04-12", "2028-10-06"].includes(date)), [
    ["2028-03-01", "Independence Movement Day", "public"],
    ["2028-04-12", "Election day", "election"],
    ["2028-10-06", "Temporary holiday", "temporary"],
  ]);
});
