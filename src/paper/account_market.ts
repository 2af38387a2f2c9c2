/** What a market with limits, sessions and tax adds to an account. */
import type { Advice, FillMoment } from "../core/advice.ts";
import type { Candle } from "../core/candle.ts";
import { DAY_MS } from "../core/kst.ts";
import { findFillMoment } from "../core/market/fill_moment.ts";
import type { MarketHours } from "../core/market/hours.ts";
import type { OrderSide } from "../core/market/rules.ts";
import type { AccountRules } from "./account_rules.ts";
import { TradingDay, type TradingDayState } from "./trading_day.ts";

/** What it remembers over a restart; plain JSON. */
export interface AccountMarketState {
  readonly tax: number;
  readonly pendingAtMs: number;
  readonly waits: Readonly<Record<string, number>>;
  readonly day: TradingDayState | null;
}

export interface AccountMarketOptions {
  readonly rules: NonNullable<AccountRules["market"]>;
  readonly barMs: number;
  /** To tell in which session orders were filled; left out, nobody knows. */
  readonly hours: Pick<MarketHours, "openSpans"> | undefined;
}

export class AccountMarket {
  /** On sales, in quote currency. */
  tax = 0;
  /** When the candle began whose advice is pending. */
  pendingAtMs = 0;
  readonly #options: AccountMarketOptions;
  /** `undefined` for candles longer than the days that have limits. */
  readonly #day: TradingDay | undefined;
  readonly #waits = new Map<string, number>();
  #atMs = 0;
  #hasWaited = false;

  constructor(options: AccountMarketOptions) {
    this.#options = options;
    this.#day = options.barMs <= DAY_MS ? new TradingDay(options.rules) : undefined;
  }

  /** Candles in which an order had to wait, by reason. */
  get waits(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#waits);
  }

  startBar(candle: Candle): void {
    this.#atMs = candle.openTimeMs;
    this.#hasWaited = false;
    this.#day?.start(candle);
  }

  /** Counts the candle once, however many orders wait in it. */
  mustWait(side: OrderSide): boolean {
    const reason = this.#day?.waitOf(side);
    if (reason === undefined) return false;
    if (!this.#hasWaited) this.#waits.set(reason, (this.#waits.get(reason) ?? 0) + 1);
    this.#hasWaited = true;
    return true;
  }

  /** Whether advice cannot be ordered in this candle, and is for the next one again. */
  keeps({ action }: Pick<Advice, "action">): boolean {
    return this.#day?.waitOf(action === "buy" || action === "cover" ? "buy" : "sell") !== undefined;
  }

  within(price: number): number {
    return this.#day?.within(price) ?? price;
  }

  taxOn(side: OrderSide, value: number): number {
    const tax = this.#options.rules.taxOn({ side, value, tradedAtMs: this.#atMs });
    this.tax += tax;
    return tax;
  }

  /** Of the pending advice, if it is filled now. */
  findMoment(): FillMoment | undefined {
    const { hours } = this.#options;
    if (hours === undefined || this.pendingAtMs === 0) return undefined;
    return findFillMoment({ advisedMs: this.pendingAtMs, filledMs: this.#atMs }, hours);
  }

  save(): AccountMarketState {
    const { tax, pendingAtMs, waits } = this;
    return { tax, pendingAtMs, waits, day: this.#day?.save() ?? null };
  }

  restore({ tax, pendingAtMs, waits, day }: AccountMarketState): void {
    this.tax = tax;
    this.pendingAtMs = pendingAtMs;
    this.#waits.clear();
    for (const [reason, count] of Object.entries(waits)) this.#waits.set(reason, count);
    if (day !== null) this.#day?.restore(day);
  }
}
