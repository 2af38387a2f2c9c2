import { z } from "zod";
import { type Interval, intervalLengthMs, INTERVALS } from "../core/candle.ts";
import { DAY_MS } from "../core/kst.ts";
import { SIZE_FIELDS } from "./order_params.ts";

export const hyperRsiParams = z.strictObject({
  rsi_period: z.int().min(2).max(10_000).default(14).describe(
    "Bars of the RSI (Wilder); 14, 21 and 28 are usual.",
  ),
  buy_below: z.number().min(0).max(100).default(30).describe(
    "RSI, 0 to 100: buys when it comes back up through this.",
  ),
  sell_above: z.number().min(0).max(100).default(70).describe(
    "RSI, 0 to 100: leaves a long position above this; opens a short when it comes back down through it.",
  ),
  trend_intervals: z.array(z.enum(INTERVALS)).min(1).max(4).default(["15m", "1h"]).describe(
    "Bars of the trend states; each longer than the bars that are traded.",
  ),
  trend: z.enum(["with", "not_against"]).default("with").describe(
    "with: every trend must point the way of the trade; not_against: none may point the other way.",
  ),
  trend_rsi: z.int().min(2).max(10_000).default(14).describe("Bars of the RSI inside the trend states."),
  trend_slope: z.int().min(1).max(10_000).default(5).describe(
    "Bars over which the 50-bar average of the trend states must have risen or fallen.",
  ),
  atr_period: z.int().min(1).max(10_000).default(14).describe("Bars of the average true range (Wilder)."),
  stop_atr: z.number().positive().max(100).default(2).describe(
    "Distance of the stop in average true ranges.",
  ),
  target_atr: z.number().positive().max(100).default(4).describe(
    "Distance of the target in average true ranges.",
  ),
  least_volume: z.number().min(0).max(100).default(0).describe(
    "Volume that the bar of the signal must have, in averages of 20 bars; 0 does not ask.",
  ),
  allow_short: z.boolean().default(false).describe("Whether the mirror image opens short positions."),
  ...SIZE_FIELDS,
});

export type HyperRsiParams = z.infer<typeof hyperRsiParams>;

/** @throws {RangeError} for what makes no sense together. */
export function checkParams(
  { buy_below, sell_above, trend_intervals }: HyperRsiParams,
  interval: Interval,
): void {
  if (buy_below >= sell_above) {
    throw new RangeError(
      `Cannot create hyper_rsi: buy_below (${buy_below}) must lie under sell_above (${sell_above})`,
    );
  }
  if (new Set(trend_intervals).size < trend_intervals.length) {
    throw new RangeError(
      `Cannot create hyper_rsi: trend_intervals names one twice (${trend_intervals.join(", ")})`,
    );
  }
  const short = trend_intervals.find((longer) => lengthOf(longer) <= lengthOf(interval));
  if (short === undefined) return;
  throw new RangeError(
    `Cannot create hyper_rsi: each of trend_intervals must be longer than the traded bars (${interval}), ${short} is not`,
  );
}

/** In ms; months and years at their longest. */
export function lengthOf(interval: Interval): number {
  return intervalLengthMs(interval) ?? (interval === "1M" ? 31 : 366) * DAY_MS;
}
