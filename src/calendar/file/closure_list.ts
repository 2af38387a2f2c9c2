import { readDateText, toDateText, weekdayOfDay } from "../../core/kst.ts";
import { CalendarFileError, toShownValue } from "./calendar_file_error.ts";
import { type CalendarCoverage, type Closure, FIRST_YEAR, LAST_YEAR } from "./calendar_file.ts";
import type { JsonNode } from "./located_json.ts";
import { yearOfDay } from "../statutory.ts";

const DATE_SHAPE = "a date like 2026-01-01";
/** 2017 and 2025 had 19, the most so far; a longer list is a mistake (business days listed instead of closed ones). */
const MOST_CLOSED_WEEKDAYS = 40;
/** Every year since 2010 had at least 10; fewer is a year somebody has only begun to enter. */
const FEWEST_OF_A_WHOLE_YEAR = 8;
/** The longest break so far lasted 10 days (2017-09-30 to 10-09); the search for the next session relies on this. */
const LONGEST_BREAK_DAYS = 30;
const LONGEST_NAME = 200;

/** Collects closures in the order of the file, counting what is harmless and refusing what is not. */
export class ClosureList {
  readonly #path: string;
  readonly #closures = new Map<number, Closure>();
  readonly #weekends = new Set<number>();
  readonly #perYear = new Map<number, number>();
  #listed = 0;
  #duplicates = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @param place line and raw text of the date, for the sentence of an error.
   * @throws {CalendarFileError} when it is no date, or one closed weekday too many for its year.
   */
  add(place: { line: number; raw: string }, closure: Closure): number {
    const day = readDateOf(place, this.#path);
    this.#listed++;
    const isWeekend = weekdayOfDay(day) % 6 === 0;
    if (this.#closures.has(day) || this.#weekends.has(day)) this.#duplicates++;
    else if (isWeekend) this.#weekends.add(day);
    else {
      this.#closures.set(day, closure);
      this.#countYear(day, place);
    }
    return day;
  }

  get closures(): ReadonlyMap<number, Closure> {
    return this.#closures;
  }

  get counts() {
    return {
      listed: this.#listed,
      closedWeekdays: this.#closures.size,
      duplicates: this.#duplicates,
      weekends: this.#weekends.size,
    };
  }

  /** The last unbroken run of years that look complete, or `undefined` when no year does. */
  inferCoverage(): CalendarCoverage | undefined {
    const isWhole = (year: number) => (this.#perYear.get(year) ?? 0) >= FEWEST_OF_A_WHOLE_YEAR;
    const last = Math.max(...[...this.#perYear.keys()].filter(isWhole));
    if (!Number.isFinite(last)) return undefined;
    let first = last;
    while (isWhole(first - 1)) first--;
    return { fromDay: toDay(`${first}-01-01`), toDay: toDay(`${last}-12-31`) };
  }

  /** @throws {CalendarFileError} when the list closes the market for more than a month on end. */
  refuseEndlessBreak(): void {
    for (const start of this.#closures.keys()) {
      let end = start;
      while (this.#closures.has(end + 1) || weekdayOfDay(end + 1) % 6 === 0) end++;
      if (end - start >= LONGEST_BREAK_DAYS) {
        throw new CalendarFileError({
          path: this.#path,
          problem: `it closes the market on every day from ${toDateText(start)} to ${toDateText(end)}`,
          expected: `at most ${LONGEST_BREAK_DAYS} days in a row`,
        });
      }
    }
  }

  #countYear(day: number, place: { line: number; raw: string }): void {
    const year = yearOfDay(day);
    const count = (this.#perYear.get(year) ?? 0) + 1;
    this.#perYear.set(year, count);
    if (count <= MOST_CLOSED_WEEKDAYS) return;
    throw new CalendarFileError({
      path: this.#path,
      line: place.line,
      value: place.raw,
      problem: `${toShownValue(place.raw)} is closed weekday number ${count} of ${year}`,
      expected: `at most ${MOST_CLOSED_WEEKDAYS} a year (the list names the days the market is closed)`,
    });
  }
}

/**
 * The date in a node.
 *
 * @throws {CalendarFileError} naming line, value and, where one can guess it, the right spelling.
 */
export function readDateNode(node: JsonNode, path: string): number {
  if (node.kind === "text") return readDateOf({ line: node.line, raw: node.value }, path);
  if (node.kind === "plain") return readDateOf({ line: node.line, raw: node.raw }, path);
  throw new CalendarFileError({
    path,
    line: node.line,
    problem: `a ${node.kind === "list" ? "list" : "map"} stands where a date belongs`,
    expected: DATE_SHAPE,
  });
}

function readDateOf(place: { line: number; raw: string }, path: string): number {
  const day = readDateText(place.raw);
  const year = day === undefined ? FIRST_YEAR : yearOfDay(day);
  if (day !== undefined && year >= FIRST_YEAR && year <= LAST_YEAR) return day;
  const why = day === undefined ? "is not a date" : `lies outside ${FIRST_YEAR}–${LAST_YEAR}`;
  const hint = day === undefined ? hintFor(place.raw) : "";
  throw new CalendarFileError({
    path,
    line: place.line,
    value: place.raw,
    problem: `${toShownValue(place.raw)} ${why}${hint}`,
    expected: DATE_SHAPE,
  });
}

/** `(write "2026-01-01")` for the usual other spellings, `(that day does not exist)` for 30 February. */
function hintFor(raw: string): string {
  const parts = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?:\D.*)?$/s.exec(raw);
  if (parts === null) return "";
  const [, year = "", month = "", dayOfMonth = ""] = parts;
  const guess = `${year}-${month.padStart(2, "0")}-${dayOfMonth.padStart(2, "0")}`;
  return readDateText(guess) === undefined ? " (that day does not exist)" : ` (write "${guess}")`;
}

/** A name from the file, fit for a log line: one line, no control characters, at most 200 characters. */
export function cleanName(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim().slice(0, LONGEST_NAME);
}

function toDay(dateText: string): number {
  const day = readDateText(dateText);
  if (day === undefined) throw new RangeError(`Cannot infer the coverage: ${dateText} is not a date`);
  return day;
}
