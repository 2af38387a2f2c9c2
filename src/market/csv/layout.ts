/** Which column of a candle file is what, and how its times and numbers are written, from its first lines. */
import type { Candle } from "../../core/candle.ts";
import { readCells } from "../../lib/csv_cells.ts";
import { SEOUL, UTC, type Zone } from "../../core/time_zone.ts";
import { quote, toFileError } from "./candle_file_error.ts";
import { findUsualRow, type UsualRow } from "./cut_row.ts";
import { type CsvHead, findHead, isSplitTime } from "./head.ts";
import {
  CANDLE_COLUMNS,
  COLUMN_NAMES,
  isInThousands,
  MARKET_NAMES,
  TIME_OF_DAY_NAMES,
  toColumnName,
} from "./names.ts";
import { type DecimalMark, findDecimalMark, hasRisingMark } from "./numbers.ts";
import { findAdjusted, isAdjustedColumn } from "./prices/adjusted_columns.ts";
import type { DayOrder } from "./text_time.ts";
import type { TimeForm, TimeZones } from "./time.ts";
import { findTimeForm } from "./time_form.ts";

/** What is known of a file besides its bytes. */
export interface LayoutOptions {
  /** What times without a zone mean; left out, Korean time for a Korean market, else UTC. */
  readonly zone?: Zone;
  /** The file is said to be of a Korean market. */
  readonly isKorean?: boolean;
  /** Dates without a time are days of Korea, which begin at midnight there. */
  readonly hasKoreanDays?: boolean;
  /** Of dates that end with the year. */
  readonly dates?: DayOrder;
  /** What stands before the broken part of a number. */
  readonly decimal?: DecimalMark;
  /** The file has no volumes: each is 0. */
  readonly withoutVolume?: boolean;
  /** Its prices are said to be adjusted for splits: of raw and adjusted columns side by side, take the latter. */
  readonly isAdjusted?: boolean;
  /** The name of a column by which rows are chosen. */
  readonly only?: string | undefined;
}

export interface ClockColumn {
  readonly at: number;
  /** Of `HHMM` or `HHMMSS` without colons. */
  readonly digits: number;
}

export interface CsvLayout {
  /** A byte. */
  readonly delimiter: number;
  /** Lines above the first row. */
  readonly headLines: number;
  /** Cells of a row. */
  readonly width: number;
  readonly usual: UsualRow;
  /** The names of all columns as the file has them; none without a header. */
  readonly header: readonly string[];
  /** Place of each number of a candle, from 0; `undefined` for volumes that are not there. */
  readonly at: Readonly<Record<keyof Candle, number | undefined>>;
  /** The time of the day, when it stands in a cell of its own. */
  readonly clock: ClockColumn | undefined;
  /** What to call each of them in a sentence. */
  readonly names: Readonly<Record<keyof Candle, string>>;
  readonly time: TimeForm;
  readonly zones: TimeZones;
  /** Nobody said what times without a zone mean. */
  readonly isZoneAssumed: boolean;
  /** Its name, the names of its columns or the zone of its times are Korean, so its prices are most likely in won. */
  readonly isKorean: boolean;
  /** Its prices are adjusted for splits, as its columns or the caller say. */
  readonly isAdjusted: boolean;
  readonly mark: DecimalMark;
  /** A price of -71,000 is one of 71,000 that has fallen, as Korean programs of brokers write it. */
  readonly areSignsDirections: boolean;
  /** What a volume is multiplied by. */
  readonly volumeFactor: number;
  /** Place of the column that tells which rows are meant. */
  readonly onlyAt: number | undefined;
  /** Place of a column that names the market of each row, where no rows are chosen. */
  readonly marketAt: number | undefined;
}

/** As pyupbit writes its tables; its times are Korean. */
const PYUPBIT = "|open|high|low|close|volume|value";

/**
 * @param lines the first lines of the file that are not empty.
 * @throws {CandleFileError} naming what is missing, or what looks like a time or number and is none.
 */
