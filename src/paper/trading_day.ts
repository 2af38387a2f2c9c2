/** The day of a market that limits prices: within which its orders are filled, and which of them must wait. */
import type { Candle } from "../core/candle.ts";
import { kstDayOf, kstDayStartMs } from "../core/kst.ts";
import type { MarketRules, OrderSide } from "../core/market/rules.ts";

/** Why an order waits: nobody sells at the upper limit, nobody buys at the lower one, nobody trades in a halt. */
export type WaitReason = "upper_limit" | "lower_limit" | "halted";

/** What a day remembers over a restart; plain JSON. */
export interface TradingDayState {
  /** Counted from 1970-01-01 in Korea. */
  readonly day: number;
  /** From which the limits are counted; null where nobody knows it. */
  readonly base: number | null;
  readonly lastClose: number;
  readonly hasVolumes: boolean;
}

interface Limits {
  readonly lower: number;
  readonly upper: number;
}

const ANY_PRICE: Limits = { lower: -Infinity, upper: Infinity };

/** Base prices (기준가) by the day, counted from 1970-01-01 in Korea. */
export type KnownBases = ReadonlyMap<number, number>;

/** Fed each candle, none of them longer than a day. The base price is the close of the day before, unless it is known. */
export class TradingDay {
  readonly #priceLimits: MarketRules["priceLimits"];
  readonly #bases: KnownBases | undefined;
  #day = NaN;
  #base: number | undefined;
  #lastClose: number | undefined;
  #limits = ANY_PRICE;
  /** A file without volumes has 0 in all of its candles, and tells of no halt. */
  #hasVolumes = false;
  #waits: { readonly buy: WaitReason | undefined; readonly sell: WaitReason | undefined } = NOBODY;

  constructor({ priceLimits }: Pick<MarketRules, "priceLimits">, bases?: KnownBases) {
    this.#priceLimits = priceLimits;
    this.#bases = bases;
  }

  start(candle: Candle): void {
    const { openTimeMs, high, low, close, volume } = candle;
    const day = kstDayOf(openTimeMs);
    if (day !== this.#day) {
      this.#day = day;
      this.#base = this.#bases?.get(day) ?? this.#lastClose;
      this.#limits = this.#limitsAround(this.#base, openTimeMs);
    }
    // A split, an ex-date or a first day: the base was another one than the close before, and nobody tells it.
    if (high > this.#limits.upper || low < this.#limits.lower) {
      this.#base = undefined;
      this.#limits = ANY_PRICE;
    }
    this.#lastClose = close;
    if (volume > 0) this.#hasVolumes = true;
    this.#waits = this.#findWaits(candle);
  }

  /** Why an order of this side cannot be filled in the candle; `undefined` when it can. */
  waitOf(side: OrderSide): WaitReason | undefined {
    return this.#waits[side];
  }

  /** The price, or the limit that it is beyond. */
  within(price: number): number {
    return Math.min(Math.max(price, this.#limits.lower), this.#limits.upper);
  }

  save(): TradingDayState | undefined {
    const lastClose = this.#lastClose;
    if (lastClose === undefined) return undefined;
    return { day: this.#day, base: this.#base ?? null, lastClose, hasVolumes: this.#hasVolumes };
  }

  restore({ day, base, lastClose, hasVolumes }: TradingDayState): void {
    this.#day = day;
    this.#base = base ?? undefined;
    this.#lastClose = lastClose;
    this.#hasVolumes = hasVolumes;
    this.#limits = this.#limitsAround(this.#base, kstDayStartMs(day));
  }

  #limitsAround(base: number | undefined, atMs: number): Limits {
    // Prices that were divided by later splits are no prices of that day.
    if (base === undefined || !Number.isSafeInteger(base) || base <= 0) return ANY_PRICE;
    const limits = this.#priceLimits(String(base), atMs);
    return limits === undefined ? ANY_PRICE : { lower: Number(limits.lower), upper: Number(limits.upper) };
  }

  #findWaits({ open, high, low, close, volume }: Candle) {
    if (high !== low || open !== high || close !== high) return NOBODY;
    if (volume === 0 && this.#hasVolumes) return { buy: "halted", sell: "halted" } as const;
    if (high === this.#limits.upper) return { buy: "upper_limit", sell: undefined } as const;
    return low === this.#limits.lower ? { buy: undefined, sell: "lower_limit" } as const : NOBODY;
  }
}

const NOBODY = { buy: undefined, sell: undefined };
