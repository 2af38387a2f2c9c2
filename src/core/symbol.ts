/** One spelling of markets inside: `BTC/KRW`. What an exchange writes stays in its own file. */

const SYMBOL = /^[A-Z0-9]{1,20}\/[A-Z0-9]{1,10}$/;

/** Six places, the first of them a digit: `005930`, `00104K`. */
const SHARE_CODE = /^\d[0-9A-Z]{5}$/;

/** Whether this is the code of a Korean share, as the exchange writes it. */
export function isShareCode(text: string): boolean {
  return SHARE_CODE.test(text);
}

export function isSymbol(text: string): boolean {
  return SYMBOL.test(text);
}

/**
 * `BTC/KRW` of `btc/krw`, `BTC-KRW` or `btc_krw`, and of `KRW-BTC` as Korean exchanges write it: nothing is sold for
 * won by its own name. `undefined` for anything else.
 */
export function readSymbol(text: string): string | undefined {
  const symbol = text.trim().toUpperCase().replace(/[-_]/, "/");
  if (!isSymbol(symbol)) return undefined;
  return baseOf(symbol) === "KRW" ? `${quoteOf(symbol)}/KRW` : symbol;
}

/** `BTC-KRW`, for addresses of pages and names of files, where a slash means something. */
export function toSymbolPath(symbol: string): string {
  return symbol.replace("/", "-");
}

/** `btckrw`, the spelling in the names of topics. */
export function toTopicPart(symbol: string): string {
  return symbol.replace("/", "").toLowerCase();
}

/** Where a series is kept that came from a file of which nobody said where its market is. */
export const FILE_EXCHANGE = "file";
/** Korean stocks, which come from files alone as well. */
export const STOCK_EXCHANGE = "krx";
/**
 * The same stocks with prices divided by later splits (수정주가). A name of its own and no mark beside each candle: so
 * no key, no file and no older version of the program can put them among the raw ones, and every list names the kind.
 */
export const ADJUSTED_EXCHANGE = "krx_adj";

/** Whether its series are Korean stocks, raw or adjusted; they are traded in the same sessions. */
export function isStockExchange(exchange: string): boolean {
  return exchange === STOCK_EXCHANGE || exchange === ADJUSTED_EXCHANGE;
}

/** Whether a series of this exchange comes from files alone, so that nothing adds to it by itself. */
export function isFileExchange(exchange: string): boolean {
  return exchange === FILE_EXCHANGE || isStockExchange(exchange);
}

/**
 * Of a Korean stock: six digits, or with a letter as newer ones and preferred shares have: `0001A0`, `00088K`; of an ETN
 * with a Q before.
 */
export function isStockCode(text: string): boolean {
  return /^(\d{6}|0\d{3}[A-Z]\d|\d{5}[KLM]|Q\d{6})$/i.test(text);
}

/** `005930` of `005930` or, as some programs of brokers write it, `a005930`; `undefined` for what is no code. */
export function readStockCode(text: string): string | undefined {
  const code = text.trim().toUpperCase().replace(/^A(?=\d[0-9A-Z]{5}$)/, "");
  return isShareCode(code) || isStockCode(code) ? code : undefined;
}

/** A market as somebody writes it at an exchange: of a Korean stock the code alone will do, for all are paid in won. */
export function readMarketSymbol(exchange: string, text: string): string | undefined {
  if (!isFileExchange(exchange)) return readSymbol(text);
  const code = readStockCode(text.trim().replace(WON, ""));
  return code === undefined ? readSymbol(text) : `${code}/KRW`;
}

/** As signals and alarms name it: `005930` of `krx:005930` or `005930/KRW`, and `BTC/KRW` of `btc-krw`. */
export function readTickerCode(text: string): string | undefined {
  const name = text.trim().replace(/^krx(_adj)?:/i, "");
  const code = readStockCode(name.replace(WON, ""));
  if (code !== undefined && isStockCode(code)) return code;
  return name === text.trim() ? readSymbol(name) : undefined;
}

const WON = /[-_/]krw$/i;

/** Whether a market is one of Korean stocks: that of KRX, or one of a file that has the code of a stock and won. */
export function isStockMarket({ exchange, symbol }: { exchange: string; symbol: string }): boolean {
  if (exchange !== FILE_EXCHANGE) return isStockExchange(exchange);
  return symbol.endsWith("/KRW") && isStockCode(baseOf(symbol));
}

/** Where the candles of a file are kept whose prices are adjusted: of anything but Korean stocks as others. */
export function toAdjustedExchange(exchange: string, symbol: string): string {
  return isStockMarket({ exchange, symbol }) ? ADJUSTED_EXCHANGE : exchange;
}

export function baseOf(symbol: string): string {
  return symbol.slice(0, symbol.indexOf("/"));
}

export function quoteOf(symbol: string): string {
  return symbol.slice(symbol.indexOf("/") + 1);
}
/** In what a stock or a market is paid: Korean shares in won. */
export function currencyOf(ticker: string): string {
  return ticker.includes("/") ? quoteOf(ticker) : "KRW";
}
