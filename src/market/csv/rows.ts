/** The rows of one candle file: held until their order and interval are known, then passed through. */
import {
  type CandleColumns,
  closeTimeOf,
  createColumns,
  type Interval,
  INTERVALS,
  isOpenTime,
} from "../../core/candle.ts";
import { DAY_MS } from "../../core/kst.ts";
import type { TimedLine } from "./mixed_steps.ts";
import { cutColumns, isSameRow, readRow, type Row, writeRow } from "../read/columns.ts";

/** Rows of one piece that is handed on. */
export const CHUNK_ROWS = 10_000;
/** A file with more different distances between its rows than these has no interval. */
const MOST_STEPS = 10_000;

interface Chunk {
  readonly columns: CandleColumns;
  /** The line of the file of each row. */
  readonly lines: Uint32Array;
  length: number;
}

export interface CandleParserCounts {
  /** Rows that are not empty, the header not counted. */
  readonly rows: number;
  /** Candles given out. */
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

/** Two rows of one time that differ. */
export interface Contradiction {
  readonly line: number;
  readonly firstLine: number;
}

export class CsvRows {
  #chunks: Chunk[] = [];
  #last: Chunk | undefined;
  #rows = 0;
  #duplicates = 0;
  #lastMs = -Infinity;
  #lastMovedMs = -Infinity;
  #order: "ascending" | "descending" | "mixed" = "ascending";

  /** Rows that are here, duplicates not counted. */
  get size(): number {
    return this.#rows;
  }

  /** Equal rows of one time that were dropped. */
  get duplicates(): number {
    return this.#duplicates;
  }

  get isAscending(): boolean {
    return this.#order === "ascending";
  }

