/** What is written down of a strategy's candles. */
import { type Advice, withSideFault } from "../../core/advice.ts";
import { type Interval, intervalLengthMs } from "../../core/candle.ts";
import { DAY_MS, MINUTE_MS } from "../../core/kst.ts";
import type { FeedCandle } from "./candle_feed.ts";
import type { EquityPoint, SavedAdvice } from "../strategy_store.ts";
import type { StrategyAccount } from "./strategy_account.ts";

export type TimedCandle = FeedCandle & {
  /** Of the 1-minute candle that ended it. */
  readonly baseEndMs: number;
  /** Monotonic, of the real clock. */
  readonly arrivedAtMs: number;
};

/** Points of the equity curve are at least this far apart. */
const EQUITY_STEP_MS = 15 * MINUTE_MS;
/** Advice of a candle that ended longer ago than two candles and this is told as late. */
const LATE_MS = MINUTE_MS;

/** @param facts.decidedAtMs wall clock. @param facts.realNowMs monotonic. */
export function toSavedAdvice(
  advice: Advice,
  facts: {
    readonly bar: TimedCandle;
    readonly number: number;
    readonly decidedAtMs: number;
    readonly realNowMs: number;
  },
): SavedAdvice {
  const { bar: { interval, candle, endMs, arrivedAtMs }, number, decidedAtMs, realNowMs } = facts;
  const lengthMs = intervalLengthMs(interval) ?? 31 * DAY_MS;
  const told = withSideFault(advice, candle.close);
  return {
    ...told,
    isRefused: told !== advice,
    number,
    barTimeMs: candle.openTimeMs,
    decidedAtMs,
    latencyMs: realNowMs - arrivedAtMs,
    isLate: decidedAtMs - endMs > 2 * lengthMs + LATE_MS,
  };
}

/** The point of the curve that the candle belongs to; none before the first traded candle. */
export function toEquityPoint(
  { interval, endMs }: Pick<FeedCandle, "interval" | "endMs">,
  desk: Pick<StrategyAccount, "counts" | "trader">,
): EquityPoint | undefined {
  const { lastPrice } = desk.counts;
  if (lastPrice === 0) return undefined;
  const isLong = (intervalLengthMs(interval) ?? DAY_MS) >= EQUITY_STEP_MS;
  const atMs = isLong ? endMs : Math.ceil(endMs / EQUITY_STEP_MS) * EQUITY_STEP_MS;
  return { atMs, equity: desk.trader.equityAt(lastPrice) };
}

/** Where the last so many candles of an interval begin in a list; `undefined` when there are fewer. */
export function findStart(
  candles: readonly FeedCandle[],
  { interval, bars: wanted }: { readonly interval: Interval; readonly bars: number },
): number | undefined {
  let seen = 0;
  for (let i = candles.length - 1; i >= 0; i--) {
    if (candles[i]?.interval === interval && ++seen === wanted) return i;
  }
  return undefined;
}
