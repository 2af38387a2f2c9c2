import { readTimeOfDay, toDateText, weekdayOfDay } from "../../core/kst.ts";
import type { CalendarCoverage, HolidayFile, RegularHours, SpecialSession } from "./calendar_file.ts";
import { CalendarFileError, toShownValue } from "./calendar_file_error.ts";
import { ClosureList, readDateNode } from "./closure_list.ts";
import { addEntry, fieldOf, optionalText, refuse } from "./holiday_entry.ts";
import type { JsonNode, MapNode } from "./located_json.ts";
import { type DayFrame, DEFAULT_HOURS } from "../session.ts";

export const RICH_SCHEMA = "krx-calendar/1";
const KNOWN_KEYS = new Set([
  "schema",
  "timezone",
  "coverage",
  "regular_hours",
  "holidays",
  "special_sessions",
  "source",
  "updated",
  // Written by other tools for people; nothing here depends on them.
  "market",
  "utc_offset",
  "confidence",
  "weekend",
]);

interface Place {
  readonly path: string;
  readonly frame: DayFrame;
}

/** The object form with coverage, names, hours and special sessions. @throws {CalendarFileError} */
export function readRichHolidays(root: MapNode, place: Place): HolidayFile {
  const { path } = place;
  expectText(root, { key: "schema", value: RICH_SCHEMA, path });
  expectText(root, { key: "timezone", value: "Asia/Seoul", path, optional: true });
  const coverage = readCoverage(root, path);
  const hours = readHours(fieldOf(root, "regular_hours"), place);
  const list = new ClosureList(path);
  const holidays = fieldOf(root, "holidays") ?? root;
  if (holidays.kind !== "list") refuse(holidays, { path, expected: `"holidays": […]` });
  for (const item of holidays.items) addEntry(list, item, path);
  list.refuseEndlessBreak();
  const sessions = readSessions(fieldOf(root, "special_sessions"), list, place);
  const { counts } = list;
  return {
    source: path,
    shape: "rich",
    empty: counts.listed === 0,
    closures: list.closures,
    sessions,
    hours,
    coverage,
    counts: { ...counts, specialSessions: sessions.size },
    remarks: root.entries.filter(({ key }) => !KNOWN_KEYS.has(key)).map(({ key, line }) =>
      `line ${line}: the key ${toShownValue(key)} is unknown and ignored`
    ),
  };
}

function readCoverage(root: MapNode, path: string): CalendarCoverage {
  const expected = `"coverage": {"from":"2010-01-01","to":"2027-12-31"}`;
  const node = fieldOf(root, "coverage") ?? root;
  const from = node.kind === "map" ? fieldOf(node, "from") : undefined;
  const to = node.kind === "map" ? fieldOf(node, "to") : undefined;
  if (from === undefined || to === undefined) return refuse(node, { path, expected });
  const coverage = { fromDay: readDateNode(from, path), toDay: readDateNode(to, path) };
  if (coverage.fromDay <= coverage.toDay) return coverage;
  throw new CalendarFileError({
    path,
    line: to.line,
    value: toDateText(coverage.toDay),
    problem: `the coverage ends on ${toDateText(coverage.toDay)}, before it begins`,
    expected: `a day from ${toDateText(coverage.fromDay)} on`,
  });
}

function readHours(node: JsonNode | undefined, place: Place): readonly RegularHours[] {
  if (node === undefined) return DEFAULT_HOURS;
  const expected = `"regular_hours": [{"from":"2016-08-01","open":"09:00","close":"15:30"}]`;
  if (node.kind !== "list" || node.items.length === 0) return refuse(node, { path: place.path, expected });
  const rows = node.items.map((item) => {
    if (item.kind !== "map") return refuse(item, { path: place.path, expected });
    const from = fieldOf(item, "from");
    if (from === undefined) return refuse(item, { path: place.path, expected });
    return { fromDay: readDateNode(from, place.path), ...readOpenAndClose(item, place) };
  });
  return rows.sort((a, b) => a.fromDay - b.fromDay);
}

