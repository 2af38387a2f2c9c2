/** Reading candles, as objects or as columns. Statements are over at once, so nobody waits for a reader. */
import {
  type Candle,
  type CandleColumns,
  createColumns,
  intervalLengthMs,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import type { ReadOptions } from "../candle_store.ts";
import { GrowingColumns, type StoredRow } from "./columns.ts";
import type { SeriesTable } from "./series_table.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";
import type { TimeSlice } from "../../lib/time_slice.ts";

/** Some 2 ms of work. Larger pages are no faster: their rows outlive the young generation (measured). */
const PAGE_ROWS = 2_500;

/** series, least `closed`, from, to, limit */
const readRows = (order: "ASC" | "DESC") => `
  SELECT open_time, open, high, low, close, volume FROM candle
  WHERE series_id = ? AND closed >= ? AND open_time >= ? AND open_time < ?
  ORDER BY open_time ${order} LIMIT ?`;

export class CandleReader {
  readonly #series: SeriesTable;
  readonly #slice: TimeSlice;
  readonly #forwards: Statement;
  readonly #backwards: Statement;

  constructor(parts: { db: Database; series: SeriesTable; slice: TimeSlice }) {
    this.#series = parts.series;
    this.#slice = parts.slice;
    this.#forwards = parts.db.prepare(readRows("ASC"));
    this.#backwards = parts.db.prepare(readRows("DESC"));
  }

  read(series: SeriesKey, span: Span, options: ReadOptions = {}): readonly Candle[] {
    const { limit, fromEnd = false, withOpen = false } = options;
    if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 0)) {
      throw new RangeError(`Cannot read candles: limit is ${limit}, not a whole number from 0 on`);
    }
    const { fromMs, toMs } = toBounds(span);
    const id = this.#series.find(series);
    if (id === undefined) return [];
    const statement = fromEnd ? this.#backwards : this.#forwards;
    const rows = statement.rows(id, withOpen ? 0 : 1, fromMs, toMs, limit ?? -1) as unknown as StoredRow[];
    if (fromEnd) rows.reverse();
    return rows.map(toCandle);
  }

  /** Of the closed ones. */
  first(series: SeriesKey): Candle | undefined {
    return this.read(series, ALWAYS, FIRST)[0];
  }

  /** Of the closed ones. */
  last(series: SeriesKey): Candle | undefined {
    return this.read(series, ALWAYS, LAST)[0];
  }

  /** Closed candles; what others store meanwhile in the part that was read already is not in it. */
  async readColumns(series: SeriesKey, span: Span): Promise<CandleColumns> {
    const { fromMs, toMs } = toBounds(span);
    const columns = new GrowingColumns(this.#mostRows(series, { fromMs, toMs }));
    for (let nextMs = fromMs;;) {
      const id = this.#series.find(series);
      if (id === undefined) return createColumns(0);
      const rows = this.#slice.use(() => {
        const page = this.#forwards.rows(id, 1, nextMs, toMs, PAGE_ROWS) as unknown as StoredRow[];
        columns.add(page);
        return page;
      });
      const lastMs = rows.at(-1)?.[0];
      if (lastMs === undefined || rows.length < PAGE_ROWS) return columns.finish();
      nextMs = lastMs + 1;
      await this.#slice.pauseWhenOver();
    }
  }

  /** As the table of series tells it now; more may come. */
  #mostRows(series: SeriesKey, { fromMs, toMs }: Span): number {
    const lengthMs = intervalLengthMs(series.interval) ?? 1;
    return Math.min(this.#series.countCandles(series), Math.max(0, Math.ceil((toMs - fromMs) / lengthMs)));
  }
}

const ALWAYS = { fromMs: 0, toMs: Infinity };
const FIRST = { limit: 1 };
const LAST = { limit: 1, fromEnd: true };

/** Ends of the world, as some write "all of it", become numbers that the database can compare. */
export function toBounds({ fromMs, toMs }: Span): Span {
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) {
    throw new RangeError(`Cannot read candles: from ${fromMs} to ${toMs} is not a stretch of time`);
  }
  return {
    fromMs: Math.max(fromMs, Number.MIN_SAFE_INTEGER),
    toMs: Math.min(toMs, Number.MAX_SAFE_INTEGER),
  };
}

function toCandle([openTimeMs, open, high, low, close, volume]: StoredRow): Candle {
  return { openTimeMs, open, high, low, close, volume };
}
