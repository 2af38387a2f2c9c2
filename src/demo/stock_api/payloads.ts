import { toKstIso } from "../../core/kst.ts";
import { unitOf } from "../seeded.ts";
import { quoteAt, roundToCents } from "../upbit/market.ts";
import { SIMULATED_STOCKS, type SimulatedStock } from "./stocks.ts";

/** Everything a payload depends on. `atMs` is the instant whose data it shows. */
export interface Scene {
  readonly seed: number;
  readonly atMs: number;
}

export interface SimulatedHolding {
  ticker: string;
  name: string;
  quantity: number;
  /** Won per share. */
  avg_price: number;
  current_price: number;
  /** Won: quantity times price. */
  value: number;
  /** Won. */
  pnl: number;
  /** Percent: 2.5 is +2.5 %. */
  pnl_pct: number;
}

export interface PortfolioPayload {
  as_of: string;
  currency: "KRW";
  /** Won. */
  cash: number;
  /** Won: cash and the value of all holdings. */
  total_value: number;
  total_pnl: number;
  /** Percent of what the holdings cost. */
  total_pnl_pct: number;
  holdings: SimulatedHolding[];
}

/** Factors of the simulated screener; each scores 0 to 1. */
export const SCREENER_FACTORS = ["momentum", "value", "quality", "sentiment"] as const;
export type ScreenerFactor = (typeof SCREENER_FACTORS)[number];
const EQUAL_WEIGHTS: Readonly<Record<string, number>> = {
  momentum: 0.25,
  value: 0.25,
  quality: 0.25,
  sentiment: 0.25,
};

export interface ScreenerRow {
  rank: number;
  ticker: string;
  name: string;
  /** 0 to 1 when the weights are not negative. */
  score: number;
  /** Won. */
  close: number;
  /** Percent since the close before. */
  change_pct: number;
  factors: Record<ScreenerFactor, number>;
}

export interface ScreenerPayload {
  mode: "preview";
  as_of: string;
  weights: Readonly<Record<string, number>>;
  results: ScreenerRow[];
}

/** KST ISO text in whole seconds, as such a server would print it. */
export function toAsOf(atMs: number): string {
  return toKstIso(Math.floor(atMs / 1000) * 1000);
}

export function portfolioAt(scene: Scene): PortfolioPayload {
  const { seed, atMs } = scene;
  const size = 8 + Math.floor(unitOf(seed, "holdings") * 5);
  const order = (stock: SimulatedStock) => unitOf(seed, "held", stock.ticker);
  const held = SIMULATED_STOCKS.toSorted((a, b) => order(a) - order(b)).slice(0, size);
  const holdings = held.map((stock) => holdingAt(stock, scene));
  const cash = 1_000_000 + Math.floor(unitOf(seed, "cash") * 9_000_000);
  const value = sumOf(holdings.map((holding) => holding.value));
  const pnl = sumOf(holdings.map((holding) => holding.pnl));
  return {
    as_of: toAsOf(atMs),
    currency: "KRW",
    cash,
    total_value: cash + value,
    total_pnl: pnl,
    total_pnl_pct: roundToCents((pnl / (value - pnl)) * 100),
    holdings,
  };
}

function holdingAt(stock: SimulatedStock, scene: Scene): SimulatedHolding {
  const { seed } = scene;
  const { price } = quoteAt(stock, scene);
  // An average of several purchases lies between the ticks.
  const paid = Math.round(stock.basePrice * (0.85 + 0.3 * unitOf(seed, "paid", stock.ticker)));
  const quantity = 1 + Math.floor((unitOf(seed, "quantity", stock.ticker) * 8_000_000) / stock.basePrice);
  const pnl = (price - paid) * quantity;
  return {
    ticker: stock.ticker,
    name: stock.name,
    quantity,
    avg_price: paid,
    current_price: price,
    value: price * quantity,
    pnl,
    pnl_pct: roundToCents((price / paid - 1) * 100),
  };
}

/**
 * @param options.weights by factor name; names the simulation does not know count nothing.
 * @param options.topN rows wanted; there are never more than stocks.
 */
export function screenerAt(
  scene: Scene,
  options: { weights: Readonly<Record<string, number>> | undefined; topN: number },
): ScreenerPayload {
  const weights = options.weights ?? EQUAL_WEIGHTS;
  const results = SIMULATED_STOCKS
    .map((stock) => screenerRowAt(stock, { scene, weights }))
    .toSorted((a, b) => b.score - a.score || a.ticker.localeCompare(b.ticker))
    .slice(0, options.topN)
    .map((row, i) => ({ ...row, rank: i + 1 }));
  return { mode: "preview", as_of: toAsOf(scene.atMs), weights, results };
}

function screenerRowAt(
  stock: SimulatedStock,
  options: { scene: Scene; weights: Readonly<Record<string, number>> },
): ScreenerRow {
  const { scene, weights } = options;
  const quote = quoteAt(stock, scene);
  const factors: Record<ScreenerFactor, number> = {
    momentum: roundToCents(Math.min(1, Math.max(0, 0.5 + quote.changePct / 20))),
    value: roundToCents(unitOf(scene.seed, "value", stock.ticker)),
    quality: roundToCents(unitOf(scene.seed, "quality", stock.ticker)),
    sentiment: roundToCents(unitOf(scene.seed, "sentiment", stock.ticker)),
  };
  const total = sumOf(SCREENER_FACTORS.map((factor) => weights[factor] ?? 0));
  const weighted = sumOf(SCREENER_FACTORS.map((factor) => (weights[factor] ?? 0) * factors[factor]));
  return {
    rank: 0,
    ticker: stock.ticker,
    name: stock.name,
    score: total === 0 ? 0 : Math.round((weighted / total) * 1000) / 1000,
    close: quote.price,
    change_pct: quote.changePct,
    factors,
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
