/** How strategies are, for pages, /health, metrics and the command line. Plain data. */
import type { FillMoment } from "../core/advice.ts";
import type { EquityPoint, SavedAdvice } from "./strategy_store.ts";

/**
 * `queued`: waits for a place to start. `restarting`: its process ended and is being started again. `closing`: stopped,
 * and its position waits for the next candle. `parked`: given up until somebody starts it again.
 */
export type StrategyState =
  | "queued"
  | "starting"
  | "warming_up"
  | "running"
  | "restarting"
  | "closing"
  | "parked"
  | "stopped";

export interface PositionView {
  readonly side: "long" | "short";
  readonly units: number;
  readonly entryPrice: number;
  readonly entryAtMs: number;
  /** Of a market with sessions, when its advice came too late for continuous trading of its day. */
  readonly entryMoment?: FillMoment | undefined;
  readonly stopPrice: number | undefined;
  readonly takeProfitPrice: number | undefined;
}

export type AdviceView = Omit<SavedAdvice, "number"> & {
  /** Where its order is due, when that is not continuous trading of the same day. */
  readonly fillMoment?: FillMoment | undefined;
};

/** What orders of an account cost. */
export interface CostsView {
  readonly feeRate: number;
  /** Of orders that sell. */
  readonly sellFeeRate: number;
  readonly slippageShare: number;
  /** Decimal text, `exchange` as the market rounds, or `none`. */
  readonly tickSize: string;
  readonly lotSize: string;
  readonly minOrderValue: number;
  /** The kind of Korean security by whose rules it trades; `none` and nothing are by none. */
  readonly krx?: string | undefined;
}

/** Quote currency, unless the name says otherwise. */
export interface AccountView {
  readonly costs: CostsView;
  /** Which of its rules are as usual because nobody set them; `undefined` when that is not known. */
  readonly usual?: readonly string[] | undefined;
  readonly startCash: number;
  /** Realised money, without what is open. */
  readonly cash: number;
  /** With what is open, at the last price. */
  readonly equity: number;
  /** Of closed trades, after fees and tax; start cash, this and `unrealisedPnl` make `equity`. */
  readonly realisedPnl: number;
  /** Of what is open, after the fees and tax of its entry. */
  readonly unrealisedPnl: number;
  /** Value of what is open, at the last price. */
  readonly exposure: number;
  readonly fees: number;
  /** On sales, apart from the fees. */
  readonly tax: number;
  readonly maxDrawdownShare: number;
  readonly trades: number;
  readonly wins: number;
  readonly lastPrice: number | undefined;
  readonly positions: readonly PositionView[];
  /** Orders that were not made, by reason. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Bars in which an order had to wait, by reason. */
  readonly waits: Readonly<Record<string, number>>;
}

export interface StrategyView {
  readonly id: string;
  readonly kind: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: string;
  readonly params: unknown;
  readonly state: StrategyState;
  /** Why, in a sentence, when there is something to say. */
  readonly detail: string | undefined;
  /** About a user's file that works all the same, in a sentence for its owner. */
  readonly warning: string | undefined;
  /** Wall clock; `undefined` when it was stopped before this run. */
  readonly stateSinceMs: number | undefined;
  readonly pid: number | undefined;
  readonly restarts: number;
  /** Those of the last ten minutes. */
  readonly recentRestarts: number;
  readonly memoryBytes: number | undefined;
  /** Pieces of advice since its beginning. */
  readonly totalSignals: number;
  /** Mean time in its own code for one candle; `undefined` before the first. */
  readonly meanBarMs: number | undefined;
  /** Wall clock of the last candle that was worked. */
  readonly lastUpdateMs: number | undefined;
  /** End of the last 1-minute candle that was worked. */
  readonly workedUntilMs: number | undefined;
  /** Candles that came and are not worked yet. */
  readonly waitingBars: number;
  readonly lastAdvice: AdviceView | undefined;
  /** `undefined` before it was first ready. */
  readonly account: AccountView | undefined;
  /** Ascending, at most 300 points. */
  readonly equityCurve: readonly EquityPoint[];
}

export interface EngineTotals {
  readonly strategies: number;
  readonly running: number;
  readonly parked: number;
  readonly totalSignals: number;
  readonly openPositions: number;
  readonly trades: number;
  /** By quote currency: money of different currencies is never added. */
  readonly byCurrency: Readonly<Record<string, CurrencyTotals>>;
}

export interface CurrencyTotals {
  readonly startCash: number;
  readonly equity: number;
  readonly realisedPnl: number;
  readonly unrealisedPnl: number;
  readonly exposure: number;
  readonly fees: number;
  /** On sales, apart from the fees. */
  readonly tax: number;
  /** Of the sum over strategies, since the engine started. */
  readonly maxDrawdownShare: number;
}

export interface EngineView {
  readonly strategies: readonly StrategyView[];
  readonly totals: EngineTotals;
  readonly starting: number;
  readonly queued: number;
}
