/**
 * The memory of strategies: what people want, and what strategies did. `store/` keeps it in SQLite; whatever else keeps
 * it passes the same contract test. Every row has an owner, who is named first.
 */
import type { Actor } from "../core/actor.ts";
import type { Advice } from "../core/advice.ts";
import type { AdviceReason } from "../core/reasons/advice_reason.ts";
import type { EventMessage, Topic } from "../bus/topics.ts";

/** What a person decides about a strategy. */
export interface NewStrategy {
  /** Short and free to choose: letters, digits, `_` and `-`. */
  readonly id: string;
  /** Id of a shipped strategy, or the name of a file: `my_idea.ts`. */
  readonly kind: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: string;
  /** Plain JSON. */
  readonly params: unknown;
  /** Plain JSON: start cash, costs, rules of the account; what is left out takes its default. */
  readonly money: unknown;
  /** What becomes of an open position when it is stopped. */
  readonly onStop: "leave" | "close";
  readonly isActive: boolean;
}

export interface StrategyRow extends NewStrategy {
  /** When somebody last asked for a start, if ever. A new time also starts one that is parked. */
  readonly startAskedAtMs: number | undefined;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  /** Who changed it last; `undefined` in rows of earlier versions, and in those that people wrote by hand. */
  readonly actor: Actor | undefined;
}

/** What the engine follows of a row. */
export type WantedStrategy = Omit<StrategyRow, "createdAtMs" | "changedAtMs" | "actor">;

/** What can be changed later. */
export type StrategyChange = Partial<Pick<NewStrategy, "params" | "money" | "onStop">>;

/** Which strategy, and who says so. */
export interface StrategyAct {
  readonly id: string;
  readonly actor: Actor;
}

/** Which of those that had this id in the course of time, as it was looked at. */
export type SeenStrategy = Pick<StrategyRow, "kind" | "createdAtMs">;

/** With what a change was made of: that is still so, or nothing is changed. */
export type SeenValues = SeenStrategy & Partial<Pick<StrategyRow, "params" | "money">>;

/** One that neither ran nor was about to, with what was stored of it then. */
export interface SeenAtRest extends SeenStrategy {
  /** Of the step that was stored; `undefined` when none was. */
  readonly cursorMs: number | undefined;
}

/** A strategy that is gone. */
export interface StrategyRemoval {
  readonly id: string;
  readonly kind: string;
  readonly createdAtMs: number;
  readonly removedAtMs: number;
  readonly actor: Actor | undefined;
}

export interface StrategyTable {
  /** Grows with every change by whomever, in whichever process, of whosever strategy. */
  changeCount(): Promise<number>;
  /** By id. */
  list(owner: string): Promise<readonly StrategyRow[]>;
  find(owner: string, id: string): Promise<StrategyRow | undefined>;
  /**
   * @returns false when the id is taken.
   * @throws {RangeError} for an id that is none; what the memory throws otherwise.
   */
  add(owner: string, wish: NewStrategy & { readonly actor: Actor }): Promise<boolean>;
  /**
   * @param act.seen what the change was checked against; without it, whichever has this id is changed.
   * @returns false when there is none of this id, or another one than was seen, or with other values.
   */
  change(
    owner: string,
    act: StrategyAct & { readonly change: StrategyChange; readonly seen?: SeenValues },
  ): Promise<boolean>;
  /** Also starts one that was parked. @returns false when there is none of this id. */
  start(owner: string, act: StrategyAct): Promise<boolean>;
  /** @param act.onStop without it, what was said before stays. @returns false when there is none of this id. */
  stop(owner: string, act: StrategyAct & { readonly onStop?: NewStrategy["onStop"] }): Promise<boolean>;
  /**
   * Forgets a strategy and everything it did, except who removed it.
   *
   * @param act.seen only while it is at rest, and what is stored of it is what was seen.
   * @returns false when there is none of this id, or not as it was seen.
   */
  remove(owner: string, act: StrategyAct & { readonly seen?: SeenAtRest }): Promise<boolean>;
  /** Newest first; the last 200 are kept. */
  removals(owner: string, limit: number): Promise<readonly StrategyRemoval[]>;
}

