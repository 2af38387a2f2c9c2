import { median, type Pair } from "./numbers.ts";

/** One line of the table. Texts are made from measured values only. */
export interface Result {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly oursMin: number;
  /** The side beside it, when there is one to compare with. */
  readonly bare?: number;
  readonly bareMin?: number;
  readonly ratio?: number;
  /** In words; `undefined` for lines that only explain another one. */
  readonly target?: string;
  readonly passed?: boolean;
  readonly note?: string;
}

/** Medians, minima and the ratio of the medians. */
export function toPairResult(
  pair: Pair,
  facts: {
    what: string;
    unit: string;
    note?: string;
    target?: { text: string; isMet: (ratio: number) => boolean };
  },
): Result {
  const { target, ...rest } = facts;
  const ratio = median(pair.ours) / median(pair.bare);
  return {
    ...rest,
    ours: median(pair.ours),
    oursMin: Math.min(...pair.ours),
    bare: median(pair.bare),
    bareMin: Math.min(...pair.bare),
    ratio,
    ...(target === undefined ? {} : { target: target.text, passed: target.isMet(ratio) }),
  };
}

export function toTableLines(results: readonly Result[]): readonly string[] {
  const rows = results.map((result) => [
    result.what,
    result.unit,
    shorten(result.ours),
    shorten(result.oursMin),
    shorten(result.bare),
    shorten(result.bareMin),
    result.ratio === undefined ? "" : result.ratio.toFixed(2),
    result.target ?? "",
    result.passed === undefined ? "" : result.passed ? "PASS" : "MISS",
    result.note ?? "",
  ]);
  const head = ["what", "unit", "ours", "min", "bare", "min", "ratio", "target", "", "note"];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const isNumber = (i: number) => i >= 2 && i <= 6;
  const toLine = (cells: readonly string[]) =>
    cells.map((cell, i) => isNumber(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)).join(
      "  ",
    )
      .trimEnd();
  return [toLine(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(toLine)];
}

function shorten(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 1_000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}