export function readLayout(lines: readonly string[], options: LayoutOptions): CsvLayout {
  const head = findHead(lines);
  const rows = lines.slice(head.lines).map((line) => readCells(line, head.delimiter));
  const { names: header = [] } = head;
  const columns = header.map(toColumnName);
  const at = head.names === undefined
    ? placesWithoutNames(head, rows)
    : placesByName(columns, { rows, options });
  const clock = head.names === undefined
    ? isSplitTime(rows[0] ?? []) ? { at: 1, digits: 4 } : undefined
    : findClock(columns, { timeAt: at.openTimeMs, rows });
  const names = Object.fromEntries(CANDLE_COLUMNS.map((field) => {
    const place = at[field] ?? 0;
    return [field, header[place] || String(place + 1)];
  })) as Record<keyof Candle, string>;
  const cellsAt = (place: number | undefined) =>
    place === undefined ? [] : rows.map((row) => row[place] ?? "");
  const numbers = [at.open, at.high, at.low, at.close, at.volume].flatMap(cellsAt);
  return {
    delimiter: head.delimiter.charCodeAt(0),
    headLines: head.lines,
    width: head.names?.length ?? rows[0]?.length ?? 0,
    usual: findUsualRow(rows),
    header,
    at,
    clock,
    names,
    time: findTimeForm(cellsAt(at.openTimeMs), { column: names.openTimeMs, order: options.dates }),
    isAdjusted: options.isAdjusted === true || isAdjustedColumn(columns[at.close ?? -1] ?? ""),
    isKorean: isKoreanTable(columns, { timeAt: at.openTimeMs, options }),
    ...chooseZones(columns, { timeAt: at.openTimeMs, rows, options }),
    mark: findDecimalMark(numbers, {
      areCellsApartByCommas: head.delimiter === ",",
      said: options.decimal,
    }),
    areSignsDirections: columns.some(isKoreanWord) &&
      [at.open, at.high, at.low, at.close].flatMap(cellsAt).some(hasRisingMark),
    volumeFactor: at.volume !== undefined && isInThousands(header[at.volume] ?? "") ? 1_000 : 1,
    marketAt: options.only === undefined ? findMarketColumn(columns) : undefined,
    onlyAt: options.only === undefined ? undefined : findOnly(header, options.only),
  };
}

type Places = Readonly<Record<keyof Candle, number | undefined>> & { readonly openTimeMs: number };

/** Time, open, high, low, close, volume; a time in two cells moves the rest. */
function placesWithoutNames({ lines }: CsvHead, [first = []]: readonly (readonly string[])[]): Places {
  const moved = isSplitTime(first) ? 1 : 0;
  if (first.length < 6 + moved) {
    throw toFileError(
      `its ${
        lines === 0 ? "first line" : "first row"
      } has ${first.length} cells; without a header there must be ` +
        "six, in the order time, open, high, low, close, volume",
    );
  }
  return {
    openTimeMs: 0,
    open: 1 + moved,
    high: 2 + moved,
    low: 3 + moved,
    close: 4 + moved,
    volume: 5 + moved,
  };
}

interface Below {
  readonly rows: readonly (readonly string[])[];
  readonly options: LayoutOptions;
}

function placesByName(columns: readonly string[], { rows, options }: Below): Places {
  const adjusted = findAdjusted(columns, options.isAdjusted);
  const placeOf = (field: keyof Candle) => {
    const at = adjusted[field] ?? findColumn(columns, field);
    if (at !== undefined) return at;
    // As Investing.com calls the last price of the day.
    if (field === "close" && columns.includes("price")) return columns.indexOf("price");
    throw toMissing(field);
  };
  return {
    openTimeMs: placeOf("openTimeMs"),
    open: placeOf("open"),
    high: placeOf("high"),
    low: placeOf("low"),
    close: placeOf("close"),
    volume: findVolume(columns, { rows, options }),
  };
}

/** The place of a column by any of its names. @throws {CandleFileError} when two have the same name. */
export function findColumn(columns: readonly string[], field: keyof Candle): number | undefined {
  for (const name of COLUMN_NAMES[field]) {
    const said = field === "openTimeMs" && name !== ""
      ? columns.findIndex((column) => isOfZone(column, name))
      : -1;
    const at = columns.includes(name) ? columns.indexOf(name) : said;
    if (at === -1) continue;
    // Columns without a name are what a trailing delimiter makes; nothing is lost with them.
    if (name !== "" && columns.indexOf(name, at + 1) !== -1) {
      throw toFileError(`two of its columns are called ${quote(name)}`);
    }
    return at;
  }
  return undefined;
}