/** One piece of advice; `number` counts up by strategy, without holes. */
export interface SavedAdvice extends Advice {
  readonly number: number;
  /** When the candle that brought it began. */
  readonly barTimeMs: number;
  readonly decidedAtMs: number;
  /** From the candle's arrival to the advice, in real time. */
  readonly latencyMs: number;
  /** The candle was over long before: it was made up for after a pause, and nobody should act on it. */
  readonly isLate: boolean;
  /**
   * Its stop or target lies on the wrong side of the price, so that nothing is ordered and nobody should act on it. Told
   * with the event; of what is read back, the reason says it.
   */
  readonly isRefused?: boolean | undefined;
}

/** A round trip on paper; `number` counts up by strategy, without holes. */
export interface SavedTrade {
  readonly number: number;
  readonly side: "long" | "short";
  readonly units: number;
  readonly entryAtMs: number;
  readonly exitAtMs: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Quote currency, before fees and tax. */
  readonly grossPnl: number;
  /** Of entry and exit together. */
  readonly fees: number;
  /** On the sale, apart from the fees. */
  readonly tax: number;
  readonly exitReason: string;
  readonly entryReason: AdviceReason;
}

export interface EquityPoint {
  readonly atMs: number;
  /** Quote currency. */
  readonly equity: number;
}

/** What the rest of the program is told. */
export interface OwnMessage {
  /** The same at each repetition. Numbers begin anew when a strategy is removed and added again, candles do not. */
  readonly id: string;
  readonly topic: Topic;
  readonly v: number;
  readonly message: EventMessage;
}

/** A step of one strategy: all of it or nothing. */
export interface StrategyStep {
  readonly strategyId: string;
  /** The cursor that must be stored now, or nothing is written; `undefined` for the first step. */
  readonly expectedCursorMs: number | undefined;
  /** End of the last candle that was worked. */
  readonly cursorMs: number;
  /** Plain JSON. */
  readonly state: unknown;
  readonly savedAtMs: number;
  readonly advice: readonly SavedAdvice[];
  readonly trades: readonly SavedTrade[];
  /** The newest point replaces one of the same time. */
  readonly equity: EquityPoint | undefined;
  /** Stored with the step and brought to the bus afterwards, whatever happens to this process. */
  readonly events: readonly OwnMessage[];
}

export interface StoredStep {
  readonly cursorMs: number;
  readonly state: unknown;
}

/** How a strategy was, in words of the engine. */
export interface StatusNote {
  readonly status: unknown;
  readonly notedAtMs: number;
}

/** Which rows of a strategy: the newest `limit` ones. */
export interface RowsAsked {
  readonly id: string;
  readonly limit: number;
}

export interface TradesAsked extends RowsAsked {
  /** Only older ones than that of this number. */
  readonly beforeNumber?: number;
}

export interface StrategyJournal {
  /**
   * Stores a step. Steps of several strategies that come together may share one transaction.
   *
   * @returns false when the stored cursor is another one: somebody else has worked this candle.
   * @throws what the memory throws, also when the strategy is gone.
   */
  save(owner: string, step: StrategyStep): Promise<boolean>;
  /** What was saved last; `undefined` when nothing was. */
  load(owner: string, id: string): Promise<StoredStep | undefined>;
  /** How a strategy is, for other processes. @param note.status plain JSON. */
  noteStatus(owner: string, note: StatusNote & { readonly id: string }): Promise<void>;
  status(owner: string, id: string): Promise<StatusNote | undefined>;
  /** The notes of all strategies, by id: for whoever shows a list. */
  statuses(owner: string): Promise<ReadonlyMap<string, StatusNote>>;
  /** Newest first. */
  advice(owner: string, asked: RowsAsked): Promise<readonly SavedAdvice[]>;
  /** Newest first. */
  trades(owner: string, asked: TradesAsked): Promise<readonly SavedTrade[]>;
  /** Ascending. */
  equity(owner: string, asked: RowsAsked): Promise<readonly EquityPoint[]>;
}

export interface StrategyStore {
  readonly table: StrategyTable;
  readonly journal: StrategyJournal;
}
