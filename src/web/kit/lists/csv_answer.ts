import type { Context } from "hono";

export type CsvCell = string | number | undefined;

/** Sheets run what begins so; a reason may be the text of somebody's strategy. */
const FORMULA = /^[=+\-@\t\r]/;

/** A file for a sheet: numbers plain, times ISO 8601, and a mark at its begin by which Excel knows Korean letters. */
export function answerCsv(
  context: Context,
  { name, head, rows }: { name: string; head: readonly string[]; rows: readonly (readonly CsvCell[])[] },
): Response {
  const lines = [head, ...rows].map((row) => row.map(toCell).join(","));
  return context.body(`\uFEFF${lines.join("\r\n")}\r\n`, 200, {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`,
  });
}

function toCell(cell: CsvCell): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const text = (FORMULA.test(cell) ? `'${cell}` : cell).replace(/[\r\n]+/g, " ");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
