/** A file whose rows name several markets would be read as one. */
import { CandleFileError, quote } from "./candle_file_error.ts";
import type { CsvLayout } from "./layout.ts";
import type { CsvRow } from "./table.ts";

export class OneMarket {
  #first: Uint8Array | undefined;

  /** @throws {CandleFileError} naming the first row of another market, and how to choose one. */
  check({ bytes, edges: { starts, ends }, count, line }: CsvRow, layout: CsvLayout, at: number): void {
    if (at >= count) return;
    const cell = bytes.subarray(starts[at], ends[at]);
    if (cell.length === 0) return;
    if (this.#first === undefined) {
      this.#first = cell.slice();
      return;
    }
    if (isSame(cell, this.#first)) return;
    const column = layout.header[at] ?? "";
    const [first, other] = [this.#first, cell].map((text) => new TextDecoder().decode(text));
    const what =
      `${quote(other ?? "")} is another market than ${quote(first ?? "")} in the rows before; choose one ` +
      `market with --only, for example --only ${column}=${first}`;
    throw new CandleFileError([{ line, column, what }], "needs_option");
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
