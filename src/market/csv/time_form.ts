/** How the times of a file are written, told from its first rows. */
import { UTC } from "../../core/time_zone.ts";
import { quote, toFileError } from "./candle_file_error.ts";
import { type DayOrder, readTextTime } from "./text_time.ts";
import { type TimeForm, TimeReader } from "./time.ts";

const TEXT: TimeForm = { kind: "text", perSecond: 1, order: "ymd" };
const DIGITS = /^[-+]?\d+(\.\d+)?$/;
const TIME_OF_DAY = /^\d{1,2}:\d{2}(:\d{2})?$/;
/** More than any row number, day number, year or time of day. */
const SMALL = 1e7;
const EPOCH_OF_EXCEL_DAY = 25_569;
const LAST_DAY_OF_EXCEL = 80_000;

/** Of forms that read as many rows the earlier one counts; `2024010209` is an hour before it is a second of 2034. */
const FORMS: readonly TimeForm[] = [
  { ...TEXT, kind: "compact" },
  { ...TEXT, kind: "month" },
  TEXT,
  ...[1, 1e3, 1e6, 1e9].map((perSecond) => ({ ...TEXT, kind: "epoch" as const, perSecond })),
];

/**
 * The form in which most of the cells are times.
 *
 * @param about `order` as somebody named it, for dates like `2/3/2024`.
 * @throws {CandleFileError} when they are no times, and what they look like instead; when two orders are possible.
 */
export function findTimeForm(
  cells: readonly string[],
  about: { readonly column: string; readonly order: DayOrder | undefined },
): TimeForm {
  const filled = cells.filter((cell) => cell !== "");
  const dayOrder = findDayOrder(filled, about);
  const forms = dayOrder === undefined ? FORMS : [...FORMS, { ...TEXT, order: dayOrder }];
  const [best] = forms.map((form) => ({ form, ...tryForm(form, filled) }))
    .toSorted((a, b) => b.count - a.count || a.first - b.first);
  if (best !== undefined && best.count > 0) return best.form;
  refuseOtherThings(filled, about.column);
  return TEXT;
}

/** How many cells are times in this form, and where the first of them is. */
function tryForm(form: TimeForm, cells: readonly string[]): { count: number; first: number } {
  const reader = new TimeReader(form, { ofTimes: UTC, ofDates: UTC });
  const encoder = new TextEncoder();
  const isTime = cells.map((cell) => {
    const bytes = encoder.encode(cell);
    return !Number.isNaN(reader.read(bytes, 0, bytes.length));
  });
  const first = isTime.indexOf(true);
  return { count: isTime.filter(Boolean).length, first: first === -1 ? Infinity : first };
}

/** `undefined` when no date ends with its year. */
function findDayOrder(
  cells: readonly string[],
  { column, order }: { readonly column: string; readonly order: DayOrder | undefined },
): DayOrder | undefined {
  const dates = cells.filter((cell) => /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}/.test(cell));
  const [example] = dates;
  if (example === undefined) return undefined;
  if (order !== undefined) return order;
  const fits = (wanted: DayOrder) => dates.every((cell) => readTextTime(cell, wanted) !== undefined);
  const [isMonthFirst, isDayFirst] = [fits("mdy"), fits("dmy")];
  if (isMonthFirst && isDayFirst) {
    throw toFileError(
      `column ${quote(column)} has dates like ${
        quote(example)
      }, and nothing tells whether the month or the day comes ` +
        "first: say --dates mdy or --dates dmy",
      "needs_option",
    );
  }
  return isDayFirst ? "dmy" : "mdy";
}

/** @throws {CandleFileError} when the cells are something that people take for times. */
function refuseOtherThings(cells: readonly string[], column: string): void {
  const numbers = cells.filter((cell) => DIGITS.test(cell)).map(Number).filter((value) => value >= 0);
  const [first] = numbers;
  const is = (what: string) => toFileError(`column ${quote(column)} is no time: ${what}`);
  if (cells.length > 0 && cells.every((cell) => TIME_OF_DAY.test(cell))) {
    throw is(
      `${quote(cells[0] ?? "")} is a time of day without its date; write both, like 2024-02-26 09:00`,
    );
  }
  const yearless = cells.find((cell) => /^\d{1,2}[-/.]\d{1,2}([\sT]|$)/.test(cell));
  if (yearless !== undefined && cells.every((cell) => /^\d{1,2}[-/.]\d{1,2}([\sT]|$)/.test(cell))) {
    throw is(`${quote(yearless)} has no year; write it too, like 2024-02-26`);
  }
  const short = cells.find((cell) => /^\d{2}[-/.]\d{1,2}[-/.]\d{1,2}([\sT]|$)/.test(cell));
  if (short !== undefined && cells.every((cell) => /^\d{2}[-/.]\d{1,2}[-/.]\d{1,2}([\sT]|$)/.test(cell))) {
    throw is(
      `the year of ${
        quote(short)
      } has two digits, or stands at its end; write four in front, like 2024-02-26`,
    );
  }
  const rounded = cells.find((cell) => /^\d(\.\d+)?e\+1\d$/i.test(cell));
  if (rounded !== undefined) {
    throw is(
      `a spreadsheet has rounded ${
        quote(rounded)
      }; give the column a number format without decimals and save the ` +
        "file again",
    );
  }
  if (first === undefined || numbers.length < cells.length) return;
  if (numbers.every((value) => value >= EPOCH_OF_EXCEL_DAY && value <= LAST_DAY_OF_EXCEL)) {
    const day = new Date(Math.floor(first - EPOCH_OF_EXCEL_DAY) * 86_400_000).toISOString().slice(0, 10);
    throw is(
      `${first} looks like a day number of Excel (it would be ${day}); give the column a date format, like ` +
        "2024-02-26, and save the file again",
    );
  }
  if (numbers.every((value) => Number.isInteger(value) && value >= 1_900 && value <= 2_100)) {
    throw is(`${first} looks like a year; write its first day, like ${first}-01-01`);
  }
  if (first >= SMALL) return;
  throw is(
    `${first} is too small to count seconds since 1970; a row number, or a time of day? Write times like ` +
      "2024-02-26 09:00, or as seconds or milliseconds since 1970",
  );
}
