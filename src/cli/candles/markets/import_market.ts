/** Under which name the candles of a file are kept: what was said, what stands in the file, and how it is called. */
import { readMarketArgument, withPriceKind } from "../../../commands/series_argument.ts";
import { UserError } from "../../../core/errors.ts";
import {
  ADJUSTED_EXCHANGE,
  isStockMarket,
  STOCK_EXCHANGE,
  toAdjustedExchange,
} from "../../../core/symbol.ts";
import { escapeControls, toShownText } from "../../../core/text.ts";
import type { CandleFile } from "../../../market/csv/candle_csv.ts";
import { guessMarket, isOtherMarket, saysAdjusted } from "../file_market.ts";
import { type Choice, findStatedMarket, suggestChoice } from "../many_markets.ts";

interface MarketWish {
  readonly symbol?: string;
  readonly exchange?: string;
  readonly sheet?: string;
  readonly adjusted?: boolean;
  readonly only: Choice | undefined;
  /** As the codes of the file have it. */
  readonly share: string | undefined;
}

/** By options first, then by what is chosen from the file, then by its name. @throws {UserError} with a way out. */
export async function chooseMarket(
  path: string,
  { symbol, exchange, only, sheet, share, adjusted }: MarketWish,
): Promise<{ exchange: string; symbol: string }> {
  const guess = guessMarket(path);
  const chosen = symbol ?? share ?? guess.symbol;
  const keptUnder = exchange ?? guess.exchange ??
    (share === undefined ? "file" : saysAdjusted(path) ? ADJUSTED_EXCHANGE : STOCK_EXCHANGE);
  if (chosen !== undefined) return toStockMarket(readMarketArgument(chosen, keptUnder), adjusted);
  const hint = only === undefined ? await findManyMarketsHint(path, sheet) : undefined;
  const problem = "Cannot tell the market from the name of the file";
  throw hint === undefined
    ? new UserError("invalid", `${problem}: add --symbol, for example --symbol BTC/KRW`)
    : new UserError("needs_option", problem, hint);
}

/** Who says that prices are adjusted speaks of a stock of KRX, also where the file's name does not. @throws {UserError} */
function toStockMarket(market: { exchange: string; symbol: string }, adjusted: boolean | undefined) {
  const isOfFile = adjusted === true && isStockMarket(market);
  return withPriceKind(isOfFile ? { ...market, exchange: STOCK_EXCHANGE } : market, adjusted);
}

/** Adjusted prices among raw ones would be believed for years: their columns count more than any name. */
export function toKept(
  { exchange, symbol }: { readonly exchange: string; readonly symbol: string },
  { isAdjusted }: CandleFile["layout"],
) {
  return { exchange: isAdjusted ? toAdjustedExchange(exchange, symbol) : exchange, symbol };
}

/** Prices under a wrong name would be believed for years. @throws {UserError} */
export async function refuseOtherMarket(
  path: string,
  symbol: string,
  { only, sheet }: { readonly only: Choice | undefined; readonly sheet: string | undefined },
): Promise<void> {
  const stated = only ?? await findStatedMarket(path, sheet);
  if (stated === undefined || !isOtherMarket(stated.text, symbol)) return;
  const { column, text } = stated;
  throw new UserError(
    "invalid",
    `${escapeControls(path)}: its column ${shown(column)} says ${shown(text)}, and --symbol says ${symbol}`,
    only === undefined
      ? "give the market that is in the file, choose its rows with --only, or store it under this name all the same with --force"
      : "choose rows of the same market, or store them under this name all the same with --force",
  );
}

export async function findManyMarketsHint(
  path: string,
  sheet: string | undefined,
): Promise<string | undefined> {
  const choice = await suggestChoice(path, sheet);
  if (choice === undefined) return undefined;
  const { column, text } = choice;
  return `it has a column ${shown(column)}: choose one market with --only, for example --only ${
    toShownText(column, 40)
  }=${toShownText(text, 40)}`;
}

const shown = (text: string) => `"${toShownText(text, 40)}"`;
