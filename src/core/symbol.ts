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

export function baseOf(symbol: string): string {
  return symbol.slice(0, symbol.indexOf("/"));
}

export function quoteOf(symbol: string): string {
  return symbol.slice(symbol.indexOf("/") + 1);
}
