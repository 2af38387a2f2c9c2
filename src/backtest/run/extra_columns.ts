/** Further columns of numbers in a candle file: entries and exits, indicators, anything a strategy may read. */
import { readPlainBytes } from "../../market/csv/bytes.ts";
import type { CsvLayout } from "../../market/csv/layout.ts";
import { type DecimalMark, readCellNumber } from "../../market/csv/numbers.ts";
import type { CsvSession } from "../../market/csv/session.ts";
import { type CsvRow, CsvTable } from "../../market/csv/table.ts";
import { TimeReader } from "../../market/csv/time.ts";
import {
  CandleFileError,
  type CandleFileFault,
  quote,
  toFileError,
} from "../../market/csv/candle_file_error.ts";
import { type CellKind, kindOf, type ObeyedColumns, readObeyed } from "./signal_cells.ts";

const MOST_COLUMNS = 64;
const MOST_FAULTS = 5;
const TRUE = /^true$/i;
const FALSE = /^false$/i;

interface Column {
  readonly name: string;
  readonly place: number;
  readonly values: Float64Array;
  /** Of a column that the strategy obeys. */
  readonly kind: CellKind | undefined;
  isNumeric: boolean;
}

export interface FileCandles {
  readonly openTimeMs: Float64Array;
  readonly layout: CsvLayout;
  /** Of a file whose times were moved. */
  readonly session: CsvSession | undefined;
  /** Columns in which every cell must be understood. */
  readonly obeyed?: ObeyedColumns | undefined;
  /** Of a workbook. */
  readonly sheet?: string | undefined;
  /** Lines of bad rows, which are passed over as they were for their candles. */
  readonly badLines?: ReadonlySet<number>;
}

/**
 * Every column that is no part of a candle and holds only numbers, `true`, `false` or nothing (NaN), by its name in
 * lower case with `_` for what is no letter or digit.
 *
 * @param candles what the file gave before: rows of other times are passed over.
 * @throws {CandleFileError} when rows are not ascending, each time once: a signal would lie on the wrong candle; naming
 *   line and column of cells in obeyed columns that say nothing that is known.
 */
export async function readExtraColumns(
  source: ReadableStream<Uint8Array>,
  candles: FileCandles,
): Promise<Readonly<Record<string, Float64Array>>> {
  const reader = new ExtraReader(candles);
  if (!reader.hasColumns) {
    // Nobody else closes the file.
    await source.cancel();
    return {};
  }
  const table = new CsvTable({ begin: () => candles.layout, takeRow: (row) => reader.takeRow(row) });
  for await (const chunk of readPlainBytes(source, { sheet: candles.sheet })) table.push(chunk);
  table.end();
  return reader.columns();
}

class ExtraReader {
  readonly #openTimeMs: Float64Array;
  readonly #layout: CsvLayout;
  readonly #toOpenTime: (atMs: number) => number;
  readonly #times: TimeReader;
  readonly #columns: readonly Column[];
  readonly #faults: CandleFileFault[] = [];
  readonly #badLines: ReadonlySet<number>;
  #row = 0;
  #lastMs = -Infinity;

  constructor({ openTimeMs, layout, session, obeyed, badLines = new Set() }: FileCandles) {
    this.#badLines = badLines;
    this.#toOpenTime = session?.toOpenTime ?? ((atMs) => atMs);
    this.#openTimeMs = openTimeMs;
    this.#layout = layout;
    this.#times = new TimeReader(layout.time, layout.zones);
    const taken = new Set([...Object.values(layout.at), layout.clock?.at]);
    this.#columns = layout.header.map(toName).flatMap((name, place) =>
      name === "" || name === "_" || taken.has(place) ? [] : [this.#createColumn(name, place, obeyed)]
    );
    this.#checkNames();
  }

  get hasColumns(): boolean {
    return this.#columns.length > 0;
  }

  columns(): Readonly<Record<string, Float64Array>> {
    if (this.#faults.length > 0) throw new CandleFileError(this.#faults);
    return Object.fromEntries(
      this.#columns.filter(({ isNumeric }) => isNumeric).map(({ name, values }) => [name, values]),
    );
  }

  takeRow(row: CsvRow): void {
    if (this.#badLines.has(row.line)) return;
    const atMs = this.#toOpenTime(this.#readTime(row));
    if (!(atMs > this.#lastMs)) {
      const what = "must be later than the row before, because further columns belong to one bar each";
      throw new CandleFileError([{ line: row.line, column: this.#layout.names.openTimeMs, what }]);
    }
    this.#lastMs = atMs;
    while ((this.#openTimeMs[this.#row] ?? Infinity) < atMs) this.#row++;
    if (this.#openTimeMs[this.#row] === atMs) this.#readCells(row);
  }

  #readTime({ bytes, edges: { starts, ends } }: CsvRow): number {
    const { at, clock } = this.#layout;
    const cell = (place: number) => ({ from: starts[place] as number, to: ends[place] as number });
    const day = cell(at.openTimeMs ?? 0);
    return clock === undefined
      ? this.#times.read(bytes, day.from, day.to)
      : this.#times.readApart(bytes, day, { ...cell(clock.at), digits: clock.digits });
  }

  #createColumn(name: string, place: number, obeyed: ObeyedColumns | undefined): Column {
    const values = new Float64Array(this.#openTimeMs.length).fill(NaN);
    const kind = obeyed === undefined ? undefined : kindOf(name, obeyed);
    return { name, place, values, kind, isNumeric: true };
  }

  #checkNames(): void {
    const names = this.#columns.map(({ name }) => name);
    if (names.length > MOST_COLUMNS) {
      throw toFileError(`it has ${names.length} further columns; at most ${MOST_COLUMNS} are read`);
    }
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw toFileError(`two of its columns are called ${twice}`);
  }

  #readCells({ bytes, edges: { starts, ends }, count, line }: CsvRow): void {
    for (const column of this.#columns) {
      if (!column.isNumeric || column.place >= count) continue;
      const from = starts[column.place] as number;
      const to = ends[column.place] as number;
      if (from === to) continue;
      if (column.kind !== undefined) {
        this.#readObeyed({ bytes, from, to, line }, column, column.kind);
        continue;
      }
      const value = readValue({ bytes, from, to }, this.#layout.mark);
      if (value === undefined) column.isNumeric = false;
      else column.values[this.#row] = value;
    }
  }

  #readObeyed({ bytes, from, to, line }: Cell, { name, values }: Column, kind: CellKind): void {
    const text = new TextDecoder().decode(bytes.subarray(from, to));
    const number = readCellNumber({ bytes, from, to }, { mark: this.#layout.mark, withFactor: false });
    const value = readObeyed(kind, text, number);
    if (typeof value === "number") {
      values[this.#row] = value;
      return;
    }
    this.#faults.push({ line, column: name, what: `${quote(text)} is not understood: ${value}` });
    if (this.#faults.length >= MOST_FAULTS) throw new CandleFileError(this.#faults);
  }
}

interface Cell {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

function readValue(
  { bytes, from, to }: { readonly bytes: Uint8Array; readonly from: number; readonly to: number },
  mark: DecimalMark,
): number | undefined {
  const number = readCellNumber({ bytes, from, to }, { mark, withFactor: false });
  if (!Number.isNaN(number)) return number;
  const text = new TextDecoder().decode(bytes.subarray(from, to));
  if (TRUE.test(text)) return 1;
  if (FALSE.test(text)) return 0;
  return text.toLowerCase() === "nan" ? NaN : undefined;
}

function toName(cell: string): string {
  return cell.replace(/^[\uFEFF\s"]+|[\s"]+$/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "_");
}
