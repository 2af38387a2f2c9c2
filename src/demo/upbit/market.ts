import { unitOf, waveOf } from "../seeded.ts";
import { SESSION_MINUTES, sessionSeenAt } from "../stock_api/session.ts";
import type { SimulatedStock } from "../stock_api/stocks.ts";

/** KRX since 2023-01-25: upper bound of the price (won, exclusive) and the step below it. */
const TICK_TABLE: readonly (readonly [number, number])[] = [
  [2_000, 1],
  [5_000, 5],
  [20_000, 10],
  [50_000, 50],
  [200_000, 100],
  [500_000, 500],
  [Infinity, 1_000],
];

// Together they move a close by less than 10 % a session and a price by less than 15 % from the close
// before, so KRX's ±30 % limit needs no clamp; a property test holds that.
const CLOSE_SWING = 0.12;
const CLOSE_NOISE = 0.012;
const INTRADAY_SWING = 0.025;
const CLOSE_PERIODS_SESSIONS = [[9, 15], [20, 40], [60, 120]] as const;
const INTRADAY_PERIODS_MINUTES = [[20, 60], [60, 150], [150, 400]] as const;

export interface Quote {
  readonly ticker: string;
  readonly name: string;
  /** Won, whole, on KRX's tick. */
  readonly price: number;
  /** Won; close of the session before the one `price` belongs to. */
  readonly previousClose: number;
  /** Percent against `previousClose`, two decimals: 2.5 is +2.5 %. */
  readonly changePct: number;
}

/** The step of prices at this price, in won. */
export function tickSizeOf(price: number): number {
  return TICK_TABLE.find(([below]) => price < below)?.[1] ?? 1_000;
}

/** The nearest price KRX would accept, in won. */
export function roundToTick(price: number): number {
  const tick = tickSizeOf(price);
  return Math.round(price / tick) * tick;
}

/** Two decimals, for percents and scores. */
export function roundToCents(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * What the market shows at an instant. It depends on nothing but the arguments and changes once a minute from
 * 09:00 to 15:30 KST on weekdays; at other times it is the last close.
 */
export function quoteAt(stock: SimulatedStock, options: { seed: number; atMs: number }): Quote {
  const { seed, atMs } = options;
  const { index, minute } = sessionSeenAt(atMs);
  const previousClose = closeOf(stock, { seed, index: index - 1 });
  const close = closeOf(stock, { seed, index });
  const passed = minute / SESSION_MINUTES;
  const swing = waveOf(`${seed}|${stock.ticker}|${index}`, { at: minute, periods: INTRADAY_PERIODS_MINUTES });
  // Fades to nothing at both ends, so that the day starts at one close and arrives at the other.
  const detour = INTRADAY_SWING * Math.sin(Math.PI * passed) * swing;
  const price = roundToTick(previousClose * (close / previousClose) ** passed * Math.exp(detour));
  const changePct = roundToCents((price / previousClose - 1) * 100);
  return { ticker: stock.ticker, name: stock.name, price, previousClose, changePct };
}

function closeOf(stock: SimulatedStock, options: { seed: number; index: number }): number {
  const { seed, index } = options;
  const name = `${seed}|${stock.ticker}`;
  const swing = CLOSE_SWING * waveOf(name, { at: index, periods: CLOSE_PERIODS_SESSIONS });
  const noise = CLOSE_NOISE * (2 * unitOf(name, "noise", index) - 1);
  return roundToTick(stock.basePrice * Math.exp(swing + noise));
}
