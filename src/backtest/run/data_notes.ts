import { type CandleColumns, closeTimeOf, type Interval, type SeriesKey } from "../../core/candle.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";
import { isStockMarket } from "../../core/symbol.ts";
import { findBaseChanges, findPriceJumps } from "../../market/read/price_jumps.ts";
import type { BacktestData } from "./backtest_data.ts";
import type { DataNotes } from "./backtest_result.ts";

/** Says what the candles are and what is missing between them. */
export function describeData(
  columns: CandleColumns,
  about: {
    readonly series: SeriesKey;
    readonly source: string;
    readonly hash: string;
    readonly firstRow: number;
    readonly listedMs: number | undefined;
    /** Of the market: a candle that cannot exist is not missing. */
    readonly hours: MarketHours;
    readonly bases?: BacktestData["bases"];
  },
): DataNotes {
  const { series: { symbol, exchange, interval }, source, hash, firstRow, listedMs, hours } = about;
  const { openTimeMs } = columns;
  const lastMs = openTimeMs.at(-1);
  const isStock = isStockMarket(about.series);
  // Also those that a base price explains: who held shares then has more of them, of which the run knows nothing.
  const jumps = isStock ? findPriceJumps(columns, { interval, hours }) : [];
  const jumped = new Set(jumps.map(({ atMs }) => atMs));
  const baseChanges = isStock && about.bases !== undefined
    ? findBaseChanges(columns, { interval, hours, bases: new Map(about.bases) })
      .filter(({ atMs }) => !jumped.has(atMs))
    : [];
  return {
    symbol,
    exchange,
    interval,
    source,
    hash,
    bars: openTimeMs.length,
    firstRow,
    fromMs: openTimeMs[0] ?? 0,
    toMs: lastMs === undefined ? 0 : hours.closeTime(interval, lastMs),
    ...findGaps(openTimeMs, { interval, hours }),
    oddBars: countOdd(columns),
    ...(hours === ALWAYS_OPEN ? {} : { hasHours: true }),
    ...(jumps.length === 0 ? {} : { jumps }),
    ...(baseChanges.length === 0 ? {} : { baseChanges }),
    ...(listedMs === undefined ? {} : { listedMs }),
  };
}

function findGaps(
  openTimeMs: Float64Array,
  { interval, hours }: { readonly interval: Interval; readonly hours: MarketHours },
): Pick<DataNotes, "gaps" | "missingBars"> {
  let gaps = 0;
  let missingCandles = 0;
  for (let i = 1; i < openTimeMs.length; i++) {
    const fromMs = closeTimeOf(interval, openTimeMs[i - 1] as number);
    const toMs = openTimeMs[i] as number;
    if (toMs <= fromMs) continue;
    // Columns that were made elsewhere need not lie on the grid.
    const missing = Math.round(hours.countCandles(interval, { fromMs, toMs }));
    if (missing === 0) continue;
    gaps++;
    missingCandles += missing;
  }
  return { gaps, missingBars: missingCandles };
}

function countOdd({ open, high, low, close }: CandleColumns): number {
  let odd = 0;
  for (let i = 0; i < open.length; i++) {
    const highest = Math.max(open[i] as number, close[i] as number);
    const lowest = Math.min(open[i] as number, close[i] as number);
    if ((high[i] as number) < highest || (low[i] as number) > lowest) odd++;
  }
  return odd;
}
