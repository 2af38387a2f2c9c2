/** The rows of one candle file, checked and turned into candles. */
import {
  CANDLE_FIELDS,
  type CandleColumns,
  findCandleFault,
  type Interval,
  isOpenTime,
} from "../../core/candle.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import { type CsvLayout, type LayoutOptions, readLayout } from "./layout.ts";
import { OneMarket } from "./one_market.ts";
import { BasePriceReader } from "./prices/base_prices.ts";
import { judgeLastRow } from "./cut_row.ts";
import { holdsText, readFieldNumber, refuseOtherSteps, refuseUnusable, toCellNotes } from "./row_checks.ts";
import { type CandleParserCounts, type Contradiction, CsvRows } from "./rows.ts";
import { areDaysInARow, type CsvSession, findSession, toUnknownStepError } from "./session.ts";
import { type CsvRow, CsvTable, findSurplus } from "./table.ts";
import { TimeReader, type ZoneUse } from "./time.ts";
import { CandleFileError, type CandleFileFault, quote, toFileError } from "./candle_file_error.ts";

export interface CandleParserOptions
  extends Pick<LayoutOptions, "zone" | "isKorean" | "dates" | "decimal" | "withoutVolume" | "isAdjusted"> {
  /** Absent, it is found out from the distances between the rows. */
  readonly interval?: Interval;
  /** Counts bad rows instead of refusing the file. */
  readonly skipBad?: boolean;
  /** Keeps candles whose high or low contradicts another of their prices, as some programs' own tables have them. */
  readonly keepOdd?: boolean;
  /** Refuses a file with candles that begin later, unless absent. */
  readonly notAfterMs?: number;
  /** Of its market: between two rows of days there may be holidays. */
  readonly hours?: MarketHours;
  /** Takes only rows with this text in the column of this name: one share of a file of all. */
  readonly only?: { readonly column: string; readonly text: string };
}

const MOST_FAULTS = 5;

