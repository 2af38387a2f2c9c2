/** Columns of numbers from a small CSV or JSON text, for commands that compute over a file of bars. */
import { EXIT, StartError } from "../core/errors.ts";
import { escapeControls } from "../core/text.ts";
import { readRowTime, type RowTime } from "./row_time.ts";

export type NumberColumn = "high" | "low" | "close" | "volume";

export interface NumberColumns {
  readonly length: number;
  /** Those that were asked for. */
  readonly columns: Readonly<Partial<Record<NumberColumn, Float64Array>>>;
  /** Of the last rows, in their order; empty when the text has no times. */
  readonly lastTimes: readonly string[];
}

export const MOST_ROWS = 5_000_000;
/** How many times are kept for display. */
export const SHOWN_ROWS = 20;

/** Other names of the columns in a header. */
const NAMES: Readonly<Record<string, "time" | "open" | NumberColumn>> = {
  ...{ time: "time", ts: "time", timestamp: "time", date: "time", datetime: "time" },
  ...{ open_time: "time", opentime: "time", opentimems: "time", open_time_ms: "time" },
  ...{ open: "open", o: "open", high: "high", h: "high", low: "low", l: "low" },
  ...{ close: "close", c: "close", volume: "volume", v: "volume", vol: "volume" },
};

/** Columns by position where there is no header, by their number. */
const POSITIONS: ReadonlyMap<number, readonly string[]> = new Map([
  [1, ["close"]],
  [5, ["open", "high", "low", "close", "volume"]],
  [6, ["time", "open", "high", "low", "close", "volume"]],
]);

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads CSV with a header (columns by name, in any order) or without (1 column: close; 5: open, high, low, close,
 * volume; 6: time before them), or a JSON array of closes. Oldest row first.
 *
 * @param needs the columns to read; others may hold anything.
 * @throws {StartError} naming row and column of the first thing that is wrong.
 */
export function readNumberColumns(text: string, needs: readonly NumberColumn[]): NumberColumns {
  const start = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (/^\s*\[/.test(start)) return readJsonCloses(start, needs);
  const lines = linesOf(start);
  const first = lines.next();
  if (first.done) throw refuse("the input holds no rows");
  const layout = readLayout(first.value.text, needs);
  const rows = new RowReader(layout);
  if (!layout.hasHeader) rows.read(first.value);
  for (const line of lines) rows.read(line);
  return rows.finish();
}

interface Line {
  readonly text: string;
  /** Counted from 1, empty lines and the header included: what an editor shows. */
  readonly row: number;
}

/** The lines that are not empty, without splitting the whole text at once. */
function* linesOf(text: string): Generator<Line, undefined> {
  for (let start = 0, row = 1; start < text.length; row++) {
    const found = text.indexOf("\n", start);
    const end = found === -1 ? text.length : found;
    const line = text.slice(start, end).trim();
    if (line !== "") yield { text: line, row };
    start = end + 1;
  }
}

interface Layout {
  readonly hasHeader: boolean;
  readonly width: number;
  readonly timeAt: number | undefined;
  readonly wanted: readonly { readonly name: NumberColumn; readonly at: number }[];
}

function readLayout(line: string, needs: readonly NumberColumn[]): Layout {
  const cells = toCells(line);
  // An index column may have an empty head, so one number among the cells decides.
  const hasHeader = !cells.some((cell) => NUMBER.test(cell));
  const names: readonly (string | undefined)[] = hasHeader
    ? cells.map((cell) => Object.hasOwn(NAMES, cell.toLowerCase()) ? NAMES[cell.toLowerCase()] : undefined)
    : POSITIONS.get(cells.length) ?? [];
  if (names.length === 0) {
    throw refuse(
      `without a header there must be 1 column (close), 5 (open, high, low, close, volume) or 6 (time before them), ` +
        `not ${cells.length}`,
    );
  }
  // Of several times the first counts; of two prices nobody knows which one is meant.
  const doubled = names.find((name, i) => name !== undefined && name !== "time" && names.indexOf(name) !== i);
  if (doubled !== undefined) throw refuse(`the header names the column ${doubled} twice`);
  const missing = needs.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const found = cells.map((cell) => showCell(cell)).slice(0, 20).join(", ");
    throw refuse(
      `it needs the column ${missing.join(" and ")}; ` +
        (hasHeader
          ? `the header has ${found}`
          : `a file without a header and with 1 column holds closes only`),
    );
  }
  const timeAt = names.indexOf("time");
  return {
    hasHeader,
    width: cells.length,
    timeAt: timeAt === -1 ? undefined : timeAt,
    wanted: needs.map((name) => ({ name, at: names.indexOf(name) })),
  };
}

