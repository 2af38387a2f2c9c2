/** A round trip, once it is over. */
import type { ExitReason, SizeHint } from "../core/advice.ts";
import type { Side } from "../fill_models/fill_model.ts";

export interface Trade {
  readonly side: Side;
  /** Units of base. */
  readonly units: number;
  /** Numbers of the bars, from 0. */
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryAtMs: number;
  readonly exitAtMs: number;
  /** With slippage and on the tick, so that all money below is after slippage. */
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** What it earned, after fees; quote currency. */
  readonly pnl: number;
  /** `pnl` as a fraction of units x entry price: 0.05 is 5 %. */
  readonly returnShare: number;
  /** Before fees: units x (exit - entry), with the sign of the side. */
  readonly grossPnl: number;
  /** Exit by entry price, with the sign of the side. */
  readonly grossReturnShare: number;
  /** Of entry and exit together. */
  readonly fees: number;
  readonly exitReason: ExitReason;
  readonly entryReason: string;
}

/** What a simulated account obeys. */
export interface AccountRules {
  /** Quote currency at the start. */
  readonly startCash: number;
  /** Fee of an order as a share of its value: 0.0005 is 0.05 %. */
  readonly feeRate: number;
  /** Price that a market order loses, as a share: 0.0002 is 0.02 %. */
  readonly slippageShare: number;
  /** Smallest step of units, as decimal text: `1` for shares, `0.00000001` for coins. */
  readonly lotSize: string;
  /** Price step, as decimal text or by price; `undefined` does not round. */
  readonly tickSize: string | ((price: number) => string) | undefined;
  /** Smallest value of an order in quote currency. */
  readonly minOrderValue: number;
  readonly allowShort: boolean;
  /** Positions that may be open at once; more than 1 for strategies that buy in parts. */
  readonly mostPositions: number;
  /** How much to buy when advice does not say. */
  readonly defaultSize: SizeHint;
}
