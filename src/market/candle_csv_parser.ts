/** The lines of one candle file, checked and turned into rows. */
import {
  CANDLE_FIELDS,
  type CandleColumns,
  findCandleFault,
  type Interval,
  isOpenTime,
} from "../core/candle.ts";
import {
  type CellEdges,
  createCellEdges,
  LineFeed,
  LongLineError,
  readDecimal,
  splitCells,
} from "../core/csv.ts";
import { HOUR_MS } from "../core/kst.ts";
import { type CsvLayout, readLayout } from "./candle_csv_layout.ts";
import { CandleRows, type Contradiction } from "./candle_csv_rows.ts";
import { TimeReader } from "./candle_csv_time.ts";
import { CandleFileError, type CandleFileFault, quote, toFileError } from "./candle_file_error.ts";

export interface CandleParserOptions {
  /** Absent, it is found out from the distances between the rows. */
  readonly interval?: Interval;
  /** Counts bad rows instead of refusing the file. */
  readonly skipBad?: boolean;
  /** Keeps bars whose high or low contradicts another of their prices, as some programs' own tables have them. */
  readonly keepOdd?: boolean;
  /** Takes only rows with this text in the column of this name: one share of a file of all. */
  readonly only?: { readonly column: string; readonly text: string };
}

export interface CandleParserCounts {
  /** Rows that are not empty, the header not counted. */
  readonly rows: number;
  /** Bars given out. */
  readonly candles: number;
  /** Equal rows of one time, dropped. */
  readonly duplicates: number;
  /** Days without trading in the way of the Korean exchange: open, high, low and volume 0. */
  readonly halted: number;
  /** Bad rows that were skipped. */
  readonly bad: number;
  /** Rows that `only` left out. */
  readonly leftOut: number;
}

const MOST_ROWS = 50_000_000;
const MOST_FAULTS = 5;
const LONGEST_LINE_BYTES = 65_536;
const DAYS_IN_KOREA_MS = 9 * HOUR_MS;

/** Push bytes, `end` or enough of them, `settle`, and take chunks between further pushes. */
export class CandleCsvParser {
  readonly rows = new CandleRows();
  readonly #options: CandleParserOptions;
  readonly #feed: LineFeed;
  #edges: CellEdges = createCellEdges(0);
  readonly #row = new Float64Array(6);
  readonly #faults: CandleFileFault[] = [];
  readonly #only: Uint8Array | undefined;
  #layout: CsvLayout | undefined;
  #places: readonly number[] = [];
  #times = new TimeReader({ ofTimesMs: 0, ofDatesMs: 0 });
  #interval: Interval | undefined;
  #line = 0;
  #counts = { rows: 0, candles: 0, halted: 0, bad: 0, leftOut: 0 };

  constructor(options: CandleParserOptions) {
    this.#options = options;
    this.#only = options.only === undefined ? undefined : new TextEncoder().encode(options.only.text);
    this.#feed = new LineFeed(LONGEST_LINE_BYTES, (bytes, from, to) => this.#takeLine(bytes, from, to));
  }

  push(bytes: Uint8Array): void {
    try {
      this.#feed.push(bytes);
    } catch (error) {
      if (!(error instanceof LongLineError)) throw error;
      throw toFileError(`line ${this.#line + 1} is longer than ${LONGEST_LINE_BYTES} bytes`);
    }
  }

  /** The last byte was pushed. */
  end(): void {
    this.#feed.end();
    this.#throwFaults();
  }

