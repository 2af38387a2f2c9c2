/** The last row of a file whose last line has no end: many files are written so, and one that was cut off looks the same. */
import { quote } from "./candle_file_error.ts";
import type { CsvRow } from "./table.ts";

/** What all of the first rows of a file have in common. */
export interface UsualRow {
  /** Cells. */
  readonly count: number | undefined;
  /** Digits behind the decimal mark of the last cell. */
  readonly decimals: number | undefined;
}

export type LastRow =
  /** What breaks off. */
  | { readonly kind: "cut"; readonly what: string }
  /** Its last number may be the beginning of another one. */
  | { readonly kind: "perhaps"; readonly note: string }
  | { readonly kind: "whole" };

/** Programs that leave off zeros at the end write fewer rows than these with the same number of digits. */
const FEWEST_ROWS = 50;
const QUOTE = 34;

/** @param rows the last of them may be the one in question. */
export function findUsualRow(rows: readonly (readonly string[])[]): UsualRow {
  const [first, ...others] = rows.slice(0, -1);
  if (first === undefined || others.length === 0) return { count: undefined, decimals: undefined };
  const decimals = decimalsOf(first.at(-1) ?? "");
  const isEven = decimals > 0 && others.length >= FEWEST_ROWS - 1 &&
    others.every((row) => decimalsOf(row.at(-1) ?? "") === decimals);
  return {
    count: others.every((row) => row.length === first.length) ? first.length : undefined,
    decimals: isEven ? decimals : undefined,
  };
}

/** @param places of the cells that are read. */
export function judgeLastRow(
  { bytes, edges: { starts, ends }, count }: CsvRow,
  usual: UsualRow,
  places: readonly (number | undefined)[],
): LastRow {
  if (usual.count !== undefined && count < usual.count) {
    return cut(`it has ${count} cells, and each row before it ${usual.count}`);
  }
  const at = count - 1;
  // A cell that nobody reads may be cut.
  if (!places.includes(at)) return { kind: "whole" };
  const [from, to] = [starts[at] as number, ends[at] as number];
  const text = new TextDecoder().decode(bytes.subarray(from, to));
  const isQuoted = bytes[from - 1] === QUOTE;
  if (isQuoted) {
    return bytes[to] === QUOTE ? { kind: "whole" } : cut(`the quote before ${quote(text)} never ends`);
  }
  if (usual.decimals === undefined) {
    return {
      kind: "perhaps",
      note: `its last line has no end: if the file was cut off there, the last number is more than ${
        quote(text)
      }`,
    };
  }
  const decimals = decimalsOf(text);
  return decimals >= usual.decimals ? { kind: "whole" } : cut(
    `${
      quote(text)
    } has ${decimals} digits behind the decimal mark, and each number above it ${usual.decimals}`,
  );
}

function cut(why: string): LastRow {
  return {
    kind: "cut",
    what: `the file breaks off in this row: ${why}; get the whole file, or leave bad rows out`,
  };
}

/** A comma before three digits may part thousands: nobody knows decimals of it. */
function decimalsOf(cell: string): number {
  if (/^\s*[-+]?\d{1,3}(,\d{3})+\s*$/.test(cell)) return 0;
  return /[.,](\d+)$/.exec(cell)?.[1]?.length ?? 0;
}
