import { UserError } from "../../core/errors.ts";

/** What is wrong with a calendar file, in fields as well as in the sentence. */
export interface CalendarFault {
  readonly path: string;
  /** Counted from 1; `undefined` when the whole file is meant (missing, too large). */
  readonly line?: number | undefined;
  /** What is wrong, as the middle of a sentence: `"2026/01/01" is not a date`. */
  readonly problem: string;
  /** The offending value as it stands in the file, shortened. */
  readonly value?: string | undefined;
  /** What would have been right, with an example. */
  readonly expected?: string | undefined;
  readonly cause?: unknown;
  /** Whether the file is not there at all, as opposed to being wrong. */
  readonly missing?: boolean;
}

/** A calendar file that cannot be used. The message names path, line, value and the expected shape. */
export class CalendarFileError extends UserError {
  override readonly name = "CalendarFileError";
  readonly path: string;
  readonly line: number | undefined;
  readonly problem: string;
  readonly value: string | undefined;
  readonly expected: string | undefined;
  readonly missing: boolean;

  constructor(fault: CalendarFault) {
    const place = fault.line === undefined ? fault.path : `${fault.path}, line ${fault.line}`;
    const expected = fault.expected === undefined ? "" : `; expected ${fault.expected}`;
    super("invalid", `Cannot use the calendar ${place}: ${fault.problem}${expected}`);
    if (fault.cause !== undefined) this.cause = fault.cause;
    this.path = fault.path;
    this.line = fault.line;
    this.problem = fault.problem;
    this.value = fault.value;
    this.expected = fault.expected;
    this.missing = fault.missing ?? false;
  }
}

const SHOWN_CHARACTERS = 60;

/** A value from the file for a sentence: quoted, control characters escaped, at most 60 characters. */
export function toShownValue(raw: string): string {
  return JSON.stringify(raw.length > SHOWN_CHARACTERS ? `${raw.slice(0, SHOWN_CHARACTERS)}…` : raw);
}
