/** Which column of a candle file is what, from its first line. */
import type { Candle } from "../core/candle.ts";
import { quote, toFileError } from "./candle_file_error.ts";

export interface CsvLayout {
  /** A byte. */
  readonly delimiter: number;
  readonly hasHeader: boolean;
  /** Place of each number of a candle, from 0. */
  readonly at: Readonly<Record<keyof Candle, number>>;
  /** What to call each of them in a sentence. */
  readonly names: Readonly<Record<keyof Candle, string>>;
  /** Times without a zone are Korean: the column says so in its name. */
  readonly isKorean: boolean;
  /** Place of the column that tells which rows are meant. */
  readonly onlyAt: number | undefined;
}

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** Earlier names win: `timestamp` beside `candle_date_time_utc` is the time of the last trade. */
const NAMES: Readonly<Record<keyof Candle, readonly string[]>> = {
  openTimeMs: [
    "open_time",
    "opentime",
    "candle_date_time_utc",
    "candle_date_time_kst",
    "datetime",
    "date_time",
    "date",
    "date_kst",
    "time",
    "ts",
    "timestamp",
    "unix",
    "",
  ],
  open: ["open", "o", "opening_price", "open_price"],
  high: ["high", "h", "high_price"],
  low: ["low", "l", "low_price"],
  close: ["close", "c", "trade_price", "close_price", "closing_price"],
  volume: ["volume", "vol", "v", "candle_acc_trade_volume", "base_volume"],
};

const FIELDS = Object.keys(NAMES) as (keyof Candle)[];

/**
 * @param line the first line of the file that is not empty.
 * @param only the name of a column by which rows are chosen.
 * @throws {CandleFileError} when it is neither a header nor a row of numbers.
 */
export function readLayout(line: string, only: string | undefined): CsvLayout {
  const delimiter = DELIMITERS.toSorted((a, b) => line.split(b).length - line.split(a).length)[0] ?? ",";
  const cells = line.split(delimiter).map((cell) => cell.replace(/^[\s"]+|[\s"]+$/g, ""));
  const hasHeader = cells.length === 1 ||
    !cells.slice(1, 6).every((cell) => /^[-+.\d]+(e[-+]?\d+)?$/i.test(cell));
  if (!hasHeader && cells.length < 6) {
    throw toFileError(
      `its first line has ${cells.length} cells; without a header there must be six, in the order time, open, ` +
        "high, low, close, volume",
    );
  }
  const names = cells.map((cell) => cell.toLowerCase().replace(/[^a-z0-9]+/g, "_"));
  const entries = FIELDS.map((field, i) => [field, hasHeader ? findColumn(names, field) : i] as const);
  const at = Object.fromEntries(entries) as Record<keyof Candle, number>;
  const called = entries.map(([field, i]) => [field, hasHeader ? cells[i] || String(i + 1) : String(i + 1)]);
  return {
    delimiter: delimiter.charCodeAt(0),
    hasHeader,
    at,
    names: Object.fromEntries(called) as Record<keyof Candle, string>,
    isKorean: hasHeader && (names[at.openTimeMs] ?? "").endsWith("_kst"),
    onlyAt: only === undefined ? undefined : findOnly(cells, only),
  };
}

function findColumn(names: readonly string[], field: keyof Candle): number {
  for (const name of NAMES[field]) {
    const at = names.indexOf(name);
    if (at === -1) continue;
    if (names.indexOf(name, at + 1) !== -1) throw toFileError(`two of its columns are called ${quote(name)}`);
    return at;
  }
  const word = field === "openTimeMs" ? "time" : field;
  const known = NAMES[field].filter((name) => name !== "").join(", ");
  throw toFileError(`its first line names no ${word} column; it may be called ${known}`);
}

function findOnly(cells: readonly string[], only: string): number {
  const at = cells.findIndex((cell) => cell.toLowerCase() === only.toLowerCase());
  if (at === -1) throw toFileError(`it has no column called ${quote(only)} to choose rows by`);
  return at;
}
