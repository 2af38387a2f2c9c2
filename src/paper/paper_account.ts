/** Simulated money and positions on one market. */
import { type Advice, type Fill, findSideFault } from "../core/advice.ts";
import type { Candle } from "../core/candle.ts";
import { netPnl } from "../core/net_pnl.ts";
import type { ExitRules, FillDesk, OpenPosition, Side } from "./fill_models/fill_model.ts";
import { OrderSizer, type Refusal } from "./order_size.ts";
import type { AccountRules } from "./account_rules.ts";
import type { Trade } from "./trade.ts";

/** What an account remembers over a restart; plain JSON. */
export interface AccountState {
  readonly cash: number;
  readonly fees: number;
  readonly barIndex: number;
  readonly pending: Advice | null;
  readonly pendingClose: number;
  readonly positions: readonly OpenPosition[];
  readonly refusals: Readonly<Record<string, number>>;
}

/** An order that the money did not pay. */
export interface MoneyRefusal {
  /** Of one unit, with slippage and on the tick; quote currency. */
  readonly price: number;
  /** Of the smallest order, a lot, with its fee. */
  readonly lotCost: number;
  /** What there was; quote currency. */
  readonly freeCash: number;
}

export interface PaperAccountOptions {
  readonly rules: AccountRules;
  readonly exits: ExitRules;
  readonly barMs: number;
  readonly onFill: (fill: Fill) => void;
  readonly onTrade: (trade: Trade) => void;
}

/** The desk that a fill model works with. */
export class PaperAccount implements FillDesk {
  readonly exits: ExitRules;
  readonly barMs: number;
  readonly feeRate: number;
  barIndex = -1;
  isLastBar = false;
  pending: Advice | undefined;
  /** Close of the candle that brought it. */
  pendingClose = 0;
  readonly #options: PaperAccountOptions;
  readonly #sizer: OrderSizer;
  readonly #refusals = new Map<string, number>();
  #moneyRefusal: MoneyRefusal | undefined;
  #cash: number;
  #fees = 0;
  #positions: OpenPosition[] = [];
  /** Open time of the candle at work. */
  #atMs = 0;

  constructor(options: PaperAccountOptions) {
    const { rules, exits, barMs: candleMs } = options;
    this.exits = exits;
    this.barMs = candleMs;
    this.feeRate = rules.feeRate;
    this.#options = options;
    this.#sizer = new OrderSizer(rules);
    this.#cash = rules.startCash;
  }

  /** Realised money: what came in and went out, without the positions that are open. */
  get cash(): number {
    return this.#cash;
  }

  get fees(): number {
    return this.#fees;
  }

  get positions(): readonly OpenPosition[] {
    return this.#positions;
  }

  get refusals(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#refusals);
  }

  /** The first one; not kept over a restart. */
  get moneyRefusal(): MoneyRefusal | undefined {
    return this.#moneyRefusal;
  }

  /** Cash and what closing at this price would bring, before fees of closing. */
  equityAt(price: number): number {
    let equity = this.#cash;
    for (const { side, units, entryPrice } of this.#positions) {
      equity += units * (side === "long" ? price - entryPrice : entryPrice - price);
    }
    return equity;
  }

  startBar({ openTimeMs }: Candle, isLast: boolean): void {
    this.barIndex++;
    this.isLastBar = isLast;
    this.#atMs = openTimeMs;
  }