  /** @returns the line of a row of the same time and other numbers; then the row was not added. */
  add(row: Row, line: number): Contradiction | undefined {
    const atMs = row[0] as number;
    const last = this.#last;
    if (atMs === this.#lastMs && last !== undefined) {
      const i = last.length - 1;
      if (!isSameRow(last.columns, i, row)) return { line, firstLine: last.lines[i] as number };
      this.#duplicates++;
      return undefined;
    }
    const isUp = atMs > this.#lastMs;
    if (this.#rows === 1) this.#order = isUp ? "ascending" : "descending";
    else if (isUp !== (this.#order === "ascending")) this.#order = "mixed";
    this.#append(row, line);
    return undefined;
  }

  /** Sorts what is here by time, when it is not sorted. @returns rows of one time that differ; the first one stays. */
  sort(): readonly Contradiction[] {
    if (this.#order === "ascending") return [];
    const from = this.#chunks;
    const places = this.#placesByTime();
    this.#chunks = [];
    this.#last = undefined;
    this.#rows = 0;
    this.#lastMs = -Infinity;
    this.#order = "ascending";
    const row = new Float64Array(6);
    const contradictions: Contradiction[] = [];
    for (const place of places) {
      const chunk = from[Math.floor(place / CHUNK_ROWS)] as Chunk;
      readRow(chunk.columns, place % CHUNK_ROWS, row);
      const contradiction = this.add(row, chunk.lines[place % CHUNK_ROWS] as number);
      if (contradiction !== undefined) contradictions.push(contradiction);
    }
    return contradictions;
  }

  /** The distance between most rows, the shorter one of two; rows must be sorted. */
  findStepMs(): number {
    const counts = new Map<number, number>();
    let beforeMs: number | undefined;
    for (const { columns, length } of this.#chunks) {
      for (let i = 0; i < length; i++) {
        const atMs = columns.openTimeMs[i] as number;
        const stepMs = atMs - (beforeMs ?? atMs);
        const count = counts.get(stepMs) ?? 0;
        if (beforeMs !== undefined && (count > 0 || counts.size < MOST_STEPS)) counts.set(stepMs, count + 1);
        beforeMs = atMs;
      }
    }
    const [stepMs] = [...counts].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [0];
    return stepMs;
  }

  /** The interval of which most rows are candles. `undefined` when it is none that we know. */
  findInterval(): Interval | undefined {
    const firstMs = this.#chunks[0]?.columns.openTimeMs[0];
    return firstMs === undefined ? undefined : intervalOfStep(this.findStepMs(), firstMs);
  }

  /** Rows in their order with the lines they came from. */
  *timedLines(): Generator<TimedLine> {
    for (const { columns: { openTimeMs }, lines, length } of this.#chunks) {
      for (let i = 0; i < length; i++) yield { atMs: openTimeMs[i] as number, line: lines[i] as number };
    }
  }

  *times(): Generator<number> {
    for (const { columns, length } of this.#chunks) yield* columns.openTimeMs.subarray(0, length);
  }

  /** Moves every row to another time, in the same order. @returns lines of rows whose time another one has by then. */
  moveTimes(toOpenTime: (atMs: number) => number): readonly number[] {
    const lines: number[] = [];
    for (const { columns: { openTimeMs }, lines: of, length } of this.#chunks) {
      for (let i = 0; i < length; i++) {
        const atMs = toOpenTime(openTimeMs[i] as number);
        openTimeMs[i] = atMs;
        if (atMs === this.#lastMovedMs) lines.push(of[i] as number);
        this.#lastMovedMs = atMs;
      }
    }
    this.#lastMs = this.#lastMovedMs;
    return lines;
  }

  /** Drops rows that do not begin an interval. @returns their lines. */
  dropUnaligned(interval: Interval): readonly number[] {
    const lines: number[] = [];
    for (const chunk of this.#chunks) {
      let kept = 0;
      for (let i = 0; i < chunk.length; i++) {
        if (!isOpenTime(interval, chunk.columns.openTimeMs[i] as number)) {
          lines.push(chunk.lines[i] as number);
          continue;
        }
        if (kept < i) moveRow(chunk, i, kept);
        kept++;
      }
      chunk.length = kept;
    }
    this.#rows -= lines.length;
    return lines;
  }

  /** Takes the next full piece out, or the last one when `atEnd`; `undefined` when there is none. */
  take(options: { readonly atEnd: boolean }): CandleColumns | undefined {
    for (;;) {
      const first = this.#chunks[0];
      if (first === undefined || (first === this.#last && !options.atEnd)) return undefined;
      this.#chunks.shift();
      if (first.length === CHUNK_ROWS) return first.columns;
      if (first.length > 0) return cutColumns(first.columns, first.length);
    }
  }

  #append(row: Row, line: number): void {
    let chunk = this.#last;
    if (chunk === undefined || chunk.length === CHUNK_ROWS) {
      chunk = { columns: createColumns(CHUNK_ROWS), lines: new Uint32Array(CHUNK_ROWS), length: 0 };
      this.#chunks.push(chunk);
      this.#last = chunk;
    }
    const i = chunk.length++;
    writeRow(chunk.columns, i, row);
    chunk.lines[i] = line;
    this.#lastMs = row[0] as number;
    this.#rows++;
  }

  #placesByTime(): Uint32Array {
    const times = new Float64Array(this.#rows);
    this.#chunks.forEach(({ columns, length }, i) =>
      times.set(columns.openTimeMs.subarray(0, length), i * CHUNK_ROWS)
    );
    const places = Uint32Array.from(times, (_time, i) => i);
    if (this.#order === "descending") return places.reverse();
    return places.sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  }
}

function intervalOfStep(stepMs: number, firstMs: number): Interval | undefined {
  const days = stepMs / DAY_MS;
  if (days >= 28 && days <= 31) return "1M";
  if (days >= 365 && days <= 366) return "1y";
  return INTERVALS.find((interval) =>
    interval !== "1M" && interval !== "1y" && isOpenTime(interval, firstMs) &&
    closeTimeOf(interval, firstMs) === firstMs + stepMs
  );
}

function moveRow({ columns, lines }: Chunk, from: number, to: number): void {
  for (const column of Object.values(columns) as Float64Array[]) column[to] = column[from] as number;
  lines[to] = lines[from] as number;
}
