/** The exchange's own list of closed days: a table with a date, a day of the week and a reason. */
import { readDateText, toDateText, weekdayOfDay } from "../../core/kst.ts";
import { type Closure, FIRST_YEAR, LAST_YEAR } from "../file/calendar_file.ts";
import { CalendarFileError, toShownValue } from "../file/calendar_file_error.ts";
import { cleanName, ClosureList } from "../file/closure_list.ts";
import { createStatutoryRules, type StatutoryRules, yearOfDay } from "../statutory.ts";

export interface ClosureRow {
  /** As an editor or a spreadsheet counts it. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Without spaces, in lower case. */
const DATE_NAMES = [
  "일자및요일",
  "일자",
  "날짜",
  "휴장일",
  "휴장일자",
  "기준일",
  "date",
  "calnd_dd",
  "calnd_dd_dy",
  "holiday",
];
const WEEKDAY_NAMES = ["요일구분", "요일", "kr_dy_tp", "dy_tp_cd", "weekday", "day"];
const REASON_NAMES = [
  "비고",
  "사유",
  "휴장사유",
  "휴일명",
  "휴장일명",
  "명칭",
  "구분",
  "holdy_nm",
  "name",
  "reason",
];
const WEEKDAYS = ["일", "월", "화", "수", "목", "금", "토"];
const ENGLISH = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/** A title and a line of explanation may stand above the names. */
const MOST_LINES_ABOVE = 10;
const MOST_ROWS = 5_000;
const EXPECTED =
  "the list of closed days of KRX, with the columns 일자 및 요일, 요일구분 and 비고, or a calendar of this program";

/** @returns weekdays in ascending order. @throws {CalendarFileError} */
export function readClosureRows(rows: readonly ClosureRow[], path: string): ReadonlyMap<number, Closure> {
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (filled.length > MOST_ROWS) {
    throw new CalendarFileError({ path, problem: `it has ${filled.length} rows`, expected: EXPECTED });
  }
  const head = findHead(filled, path);
  const list = new ClosureList(path);
  const rules = createStatutoryRules();
  for (const row of filled.slice(head.rows)) readRow(row, { ...head, path, list, rules });
  if (list.counts.listed === 0) {
    throw new CalendarFileError({ path, problem: "it lists no day", expected: EXPECTED });
  }
  list.refuseEndlessBreak();
  return new Map([...list.closures].sort(([a], [b]) => a - b));
}

interface Head {
  /** Lines above the first day. */
  readonly rows: number;
  readonly dateAt: number;
  readonly weekdayAt: number;
  readonly reasonAt: number;
}

function findHead(rows: readonly ClosureRow[], path: string): Head {
  for (const [i, { cells }] of rows.slice(0, MOST_LINES_ABOVE).entries()) {
    const names = cells.map((cell) => cell.replace(/[\s\uFEFF"]+/g, "").toLowerCase());
    const dateAt = names.findIndex((name) => DATE_NAMES.includes(name));
    const placeOf = (known: readonly string[]) =>
      names.findIndex((name, at) => at !== dateAt && known.includes(name));
    if (dateAt !== -1) {
      return { rows: i + 1, dateAt, weekdayAt: placeOf(WEEKDAY_NAMES), reasonAt: placeOf(REASON_NAMES) };
    }
  }
  const [first] = rows;
  if (first !== undefined && readDay(first.cells[0] ?? "") !== undefined) {
    return {
      rows: 0,
      dateAt: 0,
      weekdayAt: -1,
      reasonAt: first.cells.length > 1 ? first.cells.length - 1 : -1,
    };
  }
  const shown = first === undefined
    ? "nothing"
    : first.cells.filter((cell) => cell !== "").slice(0, 5).join(", ");
  throw new CalendarFileError({
    path,
    problem: `no column of it is one of dates (its first row: ${toShownValue(shown)})`,
    expected: EXPECTED,
  });
}

function readRow(
  { line, cells }: ClosureRow,
  { dateAt, weekdayAt, reasonAt, path, list, rules }: Head & {
    readonly path: string;
    readonly list: ClosureList;
    readonly rules: StatutoryRules;
  },
): void {
  const raw = (cells[dateAt] ?? "").trim();
  // A remark below the table stands in a cell of its own.
  if (cells.filter((cell) => cell.trim() !== "").length === 1 && !/\d{4}/.test(raw)) return;
  const day = readDay(raw);
  if (day === undefined) {
    throw new CalendarFileError({
      path,
      line,
      value: raw,
      problem: `${toShownValue(raw)} is not a date`,
      expected: "a date like 2027-01-01",
    });
  }
  const said = findWeekday(cells[weekdayAt] ?? "") ??
    findWeekday(/[(（]\s*(\S+?)\s*[)）]/.exec(raw)?.[1] ?? "");
  refuseWeekday(day, { said, line, path });
  const reason = cleanName(cells[reasonAt] ?? "");
  list.add({ line, raw: toDateText(day) }, toClosure(day, reason, rules));
}

function refuseWeekday(
  day: number,
  { said, line, path }: { readonly said: number | undefined; readonly line: number; readonly path: string },
): void {
  const real = weekdayOfDay(day);
  const date = toDateText(day);
  if (said !== undefined && said !== real) {
    throw new CalendarFileError({
      path,
      line,
      value: date,
      problem: `${date} is a ${ENGLISH_NAMES[real]}, and the list says ${ENGLISH_NAMES[said]}`,
      expected: "days of the week that fit their dates: it may be the list of another year",
    });
  }
  if (real % 6 !== 0) return;
  throw new CalendarFileError({
    path,
    line,
    value: date,
    problem: `${date} is a ${ENGLISH_NAMES[real]}`,
    expected:
      "weekdays alone, as KRX lists them: a list of public holidays lacks the exchange's own closures",
  });
}

const ENGLISH_NAMES = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

function findWeekday(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const korean = /^([일월화수목금토])(요일)?$/.exec(word)?.[1];
  const at = korean === undefined
    ? ENGLISH.findIndex((name) => word.startsWith(name))
    : WEEKDAYS.indexOf(korean);
  return at === -1 ? undefined : at;
}

/** `2027-01-01`, `2027/1/1`, `20270101`, `2027년 1월 1일`, `2027.01.01 (금)`. */
function readDay(text: string): number | undefined {
  const match =
    /^(\d{4})(?:\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})|(\d{2})(\d{2}))\s*[.일]?\s*(?:[(（].*)?(?:\s0?0:00(?::00)?)?$/
      .exec(text.trim());
  if (match === null) return undefined;
  const [, year = "", longMonth, longDay, shortMonth, shortDay] = match;
  const [month = "", dayOfMonth = ""] = [longMonth ?? shortMonth, longDay ?? shortDay];
  const day = readDateText(`${year}-${month.padStart(2, "0")}-${dayOfMonth.padStart(2, "0")}`);
  return day !== undefined && yearOfDay(day) >= FIRST_YEAR && yearOfDay(day) <= LAST_YEAR ? day : undefined;
}

/** The English name and the kind come from the law where it knows the day, else from the words of the list. */
function toClosure(day: number, reason: string, rules: StatutoryRules): Closure {
  const lawful = rules.closuresOf(yearOfDay(day)).get(day);
  const nameKo = reason === "" ? lawful?.nameKo ?? "휴장일" : reason;
  if (lawful !== undefined) return { ...lawful, nameKo };
  if (/선거|투표/.test(reason)) return { name: "Election day", nameKo, kind: "election" };
  if (/대체/.test(reason)) return { name: "Substitute holiday", nameKo, kind: "substitute" };
  if (/연말|휴장|납회/.test(reason)) return { name: "Market closure", nameKo, kind: "market" };
  return { name: "Temporary holiday", nameKo, kind: "temporary" };
}
