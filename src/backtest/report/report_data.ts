/** What a report shows, small enough to be kept: plain JSON, whatever the length of the run. */
import type { CandleColumns, Interval } from "../../core/candle.ts";
import type {
  BacktestInputs,
  BacktestResult,
  BacktestStatistics,
  BacktestTrade,
  DataNotes,
  EquityCurve,
} from "../run/backtest_result.ts";

/** Columns of a chart: more could not be told apart. */
export const MOST_CHART_COLUMNS = 800;
const MOST_SHOWN_TRADES = 1_000;
const MOST_CHARTS = 6;

/** A stretch of the equity curve, drawn as one column. Quote currency. */
export interface EquityColumn {
  readonly atMs: number;
  readonly low: number;
  readonly high: number;
  readonly last: number;
  /** The deepest one inside, 0 or below: -0.1 is 10 % under the highest point before. */
  readonly drawdownShare: number;
}

/** Some bars drawn as one. */
export interface CandleColumn {
  readonly fromMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export interface PriceChart {
  readonly symbol: string;
  readonly interval: Interval;
  readonly toMs: number;
  readonly columns: readonly CandleColumn[];
  /** Times and prices of entries and exits that are drawn; `pnl` before fees where the whole report is gross. */
  readonly trades: readonly Pick<
    BacktestTrade,
    "side" | "entryAtMs" | "exitAtMs" | "entryPrice" | "exitPrice" | "pnl"
  >[];
}

/** A trade, whose net figures and tax an earlier version did not keep. */
export interface ReportTrade extends Omit<BacktestTrade, "pnl" | "returnShare" | "tax"> {
  readonly tax?: number | undefined;
  readonly pnl: number | undefined;
  readonly returnShare: number | undefined;
}

export interface MonthReturn {
  readonly year: number;
  /** 1 to 12, in Korea. */
  readonly month: number;
  readonly returnShare: number;
}

export interface ReportData {
  readonly format: 2;
  /** Kept by a version that knew figures of trades before fees only. */
  readonly isGross?: boolean;
  readonly inputs: BacktestInputs;
  readonly data: readonly DataNotes[];
  readonly statistics: BacktestStatistics;
  readonly refusals: Readonly<Record<string, number>>;
  /** Earlier versions knew none. */
  readonly waits?: Readonly<Record<string, number>> | undefined;
  readonly adviceCount: number;
  readonly warmUpBars: number;
  readonly equity: readonly EquityColumn[];
  readonly months: readonly MonthReturn[];
  readonly charts: readonly PriceChart[];
  /** The latest ones. */
  readonly trades: readonly ReportTrade[];
  readonly tradeCount: number;
}

/** @param prices the bars that were traded on, one entry for each of `result.data`, in its order. */
export function toReportData(result: BacktestResult, prices: readonly CandleColumns[]): ReportData {
  const { inputs, data, statistics, refusals, waits, adviceCount, warmUpBars, trades, equity } = result;
  return {
    format: 2,
    inputs,
    data,
    statistics,
    refusals,
    waits,
    adviceCount,
    warmUpBars,
    equity: toEquityColumns(equity),
    months: toMonthReturns(equity, statistics.startEquity),
    charts: data.slice(0, MOST_CHARTS).flatMap((notes, i) => {
      const columns = prices[i];
      return columns === undefined ? [] : [toPriceChart(columns, { notes, trades })];
    }),
    trades: trades.slice(-MOST_SHOWN_TRADES),
    tradeCount: trades.length,
  };
}

/** At most `MOST_CHART_COLUMNS`, none of whose lows and highs is lost. */
export function toEquityColumns({ atMs, equity }: EquityCurve): readonly EquityColumn[] {
  let peak = -Infinity;
  return toStretches(equity.length).map(({ from, to }) => {
    let low = Infinity;
    let high = -Infinity;
    let drawdownShare = 0;
    for (let i = from; i < to; i++) {
      const value = equity[i] ?? NaN;
      low = Math.min(low, value);
      high = Math.max(high, value);
      peak = Math.max(peak, value);
      if (peak > 0) drawdownShare = Math.min(drawdownShare, value / peak - 1);
    }
    return { atMs: atMs[to - 1] ?? NaN, low, high, last: equity[to - 1] ?? NaN, drawdownShare };
  });
}

/** Each month from the end of the one before (the first: from the start money) to its last bar. */
export function toMonthReturns({ atMs, equity }: EquityCurve, startEquity: number): readonly MonthReturn[] {
  const ends = new Map<number, number>();
  for (let i = 0; i < atMs.length; i++) {
    // Korea is UTC+9 all year.
    const at = new Date((atMs[i] ?? NaN) + 32_400_000);
    ends.set(at.getUTCFullYear() * 12 + at.getUTCMonth(), equity[i] ?? NaN);
  }
  let before = startEquity;
  return [...ends].map(([key, end]) => {
    const returnShare = before > 0 ? end / before - 1 : 0;
    before = end;
    return { year: Math.floor(key / 12), month: key % 12 + 1, returnShare };
  });
}

function toPriceChart(
  columns: CandleColumns,
  { notes, trades }: { readonly notes: DataNotes; readonly trades: readonly BacktestTrade[] },
): PriceChart {
  const { openTimeMs, open, high, low, close } = columns;
  return {
    symbol: notes.symbol,
    interval: notes.interval,
    toMs: notes.toMs,
    columns: toStretches(openTimeMs.length).map(({ from, to }) => ({
      fromMs: openTimeMs[from] ?? NaN,
      open: open[from] ?? NaN,
      high: high.subarray(from, to).reduce((a, b) => Math.max(a, b)),
      low: low.subarray(from, to).reduce((a, b) => Math.min(a, b)),
      close: close[to - 1] ?? NaN,
    })),
    trades: thin(trades.filter(({ symbol }) => symbol === notes.symbol)).map((
      { side, entryAtMs, exitAtMs, entryPrice, exitPrice, pnl },
    ) => ({ side, entryAtMs, exitAtMs, entryPrice, exitPrice, pnl })),
  };
}

/** Every nth of many, so that marks spread over all of the chart. */
function thin(trades: readonly BacktestTrade[]): readonly BacktestTrade[] {
  const each = Math.ceil(trades.length / MOST_CHART_COLUMNS);
  return each <= 1 ? trades : trades.filter((_, i) => i % each === 0);
}

function toStretches(length: number): readonly { readonly from: number; readonly to: number }[] {
  const count = Math.min(length, MOST_CHART_COLUMNS);
  return Array.from({ length: count }, (_, i) => ({
    from: Math.floor(i * length / count),
    to: Math.floor((i + 1) * length / count),
  }));
}