  /** Sorts what came so far and finds the interval; from here on rows must be ascending. */
  settle(): Interval {
    for (const contradiction of this.rows.sort()) this.#refuseContradiction(contradiction);
    this.#throwFaults();
    if (this.#layout === undefined) throw toFileError("it is empty");
    if (this.rows.size === 0) throw toFileError("it has no usable row");
    const interval = this.#options.interval ?? this.rows.findInterval();
    if (interval === undefined) {
      throw toFileError("the distance between most of its rows is no interval; name the interval");
    }
    this.#interval = interval;
    for (const line of this.rows.dropUnaligned(interval)) this.#refuseUnaligned(line, interval);
    this.#throwFaults();
    return interval;
  }

  take(isAtEnd: boolean): CandleColumns | undefined {
    if (this.#faults.length > 0) return undefined;
    const chunk = this.rows.take({ atEnd: isAtEnd });
    this.#counts.candles += chunk?.openTimeMs.length ?? 0;
    return chunk;
  }

  summary(): CandleParserCounts {
    return { ...this.#counts, duplicates: this.rows.duplicates };
  }

  #takeLine(bytes: Uint8Array, from: number, to: number): void {
    this.#line++;
    if (this.#line > MOST_ROWS) throw toFileError(`it has more than ${MOST_ROWS} lines`);
    const layout = this.#layout;
    if (layout === undefined) return this.#takeFirstLine(bytes, from, to);
    const count = splitCells(bytes, { from, to, delimiter: layout.delimiter }, this.#edges);
    if (count === 1 && this.#edges.starts[0] === this.#edges.ends[0]) return;
    this.#counts.rows++;
    if (layout.onlyAt !== undefined && !this.#isMeant(bytes, layout.onlyAt, count)) {
      this.#counts.leftOut++;
      return;
    }
    if (this.#readCells(bytes, count) && this.#isCandle()) this.#addRow();
  }

  #takeFirstLine(bytes: Uint8Array, from: number, to: number): void {
    const text = new TextDecoder().decode(bytes.subarray(from, to));
    if (/^\uFEFF?[\s,;]*$/.test(text)) return;
    if (text.includes("\0") || text.includes("\uFFFD")) {
      throw toFileError("its first line is not text in UTF-8; save it as UTF-8");
    }
    const { only, interval } = this.#options;
    const layout = readLayout(text, only?.column);
    this.#layout = layout;
    this.#places = CANDLE_FIELDS.map((field) => layout.at[field]);
    this.#edges = createCellEdges(Math.max(...this.#places, layout.onlyAt ?? 0) + 1);
    // A day without a zone is the day of its market when days of Korea were asked for.
    const ofTimesMs = layout.isKorean ? DAYS_IN_KOREA_MS : 0;
    const ofDatesMs = layout.isKorean || interval === "1dKST" ? DAYS_IN_KOREA_MS : 0;
    this.#times = new TimeReader({ ofTimesMs, ofDatesMs });
    if (layout.hasHeader) return;
    this.#line--;
    const hasMark = bytes[from] === 0xef && bytes[from + 1] === 0xbb;
    this.#takeLine(bytes, hasMark ? from + 3 : from, to);
  }

  #isMeant(bytes: Uint8Array, at: number, count: number): boolean {
    const only = this.#only as Uint8Array;
    const from = this.#edges.starts[at] as number;
    if (at >= count || (this.#edges.ends[at] as number) - from !== only.length) return false;
    return only.every((byte, i) => bytes[from + i] === byte);
  }

  /** Reads the six cells into `#row`. @returns false when one of them is no number. */
  #readCells(bytes: Uint8Array, count: number): boolean {
    const { starts, ends } = this.#edges;
    for (let i = 0; i < 6; i++) {
      const place = this.#places[i] as number;
      const from = starts[place] as number;
      const to = ends[place] as number;
      if (place >= count) {
        this.#refuse(i, "is missing");
        return false;
      }
      const value = i === 0 ? this.#times.read(bytes, from, to) : readDecimal(bytes, from, to);
      if (Number.isNaN(value)) {
        const text = quote(new TextDecoder().decode(bytes.subarray(from, to)));
        this.#refuse(i, `${text} is not a ${i === 0 ? "time as in the rows before" : "number"}`);
        return false;
      }
      this.#row[i] = value;
    }
    return true;
  }

  #isCandle(): boolean {
    // By index: taking the row apart as a list costs a fifth of the whole reading.
    const row = this.#row;
    const openTimeMs = row[0] as number;
    const open = row[1] as number;
    const high = row[2] as number;
    const low = row[3] as number;
    const close = row[4] as number;
    const volume = row[5] as number;
    if (open === 0 && high === 0 && low === 0 && volume === 0) {
      this.#counts.halted++;
      return false;
    }
    const fault = findCandleFault({ openTimeMs, open, high, low, close, volume });
    if (fault === undefined) return true;
    const isOddOnly = Math.min(open, high, low, close) > 0 &&
      (fault.field === "high" || fault.field === "low");
    if (this.#options.keepOdd === true && isOddOnly) return true;
    const i = CANDLE_FIELDS.indexOf(fault.field);
    this.#refuse(i, `${this.#row[i]} ${fault.what}`);
    return false;
  }

  #addRow(): void {
    const interval = this.#interval;
    if (interval !== undefined && !isOpenTime(interval, this.#row[0] as number)) {
      return this.#refuseUnaligned(this.#line, interval);
    }
    const contradiction = this.rows.add(this.#row, this.#line);
    if (contradiction !== undefined) return this.#refuseContradiction(contradiction);
    if (interval !== undefined && !this.rows.isAscending) {
      throw toFileError(
        `line ${this.#line} is earlier than a line before it, and so long a file must be sorted by time`,
      );
    }
  }

  #refuseContradiction({ line, firstLine }: Contradiction): void {
    this.#refuse(0, `has the time of line ${firstLine} and other numbers`, line);
  }

  #refuseUnaligned(line: number, interval: Interval): void {
    this.#refuse(0, `is not the beginning of a bar of ${interval}`, line);
  }

  #refuse(fieldIndex: number, what: string, line = this.#line): void {
    if (this.#options.skipBad === true) {
      this.#counts.bad++;
      return;
    }
    const field = CANDLE_FIELDS[fieldIndex] ?? "openTimeMs";
    this.#faults.push({ line, column: this.#layout?.names[field], what });
    if (this.#faults.length >= MOST_FAULTS) this.#throwFaults();
  }

  #throwFaults(): void {
    if (this.#faults.length > 0) throw new CandleFileError(this.#faults);
  }
}
