/** What KRX asks of orders and takes of sales, by the date of the trade. All prices are whole won. */
import { dayOfDate, kstDayOf } from "../core/kst.ts";
import type { MarketRules } from "../core/market/rules.ts";

/** `etf` and `etn` trade on KOSPI, with a step of their own and without tax on sales. */
export const KRX_KINDS = ["KOSPI", "KOSDAQ", "KONEX", "etf", "etn"] as const;
export type KrxKind = (typeof KRX_KINDS)[number];

export interface KrxRuleOptions {
  readonly kind: KrxKind;
  /** What the broker takes of an order's value. Default: `KRX_FEE_SHARE` of the kind. */
  readonly fees?: KrxFees | undefined;
}

/** Shares of an order's value. */
export interface KrxFees {
  readonly buy?: number | undefined;
  readonly sell?: number | undefined;
}

/** Prices below the first number go in steps of the second one, in won. */
type StepBand = readonly [belowWon: number, stepWon: number];

const STOCK_STEPS: readonly StepBand[] = [
  [2_000, 1],
  [5_000, 5],
  [20_000, 10],
  [50_000, 50],
  [200_000, 100],
  [500_000, 500],
  [Infinity, 1_000],
];
const KOSPI_STEPS_BEFORE: readonly StepBand[] = [
  [1_000, 1],
  [5_000, 5],
  [10_000, 10],
  [50_000, 50],
  [100_000, 100],
  [500_000, 500],
  [Infinity, 1_000],
];
const KOSDAQ_STEPS_BEFORE: readonly StepBand[] = [[1_000, 1], [5_000, 5], [10_000, 10], [50_000, 50], [
  Infinity,
  100,
]];
const FUND_STEPS: readonly StepBand[] = [[2_000, 1], [Infinity, 5]];
const FUND_STEPS_BEFORE: readonly StepBand[] = [[Infinity, 5]];

/** One table for all stocks since then. */
const STEP_REFORM_DAY = dayOfDate("2023-01-25");
/** Two newspapers differ by ten days; the later one is taken. */
const FUND_STEP_REFORM_DAY = dayOfDate("2023-12-18");
/** Before it the limit was 15 %, as KONEX still has it. */
const LIMIT_REFORM_DAY = dayOfDate("2015-06-15");

/**
 * Tax on sales in hundredths of a per cent, by the date of the trade; KOSPI's with the rural tax in it. A new year's rate
 * begins two sessions before the year ends, since what counts is the day on which the shares change hands.
 *
 * @see https://www.law.go.kr/법령/증권거래세법시행령
 */
export const SALES_TAX: readonly {
  readonly fromDay: number;
  readonly listed: number;
  readonly konex: number;
}[] = [
  { fromDay: -Infinity, listed: 30, konex: 30 },
  { fromDay: dayOfDate("2019-05-30"), listed: 25, konex: 10 },
  { fromDay: dayOfDate("2020-12-29"), listed: 23, konex: 10 },
  { fromDay: dayOfDate("2022-12-28"), listed: 20, konex: 10 },
  { fromDay: dayOfDate("2023-12-27"), listed: 18, konex: 10 },
  { fromDay: dayOfDate("2024-12-27"), listed: 15, konex: 10 },
  { fromDay: dayOfDate("2025-12-29"), listed: 20, konex: 10 },
];

/** An online account at a Korean broker, as a comparison of 2026 has it; what an account really pays is a setting. */
export const KRX_FEE_SHARE = { stock: 0.000140527, fund: 0.000146527 } as const;

export function krxRulesOf({ kind, fees }: KrxRuleOptions): MarketRules {
  const isFund = kind === "etf" || kind === "etn";
  const usualFee = isFund ? KRX_FEE_SHARE.fund : KRX_FEE_SHARE.stock;
  const stepAt = (priceWon: number, atMs: number) => stepOf(stepsOn(kind, kstDayOf(atMs)), priceWon);
  return {
    tickSizeAt: (price, atMs) => String(stepAt(price, atMs)),
    lotSize: "1",
    minOrderValue: 0,
    feeShare: (side) => fees?.[side] ?? usualFee,
    chargeStep: "1",
    taxOn({ side, value, tradedAtMs }) {
      if (side === "buy" || isFund) return 0;
      const row = SALES_TAX.findLast(({ fromDay }) => fromDay <= kstDayOf(tradedAtMs));
      const hundredths = (kind === "KONEX" ? row?.konex : row?.listed) ?? 0;
      // In whole numbers: 100,000 won at 0.23 % are 230, and 229.99999999999997 in binary fractions.
      const tenThousandths = Math.round(value) * hundredths;
      return (tenThousandths - tenThousandths % 10_000) / 10_000;
    },
    priceLimits(basePrice, atMs) {
      const base = readWon(basePrice);
      const hundredths = kind === "KONEX" || kstDayOf(atMs) < LIMIT_REFORM_DAY ? 15 : 30;
      const width = floorTo(Math.floor(base * hundredths / 100), stepAt(base, atMs));
      const [upper, lower] = [base + width, base - width];
      return {
        upper: String(floorTo(upper, stepAt(upper, atMs))),
        lower: String(-floorTo(-lower, stepAt(lower, atMs))),
      };
    },
  };
}

function stepsOn(kind: KrxKind, day: number): readonly StepBand[] {
  if (kind === "etf" || kind === "etn") return day < FUND_STEP_REFORM_DAY ? FUND_STEPS_BEFORE : FUND_STEPS;
  if (day >= STEP_REFORM_DAY) return STOCK_STEPS;
  return kind === "KOSPI" ? KOSPI_STEPS_BEFORE : KOSDAQ_STEPS_BEFORE;
}

/** @throws {RangeError} when it is no price above 0. */
function stepOf(bands: readonly StepBand[], priceWon: number): number {
  const band = priceWon > 0 ? bands.find(([belowWon]) => priceWon < belowWon) : undefined;
  if (band === undefined) {
    throw new RangeError(`Cannot find a price step: ${priceWon} is not a price above 0`);
  }
  return band[1];
}

function floorTo(won: number, step: number): number {
  return Math.floor(won / step) * step;
}

function readWon(text: string): number {
  const won = Number(text);
  if (Number.isSafeInteger(won) && won > 0) return won;
  throw new RangeError(`Cannot use the base price ${text}: it must be whole won above 0`);
}
