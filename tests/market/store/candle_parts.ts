import { type Candle, type CandleColumns, createColumns, type SeriesKey } from "../../../src/core/candle.ts";
import { type Clock, createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import {
  openSqliteCandleStore,
  type SqliteCandleStore,
} from "../../../src/market/store/sqlite_candle_store.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";

export const SERIES: SeriesKey = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" };
export const START_MS = Date.parse("2026-03-02T00:00:00Z");

/** When minute `i` of the tests begins. */
export function minute(i: number): number {
  return START_MS + i * MINUTE_MS;
}

export function span(fromMinute: number, toMinute: number): { fromMs: number; toMs: number } {
  return { fromMs: minute(fromMinute), toMs: minute(toMinute) };
}

export const ALL = { fromMs: 0, toMs: Infinity };

/** The candle of minute `i`; the price makes it recognisable. */
export function candle(i: number, close = 100 + i): Candle {
  const [open, volume] = [100, 1.5];
  return {
    openTimeMs: minute(i),
    open,
    high: Math.max(open, close),
    low: Math.min(open, close),
    close,
    volume,
  };
}

export function candles(from: number, to: number): readonly Candle[] {
  return Array.from({ length: to - from }, (_, k) => candle(from + k));
}

/** Ten minutes from minute `from` on, of each of so many series. */
export function toBatch(series: number, from: number) {
  return Array.from({ length: series }, (_, i) => ({
    series: { ...SERIES, symbol: `C${i}/KRW` },
    candles: candles(from, from + 10),
    closedUntilMs: Infinity,
    fetched: span(from, from + 10),
  }));
}

/** Columns of minutes that begin at minute `from`, with numbers that use every bit of a double. */
export function makeColumns(from: number, rows: number): CandleColumns {
  const columns = createColumns(rows);
  for (let i = 0; i < rows; i++) {
    const base = Math.exp(Math.sin(from + i) * 20);
    columns.openTimeMs[i] = minute(from + i);
    columns.open[i] = base * 1.1;
    columns.high[i] = base * 1.3;
    columns.low[i] = base / 3;
    columns.close[i] = base * Math.SQRT1_2;
    columns.volume[i] = (from + i) % 7 === 0 ? 0 : base * Math.PI;
  }
  return columns;
}

/** A shelf in a directory of its own that goes away with it. */
export async function openTempShelf(
  options: { clock?: Clock } = {},
): Promise<{ shelf: SqliteCandleStore; dir: string } & AsyncDisposable> {
  const temp = makeTempDir();
  const shelf = await openSqliteCandleStore({ clock: createSystemClock(), ...options, dir: temp.path });
  return {
    shelf,
    dir: temp.path,
    async [Symbol.asyncDispose]() {
      await shelf[Symbol.asyncDispose]();
      temp[Symbol.dispose]();
    },
  };
}
