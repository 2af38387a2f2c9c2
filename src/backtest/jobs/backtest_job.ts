/** What is to be run, as plain JSON, so that it can be stored and handed to another process. */
import type { Span } from "../../core/candle.ts";
import type { ExitRules } from "../../paper/fill_models/fill_model.ts";
import type { AccountPlan } from "../../paper/account_rules.ts";

export type StrategyWish =
  | { readonly kind: "shipped"; readonly id: string }
  /** Absolute path of a user's own file. */
  | { readonly kind: "file"; readonly path: string };

/** Everything of a run but its data, its parameters and its span. */
export interface BacktestJob {
  readonly strategy: StrategyWish;
  readonly modelId: string;
  readonly account: AccountPlan;
  readonly exits: ExitRules;
  /** What is said at bars that begin before does not count: they are history. Epoch ms. */
  readonly silentUntilMs?: number | undefined;
  /** Of the program. */
  readonly version: string;
}

export interface RunRequest {
  /** As they were given; the strategy's schema adds its defaults. */
  readonly params: unknown;
  /** `undefined` is all of the data. */
  readonly span: Span | undefined;
}
