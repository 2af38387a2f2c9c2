/** The account of a backtest from the command line: money, costs, steps. */
import type { KrxFees } from "../../exchanges/krx_rules.ts";
import { isUpbitWon } from "../../exchanges/coin_rules.ts";
import { COIN_EXCHANGES } from "../candles/file_market.ts";
import type { SizeHint } from "../../core/advice.ts";
import type { SeriesKey } from "../../core/candle.ts";
import { UserError } from "../../core/errors.ts";
import {
  type AccountPlan,
  krxSchema,
  type KrxWord,
  MOST_CASH,
  MOST_COST_SHARE,
  stepSchema,
  tickOf,
  type UsualName,
  usualNames,
  usualRules,
} from "../../paper/account_rules.ts";

/** As they were typed. */
export interface AccountOptions {
  readonly cash?: string;
  readonly fee?: string;
  readonly sellFee?: string;
  readonly krx?: string;
  readonly slippage?: string;
  readonly lot?: string;
  readonly tick?: string;
  readonly minOrder?: string;
  readonly units?: string;
  readonly share?: string;
  readonly value?: string;
  readonly allowShort?: boolean;
}

/**
 * What was said, else what is usual for the market: a stored series of an exchange for coins, and a file whose name
 * speaks of a won market of Upbit, with costs; any other file without, imported or not. Coins are traded in fractions,
 * anything else in whole units.
 *
 * @throws {UserError} naming the option.
 */
export function readAccount(
  options: AccountOptions,
  about: {
    readonly series: SeriesKey;
    /** Where the symbol does not tell it. */
    readonly currency?: string | undefined;
    readonly isFile: boolean;
    readonly modelId: string;
    /** What the owner's broker takes at KRX; left out, what is usual. */
    readonly krxFees?: KrxFees | undefined;
  },
): AccountPlan {
  const { series, currency, isFile, modelId, krxFees } = about;
  const krx = readKrx(options.krx);
  const { exchange, symbol } = series;
  const isOfCoins = COIN_EXCHANGES.includes(exchange);
  const isFree = (isFile || !isOfCoins) && !isUpbitWon(series);
  const isWhole = !isOfCoins && modelId !== "freqtrade";
  const market = { exchange, symbol, currency, isFree, isWhole, krx, krxFees };
  const usual = usualRules(market);
  const cost = { most: MOST_COST_SHARE };
  // One fee that was said is that of both sides.
  const usualSellFee = options.fee === undefined ? usual.sellFeeRate : undefined;
  const sellFeeRate = options.sellFee === undefined
    ? usualSellFee
    : readNumber("--sell-fee", options.sellFee, { usual: 0, ...cost });
  return {
    startCash: readNumber("--cash", options.cash, { usual: usual.startCash, above: 0 }),
    feeRate: readNumber("--fee", options.fee, { usual: usual.feeRate, ...cost }),
    slippageShare: readNumber("--slippage", options.slippage, { usual: usual.slippageShare, ...cost }),
    lotSize: readStep("--lot", options.lot ?? usual.lotSize),
    tickSize: options.tick === undefined ? tickOf(usual, market) : readTick(options.tick),
    minOrderValue: readNumber("--min-order", options.minOrder, { usual: usual.minOrderValue }),
    allowShort: options.allowShort ?? usual.allowShort,
    defaultSize: readSize(options),
    ...(sellFeeRate === undefined ? {} : { sellFeeRate }),
    ...(usual.krx === undefined ? {} : { krx: usual.krx }),
    ...(usual.isAdjusted === undefined ? {} : { isAdjusted: usual.isAdjusted }),
  };
}

function readKrx(text: string | undefined): KrxWord | undefined {
  if (text === undefined) return undefined;
  const word = krxSchema.options.find((known) => known.toLowerCase() === text.toLowerCase());
  if (word !== undefined) return word;
  throw refuse(`--krx must be one of ${krxSchema.options.join(", ")}, received ${quote(text)}`);
}

/** What of account and model was not said. */
export function findUsual(
  options: AccountOptions & { readonly fills?: string; readonly freqtradeParams?: string },
  account: Pick<AccountPlan, "krx">,
): readonly UsualName[] {
  const { cash, fee, slippage, lot, tick, minOrder, allowShort, units, share, value, krx } = options;
  const { fills, freqtradeParams } = options;
  return usualNames({
    startCash: cash,
    feeRate: fee,
    slippageShare: slippage,
    lotSize: lot,
    tickSize: tick,
    minOrderValue: minOrder,
    // A switch that was not thrown was not said.
    allowShort: allowShort === true ? allowShort : undefined,
    defaultSize: units ?? share ?? value,
    fillModel: fills ?? freqtradeParams,
    krx,
  }, account);
}

function readTick(text: string): string {
  if (text === "none" || text === "0") return "none";
  return text === "upbit" ? "upbit_krw" : readStep("--tick", text);
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

/** A number from 0 on, or above a bound. @throws {UserError} */
export function readNumber(
  name: string,
  text: string | undefined,
  { usual, above, most = MOST_CASH }: {
    readonly usual: number;
    readonly above?: number;
    readonly most?: number;
  },
): number {
  if (text === undefined) return usual;
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (Number.isFinite(value) && (above === undefined ? value >= 0 : value > above) && value <= most) {
    return value;
  }
  const from = above === undefined ? "from 0" : `above ${above}`;
  throw refuse(
    `${name} must be a number ${from}${most === MOST_CASH ? "" : ` to ${most}`}, received ${quote(text)}`,
  );
}

function readStep(name: string, text: string): string {
  if (stepSchema.safeParse(text).success) return text;
  throw refuse(`${name} must be a decimal number above 0 like 0.01, received ${quote(text)}`);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

function refuse(why: string): UserError {
  return new UserError("invalid", `Cannot run the backtest: ${why}`);
}
