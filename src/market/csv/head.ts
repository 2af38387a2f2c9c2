/** Where the rows of a file begin, and what stands above them. */
import { findDelimiter, readCells } from "../../lib/csv_cells.ts";
import { toFileError } from "./candle_file_error.ts";
import { isCandleHeader } from "./names.ts";

export interface CsvHead {
  readonly delimiter: string;
  /** The names of the columns; `undefined` when there are none and the rows begin at once. */
  readonly names: readonly string[] | undefined;
  /** The lines above the first row. */
  readonly lines: number;
}

/** A title, an address or Excel's `sep=;` may stand above the names. */
const MOST_LINES_ABOVE = 10;
const NUMBER = /^[-+.,\d]*\d[-+.,\d]*(e[-+]?\d+)?$/i;
const DAY = /^\d{4}[-./]?\d{2}[-./]?\d{2}$/;
const TIME_OF_DAY = /^\d{1,2}:\d{2}/;

/** @param lines the first lines of the file that are not empty. */
export function findHead(lines: readonly string[]): CsvHead {
  const stated = /^\uFEFF?"?sep=(.)"?\s*$/i.exec(lines[0] ?? "")?.[1];
  const above = stated === undefined ? 0 : 1;
  for (let i = above; i < Math.min(lines.length, above + MOST_LINES_ABOVE); i++) {
    const line = lines[i] ?? "";
    const delimiter = stated ?? findDelimiter(line);
    const cells = readCells(line, delimiter);
    if (isCandleHeader(cells)) return withTickers({ delimiter, names: cells, lines: i + 1 }, lines);
    if (isNumbers(cells)) break;
  }
  const line = lines[above] ?? "";
  const delimiter = stated ?? findDelimiter(line);
  const cells = readCells(line, delimiter);
  return isNumbers(cells)
    ? { delimiter, names: undefined, lines: above }
    : { delimiter, names: cells, lines: above + 1 };
}

/** A row without a header above it: a time, perhaps in two cells, and numbers. */
function isNumbers(cells: readonly string[]): boolean {
  if (cells.length === 1) return NUMBER.test(cells[0] ?? "");
  const from = isSplitTime(cells) ? 2 : 1;
  return cells.slice(from, from + 5).every((cell) => NUMBER.test(cell));
}

/** `2024.01.02,17:00,…` */
export function isSplitTime([day = "", time = ""]: readonly string[]): boolean {
  return DAY.test(day) && TIME_OF_DAY.test(time);
}

/**
 * Two lines more that yfinance writes: the ticker of each column, and the name of the first one.
 *
 * @throws {CandleFileError} when the tickers are not all the same.
 */
function withTickers(head: CsvHead, lines: readonly string[]): CsvHead {
  const { delimiter, names = [] } = head;
  const [first, ...tickers] = readCells(lines[head.lines] ?? "", delimiter);
  if (names[0] !== "Price" || first !== "Ticker") return head;
  const different = [...new Set(tickers)].filter((ticker) => ticker !== "");
  if (different.length > 1) {
    throw toFileError(
      `it holds several tickers side by side (${different.slice(0, 3).join(", ")}); save one to a file`,
    );
  }
  const [time = ""] = readCells(lines[head.lines + 1] ?? "", delimiter);
  return { delimiter, names: [time, ...names.slice(1)], lines: head.lines + 2 };
}
