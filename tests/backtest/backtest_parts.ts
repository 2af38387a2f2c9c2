import { z } from "zod";
import type { BacktestData } from "../../src/backtest/run/backtest_data.ts";
import type { BacktestRequest } from "../../src/backtest/run/run_backtest.ts";
import { type Candle, createColumns, type Interval } from "../../src/core/candle.ts";
import { HOUR_MS } from "../../src/core/kst.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { RULES } from "../paper/paper_parts.ts";
import type { Needs, Strategy, StrategyCandle, StrategyRun } from "../../src/strategies/strategy.ts";

/** Data of closes: each candle opens at the close before, with nothing beyond the two. */
export function toData(
  closes: readonly number[],
  how: { readonly symbol?: string; readonly interval?: Interval; readonly atMs?: readonly number[] } = {},
): BacktestData {
  const { symbol = "BTC/KRW", interval = "1h", atMs } = how;
  const columns = createColumns(closes.length);
  closes.forEach((close, i) => {
    const open = closes[i - 1] ?? close;
    columns.openTimeMs[i] = atMs?.[i] ?? i * HOUR_MS;
    columns.open[i] = open;
    columns.high[i] = Math.max(open, close);
    columns.low[i] = Math.min(open, close);
    columns.close[i] = close;
    columns.volume[i] = 1;
  });
  return { series: { exchange: "test", symbol, interval }, columns, extra: {}, source: "test", hash: "00" };
}

/** A strategy without params out of one function over candles. */
export function toStrategy(
  create: () => (candle: StrategyCandle) => ReturnType<StrategyRun["onCandle"]>,
  needs: Partial<Needs> = {},
): Strategy<unknown> {
  return {
    id: "made_for_a_test",
    title: "Test",
    description: "Test.",
    params: z.unknown(),
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0, ...needs }),
    create: () => ({ onCandle: create(), save: () => null, restore: () => {} }),
  };
}

/** Says something at the candles of these numbers. */
export function sayAt(
  words: Readonly<Record<number, "buy" | "sell" | "short" | "cover">>,
): Strategy<unknown> {
  return toStrategy(() => {
    let i = -1;
    return () => {
      const action = words[++i];
      return action === undefined ? undefined : { action, confidence: 1, reason: "told to" };
    };
  });
}

export function toRequest(
  given: Partial<BacktestRequest<unknown>> & Pick<BacktestRequest<unknown>, "data" | "strategy">,
): BacktestRequest<unknown> {
  return { params: {}, model: nextOpen, rules: RULES, exits: {}, version: "0.0.0", ...given };
}

/** Closes that cross: `crossover(a, b)` is a below b on the candle before and above it on this one. */
export function crossing(options: { fast: number; slow: number; withShorts: boolean }): Strategy<unknown> {
  const { fast, slow, withShorts } = options;
  return toStrategy(() => {
    const closes: number[] = [];
    const mean = (length: number) => closes.slice(-length).reduce((sum, close) => sum + close, 0) / length;
    let before = NaN;
    return ({ candle }) => {
      closes.push((candle as Candle).close);
      if (closes.length < slow) return undefined;
      const gap = mean(fast) - mean(slow);
      const last = before;
      before = gap;
      if (last < 0 && gap > 0) return { action: "buy", confidence: 1, reason: "up" };
      if (last > 0 && gap < 0) {
        return { action: withShorts ? "short" : "sell", confidence: 1, reason: "down" };
      }
      return undefined;
    };
  }, { warmUpBars: slow });
}
