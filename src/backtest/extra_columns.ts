/** Further columns of numbers in a candle file: entries and exits, indicators, anything a strategy may read. */
import type { Interval } from "../core/candle.ts";
import { type CellEdges, createCellEdges, LineFeed, readDecimal, splitCells } from "../core/csv.ts";
import { HOUR_MS } from "../core/kst.ts";
import { readPlainBytes } from "../market/candle_csv_bytes.ts";
import { type CsvLayout, readLayout } from "../market/candle_csv_layout.ts";
import { TimeReader } from "../market/candle_csv_time.ts";
import { CandleFileError, toFileError } from "../market/candle_file_error.ts";

const LONGEST_LINE_BYTES = 65_536;
const MOST_COLUMNS = 64;
const DAYS_IN_KOREA_MS = 9 * HOUR_MS;
const TRUE = /^true$/i;
const FALSE = /^false$/i;

interface Column {
  readonly name: string;
  readonly place: number;
  readonly values: Float64Array;
  isNumeric: boolean;
}

/**
 * Every column that is no part of a candle and holds only numbers, `true`, `false` or nothing (NaN), by its name in
 * lower case with `_` for what is no letter or digit.
 *
 * @param bars open times of the bars that the file gave; rows of other times are passed over.
 * @throws {CandleFileError} when rows are not ascending, each time once: a signal would lie on the wrong bar.
 */
export async function readExtraColumns(
  source: ReadableStream<Uint8Array>,
  bars: { readonly openTimeMs: Float64Array; readonly interval: Interval },
): Promise<Readonly<Record<string, Float64Array>>> {
  const reader = new ExtraReader(bars);
  const feed = new LineFeed(LONGEST_LINE_BYTES, (bytes, from, to) => reader.takeLine(bytes, from, to));
  for await (const chunk of readPlainBytes(source)) {
    feed.push(chunk);
    if (reader.isDone) break;
  }
  if (!reader.isDone) feed.end();
  return reader.columns();
}

class ExtraReader {
  /** Nothing more is to be read: there are no further columns. */
  isDone = false;
  readonly #openTimeMs: Float64Array;
  readonly #interval: Interval;
  #layout: CsvLayout | undefined;
  #times = new TimeReader({ ofTimesMs: 0, ofDatesMs: 0 });
  #edges: CellEdges = createCellEdges(0);
  #columns: Column[] = [];
  #row = 0;
  #line = 0;
  #lastMs = -Infinity;

  constructor(bars: { readonly openTimeMs: Float64Array; readonly interval: Interval }) {
    this.#openTimeMs = bars.openTimeMs;
    this.#interval = bars.interval;
  }

  columns(): Readonly<Record<string, Float64Array>> {
    return Object.fromEntries(
      this.#columns.filter(({ isNumeric }) => isNumeric).map(({ name, values }) => [name, values]),
    );
  }

  takeLine(bytes: Uint8Array, from: number, to: number): void {
    this.#line++;
    const layout = this.#layout;
    if (layout === undefined) return this.#takeHeader(bytes, from, to);
    if (this.isDone) return;
    const count = splitCells(bytes, { from, to, delimiter: layout.delimiter }, this.#edges);
    if (count === 1 && this.#edges.starts[0] === this.#edges.ends[0]) return;
    const timeAt = layout.at.openTimeMs;
    const { starts, ends } = this.#edges;
    const atMs = this.#times.read(bytes, starts[timeAt] as number, ends[timeAt] as number);
    if (!(atMs > this.#lastMs)) {
      const what = "must be later than the row before, because further columns belong to one bar each";
      throw new CandleFileError([{ line: this.#line, column: layout.names.openTimeMs, what }]);
    }
    this.#lastMs = atMs;
    while ((this.#openTimeMs[this.#row] ?? Infinity) < atMs) this.#row++;
    if (this.#openTimeMs[this.#row] === atMs) this.#readCells(bytes, count);
  }

  #takeHeader(bytes: Uint8Array, from: number, to: number): void {
    const text = new TextDecoder().decode(bytes.subarray(from, to));
    if (/^\uFEFF?[\s,;]*$/.test(text)) return;
    const layout = readLayout(text, undefined);
    this.#layout = layout;
    const taken = new Set(Object.values(layout.at));
    const names = text.split(String.fromCharCode(layout.delimiter)).map(toName);
    this.#columns = names.flatMap((name, place) =>
      name === "" || name === "_" || taken.has(place) ? [] : [this.#createColumn(name, place)]
    );
    this.isDone = !layout.hasHeader || this.#columns.length === 0;
    if (this.isDone) this.#columns = [];
    this.#checkNames();
    this.#edges = createCellEdges(names.length);
    const ofTimesMs = layout.isKorean ? DAYS_IN_KOREA_MS : 0;
    const ofDatesMs = layout.isKorean || this.#interval === "1dKST" ? DAYS_IN_KOREA_MS : 0;
    this.#times = new TimeReader({ ofTimesMs, ofDatesMs });
  }

  #createColumn(name: string, place: number): Column {
    const values = new Float64Array(this.#openTimeMs.length).fill(NaN);
    return { name, place, values, isNumeric: true };
  }

  #checkNames(): void {
    const names = this.#columns.map(({ name }) => name);
    if (names.length > MOST_COLUMNS) {
      throw toFileError(`it has ${names.length} further columns; at most ${MOST_COLUMNS} are read`);
    }
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw toFileError(`two of its columns are called ${twice}`);
  }

  #readCells(bytes: Uint8Array, count: number): void {
    for (const column of this.#columns) {
      if (!column.isNumeric || column.place >= count) continue;
      const from = this.#edges.starts[column.place] as number;
      const to = this.#edges.ends[column.place] as number;
      if (from === to) continue;
      const value = readValue(bytes, from, to);
      if (value === undefined) column.isNumeric = false;
      else column.values[this.#row] = value;
    }
  }
}

function readValue(bytes: Uint8Array, from: number, to: number): number | undefined {
  const number = readDecimal(bytes, from, to);
  if (!Number.isNaN(number)) return number;
  const text = new TextDecoder().decode(bytes.subarray(from, to));
  if (TRUE.test(text)) return 1;
  if (FALSE.test(text)) return 0;
  return text.toLowerCase() === "nan" ? NaN : undefined;
}

function toName(cell: string): string {
  return cell.replace(/^[\uFEFF\s"]+|[\s"]+$/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "_");
}