function readSessions(
  node: JsonNode | undefined,
  list: ClosureList,
  place: Place,
): ReadonlyMap<number, SpecialSession> {
  const { path } = place;
  const expected = `"special_sessions": [{"date":"2026-11-19","open":"10:00","close":"16:30","reason":"…"}]`;
  const sessions = new Map<number, SpecialSession>();
  if (node === undefined) return sessions;
  if (node.kind !== "list") return refuse(node, { path, expected });
  for (const item of node.items) {
    const date = item.kind === "map" ? fieldOf(item, "date") : undefined;
    if (item.kind !== "map" || date === undefined) return refuse(item, { path, expected });
    const day = readDateNode(date, path);
    const times = readOpenAndClose(item, place);
    refuseSession(day, { times, line: date.line, sessions, list, path });
    const english = optionalText(item, "reason", path);
    const korean = optionalText(item, "reason_ko", path);
    sessions.set(day, {
      ...times,
      reason: english || korean || "Other hours",
      reasonKo: korean || english || "다른 거래 시간",
      kind: optionalText(item, "kind", path) || "special",
    });
  }
  return sessions;
}

/** @throws {CalendarFileError} when the day is closed, or was given other hours before. */
function refuseSession(
  day: number,
  facts: {
    times: { openMin: number; closeMin: number };
    line: number;
    sessions: ReadonlyMap<number, SpecialSession>;
    list: ClosureList;
    path: string;
  },
): void {
  const { times, line, path } = facts;
  const date = toDateText(day);
  const earlier = facts.sessions.get(day);
  const isClosed = weekdayOfDay(day) % 6 === 0 || facts.list.closures.has(day);
  const problem = isClosed
    ? `the special session of ${date} falls on a day the market is closed`
    : earlier !== undefined && (earlier.openMin !== times.openMin || earlier.closeMin !== times.closeMin)
    ? `${date} has two special sessions with different hours`
    : undefined;
  if (problem === undefined) return;
  throw new CalendarFileError({ path, line, value: date, problem, expected: "one entry per open weekday" });
}

function readOpenAndClose(item: MapNode, place: Place): { openMin: number; closeMin: number } {
  const open = readTimeNode(item, "open", place.path);
  const close = readTimeNode(item, "close", place.path);
  const { dayStartMin, dayEndMin } = place.frame;
  const problem = open.minutes >= close.minutes
    ? `the session opens at ${open.text} and closes at ${close.text}`
    : open.minutes < dayStartMin || close.minutes > dayEndMin
    ? `the session from ${open.text} to ${close.text} leaves the polled day`
    : undefined;
  if (problem === undefined) return { openMin: open.minutes, closeMin: close.minutes };
  throw new CalendarFileError({
    path: place.path,
    line: open.line,
    value: `${open.text}-${close.text}`,
    problem,
    expected: `open before close, both between ${toTimeText(dayStartMin)} and ${toTimeText(dayEndMin)}`,
  });
}

function readTimeNode(item: MapNode, key: string, path: string) {
  const node = fieldOf(item, key);
  const expected = `"${key}" with a time like "10:00"`;
  if (node?.kind !== "text") return refuse(node ?? item, { path, expected });
  const minutes = readTimeOfDay(node.value);
  if (minutes === undefined) return refuse(node, { path, expected });
  return { minutes, text: node.value, line: node.line };
}

function expectText(
  root: MapNode,
  wanted: { key: string; value: string; path: string; optional?: boolean },
): void {
  const node = fieldOf(root, wanted.key);
  if (node === undefined && wanted.optional) return;
  if (node?.kind === "text" && node.value === wanted.value) return;
  refuse(node ?? root, { path: wanted.path, expected: `"${wanted.key}": "${wanted.value}"` });
}

function toTimeText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
