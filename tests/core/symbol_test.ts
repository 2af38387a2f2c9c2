import { strictEqual } from "node:assert/strict";
import {
  baseOf,
  quoteOf,
  readMarketSymbol,
  readSymbol,
  readTickerCode,
  toSymbolPath,
  toTopicPart,
} from "../../src/core/symbol.ts";

const READ: readonly (readonly [string, string | undefined])[] = [
  ["BTC/KRW", "BTC/KRW"],
  ["btc-krw", "BTC/KRW"],
  [" eth_usdt ", "ETH/USDT"],
  ["1INCH/KRW", "1INCH/KRW"],
  ["KRW-BTC", "BTC/KRW"],
  ["USDT-BTC", "USDT/BTC"],
  ["BTC", undefined],
  ["BTC/", undefined],
  ["/KRW", undefined],
  ["BTC/KRW/X", undefined],
  ["BTC/K W", undefined],
  ["비트/KRW", undefined],
  ["../../etc", undefined],
];

for (const [text, symbol] of READ) {
  Deno.test(`readSymbol() makes ${symbol} of ${JSON.stringify(text)}`, () =>
    strictEqual(readSymbol(text), symbol));
}

const AT_EXCHANGE: readonly (readonly [string, string, string | undefined])[] = [
  ["krx", "005930", "005930/KRW"],
  ["krx", "0009k0", "0009K0/KRW"],
  ["krx", "q500001", "Q500001/KRW"],
  ["krx", "A005930", "005930/KRW"],
  ["krx", "005930-krw", "005930/KRW"],
  ["krx", "a005930/KRW", "005930/KRW"],
  ["file", "00104K", "00104K/KRW"],
  ["file", "btc-usd", "BTC/USD"],
  ["upbit", "005930", undefined],
  ["krx", "5930", undefined],
  ["krx", "0059301", undefined],
  ["krx", "삼성전자", undefined],
];

for (const [exchange, text, symbol] of AT_EXCHANGE) {
  Deno.test(`readMarketSymbol() makes ${symbol} of ${text} at ${exchange}`, () =>
    strictEqual(readMarketSymbol(exchange, text), symbol));
}

const TICKERS: readonly (readonly [string, string | undefined])[] = [
  ["005930", "005930"],
  [" krx:005930 ", "005930"],
  ["KRX:0009k0", "0009K0"],
  ["005930/KRW", "005930"],
  ["A005930", "005930"],
  ["q500001", "Q500001"],
  ["krw-btc", "BTC/KRW"],
  ["krx:BTC/KRW", undefined],
  ["삼성전자", undefined],
];

for (const [text, ticker] of TICKERS) {
  Deno.test(`readTickerCode() makes ${ticker} of ${JSON.stringify(text)}`, () =>
    strictEqual(readTickerCode(text), ticker));
}

Deno.test("a symbol has a form for addresses, one for topics, a base and a quote", () => {
  strictEqual(toSymbolPath("BTC/KRW"), "BTC-KRW");
  strictEqual(toTopicPart("BTC/KRW"), "btckrw");
  strictEqual(baseOf("BTC/KRW"), "BTC");
  strictEqual(quoteOf("BTC/KRW"), "KRW");
});
