/** The rules of markets of coins. */
import type { MarketRules } from "../core/market/rules.ts";
import { quoteOf } from "../core/symbol.ts";
import { tickSizeAt } from "./tick_sizes.ts";

/** What the exchanges ask of somebody without a discount; Upbit's other markets cost more than those in won. */
const FEE_UPBIT_KRW = 0.0005;
const FEE_UPBIT_ELSE = 0.0025;
const FEE_ELSEWHERE = 0.001;
const MIN_ORDER_UPBIT_KRW = 5_000;
/** As fine as coins are divided anywhere. */
const LOT = "0.00000001";

export interface CoinMarket {
  readonly exchange: string;
  readonly symbol: string;
}

export function isUpbitWon({ exchange, symbol }: CoinMarket): boolean {
  return exchange === "upbit" && symbol.includes("/") && quoteOf(symbol) === "KRW";
}

/** For whoever asks for a step alone. */
export function tickSizeOf(exchange: string, symbol: string, price: number): string | undefined {
  const market = { exchange, symbol };
  // By Upbit's table; what other exchanges round to is not known without asking them.
  return isUpbitWon(market) ? tickSizeAt(price) : undefined;
}

export function coinRulesOf(market: CoinMarket): MarketRules {
  const { exchange } = market;
  const isWon = isUpbitWon(market);
  const fee = isWon ? FEE_UPBIT_KRW : exchange === "upbit" ? FEE_UPBIT_ELSE : FEE_ELSEWHERE;
  return {
    tickSizeAt: (price) => tickSizeOf(exchange, market.symbol, price),
    lotSize: LOT,
    minOrderValue: isWon ? MIN_ORDER_UPBIT_KRW : 0,
    feeShare: () => fee,
    chargeStep: undefined,
    // Sales of coins are not taxed one by one anywhere that is traded here.
    taxOn: () => 0,
    priceLimits: () => undefined,
  };
}
