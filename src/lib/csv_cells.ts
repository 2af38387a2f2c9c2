/** The first lines of a delimited file as text, cut by the same rules as its rows are as bytes (`csv.ts`). */
import { createCellEdges, splitCells } from "./csv.ts";

/** The comma comes last: it also stands inside of numbers. */
const DELIMITERS = [";", "\t", "|", ","] as const;
/** Nobody has so many semicolons, tabs or candles in a line that commas separate. */
const SURE_CELLS = 5;

/** The text that stands between two cells of this line. */
export function findDelimiter(line: string): string {
  const found = DELIMITERS.map((delimiter) => ({ delimiter, count: readCells(line, delimiter).length }))
    .toSorted((a, b) => b.count - a.count);
  const sure = found.find(({ delimiter, count }) => delimiter !== "," && count >= SURE_CELLS);
  return (sure ?? found[0])?.delimiter ?? ",";
}

/** The cells of a line, without the quotes and spaces around them. A line break inside of quotes belongs to a cell. */
export function readCells(line: string, delimiter: string): readonly string[] {
  const bytes = new TextEncoder().encode(line.replace(/^\uFEFF/, ""));
  const edges = createCellEdges(bytes.length + 1);
  const count = splitCells(bytes, { from: 0, to: bytes.length, delimiter: delimiter.charCodeAt(0) }, edges);
  const decoder = new TextDecoder();
  return Array.from(
    { length: count },
    (_, i) => decoder.decode(bytes.subarray(edges.starts[i], edges.ends[i])).replaceAll('""', '"').trim(),
  );
}

/** Whether the last cell begins with a quote that does not end on this line: it goes on with the next one. */
export function endsInsideQuotes(text: string): boolean {
  const delimiter = findDelimiter(text);
  let isInside = false;
  let isBegin = true;
  for (const letter of text.replace(/^\uFEFF/, "")) {
    if (letter === '"' && (isInside || isBegin)) {
      isInside = !isInside;
      // Two quotes in a row are one inside of the cell: the second opens again what the first one closed.
      isBegin = true;
    } else if (letter === delimiter && !isInside) isBegin = true;
    else if (letter !== " ") isBegin = false;
  }
  return isInside;
}
