import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readMarketHealth } from "../../src/market/market_health.ts";

const BTC = { exchange: "upbit", symbol: "BTC/KRW" };

Deno.test("without a market there is nothing to say, unless one is wanted: then all of it is off", () => {
  strictEqual(readMarketHealth(undefined, { markets: [], dataDir: "data" }), undefined);
  deepStrictEqual(readMarketHealth(undefined, { markets: [BTC], dataDir: "data" }), {
    exchanges: [],
    series: [],
    problems: ["No candles are collected: data/candles.db cannot be used; the log says why (market_off)."],
  });
});