  open(side: Side, marketPrice: number): OpenPosition | undefined {
    const { rules } = this.#options;
    const advice = this.pending;
    if (advice === undefined) return undefined;
    if (side === "short" && !rules.allowShort) return this.#refuse("no_shorts");
    if (findSideFault(advice, this.pendingClose) !== undefined) return this.#refuse("wrong_side");
    if (this.#positions.length >= rules.mostPositions) return this.#refuse("position_open");
    const price = this.#marketPrice(side === "long" ? "buy" : "sell", marketPrice);
    const bound = this.#positions.reduce((sum, { units, entryPrice }) => sum + units * entryPrice, 0);
    const freeCash = this.#cash - bound;
    const units = this.#sizer.toOpen(advice.size ?? rules.defaultSize, { price, freeCash });
    if (units === "not_enough_money") {
      const lotCost = price * Number(rules.lotSize) * (1 + rules.feeRate);
      this.#moneyRefusal ??= { price, lotCost, freeCash };
    }
    if (typeof units !== "number") return this.#refuse(units);
    const fee = this.#charge(units * price);
    const position: OpenPosition = {
      side,
      units,
      entryPrice: price,
      entryAtMs: this.#atMs,
      entryBar: this.barIndex,
      signalClose: this.pendingClose,
      entryReason: advice.reason,
      entryFee: fee,
      stopPrice: undefined,
      takeProfitPrice: undefined,
      isTrailing: false,
      bestPrice: price,
    };
    this.#positions.push(position);
    this.#options.onFill({
      action: side === "long" ? "buy" : "short",
      atMs: this.#atMs,
      price,
      units,
      fee,
    });
    return position;
  }

  unitsToClose(price: number): number {
    const held = this.#positions.reduce((sum, { units }) => sum + units, 0);
    return this.#sizer.toClose(this.pending?.size, { held, price });
  }

  close(position: OpenPosition, marketPrice: number, how: Parameters<FillDesk["close"]>[2]): void {
    const at = this.#positions.indexOf(position);
    const isPart = how.units !== undefined && how.units < position.units;
    const units = isPart ? this.#sizer.wholeLots(how.units ?? 0) : position.units;
    if (at === -1 || units === 0) return;
    const isLong = position.side === "long";
    const price = how.isLimit === true
      ? this.#sizer.onTick(marketPrice, isLong ? "down" : "up")
      : this.#marketPrice(isLong ? "sell" : "buy", marketPrice);
    const entryFee = position.entryFee * (units / position.units);
    const rest = this.#sizer.without(units, position.units);
    if (rest > 0) this.#positions[at] = { ...position, units: rest, entryFee: position.entryFee - entryFee };
    else this.#positions.splice(at, 1);
    const grossPnl = units * (isLong ? price - position.entryPrice : position.entryPrice - price);
    this.#cash += grossPnl;
    const fee = this.#charge(units * price);
    const fees = entryFee + fee;
    const pnl = netPnl({ grossPnl, fees });
    const grossReturnShare = (price / position.entryPrice - 1) * (isLong ? 1 : -1);
    this.#options.onTrade({
      side: position.side,
      units,
      entryBar: position.entryBar,
      exitBar: this.barIndex,
      entryAtMs: position.entryAtMs,
      exitAtMs: this.#atMs,
      entryPrice: position.entryPrice,
      exitPrice: price,
      pnl,
      // The two spellings differ in the last bit, and without fees net is gross.
      returnShare: fees === 0 ? grossReturnShare : pnl / (units * position.entryPrice),
      grossPnl,
      grossReturnShare,
      fees,
      exitReason: how.reason,
      entryReason: position.entryReason,
    });
    this.#options.onFill({
      action: isLong ? "sell" : "cover",
      atMs: this.#atMs,
      price,
      units,
      fee,
      exitReason: how.reason,
    });
  }

  save(): AccountState {
    return {
      cash: this.#cash,
      fees: this.#fees,
      barIndex: this.barIndex,
      pending: this.pending ?? null,
      pendingClose: this.pendingClose,
      positions: this.#positions.map((position) => ({ ...position })),
      refusals: this.refusals,
    };
  }

  /** @param state of `save`, checked by whoever stored it. */
  restore(state: AccountState): void {
    this.#cash = state.cash;
    this.#fees = state.fees;
    this.barIndex = state.barIndex;
    this.pending = state.pending ?? undefined;
    this.pendingClose = state.pendingClose;
    this.#positions = state.positions.map((position) => ({ ...position }));
    this.#refusals.clear();
    for (const [reason, count] of Object.entries(state.refusals)) this.#refusals.set(reason, count);
  }

  #charge(value: number): number {
    const fee = value * this.feeRate;
    this.#cash -= fee;
    this.#fees += fee;
    return fee;
  }

  /** With slippage and rounding, both against us. */
  #marketPrice(action: "buy" | "sell", price: number): number {
    const { slippageShare } = this.#options.rules;
    return action === "buy"
      ? this.#sizer.onTick(price * (1 + slippageShare), "up")
      : this.#sizer.onTick(price * (1 - slippageShare), "down");
  }

  #refuse(reason: Refusal): undefined {
    this.#refusals.set(reason, (this.#refusals.get(reason) ?? 0) + 1);
    return undefined;
  }
}
