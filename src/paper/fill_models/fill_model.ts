/**
 * How orders of a simulated market are filled by candles: the contract of this rack. The same object fills a backtest
 * and paper trading.
 */
import type { Advice, ExitReason, FillMoment } from "../../core/advice.ts";
import type { AdviceReason } from "../../core/reasons/advice_reason.ts";
import type { Candle } from "../../core/candle.ts";

/** Exits that the account adds to what a strategy says; every share is a fraction: 0.05 is 5 %. */
export interface ExitRules {
  /** Distance of the stop below (a short: above) the reference price of the fill model. */
  readonly stopLossShare?: number | undefined;
  readonly takeProfitShare?: number | undefined;
  readonly trailing?: {
    /** Distance of the trailing stop from the best price; left out, `stopLossShare`. */
    readonly distanceShare?: number | undefined;
    /** A closer distance, once the best price was `offsetShare` in profit. */
    readonly positiveShare?: number | undefined;
    readonly offsetShare: number;
    /** No trailing at all before the offset is reached. */
    readonly onlyOffset: boolean;
  } | undefined;
  /** Take profit that melts with time, ascending by time; a share of -1 leaves at once. */
  readonly roi?: readonly { readonly afterMs: number; readonly share: number }[] | undefined;
  /** Whether advice of a strategy may close a position; stops and targets always may. Default true. */
  readonly useExitSignal?: boolean | undefined;
}

export type Side = "long" | "short";

export interface OpenPosition {
  readonly side: Side;
  /** Units of base; above 0. */
  readonly units: number;
  /** With slippage and on the tick, without the fee. */
  readonly entryPrice: number;
  readonly entryAtMs: number;
  /** Number of the candle in which it was opened. */
  readonly entryBar: number;
  /** Close of the candle whose advice opened it. */
  readonly signalClose: number;
  readonly entryReason: AdviceReason;
  /** Quote currency. */
  readonly entryFee: number;
  /** Of a short position, which begins with a sale. */
  readonly entryTax: number;
  readonly entryMoment?: FillMoment | undefined;
  /** Prices at which it is to be closed; a model may move the stop. */
  stopPrice: number | undefined;
  takeProfitPrice: number | undefined;
  /** Whether the stop was raised by trailing. */
  isTrailing: boolean;
  /** Best price seen since the entry, for trailing. */
  bestPrice: number;
}

/** What a model works with while one candle passes. */
export interface FillDesk {
  /** Number of the candle, from 0. */
  readonly barIndex: number;
  readonly isLastBar: boolean;
  /** Length of a candle; `NaN` for months and years. */
  readonly barMs: number;
  readonly feeRate: number;
  readonly exits: ExitRules;
  /** Advice of the candle before, to be filled now or never. */
  readonly pending: Advice | undefined;
  /** Close of the candle that brought the pending advice. */
  readonly pendingClose: number;
  /** Oldest first; all of one side. */
  readonly positions: readonly OpenPosition[];
  /**
   * Opens a position at a price before slippage and rounding, sized as the pending advice says.
   *
   * @returns nothing when the account refuses (no shorts, no money, below the smallest order, enough positions, a stop or
   *   target on the wrong side of the price), which it counts by reason, or when nobody would sell (a short: buy) now: then
   *   the advice stays pending.
   */
  open(side: Side, price: number): OpenPosition | undefined;
  /** How many of the units held the pending advice wants to close at this price: all of them unless it says less. */
  unitsToClose(price: number): number;
  /**
   * Closes a position, or so many units of it in whole lots. Nothing happens while nobody would buy it (a short: sell it).
   *
   * @param options.isLimit a limit order fills at its price or better: no slippage.
   */
  close(
    position: OpenPosition,
    price: number,
    options: { readonly reason: ExitReason; readonly isLimit?: boolean; readonly units?: number },
  ): void;
}

/** A row of the rack's list. */
export interface FillModel {
  /** `snake_case`, equal to the file name; the word in commands, reports and the database. */
  readonly id: string;
  readonly title: string;
  /** The rules in words, in the order in which they are applied inside a candle. */
  readonly rules: readonly string[];
  /** Works one closed candle of the series that is traded. */
  onCandle(candle: Candle, desk: FillDesk): void;
}
