import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { coinRulesOf, isUpbitWon } from "../../src/exchanges/coin_rules.ts";

const MARKETS: readonly (readonly [string, string, number, number, string | undefined])[] = [
  ["upbit", "BTC/KRW", 0.0005, 5_000, "1000"],
  ["upbit", "ETH/BTC", 0.0025, 0, undefined],
  ["binance", "BTC/USDT", 0.001, 0, undefined],
  ["bithumb", "BTC/KRW", 0.001, 0, undefined],
];

for (const [exchange, symbol, fee, minOrderValue, tickSize] of MARKETS) {
  Deno.test(`${exchange} ${symbol} costs ${fee} either way, and asks for orders of ${minOrderValue} at least`, () => {
    const rules = coinRulesOf({ exchange, symbol });
    deepStrictEqual([rules.feeShare("buy"), rules.feeShare("sell")], [fee, fee]);
    deepStrictEqual([rules.minOrderValue, rules.lotSize], [minOrderValue, "0.00000001"]);
    strictEqual(rules.tickSizeAt(150_000_000, 0), tickSize);
  });
}

Deno.test("coins have neither a tax on sales nor limits of the day", () => {
  const rules = coinRulesOf({ exchange: "upbit", symbol: "BTC/KRW" });
  for (const side of ["sell", "buy"] as const) {
    strictEqual(rules.taxOn({ side, value: 1e6, tradedAtMs: 0 }), 0);
  }
  strictEqual(rules.priceLimits("100", 0), undefined);
});

Deno.test("a market in won of Upbit is told by exchange and quote currency, not by a name that ends so", () => {
  strictEqual(isUpbitWon({ exchange: "upbit", symbol: "BTC/KRW" }), true);
  for (const [exchange, symbol] of [["upbit", "KRW"], ["upbit", "BTC/USDT"], ["file", "BTC/KRW"]] as const) {
    strictEqual(isUpbitWon({ exchange, symbol }), false, `${exchange} ${symbol}`);
  }
});
