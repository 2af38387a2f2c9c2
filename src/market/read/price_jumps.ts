/** Where the price of a Korean stock leaps further than the exchange lets it in a day: it was split, or merged. */
import type { CandleColumns, Interval } from "../../core/candle.ts";
import type { MarketHours } from "../../core/market/hours.ts";

export interface PriceJump {
  /** When the first candle after it begins. */
  readonly atMs: number;
  readonly before: number;
  readonly after: number;
}

/** Of the base price of the day; limits of prices are rounded to steps, always towards it. */
const MOST_SHARE = 0.3;
/** The base price of an ordinary day is the close before; what is left is how a double is written. */
const ROOM = 1e-9;

/**
 * From the last close of a day to the first price of the next one. Within a day the exchange itself holds the price.
 * Prices that are adjusted for splits have none; the first day of a stock has no day before it.
 */
export function findPriceJumps(
  { openTimeMs, open, close }: Pick<CandleColumns, "openTimeMs" | "open" | "close">,
  { interval, hours }: { readonly interval: Interval; readonly hours: MarketHours },
): readonly PriceJump[] {
  const jumps: PriceJump[] = [];
  for (let i = 1; i < openTimeMs.length; i++) {
    const [before, after, atMs] = [close[i - 1] ?? NaN, open[i] ?? NaN, openTimeMs[i] ?? NaN];
    if (Math.abs(after / before - 1) <= MOST_SHARE + ROOM) continue;
    if (hours.dayOf(interval, openTimeMs[i - 1] ?? NaN) === hours.dayOf(interval, atMs)) continue;
    jumps.push({ atMs, before, after });
  }
  return jumps;
}
