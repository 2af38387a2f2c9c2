import { escapeControls } from "../../core/text.ts";

/** What is wrong at one place of a candle file. */
export interface CandleFileFault {
  /** As editors count them, from 1; `undefined` when it is about the file as a whole. */
  readonly line: number | undefined;
  /** The column as the file's header calls it. */
  readonly column: string | undefined;
  readonly what: string;
}

/** A file that cannot be used as candles. */
export class CandleFileError extends Error {
  override readonly name = "CandleFileError";
  readonly faults: readonly CandleFileFault[];

  constructor(faults: readonly CandleFileFault[]) {
    super(`Cannot use the candle file: ${faults.map(toText).join("; ")}`);
    this.faults = faults;
  }
}

/** An error about the file as a whole. */
export function toFileError(what: string): CandleFileError {
  return new CandleFileError([{ line: undefined, column: undefined, what }]);
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
