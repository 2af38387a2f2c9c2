/** The rows of one file: its lines, cut into cells once its first lines have told how. */
import { type CellEdges, createCellEdges, LineFeed, LongLineError, splitCells } from "../../lib/csv.ts";
import { endsInsideQuotes } from "../../lib/csv_cells.ts";
import { quote, toFileError } from "./candle_file_error.ts";

const MOST_ROWS = 50_000_000;
const LONGEST_LINE_BYTES = 65_536;
/** So many lines tell what a file is like, and no more bytes than these. */
const SAMPLE_LINES = 1_000;
const SAMPLE_BYTES = 1_048_576;
/** A name may go on over so many lines. */
const MOST_NAME_LINES = 20;

/** One row, valid during the call: the cells lie between `edges` in `bytes`. */
export interface CsvRow {
  readonly bytes: Uint8Array;
  readonly edges: CellEdges;
  /** Cells that there are. */
  readonly count: number;
  /** As editors count them, from 1. */
  readonly line: number;
  /** The file ends in it, without the end of a line. */
  readonly isOpen: boolean;
}

export interface TableShape {
  /** A byte. */
  readonly delimiter: number;
  /** Lines above the first row, of those that were shown. */
  readonly headLines: number;
  /** Cells of a row; of longer rows one more is counted. */
  readonly width: number;
}

export interface TableUser {
  /** Called once, with the first lines that are not empty. */
  readonly begin: (lines: readonly string[]) => TableShape;
  readonly takeRow: (row: CsvRow) => void;
}

interface HeldLine {
  readonly bytes: Uint8Array;
  readonly line: number;
}

/** Push bytes of UTF-8, then `end`. */
export class CsvTable {
  readonly #user: TableUser;
  readonly #feed = new LineFeed(LONGEST_LINE_BYTES, (bytes, from, to) => this.#takeLine(bytes, from, to));
  #held: HeldLine[] = [];
  #heldBytes = 0;
  #shape: TableShape | undefined;
  #row = {
    bytes: new Uint8Array(0) as Uint8Array,
    edges: createCellEdges(0),
    count: 0,
    line: 0,
    isOpen: false,
  };
  #line = 0;
  /** Number of the line that has no end. */
  #openLine = 0;

  constructor(user: TableUser) {
    this.#user = user;
  }

  push(bytes: Uint8Array): void {
    try {
      this.#feed.push(bytes);
    } catch (error) {
      if (!(error instanceof LongLineError)) throw error;
      throw toFileError(`line ${this.#line + 1} is longer than ${LONGEST_LINE_BYTES} bytes`);
    }
  }

  /** The last byte was pushed. */
  end(): void {
    if (this.#feed.isInLine) this.#openLine = this.#line + 1;
    this.#feed.end();
    if (this.#shape === undefined && this.#held.length > 0) this.#begin();
  }

  #takeLine(bytes: Uint8Array, from: number, to: number): void {
    this.#line++;
    if (this.#line > MOST_ROWS) throw toFileError(`it has more than ${MOST_ROWS} lines`);
    if (this.#shape === undefined) return this.#hold(bytes.slice(from, to));
    this.#split(bytes, from, to, this.#line);
  }

  #hold(bytes: Uint8Array): void {
    const last = this.#held.at(-1);
    const opened = this.#held.length <= MOST_NAME_LINES && last !== undefined ? toText(last.bytes) : "";
    if (last !== undefined && opened.includes('"') && isHalfHeader(opened)) {
      const joined = new TextEncoder().encode(`${opened}\n${toText(bytes)}`);
      this.#held[this.#held.length - 1] = { bytes: joined, line: last.line };
      if (opened.split("\n").length > MOST_NAME_LINES) {
        throw toFileError(`a quote in line ${last.line} never ends`);
      }
      return;
    }
    const isFirst = this.#held.length === 0;
    if (isFirst) refuseNoText(bytes);
    if (/^\uFEFF?[\s,;]*$/.test(isFirst || bytes.length < 64 ? toText(bytes) : "x")) return;
    this.#held.push({ bytes, line: this.#line });
    this.#heldBytes += bytes.length;
    if (this.#held.length >= SAMPLE_LINES || this.#heldBytes >= SAMPLE_BYTES) this.#begin();
  }

  #begin(): void {
    const held = this.#held;
    this.#held = [];
    const shape = this.#user.begin(held.map(({ bytes }) => toText(bytes)));
    this.#shape = shape;
    this.#row.edges = createCellEdges(shape.width + 1);
    for (const { bytes, line } of held.slice(shape.headLines)) {
      const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
      this.#split(bytes, hasMark ? 3 : 0, bytes.length, line);
    }
  }

  #split(bytes: Uint8Array, from: number, to: number, line: number): void {
    const { delimiter } = this.#shape as TableShape;
    const row = this.#row;
    const { edges } = row;
    row.bytes = bytes;
    row.line = line;
    row.isOpen = line === this.#openLine;
    row.count = splitCells(bytes, { from, to, delimiter }, edges);
    if (!isEmpty(row)) this.#user.takeRow(row);
  }
}

function isEmpty({ edges: { starts, ends }, count }: CsvRow): boolean {
  for (let i = 0; i < count; i++) if (starts[i] !== ends[i]) return false;
  return true;
}

/** Whether a row has a cell more than the first line, and something in it: its numbers may stand in the wrong columns. */
export function findSurplus({ bytes, edges, count }: CsvRow, width: number): string | undefined {
  if (count <= width || edges.starts[width] === edges.ends[width]) return undefined;
  const text = toText(bytes.subarray(edges.starts[width], edges.ends[width]));
  return `the row has more cells than the first line (${
    quote(text)
  } is too many); a number or text with the ` +
    "delimiter in it must stand in quotes";
}

/** A line of names that breaks off inside of quotes. In rows a quote that never ends is a fault, and shows as one. */
function isHalfHeader(text: string): boolean {
  return !/^\uFEFF?"?[-+]?\d/.test(text) && endsInsideQuotes(text);
}

function refuseNoText(bytes: Uint8Array): void {
  const text = toText(bytes);
  if (!text.includes("\0") && !text.includes("\uFFFD")) return;
  throw toFileError("its first line is not text in UTF-8; save it as UTF-8");
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
