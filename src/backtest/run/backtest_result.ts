/** What a backtest is asked and what it answers: plain data, for the command line, the report and the sweep. */
import type { Interval, Span } from "../../core/candle.ts";
import type { SizeHint } from "../../core/advice.ts";
import type { ExitRules } from "../../paper/fill_models/fill_model.ts";
import type { BaseChange, PriceJump } from "../../market/read/price_jumps.ts";
import type { KrxWord, UsualName } from "../../paper/account_rules.ts";
import type { MoneyRefusal } from "../../paper/order_size.ts";
import type { Trade } from "../../paper/trade.ts";

/** A round trip of one of the symbols; its candles are numbers from 0, see `firstRow`. */
export interface BacktestTrade extends Trade {
  readonly symbol: string;
}

/** Money over time: one value for every candle that ended, over the clocks of all symbols together. */
export interface EquityCurve {
  /** Open times of the candles, epoch ms, ascending. */
  readonly atMs: Float64Array;
  /** Cash and open positions at the close of that candle, quote currency, before fees of closing. */
  readonly equity: Float64Array;
}

/** Figures over the trades of a run. */
export interface TradeFigures {
  readonly winRateShare: number | undefined;
  readonly profitFactor: number | undefined;
  /** Mean return of a trade. */
  readonly expectancyShare: number | undefined;
  /** Geometric mean return of a trade. */
  readonly averageTradeShare: number | undefined;
  readonly bestTradeShare: number | undefined;
  readonly worstTradeShare: number | undefined;
  readonly sqn: number | undefined;
}

/** Before fees and tax; slippage lies in the prices of trades, and holding has no costs at all. */
export interface GrossFigures extends TradeFigures {
  readonly buyAndHoldShare: number | undefined;
}

/**
 * Figures of a run, after fees, tax and slippage. Shares are fractions: 0.05 is 5 %. What cannot be computed is `undefined`,
 * never NaN.
 */
export interface BacktestStatistics extends TradeFigures {
  readonly bars: number;
  /** Quote currency. */
  readonly startEquity: number;
  readonly endEquity: number;
  readonly peakEquity: number;
  readonly returnShare: number;
  /**
   * The mean over all symbols of buying at the close that ends the warm-up and selling at the last close, with the fee
   * and slippage of both.
   */
  readonly buyAndHoldShare: number | undefined;
  readonly cagrShare: number | undefined;
  /** Returns that make a year in the annual figures: days, 365 with weekends in the data, else 252; 52 of weeks. */
  readonly periodsAYear: number;
  readonly annualReturnShare: number | undefined;
  readonly annualVolatilityShare: number | undefined;
  readonly sharpe: number | undefined;
  readonly sortino: number | undefined;
  readonly calmar: number | undefined;
  /** 0 or below: -0.48 is a loss of 48 % from the highest point. */
  readonly maxDrawdownShare: number;
  /** From the highest point until it was reached again, or until the end. */
  readonly maxDrawdownMs: number;
  /** Share of the candles in which a position was open, those of entry and exit included. */
  readonly exposureShare: number;
  /** Quote currency. */
  readonly fees: number;
  /** On sales, apart from the fees; earlier versions knew none. */
  readonly tax?: number | undefined;
  readonly trades: number;
  readonly averageTradeMs: number | undefined;
  /** As backtesting.py counts them. */
  readonly gross: GrossFigures;
}

/** What was found in the candles of one symbol. */
export interface DataNotes {
  readonly symbol: string;
  /** What people call the share, where it was known. */
  readonly name?: string | undefined;
  readonly exchange: string;
  readonly interval: Interval;
  /** Where it came from: a file name or `store`. */
  readonly source: string;
  /** SHA-256 over the numbers that were used, as hex. */
  readonly hash: string;
  readonly bars: number;
  /** Row of the data at which the span begins; candle 0 of the trades. */
  readonly firstRow: number;
  /** Open time of the first candle and end of the last; 0 without candles. */
  readonly fromMs: number;
  readonly toMs: number;
  /**
   * Stretches without candles, and the candles that would fit into them. They stay empty: no candle is invented. Nights and
   * weekends are among them unless the trading hours are known.
   */
  readonly gaps: number;
  readonly missingBars: number;
  /** Whether the trading hours of the market are known, so that what lies outside of them is not missing. */
  readonly hasHours?: boolean | undefined;
  /** Of a Korean stock: where its price leaps further than a day allows, because it was split. Absent without any. */
  readonly jumps?: readonly PriceJump[] | undefined;
  /** Of a Korean stock: other days whose base price is not the close before. Absent without any. */
  readonly baseChanges?: readonly BaseChange[] | undefined;
  /** When the first candle that the exchange has began, where that is why the data begin no earlier. */
  readonly listedMs?: number | undefined;
  /** Candles whose high or low contradicts another of their prices; 0 unless they were let in on purpose. */
  readonly oddBars: number;
}

/** `AccountRules` as text and numbers. */
export interface RecordedRules {
  readonly startCash: number;
  readonly feeRate: number;
  /** Of orders that sell; left out, as of the others. */
  readonly sellFeeRate?: number | undefined;
  /** The kind of Korean security by whose rules it was traded. */
  readonly krx?: KrxWord | undefined;
  readonly slippageShare: number;
  readonly lotSize: string;
  /** Decimal text, or the name of the rule by price; `undefined` does not round. */
  readonly tickSize: string | undefined;
  readonly minOrderValue: number;
  readonly allowShort: boolean;
  readonly mostPositions: number;
  readonly defaultSize: SizeHint;
}

/** All that is needed to run it again; plain JSON. */
export interface BacktestInputs {
  readonly strategyId: string;
  readonly params: unknown;
  readonly modelId: string;
  readonly rules: RecordedRules;
  /** What of rules and model nobody said, so that the usual holds; `undefined` in what earlier versions kept. */
  readonly usual?: readonly UsualName[] | undefined;
  readonly exits: ExitRules;
  /** The stretch that was asked for; `undefined` is all of the data. */
  readonly span: Span | undefined;
  /** Of the program that ran it. */
  readonly version: string;
}

export interface BacktestResult {
  readonly inputs: BacktestInputs;
  readonly data: readonly DataNotes[];
  /** In the order of their exits; of one candle, in the order in which they were made. */
  readonly trades: readonly BacktestTrade[];
  readonly equity: EquityCurve;
  readonly statistics: BacktestStatistics;
  /** Orders that were not made, by reason, over all symbols. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Candles in which an order had to wait, by reason, over all symbols; earlier versions knew none. */
  readonly waits?: Readonly<Record<string, number>> | undefined;
  /** The first order that the money did not pay, if there was one. */
  readonly moneyRefusal?: MoneyRefusal | undefined;
  /** How often the strategy spoke after its warm-up, over all symbols. */
  readonly adviceCount: number;
  readonly warmUpBars: number;
}
