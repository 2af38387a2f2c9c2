/** What a market asks of orders, and what trading there costs. Shares are parts of 1: 0.0005 is 0.05 %. */

export type OrderSide = "buy" | "sell";

/** Prices between which orders are taken, both as decimal text and both allowed. */
export interface PriceLimits {
  readonly lower: string;
  readonly upper: string;
}

export interface MarketRules {
  /**
   * The step of prices at a price and a time, as decimal text; `undefined` where nobody knows one, and then nothing is
   * rounded.
   */
  tickSizeAt(price: number, atMs: number): string | undefined;
  /** The smallest step of units, as decimal text. */
  readonly lotSize: string;
  /** The smallest value of an order in quote currency; 0 where there is none. */
  readonly minOrderValue: number;
  /** Of an order's value, for somebody without a discount. */
  feeShare(side: OrderSide): number;
  /** Each charge is cut down to whole ones of it, as decimal text; `undefined` where nothing is cut. */
  readonly chargeStep: string | undefined;
  /** Tax on a trade of a value, in quote currency: a sum and no share, since it is cut to what can be paid. */
  taxOn(trade: { readonly side: OrderSide; readonly value: number; readonly tradedAtMs: number }): number;
  /** Of the day, around the price from which it is counted; `undefined` for a market without limits. */
  priceLimits(basePrice: string, atMs: number): PriceLimits | undefined;
}
