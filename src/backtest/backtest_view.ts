/** What the page of stored backtests shows, and the part of the program that tells it. */
import type { Actor } from "../core/actor.ts";
import type { Lang } from "../core/lang.ts";

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
  /** Who asked for it; earlier versions did not keep it. */
  readonly actor?: Actor | undefined;
}

export interface ReportReader {
  /** Newest first. @returns `undefined` while they cannot be read, which the problems of the program tell. */
  list(): Promise<readonly ReportEntry[] | undefined>;
  /** A whole document that needs nothing else. @returns `undefined` for an unknown one. */
  html(id: string, lang: Lang): Promise<string | undefined>;
}
