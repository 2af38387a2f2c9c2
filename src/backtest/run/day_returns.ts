/** An equity curve as returns of equal stretches of time, and what a year of them is. */
import type { Interval } from "../../core/candle.ts";
import { DAY_MS } from "../../core/kst.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import type { EquityCurve } from "./backtest_result.ts";

export interface PeriodReturns {
  /** Of each period against the one before: 0.01 is 1 %. */
  readonly returns: readonly number[];
  readonly periodsAYear: number;
}

/** Days of weekends among all days of the data from which on it trades on weekends: 60 % of a full share. */
const WEEKEND_SHARE = (2 / 7) * 0.6;
/** The epoch was a Thursday; Saturday is day 2 after it. */
const SATURDAY = 2;
/** So many steps at the end tell how far candles lie apart. */
const STEPS = 100;

/**
 * Returns from day to day of the market, by the last equity of each; of longer candles from
 * candle to candle. A day without candles is none. A year has the sessions that the market had in the one that ends with the
 * curve; where nobody knows them, 365 days when candles lie on weekends, else 252; 52 weeks, 12 months.
 */
export function periodReturns(
  curve: EquityCurve,
  interval: Interval,
  { hours }: { readonly hours: Pick<MarketHours, "dayOf" | "daysAYear"> },
): PeriodReturns {
  const { atMs, equity } = curve;
  const returns: number[] = [];
  let before: number | undefined;
  let weekendCandles = 0;
  let first = 0;
  let nextDay = hours.dayOf(interval, atMs[0] ?? NaN);
  for (let i = 0; i < equity.length; i++) {
    const day = nextDay;
    if (i + 1 < equity.length) {
      nextDay = hours.dayOf(interval, atMs[i + 1] ?? NaN);
      if (nextDay === day) continue;
    }
    const weekday = ((day % 7) + 7) % 7;
    if (weekday === SATURDAY || weekday === SATURDAY + 1) weekendCandles += i + 1 - first;
    first = i + 1;
    const last = equity[i] ?? NaN;
    if (before !== undefined) returns.push(last / before - 1);
    before = last;
  }
  const hasWeekends = weekendCandles / equity.length > WEEKEND_SHARE;
  const daysAYear = hours.daysAYear?.(atMs.at(-1) ?? NaN) ?? (hasWeekends ? 365 : 252);
  return { returns, periodsAYear: yearOf(usualStepMs(atMs)) ?? daysAYear };
}

function yearOf(stepMs: number): number | undefined {
  const days = stepMs / DAY_MS;
  if (days >= 365) return 1;
  if (days >= 28) return 12;
  return days >= 7 ? 52 : undefined;
}

function usualStepMs(atMs: Float64Array): number {
  const steps: number[] = [];
  for (let i = Math.max(1, atMs.length - STEPS); i < atMs.length; i++) {
    steps.push((atMs[i] ?? NaN) - (atMs[i - 1] ?? NaN));
  }
  return steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
}
