/** What is wrong with the rows of a file taken together, and what is done with all of its numbers. */
import { MixedStepsError, NoRowsError, quote, toFutureError } from "./candle_file_error.ts";
import type { CsvLayout } from "./layout.ts";
import { findOtherSteps } from "./mixed_steps.ts";
import { readCellNumber } from "./numbers.ts";
import type { CsvRows } from "./rows.ts";
import type { CsvRow } from "./table.ts";

/** Of `CANDLE_FIELDS`; the first, the time, is none of these numbers. */
const VOLUME = 5;

/** @param text whose bytes the cell is to hold. */
export function holdsText({ bytes, edges, count }: CsvRow, at: number, text: Uint8Array): boolean {
  const from = edges.starts[at] as number;
  if (at >= count || (edges.ends[at] as number) - from !== text.length) return false;
  return text.every((byte, i) => bytes[from + i] === byte);
}

/** A price or a volume as the file means it; NaN for what is no number. @param field its place in `CANDLE_FIELDS`. */
export function readFieldNumber(
  cell: Parameters<typeof readCellNumber>[0],
  field: number,
  { mark, volumeFactor, areSignsDirections }: CsvLayout,
): number {
  const value = readCellNumber(cell, { mark, withFactor: field === VOLUME });
  if (field === VOLUME) return value * volumeFactor;
  return areSignsDirections ? Math.abs(value) : value;
}

/** What was done with numbers that another reader would take otherwise; a sentence each. */
export function toCellNotes({ areSignsDirections, volumeFactor, names }: CsvLayout): readonly string[] {
  return [
    ...(areSignsDirections ? ["the signs before its prices tell of up and down, and were left off"] : []),
    ...(volumeFactor === 1
      ? []
      : [`its volumes (${quote(names.volume)}) are in thousands, and were multiplied`]),
  ];
}

/** @throws {CandleFileError} when there are none, or candles begin later than that. */
export function refuseUnusable(rows: CsvRows, notAfterMs: number = Infinity): void {
  if (rows.size === 0) throw new NoRowsError();
  let first: { readonly atMs: number; readonly line: number } | undefined;
  let count = 0;
  for (const row of rows.timedLines()) {
    if (row.atMs <= notAfterMs) continue;
    first ??= row;
    count++;
  }
  if (first !== undefined) throw toFutureError(count, first);
}

/**
 * Whoever names the interval says that nothing was traded between such rows, and need not ask.
 *
 * @throws {MixedStepsError} when a part of the rows is of another length than most.
 */
export function refuseOtherSteps(rows: CsvRows): void {
  const stepMs = rows.findStepMs();
  const other = findOtherSteps(rows.timedLines(), stepMs);
  if (other !== undefined) throw new MixedStepsError(other, stepMs);
}
