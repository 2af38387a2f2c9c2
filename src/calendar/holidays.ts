import type { HolidayFile, HolidayShape } from "./file/calendar_file.ts";
import { CalendarFileError, toShownValue } from "./file/calendar_file_error.ts";
import { cleanName, ClosureList } from "./file/closure_list.ts";
import { addEntry, refuse } from "./file/holiday_entry.ts";
import { type JsonNode, type ListNode, type MapNode, parseLocatedJson } from "./file/located_json.ts";
import { readRichHolidays } from "./file/rich_holidays.ts";
import { type DayFrame, DEFAULT_HOURS } from "./session.ts";

const SHAPES =
  `["2026-01-01", …] or [{"date":"2026-01-01","name":"…"}, …] or {"2026-01-01":"신정", …} or {"2026":["2026-01-01", …]}` +
  ` or {"schema":"krx-calendar/1","coverage":{…},"holidays":[…]}`;

/**
 * The text of a calendar file, in any of the accepted shapes, as typed data.
 *
 * @param text UTF-8 already decoded; a byte order mark is ignored.
 * @throws {CalendarFileError} with path and line for anything that is not a calendar.
 */
export function readHolidays(text: string, options: { path: string; frame: DayFrame }): HolidayFile {
  const { path } = options;
  const root = parseLocatedJson(text.replace(/^\uFEFF/, ""), path);
  if (root.kind === "list") return readList(root, path);
  if (root.kind !== "map") return refuse(root, { path, expected: SHAPES });
  const isRich = root.entries.some(({ key }) => key === "schema" || key === "holidays");
  return isRich ? readRichHolidays(root, options) : readMap(root, path);
}

function readList(root: ListNode, path: string): HolidayFile {
  const list = new ClosureList(path);
  for (const item of root.items) addEntry(list, item, path);
  return toPlainFile(list, {
    path,
    shape: root.items.some(({ kind }) => kind === "map") ? "mixed" : "dates",
  });
}

function readMap(root: MapNode, path: string): HolidayFile {
  const list = new ClosureList(path);
  for (const { key, line, value } of root.entries) {
    if (!/^\d{4}$/.test(key)) {
      list.add({ line, raw: key }, { ...nameFromMap(value, path), kind: "listed" });
      continue;
    }
    if (value.kind !== "list") refuse(value, { path, expected: `a list of dates of ${key}` });
    for (const item of value.items) refuseOtherYear(addEntry(list, item, path), { item, year: key, path });
  }
  return toPlainFile(list, { path, shape: "map" });
}

function nameFromMap(value: JsonNode, path: string): { name: string; nameKo: string } {
  const expected = `a name or a list of names, for example "신정" or ["신정"]`;
  const texts = value.kind === "list" ? value.items : [value];
  const names = texts.map((node) =>
    node.kind === "text" ? cleanName(node.value) : refuse(node, { path, expected })
  );
  const name = cleanName(names.join("·"));
  return { name, nameKo: name };
}

function refuseOtherYear(date: string, place: { item: JsonNode; year: string; path: string }): void {
  if (date.startsWith(place.year)) return;
  throw new CalendarFileError({
    path: place.path,
    line: place.item.line,
    value: date,
    problem: `${toShownValue(date)} stands under ${place.year}`,
    expected: `dates of ${place.year}`,
  });
}

function toPlainFile(list: ClosureList, facts: { path: string; shape: HolidayShape }): HolidayFile {
  list.refuseEndlessBreak();
  const { counts } = list;
  return {
    source: facts.path,
    shape: facts.shape,
    empty: counts.listed === 0,
    closures: list.closures,
    sessions: new Map(),
    hours: DEFAULT_HOURS,
    coverage: list.inferCoverage(),
    counts: { ...counts, specialSessions: 0 },
    remarks: [],
  };
}
