import { strictEqual } from "node:assert/strict";
import { baseOf, quoteOf, readSymbol, toSymbolPath, toTopicPart } from "../../src/core/symbol.ts";

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

Deno.test("a symbol has a form for addresses, one for topics, a base and a quote", () => {
  strictEqual(toSymbolPath("BTC/KRW"), "BTC-KRW");
  strictEqual(toTopicPart("BTC/KRW"), "btckrw");
  strictEqual(baseOf("BTC/KRW"), "BTC");
  strictEqual(quoteOf("BTC/KRW"), "KRW");
});
