/** Columns that are filled row by row. */
import { CANDLE_FIELDS, type CandleColumns, createColumns } from "../../core/candle.ts";

/** What a STRICT table without NULLs answers. */
export type StoredRow = [
  openTimeMs: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];

export class GrowingColumns {
  #columns: CandleColumns;
  #length = 0;

  /** @param expected rows; when it is right nothing is ever copied, and memory that stays unused costs nothing. */
  constructor(expected: number) {
    this.#columns = createColumns(expected);
  }

  add(rows: readonly StoredRow[]): void {
    const needed = this.#length + rows.length;
    const capacity = this.#columns.openTimeMs.length;
    if (needed > capacity) this.#columns = this.#copyTo(Math.max(needed, 2 * capacity));
    const { openTimeMs, open, high, low, close, volume } = this.#columns;
    let at = this.#length;
    for (const row of rows) {
      openTimeMs[at] = row[0];
      open[at] = row[1];
      high[at] = row[2];
      low[at] = row[3];
      close[at] = row[4];
      volume[at] = row[5];
      at++;
    }
    this.#length = at;
  }

  /** As long as there are rows, with no memory behind them. Nothing can be added afterwards. */
  finish(): CandleColumns {
    return this.#length === this.#columns.openTimeMs.length ? this.#columns : this.#copyTo(this.#length);
  }

  #copyTo(capacity: number): CandleColumns {
    const copy = createColumns(capacity);
    for (const field of CANDLE_FIELDS) copy[field].set(this.#columns[field].subarray(0, this.#length));
    return copy;
  }
}
