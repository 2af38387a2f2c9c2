import { toShownText } from "../../core/text.ts";

/** `needs_option`: the sentence names the option that settles it. */
export type TableFileCode = "invalid" | "needs_option";

/** A file that holds no table that can be read here: what it is, and what to do. The sentence begins with a small letter. */
export class TableFileError extends Error {
  override readonly name = "TableFileError";
  readonly code: TableFileCode;

  constructor(what: string, code: TableFileCode = "invalid") {
    super(what);
    this.code = code;
  }
}

/** A name that stands in a file, fit to stand in a sentence: no control character, no change of direction. */
export function quoteName(name: string, longest = 60): string {
  return `"${toShownText(name, longest)}"`;
}
