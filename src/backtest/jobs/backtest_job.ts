/** What is to be run, as plain JSON, so that it can be stored and handed to another process; and who runs it. */
import type { Span } from "../../core/candle.ts";
import type { ExitRules } from "../../paper/fill_models/fill_model.ts";
import type { AccountPlan, UsualName } from "../../paper/account_rules.ts";
import type { BacktestResult } from "../run/backtest_result.ts";
import type { LookaheadOptions, LookaheadReport } from "../run/lookahead.ts";
import type { SaidAdvice } from "../run/replay.ts";

export type StrategyWish =
  | { readonly kind: "shipped"; readonly id: string }
  /** Absolute path of a user's own file. */
  | { readonly kind: "file"; readonly path: string };

/** Everything of a run but its data, its parameters and its span. */
export interface BacktestJob {
  readonly strategy: StrategyWish;
  readonly modelId: string;
  readonly account: AccountPlan;
  /** What of account and model nobody said; earlier versions did not keep it. */
  readonly usual?: readonly UsualName[] | undefined;
  /** `allow_short` of a strategy that has it and was given none is as the account's: one switch for both. */
  readonly isShortSwitched?: boolean | undefined;
  readonly exits: ExitRules;
  /** What is said at candles that begin before does not count: they are history. Epoch ms. */
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

/** Parameters as they will be used. */
export interface ResolvedParams {
  readonly params: unknown;
  readonly warmUpBars: number;
  /** Candles that a live start looks at. */
  readonly historyBars: number;
}

/** A job over its data: a shipped strategy in this process, a user's file in one without permissions. */
export interface Runner extends AsyncDisposable {
  /** @throws {UserError} a sentence naming the parameter that does not fit. */
  resolve(params: unknown): Promise<ResolvedParams>;
  /** @throws {UserError} for parameters or data that do not fit. */
  run(wish: RunRequest): Promise<BacktestResult>;
  /** Everything it says over the first of the data, in order of time. @throws {UserError} */
  advise(params: unknown): Promise<readonly SaidAdvice[]>;
  /** Over the first of the data. @throws {UserError} */
  findLookahead(params: unknown, options: LookaheadOptions): Promise<LookaheadReport>;
}
