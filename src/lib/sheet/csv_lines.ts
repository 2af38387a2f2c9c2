/** Rows of cells as lines of CSV, so that one reader has to know about columns, times and numbers. */
import { TableFileError } from "./table_file_error.ts";

/** A cell: a number as it is to be read, or a text. */
export interface SheetCell {
  readonly text: string;
  readonly isNumber: boolean;
}

/** The longest row that is a row of a table of prices; Excel has 16,384. */
export const MOST_CELLS = 512;
/** As many as a sheet of Excel has. */
export const MOST_ROWS = 1_048_576;
const PIECE_LETTERS = 65_536;

/** The line of a row is its number in the sheet, so that what is said of a line can be looked up there. */
export class CsvLines {
  readonly #encoder = new TextEncoder();
  #pieces: string[] = [];
  #letters = 0;
  #lines = 0;

  /** @param row from 1, each greater than the one before. */
  add(row: number, cells: readonly (SheetCell | undefined)[]): void {
    if (row > MOST_ROWS) throw new TableFileError(`it has more than ${MOST_ROWS} rows`);
    if (cells.length > MOST_CELLS) {
      throw new TableFileError(
        `row ${row} has more than ${MOST_CELLS} cells; a table of candles has some ten`,
      );
    }
    if (row <= this.#lines) throw new TableFileError(`its rows are out of order at row ${row}`);
    const line = cells.map((cell) => cell === undefined ? "" : toCsvCell(cell)).join(",");
    const text = `${"\n".repeat(row - this.#lines - 1)}${line}\n`;
    this.#lines = row;
    this.#pieces.push(text);
    this.#letters += text.length;
  }

  get lines(): number {
    return this.#lines;
  }

  /** What came so far, once it is worth a piece. */
  take(options: { readonly atEnd: boolean }): Uint8Array | undefined {
    if (this.#letters === 0 || (this.#letters < PIECE_LETTERS && !options.atEnd)) return undefined;
    const bytes = this.#encoder.encode(this.#pieces.join(""));
    this.#pieces = [];
    this.#letters = 0;
    return bytes;
  }
}

/** A text stands in quotes on one line. */
function toCsvCell({ text, isNumber }: SheetCell): string {
  if (isNumber || text === "") return text;
  return `"${text.replaceAll('"', '""').replace(/\s+/g, " ").trim()}"`;
}
