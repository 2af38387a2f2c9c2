/** Simulated money and positions on one market. */
import { type Advice, type Fill, findSideFault } from "../core/advice.ts";
import type { Candle } from "../core/candle.ts";
import type { OrderSide } from "../core/market/rules.ts";
import { netPnl } from "../core/net_pnl.ts";
import type { ExitRules, FillDesk, OpenPosition, Side } from "./fill_models/fill_model.ts";
import { AccountMarket, type AccountMarketOptions, type AccountMarketState } from "./account_market.ts";
import { type MoneyRefusal, OrderSizer, type Refusal } from "./order_size.ts";
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
  /** Of a market with limits and tax; earlier versions knew none. */
  readonly market?: AccountMarketState;
}

/** Positions of earlier versions were taxed nowhere. */
type StoredPosition = Omit<OpenPosition, "entryTax"> & Partial<Pick<OpenPosition, "entryTax">>;

export interface PaperAccountOptions extends Partial<Pick<AccountMarketOptions, "hours" | "bases">> {
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
  readonly #market: AccountMarket | undefined;
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
    const { hours, bases } = options;
    this.#market = rules.market === undefined
      ? undefined
      : new AccountMarket({ rules: rules.market, barMs: candleMs, hours, bases });
  }

  /** Realised money: what came in and went out, without the positions that are open. */
  get cash(): number {
    return this.#cash;
  }

  get fees(): number {
    return this.#fees;
  }

  /** On sales, apart from the fees. */
  get tax(): number {
    return this.#market?.tax ?? 0;
  }

  get positions(): readonly OpenPosition[] {
    return this.#positions;
  }

  get refusals(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#refusals);
  }

  /** Candles in which an order had to wait, by reason. */
  get waits(): Readonly<Record<string, number>> {
    return this.#market?.waits ?? {};
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

  /** @param candle that brought it. */
  accept(advice: Advice, { close, openTimeMs }: Candle): void {
    this.pending = advice;
    this.pendingClose = close;
    if (this.#market !== undefined) this.#market.pendingAtMs = openTimeMs;
  }

  /** The candle is over for it, unless nobody would trade. */
  dropPending(): void {
    if (this.pending === undefined || this.#market?.keeps(this.pending) === true) return;
    this.pending = undefined;
  }

  startBar(candle: Candle, isLast: boolean): void {
    this.barIndex++;
    this.isLastBar = isLast;
    this.#atMs = candle.openTimeMs;
    this.#market?.startBar(candle);
  }

  open(side: Side, marketPrice: number): OpenPosition | undefined {
    const { rules } = this.#options;
    const advice = this.pending;
    if (advice === undefined) return undefined;
    if (side === "short" && !rules.allowShort) return this.#refuse("no_shorts");
    if (findSideFault(advice, this.pendingClose) !== undefined) return this.#refuse("wrong_side");
    const order = side === "long" ? "buy" : "sell";
    if (this.#market?.mustWait(order) === true) return undefined;
    if (this.#positions.length >= rules.mostPositions) return this.#refuse("position_open");
    const price = this.#marketPrice(order, marketPrice);
    const bound = this.#positions.reduce((sum, { units, entryPrice }) => sum + units * entryPrice, 0);
    const freeCash = this.#cash - bound;
    const hint = advice.size ?? rules.defaultSize;
    const units = this.#sizer.toOpen(hint, { side: order, price, freeCash });
    if (units === "not_enough_money") {
      this.#moneyRefusal ??= { price, lotCost: this.#sizer.lotCost(price, order), freeCash };
    }
    if (typeof units !== "number") return this.#refuse(units);
    const charges = this.#charge(order, units * price);
    const moment = this.#market?.findMoment();
    const position: OpenPosition = {
      side,
      units,
      entryPrice: price,
      entryAtMs: this.#atMs,
      entryBar: this.barIndex,
      signalClose: this.pendingClose,
      entryReason: advice.reason,
      entryFee: charges.fee,
      entryTax: charges.tax,
      ...(moment === undefined ? {} : { entryMoment: moment }),
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
      ...charges,
      ...(moment === undefined ? {} : { moment }),
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
    const order = isLong ? "sell" : "buy";
    // The end of the data is no order.
    if (how.reason !== "end" && this.#market?.mustWait(order) === true) return;
    const price = how.isLimit === true
      ? this.#onTick(marketPrice, isLong ? "down" : "up")
      : this.#marketPrice(order, marketPrice);
    const part = units / position.units;
    const entryFee = this.#sizer.chargeOf(position.entryFee, part);
    const entryTax = this.#sizer.chargeOf(position.entryTax, part);
    const rest = this.#sizer.without(units, position.units);
    if (rest > 0) {
      this.#positions[at] = {
        ...position,
        units: rest,
        entryFee: position.entryFee - entryFee,
        entryTax: position.entryTax - entryTax,
      };
    } else this.#positions.splice(at, 1);
    const grossPnl = units * (isLong ? price - position.entryPrice : position.entryPrice - price);
    this.#cash += grossPnl;
    const charges = this.#charge(order, units * price);
    const fees = entryFee + charges.fee;
    const tax = entryTax + charges.tax;
    const pnl = netPnl({ grossPnl, fees, tax });
    const isAdvised = how.reason === "signal" || how.reason === "reverse";
    const moment = isAdvised ? this.#market?.findMoment() : undefined;
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
      returnShare: fees + tax === 0 ? grossReturnShare : pnl / (units * position.entryPrice),
      grossPnl,
      grossReturnShare,
      fees,
      tax,
      ...(position.entryMoment === undefined ? {} : { entryMoment: position.entryMoment }),
      ...(moment === undefined ? {} : { exitMoment: moment }),
      exitReason: how.reason,
      entryReason: position.entryReason,
    });
    this.#options.onFill({
      action: isLong ? "sell" : "cover",
      atMs: this.#atMs,
      price,
      units,
      ...charges,
      ...(moment === undefined ? {} : { moment }),
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
      ...(this.#market === undefined ? {} : { market: this.#market.save() }),
    };
  }

  /** @param state of `save`, checked by whoever stored it. */
  restore(state: AccountState): void {
    this.#cash = state.cash;
    this.#fees = state.fees;
    this.barIndex = state.barIndex;
    this.pending = state.pending ?? undefined;
    this.pendingClose = state.pendingClose;
    this.#positions = state.positions.map((position: StoredPosition) => ({ entryTax: 0, ...position }));
    this.#refusals.clear();
    for (const [reason, count] of Object.entries(state.refusals)) this.#refusals.set(reason, count);
    if (state.market !== undefined) this.#market?.restore(state.market);
  }

  #charge(side: OrderSide, value: number): { readonly fee: number; readonly tax: number } {
    const fee = this.#sizer.feeOn(value, side);
    const tax = this.#market?.taxOn(side, value) ?? 0;
    this.#cash -= fee + tax;
    this.#fees += fee;
    return { fee, tax };
  }

  /** With slippage and rounding, both against us. */
  #marketPrice(side: OrderSide, price: number): number {
    return this.#onTick(this.#sizer.slipped(price, side), side === "buy" ? "up" : "down");
  }

  #onTick(price: number, direction: "up" | "down"): number {
    const onTick = this.#sizer.onTick(price, { atMs: this.#atMs, direction });
    return this.#market?.within(onTick) ?? onTick;
  }

  #refuse(reason: Refusal): undefined {
    this.#refusals.set(reason, (this.#refusals.get(reason) ?? 0) + 1);
    return undefined;
  }
}
