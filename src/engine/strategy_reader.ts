/** What the pages about strategies show, and the part of the program that tells them. */
import type { Advice } from "../core/advice.ts";
import type { EngineView } from "./strategy_view.ts";

export interface AdviceHistoryRow extends Pick<Advice, "action" | "confidence" | "reason"> {
  readonly decidedAtMs: number;
  /** Quote currency per unit; `undefined` when nothing was bought or sold for it. */
  readonly filledPrice?: number | undefined;
  /** Made up for after a pause: nobody should act on it. */
  readonly isLate: boolean;
}

/** A round trip on paper. */
export interface TradeHistoryRow {
  readonly side: "long" | "short";
  readonly units: number;
  readonly entryAtMs: number;
  readonly exitAtMs: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Quote currency, before fees. */
  readonly grossPnl: number;
  /** Of entry and exit together. */
  readonly fees: number;
  readonly exitReason: string;
  readonly entryReason: string;
}

/** Newest first, at most `MOST_HISTORY_ROWS` each. */
export interface StrategyHistory {
  readonly advice: readonly AdviceHistoryRow[];
  readonly trades: readonly TradeHistoryRow[];
}

export interface StrategyReader {
  /** From memory. */
  view(): EngineView;
  /** Reads the database. @returns `undefined` for a strategy that is not known. */
  history(id: string): StrategyHistory | undefined;
  /** Wants it to run or to stop, also across a restart of the program; it happens a little later. */
  set(id: string, active: boolean): Promise<"done" | "unknown">;
}
