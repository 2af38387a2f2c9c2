/** One strategy over the candles of one symbol. */
import type { CandleColumns, Interval } from "../../core/candle.ts";
import { hoursOfMoments } from "../../core/market/fill_moment.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import type { MoneyRefusal } from "../../paper/order_size.ts";
import { PaperTrader, type PaperTraderOptions } from "../../paper/paper_trader.ts";
import type { StrategyRun } from "../../strategies/strategy.ts";
import type { BacktestTrade } from "./backtest_result.ts";
import { OtherCandles } from "./other_candles.ts";

export interface SymbolRunOptions extends Omit<PaperTraderOptions, "adviser" | "onTrade" | "hours"> {
  readonly symbol: string;
  readonly columns: CandleColumns;
  readonly extra: Readonly<Record<string, Float64Array>>;
  readonly strategy: StrategyRun;
  readonly otherIntervals: readonly Interval[];
  readonly hours: MarketHours;
}

export interface SymbolRun {
  readonly symbol: string;
  readonly trades: readonly BacktestTrade[];
  /** At the close of each candle. */
  readonly equity: Float64Array;
  readonly fees: number;
  readonly tax: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly waits: Readonly<Record<string, number>>;
  readonly moneyRefusal: MoneyRefusal | undefined;
  readonly adviceCount: number;
  /** Candles in which a position was open. */
  readonly exposedBars: number;
}

export function runSymbol(options: SymbolRunOptions): SymbolRun {
  const { symbol, columns, extra, strategy, interval, otherIntervals, hours } = options;
  const trades: BacktestTrade[] = [];
  let adviceCount = 0;
  const trader = new PaperTrader({
    ...options,
    hours: hoursOfMoments(hours),
    adviser: strategy,
    onTrade: (trade) => trades.push({ symbol, ...trade }),
    onAdvice: (advice, candle) => {
      adviceCount++;
      options.onAdvice?.(advice, candle);
    },
  });
  const others = new OtherCandles(columns, { from: interval, to: otherIntervals, hours });
  const candles = columns.openTimeMs.length;
  const equity = new Float64Array(candles);
  const readExtra = createExtraReader(extra);
  for (let i = 0; i < candles; i++) {
    const candle = {
      openTimeMs: columns.openTimeMs[i] as number,
      open: columns.open[i] as number,
      high: columns.high[i] as number,
      low: columns.low[i] as number,
      close: columns.close[i] as number,
      volume: columns.volume[i] as number,
    };
    const hasOthers = others.nextEndMs < Infinity;
    const endMs = hasOthers ? hours.closeTime(interval, candle.openTimeMs) : 0;
    if (hasOthers) giveOthers({ others, trader, beforeMs: endMs });
    trader.onCandle(candle, { isLast: i === candles - 1, columns: readExtra?.(i) });
    // Whole milliseconds: before the next one means until this one.
    if (hasOthers) giveOthers({ others, trader, beforeMs: endMs + 1 });
    equity[i] = trader.equityAt(candle.close);
  }
  const { fees, tax, refusals, waits, moneyRefusal } = trader;
  return {
    symbol,
    trades,
    equity,
    fees,
    tax,
    refusals,
    waits,
    moneyRefusal,
    adviceCount,
    exposedBars: countExposed(trades, candles),
  };
}

function giveOthers(parts: { others: OtherCandles; trader: PaperTrader; beforeMs: number }): void {
  const { others, trader, beforeMs } = parts;
  while (others.nextEndMs < beforeMs) {
    const candle = others.take();
    if (candle !== undefined) trader.onOtherCandle(candle);
  }
}

function createExtraReader(
  extra: Readonly<Record<string, Float64Array>>,
): ((row: number) => Record<string, number>) | undefined {
  const columns = Object.entries(extra);
  if (columns.length === 0) return undefined;
  return (row) => {
    const values: Record<string, number> = {};
    for (const [name, column] of columns) values[name] = column[row] ?? NaN;
    return values;
  };
}

/** Candles from entry to exit, both included; a candle of several trades counts once. */
function countExposed(trades: readonly BacktestTrade[], candles: number): number {
  const isExposed = new Uint8Array(candles);
  for (const { entryBar: entryCandle, exitBar: exitCandle } of trades) {
    isExposed.fill(1, entryCandle, exitCandle + 1);
  }
  let count = 0;
  for (const flag of isExposed) count += flag;
  return count;
}
