/** The rules of a simulated account: one schema and one set of defaults, for paper, backtests and commands alike. */
import { z } from "zod";
import type { SizeHint } from "../core/advice.ts";
import { readDecimal } from "../core/decimal.ts";
import type { MarketRules } from "../core/market/rules.ts";
import { ADJUSTED_EXCHANGE, isFileExchange, isStockMarket, quoteOf } from "../core/symbol.ts";
import { coinRulesOf, isUpbitWon } from "../exchanges/coin_rules.ts";
import { KRX_KINDS, type KrxFees, krxRulesOf } from "../exchanges/krx_rules.ts";

/** What an account obeys while it trades. */
export interface AccountRules {
  /** Quote currency at the start. */
  readonly startCash: number;
  /** Fee of an order as a share of its value: 0.0005 is 0.05 %. */
  readonly feeRate: number;
  /** Of orders that sell; left out, as of the others. */
  readonly sellFeeRate?: number | undefined;
  /** Price that a market order loses, as a share: 0.0002 is 0.02 %. */
  readonly slippageShare: number;
  /** Smallest step of units, as decimal text: `1` for shares, `0.00000001` for coins. */
  readonly lotSize: string;
  /** Price step, as decimal text or by price; `undefined` does not round. */
  readonly tickSize: string | ((price: number, atMs: number) => string) | undefined;
  /** Smallest value of an order in quote currency. */
  readonly minOrderValue: number;
  readonly allowShort: boolean;
  /** Positions that may be open at once; more than 1 for strategies that buy in parts. */
  readonly mostPositions: number;
  /** How much to buy when advice does not say. */
  readonly defaultSize: SizeHint;
  /** By whose rules `market` is. */
  readonly krx?: KrxWord | undefined;
  /** What the market itself takes and allows; left out, there are fees alone, and any price is one. */
  readonly market?: Pick<MarketRules, "chargeStep" | "taxOn" | "priceLimits"> | undefined;
}

/** Quote currency. */
export const MOST_CASH = 1e15;
/** Of a fee and of slippage. */
export const MOST_COST_SHARE = 0.5;
const MOST_POSITIONS = 10_000;

const number = (what: string) => z.number(`must be a number ${what}`);
const aboveZero = (what: string) => number(what).gt(0, `must be a number ${what}`);
const fromZero = (most: number) => {
  const what = `from 0 to ${most}`;
  return number(what).min(0, `must be a number ${what}`).max(most, `must be a number ${what}`);
};

const STEP = 'must be decimal text above 0, like "0.00000001"';
export const stepSchema = z.string(STEP).refine((text) => (readDecimal(text) ?? 0n) > 0n, STEP);

const CASH = `above 0 up to ${MOST_CASH}`;
const POSITIONS = `must be a whole number from 1 to ${MOST_POSITIONS}`;
/** Whose steps, limits and taxes hold. */
const KRX_WORDS = [...KRX_KINDS, "none"] as const;
export type KrxWord = (typeof KRX_WORDS)[number];
const KRX = `must be ${KRX_WORDS.slice(0, -1).join(", ")} or none`;
export const krxSchema = z.enum(KRX_WORDS, KRX);
const SIZE = "must be a share above 0 up to 1, a value above 0 or units above 0";
const amount = z.number(SIZE).gt(0, SIZE);

/** `AccountRules` as plain JSON. */
export const accountPlanSchema = z.strictObject({
  startCash: aboveZero(CASH).max(MOST_CASH, `must be a number ${CASH}`),
  feeRate: fromZero(MOST_COST_SHARE),
  sellFeeRate: fromZero(MOST_COST_SHARE).optional(),
  slippageShare: fromZero(MOST_COST_SHARE),
  minOrderValue: fromZero(MOST_CASH),
  lotSize: stepSchema,
  /** `exchange`: as the market rounds, where that is known; `upbit_krw`: Upbit's table; `none` does not round. */
  tickSize: z.union([z.enum(["exchange", "upbit_krw", "none"]), stepSchema], {
    error: 'must be exchange, upbit_krw, none or decimal text above 0, like "0.01"',
  }),
  allowShort: z.boolean("must be true or false"),
  defaultSize: z.union([
    z.strictObject({ kind: z.literal("share"), share: amount.max(1, SIZE) }),
    z.strictObject({ kind: z.literal("value"), value: amount }),
    z.strictObject({ kind: z.literal("units"), units: amount }),
  ], { error: SIZE }),
  /** The kind of Korean security, by whose rules it is traded; left out, by none of them. */
  krx: krxSchema.optional(),
  /** Prices that were divided by later splits were never quoted: steps and limits of a day do not hold for them. */
  isAdjusted: z.literal(true, "must be true, or left out").optional(),
  /** Left out, what the strategy asks for. */
  mostPositions: z.int(POSITIONS).min(1, POSITIONS).max(MOST_POSITIONS, POSITIONS).optional(),
});