/** Push bytes, `end` or enough of them, `settle`, and take chunks between further pushes. */
export class CandleCsvParser {
  readonly rows = new CsvRows();
  readonly #options: CandleParserOptions;
  readonly #table = new CsvTable({
    begin: (lines) => this.#begin(lines),
    takeRow: (row) => this.#takeRow(row),
  });
  readonly #row = new Float64Array(6);
  readonly #faults: CandleFileFault[] = [];
  readonly #market = new OneMarket();
  /** Lines that were left out, of a file whose bad rows are. */
  readonly badLines = new Set<number>();
  readonly #only: Uint8Array | undefined;
  #layout: CsvLayout | undefined;
  #bases: BasePriceReader | undefined;
  #places: readonly (number | undefined)[] = [];
  #times: TimeReader | undefined;
  #interval: Interval | undefined;
  #session: CsvSession | undefined;
  #line = 0;
  #lastRowNotes: readonly string[] = [];
  #counts = { rows: 0, candles: 0, halted: 0, bad: 0, leftOut: 0 };

  constructor(options: CandleParserOptions) {
    this.#options = options;
    this.#only = options.only === undefined ? undefined : new TextEncoder().encode(options.only.text);
  }

  push(bytes: Uint8Array): void {
    this.#table.push(bytes);
  }

  /** The last byte was pushed. */
  end(): void {
    this.#table.end();
    this.#throwFaults();
  }

  /** Set when candles begin as a market opens; then their times were moved. */
  get session(): CsvSession | undefined {
    return this.#session;
  }

  /** What else was done with the cells of the file, a sentence each. */
  get notes(): readonly string[] {
    return this.#layout === undefined ? [] : [...toCellNotes(this.#layout), ...this.#lastRowNotes];
  }

  /** Of the days of a Korean stock, as the times of the rows have them. */
  get bases(): BasePriceReader | undefined {
    return this.#bases;
  }

  /** `undefined` when each time says its zone itself. */
  get zoneUse(): ZoneUse | undefined {
    const layout = this.#layout;
    if (layout === undefined || this.#times?.hasLocal !== true) return undefined;
    return { zone: layout.zones.ofTimes, isAssumed: layout.isZoneAssumed };
  }

  /** Sorts what came so far and finds the interval; from here on rows must be ascending. */
  settle(): { readonly interval: Interval; readonly layout: CsvLayout } {
    for (const contradiction of this.rows.sort()) this.#refuseContradiction(contradiction);
    this.#throwFaults();
    const layout = this.#layout;
    if (layout === undefined) throw toFileError("it is empty");
    refuseUnusable(this.rows, this.#options.notAfterMs);
    const interval = this.#settleInterval();
    this.#interval = interval;
    for (const line of this.rows.dropUnaligned(interval)) this.#refuseUnaligned(line, interval);
    this.#throwFaults();
    return { interval, layout };
  }

  /** By the file's rows, unless somebody named it. */
  #settleInterval(): Interval {
    const { interval: wanted } = this.#options;
    if (wanted === undefined) refuseOtherSteps(this.rows);
    const found = this.rows.findInterval();
    if (found !== undefined) return wanted ?? found;
    if (wanted === undefined && areDaysInARow(this.rows, this.#options.hours)) return "1d";
    const stepMs = this.rows.findStepMs();
    const session = findSession(this.rows.times(), { stepMs, zone: this.zoneUse?.zone });
    if (session !== undefined && (wanted ?? session.interval) === session.interval) {
      this.#session = session;
      for (const line of this.rows.moveTimes(session.toOpenTime)) {
        this.#refuse(0, `begins in the same ${session.interval} as the row before it`, line);
      }
      return session.interval;
    }
    if (wanted !== undefined) return wanted;
    throw toUnknownStepError(stepMs) ??
      toFileError(
        "the distance between most of its rows is no interval; name the interval",
        "interval_unknown",
      );
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

  #begin(lines: readonly string[]): CsvLayout {
    const { only, interval } = this.#options;
    const layout = readLayout(lines, {
      ...this.#options,
      only: only?.column,
      hasKoreanDays: interval === "1dKST",
    });
    this.#layout = layout;
    this.#places = CANDLE_FIELDS.map((field) => layout.at[field]);
    this.#times = new TimeReader(layout.time, layout.zones);
    this.#bases = new BasePriceReader(layout);
    return layout;
  }

  #takeRow(row: CsvRow): void {
    const layout = this.#layout as CsvLayout;
    this.#line = row.line;
    this.#counts.rows++;
    if (layout.onlyAt !== undefined && !holdsText(row, layout.onlyAt, this.#only as Uint8Array)) {
      this.#counts.leftOut++;
      return;
    }
    if (layout.marketAt !== undefined) this.#market.check(row, layout, layout.marketAt);
    const surplus = findSurplus(row, layout.width);
    if (surplus !== undefined) return this.#refuse(undefined, surplus);
    if (!this.#readCells(row, layout) || !this.#isCandle()) return;
    if (row.isOpen) {
      const last = judgeLastRow(row, layout.usual, this.#places);
      if (last.kind === "cut") return this.#refuse(undefined, last.what);
      if (last.kind === "perhaps") this.#lastRowNotes = [last.note];
    }
    this.#bases?.take(row, { openTimeMs: this.#row[0] as number, close: this.#row[4] as number });
    this.#addRow();
  }

  /** Reads the six cells into `#row`. @returns false when one of them is no number. */
  #readCells(row: CsvRow, layout: CsvLayout): boolean {
    const { bytes, edges: { starts, ends }, count } = row;
    for (let i = 0; i < 6; i++) {
      const place = this.#places[i];
      if (place === undefined) {
        this.#row[i] = 0;
        continue;
      }
      if (place >= count) {
        this.#refuse(i, "is missing");
        return false;
      }
      const from = starts[place] as number;
      const to = ends[place] as number;
      const value = i === 0
        ? this.#readTime(row, place, layout)
        : readFieldNumber({ bytes, from, to }, i, layout);
      if (Number.isNaN(value)) {
        const text = quote(new TextDecoder().decode(bytes.subarray(from, to)));
        const { name, isFixed } = layout.zones.ofTimes;
        const odd = isFixed ? "" : `, or one that clocks in ${name} never show or show twice`;
        this.#refuse(i, `${text} is not a ${i === 0 ? `time as in the rows before${odd}` : "number"}`);
        return false;
      }
      this.#row[i] = value;
    }
    return true;
  }

  #readTime({ bytes, edges: { starts, ends }, count }: CsvRow, at: number, layout: CsvLayout): number {
    const times = this.#times as TimeReader;
    const { clock } = layout;
    const [from, to] = [starts[at] as number, ends[at] as number];
    if (clock === undefined) return times.read(bytes, from, to);
    if (clock.at >= count) return NaN;
    return times.readApart(bytes, { from, to }, {
      from: starts[clock.at] as number,
      to: ends[clock.at] as number,
      digits: clock.digits,
    });
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
    // KRX counts what was traded outside the session too, which has a volume and no prices.
    if (open === 0 && high === 0 && low === 0 && (volume === 0 || this.#layout?.isKorean === true)) {
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
    if (this.#session !== undefined) this.#row[0] = this.#session.toOpenTime(this.#row[0] as number);
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

  #refuse(fieldIndex: number | undefined, what: string, line = this.#line): void {
    if (this.#options.skipBad === true) {
      this.#counts.bad++;
      this.badLines.add(line);
      return;
    }
    const field = fieldIndex === undefined ? undefined : CANDLE_FIELDS[fieldIndex];
    this.#faults.push({ line, column: field === undefined ? undefined : this.#layout?.names[field], what });
    if (this.#faults.length >= MOST_FAULTS) this.#throwFaults();
  }

  #throwFaults(): void {
    if (this.#faults.length > 0) throw new CandleFileError(this.#faults);
  }
}
