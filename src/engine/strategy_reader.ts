/** What the pages about strategies show, and the part of the program that tells them. */
import type { FillMoment } from "../core/advice.ts";
import type { SavedAdvice, SavedTrade } from "./strategy_store.ts";
import type { EngineView } from "./strategy_view.ts";

export interface AdviceHistoryRow
  extends Pick<SavedAdvice, "action" | "confidence" | "reason" | "decidedAtMs" | "isLate"> {
  /** Quote currency per unit; `undefined` when nothing was bought or sold for it. */
  readonly filledPrice?: number | undefined;
  /** Where its order is due, when that is not continuous trading of the same day. */
  readonly fillMoment?: FillMoment | undefined;
}

export type TradeHistoryRow = Omit<SavedTrade, "number">;

/** Newest first. */
export interface StrategyHistory {
  readonly advice: readonly AdviceHistoryRow[];
  readonly trades: readonly TradeHistoryRow[];
}

export interface StrategyReader {
  /** From memory. */
  view(): EngineView;
  /**
   * Asks the store.
   *
   * @param most rows of each list, up to `MOST_HISTORY_ROWS`.
   * @returns `undefined` for a strategy that is not known.
   */
  history(id: string, most: number): Promise<StrategyHistory | undefined>;
  /**
   * All paper trades that there ever were, newest first, piece by piece: they are never removed.
   *
   * @returns `undefined` for a strategy that is not known.
   */
  allTrades(id: string): AsyncIterable<readonly TradeHistoryRow[]> | undefined;
  /** What is wanted was changed in this process: it is taken up now, and not when it is looked for next. */
  follow(): Promise<void>;
}
