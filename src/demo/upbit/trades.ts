/** Trades and candles of a coin market that exists only in the demo: any instant of any day, from nothing but a seed. */
import type { Candle } from "../../core/candle.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import { unitOf } from "../seeded.ts";

export interface SimulatedCoin {
  /** `BTC/KRW` */
  readonly symbol: string;
  readonly name: string;
  /** Around which the price moves, in won. */
  readonly basePrice: number;
  /** Price step in won; the price never moves so far that Upbit's table would say another. */
  readonly tickSize: number;
  /** Fewest and most trades of a minute; a thin market also has minutes without any. */
  readonly fewestTrades: number;
  readonly mostTrades: number;
  /** Share of minutes without a trade. */
  readonly quietShare: number;
}

export const SIMULATED_COINS: readonly SimulatedCoin[] = [
  {
    symbol: "BTC/KRW",
    name: "비트코인",
    basePrice: 152_000_000,
    tickSize: 1_000,
    fewestTrades: 8,
    mostTrades: 24,
    quietShare: 0,
  },
  {
    symbol: "ETH/KRW",
    name: "이더리움",
    basePrice: 5_240_000,
    tickSize: 1_000,
    fewestTrades: 4,
    mostTrades: 14,
    quietShare: 0,
  },
  {
    symbol: "XRP/KRW",
    name: "리플",
    basePrice: 3_180,
    tickSize: 1,
    fewestTrades: 1,
    mostTrades: 4,
    quietShare: 0.12,
  },
];

export interface SimulatedTrade {
  readonly atMs: number;
  /** Won, on the tick. */
  readonly price: number;
  /** Units of the coin. */
  readonly volume: number;
}

/** Trades end this long before the minute does, so that its last state is told in time however fast the clock runs. */
const QUIET_END_MS = 5_000;
/** Lengths of the swings that a price is made of. As in a real market, one four times as long is twice as large. */
const SWING_MINUTES = [1, 4, 16, 64, 256, 1_024, 4_096] as const;
/** Log-price of the shortest swing; together they move a price by some 3 % a day. */
const SHORTEST_SWING = 0.0006;

/** All trades of the minute that begins at `openTimeMs`, ascending. */
export function tradesOf(
  coin: SimulatedCoin,
  options: { seed: number; openTimeMs: number },
): SimulatedTrade[] {
  const { seed, openTimeMs } = options;
  const minute = openTimeMs / MINUTE_MS;
  const name = `${seed}|${coin.symbol}`;
  if (unitOf(name, "quiet", Math.floor(minute / 3)) < coin.quietShare) return [];
  const spread = coin.mostTrades - coin.fewestTrades + 1;
  const count = coin.fewestTrades + Math.floor(unitOf(name, "count", minute) * spread);
  const spanMs = (MINUTE_MS - QUIET_END_MS) / count;
  return Array.from({ length: count }, (_, i) => {
    const atMs = openTimeMs + Math.floor((i + unitOf(name, "at", minute, i)) * spanMs);
    const volume = Math.round(3e8 / coin.basePrice * unitOf(name, "volume", minute, i) ** 3 * 1e4) / 1e4 +
      0.0001;
    return { atMs, price: priceAt(coin, { seed, atMs }), volume };
  });
}

/** The candle of a minute as it stands at `nowMs`; `undefined` when nothing was traded until then. */
export function candleOf(
  coin: SimulatedCoin,
  options: { seed: number; openTimeMs: number; nowMs: number },
): Candle | undefined {
  const { openTimeMs, nowMs } = options;
  const trades = tradesOf(coin, options).filter(({ atMs }) => atMs <= nowMs);
  const first = trades[0];
  const last = trades.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const prices = trades.map(({ price }) => price);
  return {
    openTimeMs,
    open: first.price,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: last.price,
    volume: trades.reduce((sum, { volume }) => sum + volume, 0),
  };
}

function priceAt(coin: SimulatedCoin, { seed, atMs }: { seed: number; atMs: number }): number {
  const name = `${seed}|${coin.symbol}`;
  const minute = atMs / MINUTE_MS;
  let swing = 0;
  SWING_MINUTES.forEach((length, i) =>
    swing += SHORTEST_SWING * 2 ** i * noiseAt(`${name}|${length}`, minute / length)
  );
  return Math.round(coin.basePrice * Math.exp(swing) / coin.tickSize) * coin.tickSize;
}

/** Smooth noise in [-1, 1]: random heights at whole numbers, joined by curves (value noise). */
function noiseAt(name: string, at: number): number {
  const whole = Math.floor(at);
  const part = at - whole;
  const ease = part * part * (3 - 2 * part);
  const left = 2 * unitOf(name, whole) - 1;
  const right = 2 * unitOf(name, whole + 1) - 1;
  return left + (right - left) * ease;
}