/** Takes row after row and refuses the first bad one. */
class RowReader {
  readonly #layout: Layout;
  readonly #values: readonly number[][];
  readonly #lastTimes: RowTime[] = [];
  #length = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#values = layout.wanted.map(() => []);
  }

  read({ text, row }: Line): void {
    const { width, wanted, timeAt } = this.#layout;
    const cells = toCells(text);
    if (cells.length !== width) {
      throw refuse(`row ${row}: the number of columns is ${cells.length}, in the first row it is ${width}`);
    }
    if (++this.#length > MOST_ROWS) throw refuse(`there are more than ${MOST_ROWS} rows`);
    if (timeAt !== undefined) this.#readTime(cells[timeAt] ?? "", row);
    wanted.forEach(({ name, at }, i) =>
      this.#values[i]?.push(toNumber(cells[at] ?? "", `row ${row}, column ${name}`))
    );
  }

  /** Indicators have a direction: rows that come newest first would give wrong values without a word. */
  #readTime(cell: string, row: number): void {
    const time = readRowTime(cell);
    if (time === undefined) throw refuse(`row ${row}, column time: ${showCell(cell)} is not a time`);
    const before = this.#lastTimes.at(-1);
    if (before !== undefined && time.orderMs <= before.orderMs) {
      throw refuse(
        `row ${row}, column time: ${
          showCell(cell)
        } is not after the row before; rows must stand oldest first`,
      );
    }
    this.#lastTimes.push(time);
    if (this.#lastTimes.length > SHOWN_ROWS) this.#lastTimes.shift();
  }

  finish(): NumberColumns {
    if (this.#length === 0) throw refuse("the input holds a header and no rows");
    return {
      length: this.#length,
      columns: Object.fromEntries(
        this.#layout.wanted.map(({ name }, i) => [name, Float64Array.from(this.#values[i] ?? [])]),
      ),
      lastTimes: this.#lastTimes.map(({ text }) => text),
    };
  }
}

function readJsonCloses(text: string, needs: readonly NumberColumn[]): NumberColumns {
  const missing = needs.filter((name) => name !== "close");
  if (missing.length > 0) throw refuse(`it needs ${missing.join(" and ")}; a JSON array holds closes only`);
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw refuse("it begins with [ and is not JSON");
  }
  if (!Array.isArray(values) || values.length === 0) throw refuse("the input holds no rows");
  if (values.length > MOST_ROWS) throw refuse(`there are more than ${MOST_ROWS} rows`);
  const bad = values.findIndex((value) => typeof value !== "number" || !Number.isFinite(value));
  if (bad !== -1) {
    throw refuse(`row ${bad + 1}, column close: ${showCell(JSON.stringify(values[bad]))} is not a number`);
  }
  return { length: values.length, columns: { close: Float64Array.from(values) }, lastTimes: [] };
}

function toCells(line: string): readonly string[] {
  return line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
}

function toNumber(cell: string, where: string): number {
  const value = NUMBER.test(cell) ? Number(cell) : NaN;
  if (Number.isFinite(value)) return value;
  throw refuse(`${where}: ${cell === "" ? "the cell is empty" : `${showCell(cell)} is not a number`}`);
}

function showCell(cell: string): string {
  const text = escapeControls(cell);
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

function refuse(what: string): StartError {
  return new StartError(`Cannot read the numbers: ${what}`, EXIT.config);
}
