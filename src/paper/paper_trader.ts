/** One strategy with its own simulated money on one market; a backtest and paper trading run this same object. */
import { type Advice, type Fill, withSideFault } from "../core/advice.ts";
import { type Candle, type Interval, intervalLengthMs } from "../core/candle.ts";
import type { MarketHours } from "../core/market/hours.ts";
import type { ExitRules, FillModel, OpenPosition } from "./fill_models/fill_model.ts";
import type { MoneyRefusal } from "./order_size.ts";
import { type AccountState, PaperAccount } from "./paper_account.ts";
import type { AccountRules } from "./account_rules.ts";
import type { Trade } from "./trade.ts";
import type { KnownBases } from "./trading_day.ts";

/** What this room needs of a strategy at work. */
export interface Adviser {
  onCandle(candle: {
    readonly interval: Interval;
    readonly candle: Candle;
    readonly isClosed: boolean;
    readonly columns?: Readonly<Record<string, number>> | undefined;
  }): Advice | undefined;
  onFill?(fill: Fill): void;
}

export interface PaperTraderOptions {
  readonly adviser: Adviser;
  readonly model: FillModel;
  readonly rules: AccountRules;
  readonly exits: ExitRules;
  /** Of the candles that are traded on. */
  readonly interval: Interval;
  /** Of a market with sessions, to tell in which of them orders were filled. */
  readonly hours?: Pick<MarketHours, "openSpans"> | undefined;
  /** Of days whose base price is not the close before. */
  readonly bases?: KnownBases | undefined;
  /** Advice of the first so many candles of that interval does not count. */
  readonly warmUpBars: number;
  readonly onTrade?: (trade: Trade) => void;
  readonly onAdvice?: (advice: Advice, candle: Candle) => void;
}

/** Everything that a restart must not lose; plain JSON. */
export type PaperState = AccountState;

export class PaperTrader {
  readonly #options: PaperTraderOptions;
  readonly #account: PaperAccount;

  /** @throws {RangeError} when the rules hold a lot that is not decimal text above 0. */
  constructor(options: PaperTraderOptions) {
    this.#options = options;
    const { adviser, rules, exits, interval, hours, bases, onTrade } = options;
    this.#account = new PaperAccount({
      rules,
      exits,
      barMs: intervalLengthMs(interval) ?? NaN,
      hours,
      bases,
      onFill: (fill) => adviser.onFill?.(fill),
      onTrade: (trade) => onTrade?.(trade),
    });
  }

  /** Realised money: what came in and went out, without the positions that are open. */
  get cash(): number {
    return this.#account.cash;
  }

  get fees(): number {
    return this.#account.fees;
  }

  /** On sales, apart from the fees. */
  get tax(): number {
    return this.#account.tax;
  }

  /** Number of the last candle that was worked, from 0; -1 before. */
  get barIndex(): number {
    return this.#account.barIndex;
  }

  get pending(): Advice | undefined {
    return this.#account.pending;
  }

  get positions(): readonly Readonly<OpenPosition>[] {
    return this.#account.positions;
  }

  /** Orders that were not made, by reason. */
  get refusals(): Readonly<Record<string, number>> {
    return this.#account.refusals;
  }

  /** Candles in which an order had to wait, by reason. */
  get waits(): Readonly<Record<string, number>> {
    return this.#account.waits;
  }

  /** The first order of this object that the money did not pay. */
  get moneyRefusal(): MoneyRefusal | undefined {
    return this.#account.moneyRefusal;
  }

  /** Cash and what closing at this price would bring, before fees of closing. */
  equityAt(price: number): number {
    return this.#account.equityAt(price);
  }

  /** A closed candle of another interval than the traded one: it fills nothing, but the strategy may speak. */
  onOtherCandle(candle: Parameters<Adviser["onCandle"]>[0]): void {
    this.#take(this.#options.adviser.onCandle(candle), candle.candle);
  }

  /**
   * Works a closed candle of the traded interval: first the orders that wait, stops and targets, then the strategy.
   *
   * @param options.isLast closes what is open, at the end of a backtest.
   */
  onCandle(
    candle: Candle,
    options: { readonly isLast: boolean; readonly columns?: Readonly<Record<string, number>> | undefined },
  ): void {
    const account = this.#account;
    account.startBar(candle, options.isLast);
    if (account.pending !== undefined || account.positions.length > 0) {
      this.#options.model.onCandle(candle, account);
      account.dropPending();
      this.#stopWhenRuined(candle);
    }
    const { adviser, interval } = this.#options;
    this.#take(adviser.onCandle({ interval, candle, isClosed: true, columns: options.columns }), candle);
  }

  /** Advice of an adviser in another process, whose answer to the newest candle comes after `onCandle` has returned. */
  accept(advice: Advice, candle: Candle): void {
    this.#take(advice, candle);
  }

  save(): PaperState {
    return this.#account.save();
  }

  /** @param state of `save`, checked by whoever stored it. */
  restore(state: PaperState): void {
    this.#account.restore(state);
  }

  #take(said: Advice | undefined, candle: Candle): void {
    const account = this.#account;
    if (said === undefined || account.barIndex < this.#options.warmUpBars) return;
    // What is no advice at all is for whoever listens to refuse.
    const advice = said === null ? said : withSideFault(said, candle.close);
    this.#options.onAdvice?.(advice, candle);
    if (account.isLastBar) return;
    account.accept(advice, candle);
  }

  /** A short position can lose more than there is: it ends at the close of the candle in which nothing is left. */
  #stopWhenRuined({ close }: Candle): void {
    const account = this.#account;
    if (account.positions[0]?.side !== "short" || account.equityAt(close) > 0) return;
    for (const position of [...account.positions]) account.close(position, close, { reason: "out_of_money" });
  }
}
