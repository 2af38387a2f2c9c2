/** A round trip, once it is over. */
import type { ExitReason, FillMoment } from "../core/advice.ts";
import type { AdviceReason } from "../core/reasons/advice_reason.ts";
import type { Side } from "./fill_models/fill_model.ts";

export interface Trade {
  readonly side: Side;
  /** Units of base. */
  readonly units: number;
  /** Numbers of the candles, from 0. */
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryAtMs: number;
  readonly exitAtMs: number;
  /** With slippage and on the tick, so that all money below is after slippage. */
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** What it earned, after fees and tax; quote currency. */
  readonly pnl: number;
  /** `pnl` as a fraction of units x entry price: 0.05 is 5 %. */
  readonly returnShare: number;
  /** Before fees and tax: units x (exit - entry), with the sign of the side. */
  readonly grossPnl: number;
  /** Exit by entry price, with the sign of the side. */
  readonly grossReturnShare: number;
  /** Of entry and exit together. */
  readonly fees: number;
  /** On the sale, apart from the fees. */
  readonly tax: number;
  /** Of a market with sessions, where advice came too late for continuous trading of its day. */
  readonly entryMoment?: FillMoment | undefined;
  readonly exitMoment?: FillMoment | undefined;
  readonly exitReason: ExitReason;
  readonly entryReason: AdviceReason;
}
