/** The account of a backtest from the command line: money, costs, steps. */
import { COIN_EXCHANGES } from "../candles/file_market.ts";
import type { SizeHint } from "../../core/advice.ts";
import { readDecimal } from "../../core/decimal.ts";
import { EXIT, StartError } from "../../core/errors.ts";
import { quoteOf } from "../../core/symbol.ts";
import type { SeriesKey } from "../../core/candle.ts";

/** As they were typed. */
export interface AccountOptions {
  readonly cash?: string;
  readonly fee?: string;
  readonly slippage?: string;
  readonly lot?: string;
  readonly tick?: string;
  readonly minOrder?: string;
  readonly units?: string;
  readonly share?: string;
  readonly value?: string;
  readonly allowShort?: boolean;
}

/** Price steps: none, one for all prices, or the table of Upbit's KRW markets. */
export type TickRule =
  | { readonly kind: "none" }
  | { readonly kind: "step"; readonly step: string }
  | { readonly kind: "upbit_krw" };

/** `AccountRules` as plain JSON; how many positions may be open is the strategy's own affair. */
export interface AccountPlan {
  readonly startCash: number;
  readonly feeRate: number;
  readonly slippageShare: number;
  readonly lotSize: string;
  readonly tick: TickRule;
  readonly minOrderValue: number;
  readonly allowShort: boolean;
  readonly defaultSize: SizeHint;
}

/** Of an exchange for coins: Upbit's fee in KRW markets and its smallest order. */
const COIN_LOT = "0.00000001";
const EXCHANGE_FEE = 0.0005;
const UPBIT_MIN_ORDER_KRW = 5_000;
const USUAL_CASH = 10_000;
const USUAL_CASH_KRW = 10_000_000;

/**
 * What was said, else what is usual: coins with the costs of the exchange for a stored series, and for a file whose
 * name begins with `upbit` and names a KRW market; coins without costs for a file of another exchange for coins; shares
 * in whole units without costs for any other file.
 *
 * @throws {StartError} naming the option.
 */
export function readAccount(
  options: AccountOptions,
  about: { readonly series: SeriesKey; readonly isFile: boolean; readonly modelId: string },
): AccountPlan {
  const { series, isFile, modelId } = about;
  const isKrw = series.symbol.includes("/") && quoteOf(series.symbol) === "KRW";
  const isUpbitKrw = isKrw && series.exchange === "upbit";
  const isCoin = !isFile || modelId === "freqtrade" || COIN_EXCHANGES.includes(series.exchange);
  const usualLot = isCoin ? COIN_LOT : "1";
  return {
    startCash: readNumber("--cash", options.cash, {
      usual: isKrw ? USUAL_CASH_KRW : USUAL_CASH,
      above: 0,
    }),
    feeRate: readNumber("--fee", options.fee, { usual: isFile && !isUpbitKrw ? 0 : EXCHANGE_FEE, most: 0.5 }),
    slippageShare: readNumber("--slippage", options.slippage, { usual: 0, most: 0.5 }),
    lotSize: readStep("--lot", options.lot ?? usualLot),
    tick: readTick(options.tick, isUpbitKrw),
    minOrderValue: readNumber("--min-order", options.minOrder, {
      usual: isUpbitKrw ? UPBIT_MIN_ORDER_KRW : 0,
    }),
    allowShort: options.allowShort ?? false,
    defaultSize: readSize(options),
  };
}

function readTick(text: string | undefined, isUpbitKrw: boolean): TickRule {
  if (text === undefined) return isUpbitKrw ? { kind: "upbit_krw" } : { kind: "none" };
  if (text === "none" || text === "0") return { kind: "none" };
  if (text === "upbit") return { kind: "upbit_krw" };
  return { kind: "step", step: readStep("--tick", text) };
}

function readSize({ units, share, value }: AccountOptions): SizeHint {
  const given = [units, share, value].filter((text) => text !== undefined);
  if (given.length > 1) throw refuse("--units, --share and --value exclude each other; give one of them");
  if (units !== undefined) {
    return { kind: "units", units: readNumber("--units", units, { usual: 0, above: 0 }) };
  }
  if (value !== undefined) {
    return { kind: "value", value: readNumber("--value", value, { usual: 0, above: 0 }) };
  }
  return { kind: "share", share: readNumber("--share", share, { usual: 1, above: 0, most: 1 }) };
}

/** A number from 0 on, or above a bound. @throws {StartError} */
export function readNumber(
  name: string,
  text: string | undefined,
  { usual, above, most = 1e15 }: { readonly usual: number; readonly above?: number; readonly most?: number },
): number {
  if (text === undefined) return usual;
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (Number.isFinite(value) && (above === undefined ? value >= 0 : value > above) && value <= most) {
    return value;
  }
  const from = above === undefined ? "from 0" : `above ${above}`;
  throw refuse(
    `${name} must be a number ${from}${most === 1e15 ? "" : ` to ${most}`}, received ${quote(text)}`,
  );
}

function readStep(name: string, text: string): string {
  const value = readDecimal(text);
  if (value !== undefined && value > 0n) return text;
  throw refuse(`${name} must be a decimal number above 0 like 0.01, received ${quote(text)}`);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

function refuse(why: string): StartError {
  return new StartError(`Cannot run the backtest: ${why}`, EXIT.config);
}
