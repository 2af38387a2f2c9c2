/** What is wrong with the rows of a file taken together. */
import { MixedStepsError, toFutureError } from "./candle_file_error.ts";
import { findOtherSteps } from "./mixed_steps.ts";
import type { CsvRows } from "./rows.ts";

/** @throws {CandleFileError} when candles begin later than that. */
export function refuseFuture(rows: CsvRows, notAfterMs: number = Infinity): void {
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