export type AccountPlan = Readonly<z.infer<typeof accountPlanSchema>>;

/** What is traded, as far as usual costs depend on it. */
export interface TradedMarket {
  readonly exchange: string;
  readonly symbol: string;
  /**
   * Nobody knows what trading there costs: candles of a file whose name does not speak of a won market of Upbit. Left out,
   * so are the candles of a series that comes from files alone.
   */
  readonly isFree?: boolean | undefined;
  /** Traded in whole units, as shares are; left out, so is a series that comes from files alone. */
  readonly isWhole?: boolean | undefined;
  /** Where the symbol does not tell it. */
  readonly currency?: string | undefined;
  /** Left out, a market of Korean stocks is one of KOSPI; costs of that are known. */
  readonly krx?: KrxWord | undefined;
  /** What the owner's broker takes there; left out, what is usual. */
  readonly krxFees?: KrxFees | undefined;
}

const CASH_KRW = 10_000_000;
const CASH_ELSEWHERE = 10_000;
/** A market order meets worse prices than the last one; the half of a tenth of a percent is on the careful side. */
const SLIPPAGE = 0.0005;

export function usualRules(market: TradedMarket): AccountPlan {
  const { exchange, symbol, currency, krxFees: fees } = market;
  const krx = market.krx ?? (isStockMarket(market) ? "KOSPI" : undefined);
  const isKrx = krx !== undefined && krx !== "none";
  const { feeShare, lotSize, minOrderValue } = isKrx ? krxRulesOf({ kind: krx, fees }) : coinRulesOf(market);
  const { isFree = isFileExchange(exchange), isWhole = isFileExchange(exchange) } = market;
  const isKrw = isKrx || (symbol.includes("/") ? quoteOf(symbol) : currency) === "KRW";
  const isPaid = isKrx || !isFree;
  const isAdjusted = exchange === ADJUSTED_EXCHANGE;
  const [feeRate, sellFeeRate] = [feeShare("buy"), feeShare("sell")];
  return {
    startCash: isKrw ? CASH_KRW : CASH_ELSEWHERE,
    feeRate: isPaid ? feeRate : 0,
    ...(isPaid && sellFeeRate !== feeRate ? { sellFeeRate } : {}),
    slippageShare: isPaid ? SLIPPAGE : 0,
    lotSize: isWhole ? "1" : lotSize,
    tickSize: isAdjusted ? "none" : "exchange",
    minOrderValue,
    allowShort: false,
    defaultSize: { kind: "share", share: 1 },
    ...(krx === undefined ? {} : { krx }),
    ...(isAdjusted ? { isAdjusted } : {}),
  };
}

/** What the market of a plan takes and allows by the date of each trade, where that is more than a fee. */
export function marketOf(
  { krx, isAdjusted }: Pick<AccountPlan, "krx" | "isAdjusted">,
): MarketRules | undefined {
  if (krx === undefined || krx === "none") return undefined;
  const rules = krxRulesOf({ kind: krx });
  return isAdjusted === true
    ? { ...rules, tickSizeAt: () => undefined, priceLimits: () => undefined }
    : rules;
}

/** What is as usual where nobody says otherwise: fields of a plan, and the id of a fill model. */
const USUAL_NAMES = [
  "startCash",
  "feeRate",
  "slippageShare",
  "lotSize",
  "tickSize",
  "minOrderValue",
  "allowShort",
  "defaultSize",
  "fillModel",
  "krx",
] as const;

export type UsualName = (typeof USUAL_NAMES)[number];

/** Those that were not given, so that what is usual holds. */
export function usualNames(
  given: Readonly<Partial<Record<UsualName, unknown>>>,
  { krx }: Pick<AccountPlan, "krx">,
): readonly UsualName[] {
  return USUAL_NAMES.filter((name) => given[name] === undefined && (name !== "krx" || krx !== undefined));
}

/** The tick of a plan without `exchange`, which means something for a market only, unless the plan tells that. */
export function tickOf(plan: Pick<AccountPlan, "tickSize" | "krx">, market: TradedMarket): string {
  if (plan.tickSize !== "exchange" || marketOf(plan) !== undefined) return plan.tickSize;
  return isUpbitWon(market) ? "upbit_krw" : "none";
}
