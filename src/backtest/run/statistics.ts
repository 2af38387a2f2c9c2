/** Figures of a finished run. */
import type { Interval } from "../../core/candle.ts";
import { DAY_MS } from "../../core/kst.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import type { Trade } from "../../paper/trade.ts";
import type { BacktestStatistics, EquityCurve, TradeFigures } from "./backtest_result.ts";
import { periodReturns } from "./day_returns.ts";

export interface StatisticsInput {
  readonly equity: EquityCurve;
  /** Of the candles of the curve. */
  readonly interval: Interval;
  /** Of the market: which day it is, and when a candle is over. */
  readonly hours: MarketHours;
  readonly trades: readonly Trade[];
  /** Quote currency. */
  readonly startCash: number;
  readonly fees: number;
  /** On sales, apart from the fees. */
  readonly tax: number;
  readonly exposureShare: number;
  readonly buyAndHoldShare: number | undefined;
  readonly grossBuyAndHoldShare: number | undefined;
}

const YEAR_MS = 365.25 * DAY_MS;
/** Of less time, or fewer returns, a year would be made up and not measured. */
const LEAST_SPAN_MS = 30 * DAY_MS;
const LEAST_RETURNS = 10;
/** A spread below this, or below this share of the mean return, is rounding. */
const LEAST_SPREAD = 1e-12;
const LEAST_SPREAD_SHARE = 1e-9;

/**
 * Figures that are not published with a run of backtesting.py follow the usual textbook; the others follow that program,
 * so that runs can be compared (annual return, volatility, Sharpe, Sortino, profit factor, SQN).
 *
 * - return = (end - start) / start
 * - CAGR = (end / start)^(1 / years) - 1, a year being 365.25 days from the first candle to the last
 * - all figures of a year are undefined for less than 30 days or fewer than 10 returns
 * - drawdown = -(1 - equity / highest equity so far)
 */
export function computeStatistics(input: StatisticsInput): BacktestStatistics {
  const {
    equity: { atMs, equity },
    interval,
    hours,
    startCash,
    fees,
    tax,
    exposureShare,
    buyAndHoldShare,
    trades,
  } = input;
  const endEquity = equity.at(-1) ?? startCash;
  const years = ((atMs.at(-1) ?? 0) - (atMs[0] ?? 0)) / YEAR_MS;
  const { returns, periodsAYear } = periodReturns(input.equity, interval, { hours });
  const isLong = returns.length >= LEAST_RETURNS && spanOf(atMs, input) >= LEAST_SPAN_MS;
  const cagrShare = isLong ? defined((endEquity / startCash) ** (1 / years) - 1) : undefined;
  const drawdown = findDrawdown(input.equity, startCash);
  return {
    bars: equity.length,
    startEquity: startCash,
    endEquity,
    returnShare: (endEquity - startCash) / startCash,
    buyAndHoldShare,
    cagrShare,
    calmar: calmarOf(cagrShare, drawdown.maxDrawdownShare),
    ...drawdown,
    periodsAYear,
    ...(isLong ? annualFigures(returns, periodsAYear) : NO_ANNUAL_FIGURES),
    exposureShare,
    fees,
    tax,
    trades: trades.length,
    averageTradeMs: defined(mean(trades.map(({ entryAtMs, exitAtMs }) => exitAtMs - entryAtMs))),
    ...tradeFigures({
      returns: trades.map(({ returnShare }) => returnShare),
      profits: trades.map(({ pnl }) => pnl),
    }),
    gross: {
      buyAndHoldShare: input.grossBuyAndHoldShare,
      ...tradeFigures({
        returns: trades.map(({ grossReturnShare }) => grossReturnShare),
        profits: trades.map(({ grossPnl }) => grossPnl),
      }),
    },
  };
}

/** From the beginning of the first candle to the end of the last. */
function spanOf(
  atMs: Float64Array,
  { interval, hours }: Pick<StatisticsInput, "interval" | "hours">,
): number {
  const lastMs = atMs.at(-1);
  return lastMs === undefined ? 0 : hours.closeTime(interval, lastMs) - (atMs[0] ?? 0);
}

/** CAGR over the largest drawdown; without a drawdown there is none. */
function calmarOf(cagrShare: number | undefined, maxDrawdownShare: number): number | undefined {
  if (cagrShare === undefined || -maxDrawdownShare < LEAST_SPREAD) return undefined;
  return defined(cagrShare / -maxDrawdownShare);
}

