/** How many units an order may have and what its price is rounded to: exact where a lot, a tick or a balance decides. */
import type { SizeHint } from "../core/advice.ts";
import { type Decimal, readDecimal, roundToStep, toDecimal, toNumber } from "../core/decimal.ts";
import type { OrderSide } from "../core/market/rules.ts";
import type { AccountRules } from "./account_rules.ts";

/** Why an order was not made. */
export type Refusal =
  | "no_shorts"
  | "position_open"
  | "not_enough_money"
  | "below_minimum"
  | "not_a_size"
  | "wrong_side";

/** An order that the money did not pay. */
export interface MoneyRefusal {
  /** Of one unit, with slippage and on the tick; quote currency. */
  readonly price: number;
  /** Of the smallest order, a lot, with its fee. */
  readonly lotCost: number;
  /** What there was; quote currency. */
  readonly freeCash: number;
}

const ONE = toDecimal(1);
/** Doubles decide alone when a result is further than this from a whole number; a few roundings cost less. */
const ROUNDING = 2 ** -48;
/** So much of a lot is dust from adding and subtracting fractions. */
const DUST = 1e-6;
/** A wish for all the money may be above it by what adding fractions loses. */
const MONEY_DUST = 1e-9;

export function feeShareOf(
  { feeRate, sellFeeRate }: Pick<AccountRules, "feeRate" | "sellFeeRate">,
  side: OrderSide,
): number {
  return side === "sell" ? sellFeeRate ?? feeRate : feeRate;
}

/** The arithmetic of one account's orders; everything is above 0. */
export class OrderSizer {
  readonly #rules: AccountRules;
  readonly #lot: Decimal;
  /** The lot as a number, and as a whole number over a power of ten. */
  readonly #lotSize: number;
  readonly #lotDigits: number;
  readonly #lotScale: number;
  /** Charges are cut to whole ones of it; `undefined` cuts nothing. */
  readonly #chargeStep: Decimal | undefined;

  /** @throws {RangeError} when the lot is not decimal text above 0. */
  constructor(rules: AccountRules) {
    this.#rules = rules;
    this.#lot = readStep(rules.lotSize);
    const [whole = "0", rest = ""] = rules.lotSize.split(".");
    this.#lotSize = Number(rules.lotSize);
    this.#lotDigits = Number(whole + rest);
    this.#lotScale = 10 ** rest.length;
    const chargeStep = rules.market?.chargeStep;
    this.#chargeStep = chargeStep === undefined ? undefined : readStep(chargeStep);
  }

  /**
   * Whole lots. A share is what that part of the free money pays with the fee; units or a value that the free money
   * cannot pay are refused and not made smaller.
   *
   * @param options.freeCash quote currency.
   */
  toOpen(
    hint: SizeHint,
    options: { readonly side: OrderSide; readonly price: number; readonly freeCash: number },
  ): number | Refusal {
    const { price, freeCash } = options;
    const payable = freeCash > 0 ? this.#lotsFor(freeCash, options) : 0;
    const lots = this.#wantedLots(hint, options);
    if (typeof lots !== "number") return lots;
    if (payable === 0 || lots > payable) return "not_enough_money";
    if (lots === 0) return hint.kind === "share" ? "not_enough_money" : "below_minimum";
    const units = this.#unitsOf(lots);
    return this.#isLargeEnough(units, price) ? units : "below_minimum";
  }

  /** The part of `held` units that is to be closed, in whole lots. 0 when it is less than one. */
  toClose(hint: SizeHint | undefined, { held, price }: { held: number; price: number }): number {
    if (hint === undefined) return held;
    const units = hint.kind === "units"
      ? hint.units
      : hint.kind === "value"
      ? hint.value / price
      : held * hint.share;
    return units >= held ? held : this.wholeLots(units);
  }

  /** The units without what is less than a lot. */
  wholeLots(units: number): number {
    if (!(units > 0)) return 0;
    return this.#unitsOf(Math.floor(units / this.#lotSize + DUST));
  }

  /** What is left of `held` units. */
  without(sold: number, held: number): number {
    return sold === held ? 0 : toNumber(toDecimal(held) - toDecimal(sold));
  }

