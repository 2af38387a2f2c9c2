/** A reader of the stored minutes of a stock, on a clock that stands. */
import { ok as assertTrue } from "node:assert/strict";
import { createHoursOf } from "../../../src/calendar/session_hours.ts";
import type { Candle, Interval } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS, toKstIso } from "../../../src/core/kst.ts";
import { createMarketReader } from "../../../src/market/read/charts.ts";
import { SeriesMemory } from "../../../src/market/read/series_memory.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { HOLIDAYS_TEXT, minutesThatExist, toCalendar } from "../../calendar/sample_calendars.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const hoursOf = createHoursOf(() => calendar);
export const hours = hoursOf("krx");
export const MARKET = { exchange: "krx", symbol: "005930/KRW" } as const;
const SERIES = { ...MARKET, interval: "1m" } as const;
/** A time of November 2026: `13T09:00`. */
export const at = (text: string) => Date.parse(`2026-11-${text}:00+09:00`);
export const toText = (atMs: number) => toKstIso(atMs).slice(8, 16);
/** Minutes of a perfect feed, of days of that month. */
export const minutesOf = (from: string, to: string) =>
  minutesThatExist(calendar, { from: `2026-11-${from}`, to: `2026-11-${to}` });
const plainCandle = (openTimeMs: number, i: number): Candle => (
  { openTimeMs, open: 100 + i, high: 101 + i, low: 99 + i, close: 100 + i, volume: 1 }
);

export async function openSessionReader(
  openTimes: readonly number[],
  nowMs: number,
  toCandle: (openTimeMs: number, i: number) => Candle = plainCandle,
) {
  const dir = makeTempDir();
  const shelf = await openSqliteCandleStore({ dir: dir.path, clock: createSystemClock() });
  const first = openTimes[0] ?? 0;
  await shelf.keep(SERIES, {
    candles: openTimes.map(toCandle),
    closedUntilMs: nowMs,
    fetched: { fromMs: first, toMs: (openTimes.at(-1) ?? first) + MINUTE_MS },
  });
  const clock = new ManualClock(nowMs);
  const reader = createMarketReader({
    ...{ shelf, hoursOf, clock },
    memory: new SeriesMemory({ shelf, clock, hoursOf }),
    path: "data/candles.db",
    watched: [],
    status: () => [],
    openCandle: () => undefined,
    exchanges: () => [],
    backfill: () => undefined,
    tickSize: () => "100",
  });
  return {
    ...{ reader, shelf },
    async chart(interval: Interval, fromMs: number, toMs = nowMs) {
      const chart = await reader.chart({ ...MARKET, interval, fromMs, toMs });
      assertTrue(chart);
      return chart;
    },
    async [Symbol.asyncDispose]() {
      await shelf[Symbol.asyncDispose]();
      dir[Symbol.dispose]();
    },
  };
}
