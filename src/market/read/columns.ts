import type { CandleColumns } from "../../core/candle.ts";

/** The first `length` rows, in arrays of their own. */
export function cutColumns(columns: CandleColumns, length: number): CandleColumns {
  return {
    openTimeMs: columns.openTimeMs.slice(0, length),
    open: columns.open.slice(0, length),
    high: columns.high.slice(0, length),
    low: columns.low.slice(0, length),
    close: columns.close.slice(0, length),
    volume: columns.volume.slice(0, length),
  };
}

/** A row as numbers, in the order of `CANDLE_FIELDS`. */
export type Row = Float64Array;

export function isSameRow(columns: CandleColumns, i: number, row: Row): boolean {
  return columns.openTimeMs[i] === row[0] && columns.open[i] === row[1] && columns.high[i] === row[2] &&
    columns.low[i] === row[3] && columns.close[i] === row[4] && columns.volume[i] === row[5];
}

export function writeRow(columns: CandleColumns, i: number, row: Row): void {
  columns.openTimeMs[i] = row[0] as number;
  columns.open[i] = row[1] as number;
  columns.high[i] = row[2] as number;
  columns.low[i] = row[3] as number;
  columns.close[i] = row[4] as number;
  columns.volume[i] = row[5] as number;
}

export function readRow(columns: CandleColumns, i: number, row: Row): void {
  row[0] = columns.openTimeMs[i] as number;
  row[1] = columns.open[i] as number;
  row[2] = columns.high[i] as number;
  row[3] = columns.low[i] as number;
  row[4] = columns.close[i] as number;
  row[5] = columns.volume[i] as number;
}
