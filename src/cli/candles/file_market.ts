import {
  ADJUSTED_EXCHANGE,
  FILE_EXCHANGE,
  isStockCode,
  isStockMarket,
  readSymbol,
} from "../../core/symbol.ts";
import { EXCHANGE_IDS } from "../../config/settings/exchanges.ts";

/** Exchanges, as names of files name them, that sell coins and hence parts of one. */
export const COIN_EXCHANGES: readonly string[] = [
  ...EXCHANGE_IDS,
  "bitfinex",
  "coinbase",
  "kraken",
];
/** Exchanges whose names stand at the beginning of file names. */
const KNOWN = [...COIN_EXCHANGES, "krx"];
/** What files of candles end in. */
export const FILE_ENDING = /(\.(csv|tsv|txt|xlsx|xls|html?))?(\.(gz|zip))?$/i;
const QUOTES = "krw|usdt|usdc|usd|btc|eur|jpy";

/**
 * What a file's name says of the market in it: `upbit_krw-btc_1m.csv`, `binance_btcusdt_1m.csv.gz`,
 * `krx_005930_1d.csv`, `krx_adj_005930_1d.csv`, `005930_수정주가.csv`.
 */
export function guessMarket(path: string): { exchange: string | undefined; symbol: string | undefined } {
  const name = (path.split(/[/\\]/).at(-1) ?? "").toLowerCase();
  const words = name.replace(FILE_ENDING, "").split(/[_.\s]+/);
  const named = KNOWN.find((known) => words[0]?.startsWith(known));
  const isAdjusted = (named === undefined || named === "krx") && saysAdjusted(path);
  const symbol = words.map(toSymbol).find((found) => found !== undefined) ??
    words.flatMap((word) => isStockCode(word) ? [`${word.toUpperCase()}/KRW`] : [])[0];
  const isStock = symbol !== undefined && isStockMarket({ exchange: named ?? FILE_EXCHANGE, symbol });
  const exchange = isAdjusted && isStock ? ADJUSTED_EXCHANGE : named;
  return { exchange, symbol };
}

/** Whether a file's name says that its prices are adjusted: `krx_adj_…`, `…_adjusted.csv`, `…수정주가…`. */
export function saysAdjusted(path: string): boolean {
  const name = (path.split(/[/\\]/).at(-1) ?? "").toLowerCase().normalize("NFC");
  return /(^|[_.\s-])adj(usted)?([_.\s-]|$)|수정주가/.test(name);
}

/**
 * Whether a text of the file, like `BTCUSDT`, `KRW-BTC`, `BTC/USDT` or `005930`, is another market than this one.
 * A text that is no market says nothing.
 */
export function isOtherMarket(text: string, symbol: string): boolean {
  // The exchange writes an A before the code of a share.
  const word = text.trim().toLowerCase().replace(/^a(?=\d{6}$)/, "");
  const stated = isStockCode(word) ? `${word.toUpperCase()}/KRW` : readSymbol(word) ?? toSymbol(word);
  return stated !== undefined && stated !== symbol;
}

function toSymbol(word: string): string | undefined {
  const quoteFirst = new RegExp(`^(${QUOTES})-([a-z0-9]{2,10})$`).exec(word);
  if (quoteFirst !== null) return readSymbol(`${quoteFirst[2]}/${quoteFirst[1]}`);
  const baseFirst = new RegExp(`^([a-z0-9]{2,10}?)-?(${QUOTES})$`).exec(word);
  return baseFirst === null ? undefined : readSymbol(`${baseFirst[1]}/${baseFirst[2]}`);
}