  /** The price on the tick of that time. */
  onTick(price: number, { atMs, direction }: { atMs: number; direction: "down" | "up" }): number {
    const { tickSize } = this.#rules;
    if (tickSize === undefined) return price;
    const step = readStep(typeof tickSize === "string" ? tickSize : tickSize(price, atMs));
    return toNumber(roundToStep(toDecimal(price), { step, direction }));
  }

  /** What a market order of this side meets instead of the price. */
  slipped(price: number, side: OrderSide): number {
    const { slippageShare } = this.#rules;
    const share = side === "buy" ? slippageShare : -slippageShare;
    if (this.#chargeStep === undefined) return price * (1 + share);
    // Dust above a tick would be rounded up to the next one.
    return toNumber(toDecimal(price) * (ONE + toDecimal(share)) / ONE);
  }

  /** Of an order of this value, cut to what can be paid. */
  feeOn(value: number, side: OrderSide): number {
    const share = feeShareOf(this.#rules, side);
    if (this.#chargeStep === undefined) return value * share;
    return toNumber(this.#cut(toDecimal(value) * toDecimal(share) / ONE));
  }

  /** The part of a charge that goes with a part of a position; the rest stays with the rest. */
  chargeOf(charge: number, part: number): number {
    const share = charge * part;
    return this.#chargeStep === undefined ? share : toNumber(this.#cut(toDecimal(share)));
  }

  /** Of the smallest order, with its fee. */
  lotCost(price: number, side: OrderSide): number {
    const value = price * this.#lotSize;
    if (this.#chargeStep !== undefined) return value + this.feeOn(value, side);
    return value * (1 + feeShareOf(this.#rules, side));
  }

  #wantedLots(hint: SizeHint, order: Parameters<OrderSizer["toOpen"]>[1]): number | Refusal {
    const { freeCash } = order;
    const amount = hint.kind === "units" ? hint.units : hint.kind === "value" ? hint.value : hint.share;
    if (!(amount > 0) || amount === Infinity || (hint.kind === "share" && amount > 1)) return "not_a_size";
    if (hint.kind === "units") return Math.floor(amount / this.#lotSize + DUST);
    if (!(freeCash > 0)) return "not_enough_money";
    if (hint.kind === "share") return this.#lotsFor(freeCash * amount, order);
    if (amount > freeCash * (1 + MONEY_DUST)) return "not_enough_money";
    return this.#lotsFor(Math.min(amount, freeCash), order);
  }

  /** Lots that so much money pays, fee included. */
  #lotsFor(
    money: number,
    { price, side }: { readonly price: number; readonly side: OrderSide },
  ): number {
    const feeShare = feeShareOf(this.#rules, side);
    const lots = money / (price * (1 + feeShare) * this.#lotSize);
    if (this.#chargeStep === undefined && Math.abs(lots - Math.round(lots)) > ROUNDING * lots) {
      return Math.floor(lots);
    }
    // Units of 10^-54 above, of 10^-54 below the line.
    const lotCost = toDecimal(price) * (ONE + toDecimal(feeShare)) * this.#lot;
    const payable = lotCost <= 0n ? 0 : Number(toDecimal(money) * ONE * ONE / lotCost);
    if (this.#chargeStep === undefined) return payable;
    // What is cut from the fee may pay for one more.
    const value = this.#unitsOf(payable + 1) * price;
    return value + this.feeOn(value, side) <= money ? payable + 1 : payable;
  }

  #cut(charge: Decimal): Decimal {
    const step = this.#chargeStep;
    return step === undefined ? charge : roundToStep(charge, { step, direction: "down" });
  }

  #unitsOf(lots: number): number {
    const digits = lots * this.#lotDigits;
    // One division of whole numbers is rounded once, hence is the number that the decimal text means.
    if (Number.isSafeInteger(digits) && this.#lotScale <= 1e22) return digits / this.#lotScale;
    return toNumber(BigInt(lots) * this.#lot);
  }

  #isLargeEnough(units: number, price: number): boolean {
    const least = this.#rules.minOrderValue;
    const value = units * price;
    if (Math.abs(value - least) > ROUNDING * value) return value > least;
    return toDecimal(units) * toDecimal(price) / ONE >= toDecimal(least);
  }
}

function readStep(text: string): Decimal {
  const value = readDecimal(text);
  if (value === undefined || value <= 0n) {
    throw new RangeError(`Cannot use ${text} as a step: it must be decimal text above 0`);
  }
  return value;
}
