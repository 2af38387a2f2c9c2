import type { Context } from "hono";

export type CsvCell = string | number | undefined;

/** Sheets run what begins so; a reason may be the text of somebody's strategy. */
const FORMULA = /^[=+\-@\t\r]/;

type CsvRows = readonly (readonly CsvCell[])[];

/** A file for a sheet: numbers plain, times ISO 8601, and a mark at its begin by which Excel knows Korean letters. */
export function answerCsv(
  context: Context,
  { name, head, rows }: { name: string; head: readonly string[]; rows: CsvRows },
): Response {
  return context.body(`\uFEFF${toLines([head, ...rows])}`, 200, toHeaders(name));
}

/** The same for more rows than fit in one answer of the memory. */
export function answerLongCsv(
  context: Context,
  { name, head, pieces }: { name: string; head: readonly string[]; pieces: AsyncIterable<CsvRows> },
): Response {
  async function* toTexts() {
    yield `\uFEFF${toLines([head])}`;
    for await (const rows of pieces) yield toLines(rows);
  }
  return context.body(
    ReadableStream.from(toTexts()).pipeThrough(new TextEncoderStream()),
    200,
    toHeaders(name),
  );
}

const toLines = (rows: CsvRows) => rows.map((row) => `${row.map(toCell).join(",")}\r\n`).join("");

const toHeaders = (name: string) => ({
  "content-type": "text/csv; charset=utf-8",
  "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"`,
});

function toCell(cell: CsvCell): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const text = (FORMULA.test(cell) ? `'${cell}` : cell).replace(/[\r\n]+/g, " ");
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
