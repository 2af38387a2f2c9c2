import { intervalLengthMs, INTERVALS } from "../../core/candle.ts";
import { toDurationText, toKstIso } from "../../core/kst.ts";
import { UserError, type UserErrorCode } from "../../core/errors.ts";
import { escapeControls } from "../../core/text.ts";
import type { StepRun } from "./mixed_steps.ts";

/** What is wrong at one place of a candle file. */
export interface CandleFileFault {
  /** As editors count them, from 1; `undefined` when it is about the file as a whole. */
  readonly line: number | undefined;
  /** The column as the file's header calls it. */
  readonly column: string | undefined;
  readonly what: string;
}

/** `needs_option`: what is wrong names the option that settles it. */
export type CandleFileCode = Extract<UserErrorCode, "invalid" | "needs_option" | "interval_unknown">;

/** A file that cannot be used as candles. */
export class CandleFileError extends UserError {
  override readonly name = "CandleFileError";
  readonly faults: readonly CandleFileFault[];
  /** The sentence without its beginning, for whoever reads something else than candles. */
  readonly problem: string;

  constructor(faults: readonly CandleFileFault[], code: CandleFileCode = "invalid") {
    const problem = faults.map(toText).join("; ");
    super(code, `Cannot use the candle file: ${problem}`);
    this.faults = faults;
    this.problem = problem;
  }
}

/** Rows of another length than most of the file. */
export class MixedStepsError extends CandleFileError {
  constructor({ firstLine, lastLine, stepMs }: StepRun, usualMs: number) {
    const usual = INTERVALS.find((interval) => intervalLengthMs(interval) === usualMs);
    const what = `the rows from here to line ${lastLine} are ${toDurationText(stepMs)} apart, most others ` +
      `${toDurationText(usualMs)}: candles of two lengths in one file? Make a file of each length` +
      (usual === undefined
        ? ""
        : `; if nothing was traded between them, say so when you import it: --interval ${usual}`);
    super([{ line: firstLine, column: undefined, what }], usual === undefined ? "invalid" : "needs_option");
  }
}

/** Nothing was traded in any of its rows, or all of them were left out. */
export class NoRowsError extends CandleFileError {
  constructor() {
    super([{ line: undefined, column: undefined, what: "it has no usable row" }]);
  }
}

/** An error about the file as a whole. */
export function toFileError(what: string, code: CandleFileCode = "invalid"): CandleFileError {
  return new CandleFileError([{ line: undefined, column: undefined, what }], code);
}

/** @param first the earliest of `count` candles that begin later than now. */
export function toFutureError(count: number, first: { readonly atMs: number; readonly line: number }): Error {
  const what = `${count} of its candles lie in the future by this machine's clock, the first at ${
    toKstIso(first.atMs)
  }; is the clock right, and the zone of the times (--timezone)? To store them all the same: --force`;
  return new CandleFileError([{ line: first.line, column: undefined, what }], "needs_option");
}

const LONGEST_QUOTE = 40;

/** A piece of the file, fit to stand in a sentence. */
export function quote(text: string): string {
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return `"${escapeControls(short)}"`;
}

function toText({ line, column, what }: CandleFileFault): string {
  const place = [
    line === undefined ? [] : `line ${line}`,
    column === undefined ? [] : `column ${quote(column)}`,
  ].flat().join(", ");
  return place === "" ? what : `${place}: ${what}`;
}