/** `Open Time (KST)` */
function isOfZone(column: string, name: string): boolean {
  return column.startsWith(`${name}_`) && /^(kst|utc|gmt)$/.test(column.slice(name.length + 1));
}

function findVolume(columns: readonly string[], { rows, options }: Below): number | undefined {
  if (options.withoutVolume === true) return undefined;
  const at = findColumn(columns, "volume");
  if (at !== undefined) return at;
  // `Volume BTC` beside `Volume USDT`, in a file of BTCUSDT: units of the base are meant.
  const market = rows[0]?.[columns.indexOf("symbol")]?.toLowerCase() ?? "";
  const ofBase = columns.findIndex((name) => {
    const coin = /^volume_([a-z0-9]+)$/.exec(name)?.[1];
    return coin !== undefined && market !== "" && market.startsWith(coin);
  });
  if (ofBase !== -1) return ofBase;
  throw toMissing("volume");
}

function toMissing(field: keyof Candle): Error {
  const word = field === "openTimeMs" ? "time" : field;
  const known = COLUMN_NAMES[field].filter((name) => name !== "").join(", ");
  const what = `its first line names no ${word} column; it may be called ${known}`;
  return field === "volume"
    ? toFileError(`${what}; for a file without volumes say --no-volume: each is 0 then`, "needs_option")
    : toFileError(what);
}

/** The time of the day beside a column of dates. */
export function findClock(
  columns: readonly string[],
  { timeAt, rows }: { readonly timeAt: number; readonly rows: readonly (readonly string[])[] },
): ClockColumn | undefined {
  const at = columns.findIndex((name, i) => i !== timeAt && TIME_OF_DAY_NAMES.includes(name));
  if (at === -1) return undefined;
  const cells = rows.map((row) => row[at] ?? "");
  const isClock = cells.every((cell) => /^(\d{1,2}:\d{2}(:\d{2})?|\d{1,6})$/.test(cell)) &&
    cells.some((cell) => cell.length > 2);
  const isDay = rows.every((row) => !/:/.test(row[timeAt] ?? ""));
  return isClock && isDay ? { at, digits: cells.some((cell) => /^\d{5,6}$/.test(cell)) ? 6 : 4 } : undefined;
}

function chooseZones(
  columns: readonly string[],
  { timeAt, rows, options }: Below & { readonly timeAt: number },
): { readonly zones: TimeZones; readonly isZoneAssumed: boolean } {
  const ofName = zoneOfName(columns[timeAt]);
  const isKorean = options.isKorean === true || columns.join("|") === PYUPBIT ||
    isKoreanWord(columns[timeAt] ?? "");
  const said = options.zone ?? ofName;
  const ofTimes = said ?? (isKorean ? SEOUL : UTC);
  const hasTimes = rows.some((row) => /\d:\d/.test(row[timeAt] ?? ""));
  const ofDates = hasTimes ? ofTimes : ofName === SEOUL || options.hasKoreanDays === true ? SEOUL : UTC;
  return { zones: { ofTimes, ofDates }, isZoneAssumed: said === undefined };
}

function zoneOfName(name = ""): Zone | undefined {
  return /kst$/.test(name) ? SEOUL : /(^|_)(utc|gmt)(_|$)/.test(name) ? UTC : undefined;
}

function isKoreanTable(
  columns: readonly string[],
  { timeAt, options }: { readonly timeAt: number; readonly options: LayoutOptions },
): boolean {
  return options.isKorean === true || options.zone?.name === SEOUL.name ||
    zoneOfName(columns[timeAt]) === SEOUL || columns.join("|") === PYUPBIT ||
    columns.some(isKoreanWord);
}

function isKoreanWord(name: string): boolean {
  return /\p{Script=Hangul}/u.test(name);
}

function findMarketColumn(columns: readonly string[]): number | undefined {
  const at = columns.findIndex((name) => MARKET_NAMES.includes(name));
  return at === -1 ? undefined : at;
}

function findOnly(header: readonly string[], only: string): number {
  const at = header.findIndex((cell) => cell.toLowerCase() === only.toLowerCase());
  if (at === -1) throw toFileError(`it has no column called ${quote(only)} to choose rows by`);
  return at;
}
