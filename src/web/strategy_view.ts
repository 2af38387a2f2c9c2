/** What the pages about strategies and backtests show, and the parts of the program that tell them. */
import type { Advice } from "../core/advice.ts";
import type { EngineView } from "../engine/engine_view.ts";
import type { Lang } from "./i18n.ts";

/** Most rows of a history that a page shows. */
export const MOST_HISTORY_ROWS = 100;

export interface AdviceRow extends Pick<Advice, "action" | "confidence" | "reason"> {
  readonly decidedAtMs: number;
  /** Quote currency per unit; `undefined` when nothing was bought or sold for it. */
  readonly filledPrice?: number | undefined;
  /** Made up for after a pause: nobody should act on it. */
  readonly isLate: boolean;
}

/** A round trip on paper. */
export interface TradeRow {
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
  readonly advice: readonly AdviceRow[];
  readonly trades: readonly TradeRow[];
}

export interface StrategyReader {
  /** From memory. */
  view(): EngineView;
  /** Reads the database. @returns `undefined` for a strategy that is not known. */
  history(id: string): StrategyHistory | undefined;
  /** Wants it to run or to stop, also across a restart of the program; it happens a little later. */
  set(id: string, active: boolean): Promise<"done" | "unknown">;
}

/** One stored backtest in the list. Shares are fractions; `undefined` is not known. */
export interface ReportEntry {
  readonly id: string;
  readonly atMs: number;
  readonly strategy: string;
  readonly markets: string;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly trades: number | undefined;
  readonly returnShare: number | undefined;
  readonly maxDrawdownShare: number | undefined;
  readonly sharpe?: number | undefined;
  /** Costs of the run; earlier versions did not keep them. */
  readonly feeRate?: number | undefined;
  readonly slippageShare?: number | undefined;
}

export interface ReportReader {
  /** Newest first. */
  list(): readonly ReportEntry[];
  /** A whole document that needs nothing else. @returns `undefined` for an unknown one. */
  html(id: string, lang: Lang): string | undefined;
}
