import { type CandleColumns, closeTimeOf, intervalLengthMs, type SeriesKey } from "../../core/candle.ts";
import { DAY_MS } from "../../core/kst.ts";
import type { DataNotes } from "./backtest_result.ts";

/** Says what the bars are and what is missing between them. */
export function describeData(
  columns: CandleColumns,
  about: {
    readonly series: SeriesKey;
    readonly source: string;
    readonly hash: string;
    readonly firstRow: number;
  },
): DataNotes {
  const { series: { symbol, exchange, interval }, source, hash, firstRow } = about;
  const { openTimeMs } = columns;
  const lastMs = openTimeMs.at(-1);
  return {
    symbol,
    exchange,
    interval,
    source,
    hash,
    bars: openTimeMs.length,
    firstRow,
    fromMs: openTimeMs[0] ?? 0,
    toMs: lastMs === undefined ? 0 : closeTimeOf(interval, lastMs),
    ...findGaps(openTimeMs, about.series),
    oddBars: countOdd(columns),
  };
}

function findGaps(
  openTimeMs: Float64Array,
  { interval }: SeriesKey,
): Pick<DataNotes, "gaps" | "missingBars"> {
  // Months and years differ in length, by too little to miscount whole ones.
  const lengthMs = intervalLengthMs(interval) ?? (interval === "1M" ? 30.4 : 365.25) * DAY_MS;
  let gaps = 0;
  let missingBars = 0;
  for (let i = 1; i < openTimeMs.length; i++) {
    const missing = Math.round(((openTimeMs[i] as number) - (openTimeMs[i - 1] as number)) / lengthMs) - 1;
    if (missing <= 0) continue;
    gaps++;
    missingBars += missing;
  }
  return { gaps, missingBars };
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
