/** Tables in which the rows of many Korean stocks stand together, as KRX gives all stocks of a day: a table for each. */
import { readCells } from "../../lib/csv_cells.ts";
import { readStockCode } from "../../core/symbol.ts";
import { quote, toFileError } from "./candle_file_error.ts";
import { findHead } from "./head.ts";
import { COLUMN_NAMES, MARKET_NAMES, toColumnName } from "./names.ts";

export interface StockRows {
  readonly code: string;
  /** As the last row has it: a stock may have been renamed. */
  readonly name: string | undefined;
  /** As they stand in the file, and in which lines of it. */
  readonly rows: readonly string[];
  readonly lines: readonly number[];
}

export interface StockTable {
  readonly header: readonly string[];
  readonly delimiter: string;
  readonly stocks: readonly StockRows[];
  /** False where nothing says of which day the rows are. */
  readonly hasTimes: boolean;
  /** Codes that had lost the zeros before them, as a spreadsheet leaves them. */
  readonly paddedCount: number;
}

const CODES: readonly string[] = [
  ...["종목코드", "단축코드", "종목", "티커"],
  ...["code", "symbol", "ticker", "isu_srt_cd"],
];
const STOCK_NAMES: readonly string[] = ["종목명", "한글종목약명", "종목약명", "name", "isu_abbrv"];
/** More would fill the memory: such a file is read a stock at a time. */
const MOST_ROWS = 3_000_000;
const FIRST_LINES = 30;
const DATE = "일자";

/**
 * @param text the whole file.
 * @returns `undefined` when no column of it holds codes of Korean stocks.
 * @throws {CandleFileError} for a row whose code is none.
 */
export function readStockTable(text: string): StockTable | undefined {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines.length > MOST_ROWS) {
    throw toFileError(
      `it has more than ${MOST_ROWS} rows; take a stock at a time, for example --only code=005930`,
      "needs_option",
    );
  }
  // Empty lines before the names count as lines, and nothing stands in them.
  const above = lines.findIndex((line) => line.trim() !== "");
  const head = findHead(lines.slice(above, above + FIRST_LINES));
  if (head.names === undefined) return undefined;
  const columns = head.names.map(toColumnName);
  const codeAt = columns.findIndex((name) => CODES.includes(name));
  const nameAt = columns.findIndex((name) => STOCK_NAMES.includes(name));
  if (codeAt === -1) return undefined;
  const firstAt = above + head.lines;
  const stocks = new Map<string, { name: string | undefined; rows: string[]; lines: number[] }>();
  let paddedCount = 0;
  for (let i = firstAt; i < lines.length; i++) {
    const row = lines[i] ?? "";
    const cells = readCells(row, head.delimiter);
    if (cells.every((cell) => cell === "")) continue;
    const cell = cells[codeAt] ?? "";
    const whole = readStockCode(cell);
    const code = whole ?? padCode(cell);
    if (code === undefined) {
      if (stocks.size === 0) return undefined;
      throw toFileError(`line ${i + 1}: ${quote(cell)} is not the code of a Korean stock`);
    }
    if (whole === undefined) paddedCount++;
    const stock = stocks.get(code) ?? { name: undefined, rows: [], lines: [] };
    const name = cells[nameAt];
    if (name !== undefined && name !== "") stock.name = name;
    stock.rows.push(row);
    stock.lines.push(i + 1);
    stocks.set(code, stock);
  }
  return {
    header: head.names.map((name, i) => MARKET_NAMES.includes(columns[i] ?? "") ? `x${i}` : name),
    delimiter: head.delimiter,
    stocks: Array.from(stocks, ([code, stock]) => ({ code, ...stock })),
    hasTimes: hasTimes(columns, readCells(lines[firstAt] ?? "", head.delimiter)),
    paddedCount,
  };
}

/** The rows of one stock as a file of its own. @param date `2026-11-27`, for a table without times. */
export function toStockFile(
  { header, delimiter }: Pick<StockTable, "header" | "delimiter">,
  { rows }: Pick<StockRows, "rows">,
  date?: string,
): Uint8Array<ArrayBuffer> {
  const names = date === undefined ? header : [DATE, ...header];
  const head = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(delimiter);
  const dated = date === undefined ? rows : rows.map((row) => `${date}${delimiter}${row}`);
  return new TextEncoder().encode(`${[head, ...dated].join("\n")}\n`);
}

/** `005930` of `5930`: a spreadsheet takes codes for numbers. */
function padCode(cell: string): string | undefined {
  return /^\d{1,5}$/.test(cell) ? cell.padStart(6, "0") : undefined;
}

/** A column without a name holds times, or the numbers of the rows. */
function hasTimes(columns: readonly string[], first: readonly string[]): boolean {
  return columns.some((name, i) =>
    COLUMN_NAMES.openTimeMs.some((time) => name === time || (time !== "" && name.startsWith(`${time}_`))) &&
    !/^\d{0,7}$/.test(first[i] ?? "")
  );
}
