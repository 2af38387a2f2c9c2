/** Cells of columns that a strategy obeys: what is not understood there is refused, since "no" would be a guess. */

/** Names of columns, as the reader of further columns spells them. */
export interface ObeyedColumns {
  /** Say yes or no. */
  readonly flags: ReadonlySet<string>;
  /** Hold a price or a size, 0 or nothing for none. */
  readonly amounts: ReadonlySet<string>;
  /** Hold a part of the whole, from 0 to 1. */
  readonly shares: ReadonlySet<string>;
}

export type CellKind = "flag" | "amount" | "share";

const YES = /^(1(\.0*)?|true|t|yes|y)$/i;
const NO = /^(0(\.0*)?|false|f|no|n)$/i;
/** As tables are written where nothing is known: freqtrade leaves rows without a signal so. */
const NOTHING = /^(nan|na|none|null)?$/i;

const ALLOWED: Readonly<Record<CellKind, string>> = {
  flag: "1, true, yes or y is a signal; 0, false, no, n, nan or an empty cell is none",
  amount: "write a number of 0 or more, or leave it empty",
  share: "write a number from 0 to 1, or leave it empty",
};

export function kindOf(name: string, { flags, amounts, shares }: ObeyedColumns): CellKind | undefined {
  return flags.has(name) ? "flag" : amounts.has(name) ? "amount" : shares.has(name) ? "share" : undefined;
}

/**
 * @param number the cell as a number of this file, NaN when it is none.
 * @returns NaN for an empty cell; a sentence when it cannot be obeyed.
 */
export function readObeyed(kind: CellKind, text: string, number: number): number | string {
  if (NOTHING.test(text)) return NaN;
  if (kind === "flag") return YES.test(text) ? 1 : NO.test(text) ? 0 : ALLOWED.flag;
  return number >= 0 && number <= (kind === "share" ? 1 : Number.MAX_VALUE) ? number : ALLOWED[kind];
}
