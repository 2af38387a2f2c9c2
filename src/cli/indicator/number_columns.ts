/** Columns of numbers from a small CSV or JSON text, for commands that compute over a file of candles. */
import { SEOUL, UTC } from "../../core/time_zone.ts";
import { UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { escapeControls } from "../../core/text.ts";
import { findHead } from "../../market/csv/head.ts";
import { type ClockColumn, findClock, findColumn } from "../../market/csv/layout.ts";
import { toColumnName } from "../../market/csv/names.ts";
import { type DecimalMark, findDecimalMark, readCellNumber } from "../../market/csv/numbers.ts";
import { type CsvRow, CsvTable, findSurplus } from "../../market/csv/table.ts";
import type { DayOrder } from "../../market/csv/text_time.ts";
import { type TimeForm, TimeReader } from "../../market/csv/time.ts";
import { findTimeForm } from "../../market/csv/time_form.ts";
import { CandleFileError } from "../../market/csv/candle_file_error.ts";
import { readCells } from "../../lib/csv_cells.ts";

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

/** Columns by position where there is no header, by their number. */
const POSITIONS: ReadonlyMap<number, readonly string[]> = new Map([
  [1, ["close"]],
  [5, ["open", "high", "low", "close", "volume"]],
  [6, ["time", "open", "high", "low", "close", "volume"]],
]);

/**
 * Reads CSV as files of candles are read, with a header (columns by name, in any order) or without (1 column: close; 5:
 * open, high, low, close, volume; 6: time before them), or a JSON array of closes. Oldest row first.
 *
 * @param needs the columns to read; others may hold anything.
 * @throws {UserError} naming row and column of the first thing that is wrong.
 */
export function readNumberColumns(
  text: string,
  needs: readonly NumberColumn[],
  options: { readonly dates?: DayOrder; readonly decimal?: DecimalMark } = {},
): NumberColumns {
  const start = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (/^\s*\[/.test(start)) return readJsonCloses(start, needs);
  const reader = new ColumnReader(needs, options);
  try {
    const table = new CsvTable({
      begin: (lines) => reader.begin(lines),
      takeRow: (row) => reader.takeRow(row),
    });
    table.push(new TextEncoder().encode(start.includes("\n") ? start : start.replaceAll("\r", "\n")));
    table.end();
  } catch (error) {
    if (error instanceof CandleFileError) throw refuse(error.problem);
    throw error;
  }
  return reader.finish();
}

interface Layout {
  readonly delimiter: number;
  readonly headLines: number;
  readonly hasHeader: boolean;
  readonly width: number;
  readonly timeAt: number | undefined;
  readonly clock: ClockColumn | undefined;
  readonly time: TimeForm | undefined;
  readonly mark: DecimalMark;
  readonly wanted: readonly { readonly name: NumberColumn; readonly at: number }[];
}

interface Wishes {
  readonly needs: readonly NumberColumn[];
  readonly dates: DayOrder | undefined;
  readonly decimal: DecimalMark | undefined;
}

function readLayout(lines: readonly string[], { needs, dates, decimal }: Wishes): Layout {
  const head = findHead(lines);
  const rows = lines.slice(head.lines).map((line) => readCells(line, head.delimiter));
  const cells = head.names ?? rows[0] ?? [];
  const names = head.names?.map(toColumnName) ?? POSITIONS.get(cells.length) ?? [];
  if (names.length === 0) {
    throw refuse(
      `without a header there must be 1 column (close), 5 (open, high, low, close, volume) or 6 (time before them), ` +
        `not ${cells.length}`,
    );
  }
  const wanted = findWanted(cells, { names, needs, hasHeader: head.names !== undefined });
  const at = findColumn(names, "openTimeMs");
  const cellsAt = (place: number) => rows.map((row) => row[place] ?? "");
  const time = at === undefined ? undefined : readTimeForm(cellsAt(at), { name: cells[at] ?? "", dates });
  const timeAt = time === undefined ? undefined : at;
  return {
    delimiter: head.delimiter.charCodeAt(0),
    headLines: head.lines,
    hasHeader: head.names !== undefined,
    width: cells.length,
    timeAt,
    clock: timeAt === undefined || head.names === undefined ? undefined : findClock(names, { timeAt, rows }),
    time,
    mark: findDecimalMark(wanted.flatMap((column) => cellsAt(column.at)), {
      areCellsApartByCommas: head.delimiter === ",",
      said: decimal,
    }),
    wanted,
  };
}

/** A column without a name may hold row numbers, and nobody asked for its times. */
function readTimeForm(
  cells: readonly string[],
  { name, dates }: { readonly name: string; readonly dates: DayOrder | undefined },
): TimeForm | undefined {
  try {
    return findTimeForm(cells, { column: name, order: dates });
  } catch (error) {
    if (error instanceof CandleFileError && name === "") return undefined;
    throw error;
  }
}

function findWanted(
  cells: readonly string[],
  { names, needs, hasHeader }: {
    readonly names: readonly string[];
    readonly needs: readonly NumberColumn[];
    readonly hasHeader: boolean;
  },
): Layout["wanted"] {
  const found = needs.map((name) => ({ name, at: findNeeded(names, name) }));
  const missing = found.filter(({ at }) => at === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    const shown = cells.map((cell) => showCell(cell)).slice(0, 20).join(", ");
    throw refuse(
      `it needs the column ${missing.join(" and ")}; ` +
        (hasHeader
          ? `the header has ${shown}`
          : `a file without a header and with 1 column holds closes only`),
    );
  }
  return found.flatMap(({ name, at }) => at === undefined ? [] : [{ name, at }]);
}

/** Of two columns with one name nobody knows which one is meant. */
function findNeeded(names: readonly string[], name: NumberColumn): number | undefined {
  if (names.indexOf(name) !== names.lastIndexOf(name)) {
    throw refuse(`the header names the column ${name} twice`);
  }
  const at = findColumn(names, name);
  const price = names.indexOf("price");
  return at === undefined && name === "close" && price !== -1 ? price : at;
}

/** Takes row after row and refuses the first bad one. */
class ColumnReader {
  readonly #wishes: Wishes;
  readonly #values: readonly number[][];
  readonly #lastTimes: string[] = [];
  #layout: Layout | undefined;
  #times: TimeReader | undefined;
  #lastMs = -Infinity;
  #length = 0;

  constructor(
    needs: readonly NumberColumn[],
    { dates, decimal }: Pick<Partial<Wishes>, "dates" | "decimal">,
  ) {
    this.#wishes = { needs, dates, decimal };
    this.#values = needs.map(() => []);
  }

  begin(lines: readonly string[]): Layout {
    const layout = readLayout(lines, this.#wishes);
    this.#layout = layout;
    if (layout.time !== undefined) this.#times = new TimeReader(layout.time, { ofTimes: UTC, ofDates: UTC });
    return layout;
  }

  takeRow(row: CsvRow): void {
    const layout = this.#layout as Layout;
    const { width, wanted, mark } = layout;
    const { count, line } = row;
    const surplus = findSurplus(row, width);
    if (surplus !== undefined) throw refuse(`row ${line}: ${surplus}`);
    if (count < width) {
      throw refuse(`row ${line}: the number of columns is ${count}, in the first row it is ${width}`);
    }
    if (++this.#length > MOST_ROWS) throw refuse(`there are more than ${MOST_ROWS} rows`);
    if (layout.timeAt !== undefined) this.#readTime(row, layout.timeAt, layout);
    wanted.forEach(({ name, at }, i) => {
      const place = placeOf(row, at);
      const value = readCellNumber({ bytes: row.bytes, ...place }, { mark, withFactor: name === "volume" });
      if (!Number.isFinite(value)) {
        throw refuse(`row ${line}, column ${name}: ${toNoNumber(textOf(row, at))}`);
      }
      this.#values[i]?.push(value);
    });
  }

  /** Indicators have a direction: rows that come newest first would give wrong values without a word. */
  #readTime(row: CsvRow, timeAt: number, { clock }: Layout): void {
    const day = placeOf(row, timeAt);
    const atMs = clock === undefined
      ? this.#times?.read(row.bytes, day.from, day.to) ?? NaN
      : this.#times?.readApart(row.bytes, day, { ...placeOf(row, clock.at), digits: clock.digits }) ?? NaN;
    const text = textOf(row, timeAt) + (clock === undefined ? "" : ` ${textOf(row, clock.at)}`);
    if (Number.isNaN(atMs)) throw refuse(`row ${row.line}, column time: ${showCell(text)} is not a time`);
    if (atMs <= this.#lastMs) {
      throw refuse(
        `row ${row.line}, column time: ${
          showCell(text)
        } is not after the row before; rows must stand oldest first`,
      );
    }
    this.#lastMs = atMs;
    this.#lastTimes.push(text);
    if (this.#lastTimes.length > SHOWN_ROWS) this.#lastTimes.shift();
  }

  finish(): NumberColumns {
    const layout = this.#layout;
    if (layout === undefined) throw refuse("the input holds no rows");
    if (this.#length === 0) throw refuse("the input holds a header and no rows");
    return {
      length: this.#length,
      columns: Object.fromEntries(
        layout.wanted.map(({ name }, i) => [name, Float64Array.from(this.#values[i] ?? [])]),
      ),
      lastTimes: this.#lastTimes.map((text) => showTime(text, layout)),
    };
  }
}

/** In Korea where the instant is known, else as it was written. */
function showTime(text: string, { time, clock }: Layout): string {
  if (time === undefined || clock !== undefined) return text;
  const bytes = new TextEncoder().encode(text);
  const [inUtc, inKorea] = [UTC, SEOUL].map((zone) =>
    new TimeReader(time, { ofTimes: zone, ofDates: zone }).read(bytes, 0, bytes.length)
  );
  return inUtc !== undefined && inUtc === inKorea && time.kind !== "month" ? toKstIso(inUtc) : text;
}

function placeOf({ edges: { starts, ends } }: CsvRow, at: number): { from: number; to: number } {
  return { from: starts[at] as number, to: ends[at] as number };
}

function textOf(row: CsvRow, at: number): string {
  const { from, to } = placeOf(row, at);
  return new TextDecoder().decode(row.bytes.subarray(from, to));
}

function toNoNumber(cell: string): string {
  return cell === "" ? "the cell is empty" : `${showCell(cell)} is not a number`;
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

function showCell(cell: string): string {
  const text = escapeControls(cell);
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}

function refuse(what: string): UserError {
  return new UserError("invalid", `Cannot read the numbers: ${what}`);
}
