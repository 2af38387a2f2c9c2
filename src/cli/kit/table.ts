/** Tables for eyes: in a terminal no line is wider than it is; a pipe gets every cell whole. */
import { cellWidth, type Terminal, toTable } from "./terminal.ts";
import { wrapCells } from "./wrap.ts";

/** Shorter than this a sentence says nothing. */
const LEAST_TEXT_CELLS = 16;
const GAP_CELLS = 2;

type Row = readonly string[];

/** @param rows the first of them are the heads. */
export function printTable(terminal: Terminal, rows: readonly Row[]): void {
  for (const line of toTableBlocks(rows, terminal.columns).flat()) terminal.out(line);
}

/** Rows whose columns need no names. */
export function printRows(terminal: Terminal, rows: readonly Row[]): void {
  for (const line of toTableBlocks([[], ...rows], terminal.columns).slice(1).flat()) terminal.out(line);
}

/**
 * The lines of each row. What is too wide has its longest sentences shortened; where that is not enough, the columns that
 * find no room stand below their row, whole and under their names.
 */
export function toTableBlocks(rows: readonly Row[], most = Infinity): readonly (readonly string[])[] {
  const widths = widthsOf(rows);
  const whole = sumOf(widths);
  if (whole <= most) return toTable(rows).map((line) => [line]);
  const texts = widths.flatMap((width, i) => isText(rows, i) ? [{ i, width }] : [])
    .toSorted((a, b) => b.width - a.width);
  const spare = texts.reduce((sum, { i }) => sum + Math.max(0, (widths[i] ?? 0) - leastOf(rows, i)), 0);
  if (whole - most <= spare) return toTable(shorten(rows, { widths, most })).map((line) => [line]);
  return stack(rows, { widths, most });
}

/** A text in so many cells, ending in an ellipsis where there was more. */
export function cutCells(text: string, most: number): string {
  if (cellWidth(text) <= most) return text;
  let shown = "";
  for (const letter of text) {
    if (cellWidth(shown + letter) >= most) break;
    shown += letter;
  }
  return `${shown.trimEnd()}…`;
}

/** Always from the column that is the widest by now. */
function shorten(
  rows: readonly Row[],
  { widths, most }: { readonly widths: readonly number[]; readonly most: number },
): readonly Row[] {
  const room = [...widths];
  while (sumOf(room) > most) {
    const widest = room.map((width, i) => isText(rows, i) && width > leastOf(rows, i) ? width : 0);
    const i = widest.indexOf(Math.max(...widest));
    room[i] = (room[i] ?? 0) - 1;
  }
  return rows.map((row) => row.map((cell, i) => isText(rows, i) ? cutCells(cell, room[i] ?? 0) : cell));
}

function stack(
  rows: readonly Row[],
  { widths, most }: { readonly widths: readonly number[]; readonly most: number },
): readonly (readonly string[])[] {
  let kept = 1;
  while (kept < widths.length && sumOf(widths.slice(0, kept + 1)) <= most) kept++;
  const heads = rows[0] ?? [];
  const lines = toTable(rows.map((row) => row.slice(0, kept).map((cell) => cutCells(cell, most))));
  return rows.map((row, at) => {
    const below = row.slice(kept).flatMap((cell, i) =>
      at === 0 ? [] : /^[-–]?$/.test(cell) ? [] : [`${heads[kept + i] ?? ""} ${cell}`.trim()]
    );
    const line = lines[at] ?? "";
    return below.length === 0 ? [line] : [line, ...wrapCells(`  ${below.join(" · ")}`, 4, most)];
  });
}

/** Sentences have gaps; a name, a number or a time is of no use without its end. */
function isText(rows: readonly Row[], i: number): boolean {
  return rows.some((row, at) => at > 0 && / \S+ /.test(row[i] ?? ""));
}

function leastOf(rows: readonly Row[], i: number): number {
  return Math.max(LEAST_TEXT_CELLS, cellWidth(rows[0]?.[i] ?? ""));
}

function widthsOf(rows: readonly Row[]): number[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => widths[i] = Math.max(widths[i] ?? 0, cellWidth(cell)));
  return widths;
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP_CELLS * Math.max(0, widths.length - 1);
}
