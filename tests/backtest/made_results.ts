/** Results of runs that were never made, for what shows and compares them. */
import type {
  BacktestResult,
  BacktestStatistics,
  BacktestTrade,
  TradeFigures,
} from "../../src/backtest/run/backtest_result.ts";
import { type CandleColumns, createColumns } from "../../src/core/candle.ts";
import { DAY_MS } from "../../src/core/kst.ts";

export const START_MS = Date.UTC(2024, 0, 1);

export function makeStatistics(change: Partial<BacktestStatistics> = {}): BacktestStatistics {
  return {
    bars: 100,
    startEquity: 10_000,
    endEquity: 12_000,
    peakEquity: 12_500,
    returnShare: 0.2,
    buyAndHoldShare: 0.1,
    cagrShare: 0.5,
    periodsAYear: 365,
    annualReturnShare: 0.5,
    annualVolatilityShare: 0.3,
    sharpe: 1.5,
    sortino: 2,
    calmar: 3,
    maxDrawdownShare: -0.15,
    maxDrawdownMs: 10 * DAY_MS,
    exposureShare: 0.5,
    fees: 12,
    trades: 1,
    averageTradeMs: 5 * DAY_MS,
    ...makeFigures(0.2),
    gross: { buyAndHoldShare: 0.12, ...makeFigures(0.25) },
    ...change,
  };
}

/** Of one trade. */
function makeFigures(returnShare: number): TradeFigures {
  return {
    winRateShare: 1,
    profitFactor: undefined,
    expectancyShare: returnShare,
    averageTradeShare: returnShare,
    bestTradeShare: returnShare,
    worstTradeShare: returnShare,
    sqn: undefined,
  };
}

/** Daily candles that rise by 1 a day from 100. */
export function makeColumns(candles: number, stepMs = DAY_MS): CandleColumns {
  const columns = createColumns(candles);
  for (let i = 0; i < candles; i++) {
    columns.openTimeMs[i] = START_MS + i * stepMs;
    columns.open[i] = 100 + i;
    columns.high[i] = 103 + i;
    columns.low[i] = 98 + i;
    columns.close[i] = 101 + i;
    columns.volume[i] = 10 + i % 7;
  }
  return columns;
}

export function makeTrade(change: Partial<BacktestTrade> = {}): BacktestTrade {
  return {
    symbol: "BTC/KRW",
    side: "long",
    units: 2,
    entryBar: 10,
    exitBar: 15,
    entryAtMs: START_MS + 10 * DAY_MS,
    exitAtMs: START_MS + 15 * DAY_MS,
    entryPrice: 110,
    exitPrice: 115,
    pnl: 9.8,
    returnShare: 9.8 / 220,
    grossPnl: 10,
    grossReturnShare: 10 / 220,
    fees: 0.2,
    tax: 0,
    exitReason: "signal",
    entryReason: "It rose.",
    ...change,
  };
}

export function makeResult(change: Partial<BacktestResult> = {}): BacktestResult {
  const { openTimeMs, close } = makeColumns(100);
  return {
    inputs: {
      strategyId: "ma_cross",
      params: { fast: 10, slow: 30 },
      modelId: "next_open",
      rules: {
        startCash: 10_000,
        feeRate: 0,
        slippageShare: 0,
        lotSize: "1",
        tickSize: undefined,
        minOrderValue: 0,
        allowShort: false,
        mostPositions: 1,
        defaultSize: { kind: "share", share: 1 },
      },
      exits: {},
      span: undefined,
      version: "0.0.0",
    },
    data: [{
      symbol: "BTC/KRW",
      exchange: "upbit",
      interval: "1d",
      source: "store",
      hash: "ab".repeat(32),
      bars: 100,
      firstRow: 0,
      fromMs: START_MS,
      toMs: START_MS + 100 * DAY_MS,
      gaps: 0,
      missingBars: 0,
      oddBars: 0,
    }],
    trades: [makeTrade()],
    equity: { atMs: openTimeMs, equity: close.map((value) => value * 100) },
    statistics: makeStatistics(),
    refusals: {},
    adviceCount: 2,
    warmUpBars: 30,
    ...change,
  };
}