/** The deepest fall below the highest equity so far, and the longest time until that was reached again. */
function findDrawdown(
  { atMs, equity }: EquityCurve,
  startCash: number,
): Pick<BacktestStatistics, "peakEquity" | "maxDrawdownShare" | "maxDrawdownMs"> {
  let peakEquity = startCash;
  let peakAtMs = atMs[0] ?? 0;
  let maxDrawdownShare = 0;
  let maxDrawdownMs = 0;
  let isBelow = false;
  for (let i = 0; i < equity.length; i++) {
    const now = equity[i] as number;
    const nowMs = atMs[i] as number;
    if (now >= peakEquity) {
      if (isBelow) maxDrawdownMs = Math.max(maxDrawdownMs, nowMs - peakAtMs);
      isBelow = false;
      peakEquity = now;
      peakAtMs = nowMs;
      continue;
    }
    isBelow = true;
    const share = -(1 - now / peakEquity);
    if (share < maxDrawdownShare) maxDrawdownShare = share;
  }
  if (isBelow) maxDrawdownMs = Math.max(maxDrawdownMs, (atMs.at(-1) ?? 0) - peakAtMs);
  return { peakEquity, maxDrawdownShare, maxDrawdownMs };
}

type AnnualFigures = Pick<
  BacktestStatistics,
  "annualReturnShare" | "annualVolatilityShare" | "sharpe" | "sortino"
>;

const NO_ANNUAL_FIGURES: AnnualFigures = {
  annualReturnShare: undefined,
  annualVolatilityShare: undefined,
  sharpe: undefined,
  sortino: undefined,
};

/**
 * From daily returns r (of longer candles: a candle's), N of them a year, g their geometric mean, v their variance (n - 1):
 *
 * - annual return = (1 + g)^N - 1
 * - volatility = sqrt((v + (1 + g)^2)^N - (1 + g)^(2 N)), the deviation of N compounded days
 * - Sharpe = annual return / volatility, without a riskless rate; undefined when the volatility is rounding
 * - Sortino = annual return / (sqrt(mean(min(r, 0)^2)) x sqrt(N))
 */
function annualFigures(returns: readonly number[], periodsAYear: number): AnnualFigures {
  const growth = 1 + geometricMean(returns);
  const annualReturnShare = defined(growth ** periodsAYear - 1);
  const least = Math.max(LEAST_SPREAD, LEAST_SPREAD_SHARE * mean(returns.map(Math.abs)));
  const hasSpread = Math.sqrt(variance(returns)) >= least;
  const spread = (variance(returns) + growth ** 2) ** periodsAYear - growth ** (2 * periodsAYear);
  const volatility = hasSpread ? defined(Math.sqrt(Math.max(spread, 0))) : 0;
  const falls = Math.sqrt(mean(returns.map((share) => Math.min(share, 0) ** 2)) * periodsAYear);
  const perRisk = (risk: number | undefined) =>
    annualReturnShare === undefined || risk === undefined || risk < least
      ? undefined
      : defined(annualReturnShare / risk);
  return {
    annualReturnShare,
    annualVolatilityShare: volatility,
    sharpe: perRisk(volatility),
    sortino: perRisk(falls),
  };
}

/**
 * - win rate = share of trades that earned more than 0
 * - profit factor = sum of returns above 0 / - sum of returns below 0
 * - expectancy = mean return, average trade = geometric mean return
 * - SQN = sqrt(n) x mean profit / deviation of the profits (n - 1)
 */
function tradeFigures(
  { returns, profits }: { readonly returns: readonly number[]; readonly profits: readonly number[] },
): TradeFigures {
  const won = returns.reduce((sum, share) => sum + Math.max(share, 0), 0);
  const lost = returns.reduce((sum, share) => sum - Math.min(share, 0), 0);
  const spread = Math.sqrt(variance(profits));
  const isSpread = spread >= LEAST_SPREAD_SHARE * mean(profits.map(Math.abs));
  return {
    winRateShare: defined(profits.filter((profit) => profit > 0).length / profits.length),
    profitFactor: defined(won / lost),
    expectancyShare: defined(mean(returns)),
    averageTradeShare: defined(geometricMean(returns)),
    bestTradeShare: extreme(returns, Math.max),
    worstTradeShare: extreme(returns, Math.min),
    sqn: isSpread ? defined(Math.sqrt(profits.length) * mean(profits) / spread) : undefined,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With n - 1. */
function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

/** NaN when something was lost whole, or more. */
function geometricMean(returns: readonly number[]): number {
  if (returns.some((share) => share <= -1)) return NaN;
  return Math.exp(mean(returns.map((share) => Math.log1p(share)))) - 1;
}

function extreme(values: readonly number[], pick: (a: number, b: number) => number): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => pick(a, b));
}

function defined(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
