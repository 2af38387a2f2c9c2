import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { accountPlanSchema, marketOf, tickOf, usualRules } from "../../src/paper/account_rules.ts";
import { findExitFault } from "../../src/paper/exit_rules.ts";
import { findUsual, readAccount } from "../../src/cli/backtest/account_options.ts";
import { readMoney } from "../../src/engine/money.ts";

const MARKETS = [
  "upbit BTC/KRW",
  "upbit ETH/BTC",
  "binance BTC/USDT",
  "file 005930/KRW",
  "krx 005930/KRW",
  "krx_adj 005930/KRW",
]
  .map((text) => {
    const [exchange = "", symbol = ""] = text.split(" ");
    return { exchange, symbol };
  });

for (const { exchange, symbol } of MARKETS) {
  Deno.test(`a strategy on paper and a backtest of ${exchange} ${symbol} begin with the same money and costs`, () => {
    const series = { exchange, symbol, interval: "1m" as const };
    const backtest = readAccount({}, { series, isFile: false, modelId: "next_open" });
    const { rules } = readMoney({}, { exchange, symbol });
    deepStrictEqual({ ...rules, tickSize: tickOf(rules, { exchange, symbol }) }, backtest);
  });
}

Deno.test("usual costs are those of the market, and of a file that nobody knows none", () => {
  const of = (exchange: string, symbol: string, isFree = false) => {
    const { startCash, feeRate, slippageShare, minOrderValue } = usualRules({ exchange, symbol, isFree });
    return [startCash, feeRate, slippageShare, minOrderValue];
  };
  deepStrictEqual(of("upbit", "BTC/KRW"), [10_000_000, 0.0005, 0.0005, 5_000]);
  deepStrictEqual(of("upbit", "ETH/BTC"), [10_000, 0.0025, 0.0005, 0]);
  deepStrictEqual(of("bybit", "BTC/USDT"), [10_000, 0.001, 0.0005, 0]);
  deepStrictEqual(of("file", "GOOG", true), [10_000, 0, 0, 0]);
});

Deno.test("the usual rules are rules themselves, and none of them may be left out or misspelled", () => {
  const usual = usualRules({ exchange: "upbit", symbol: "BTC/KRW" });
  deepStrictEqual(accountPlanSchema.parse(usual), usual);
  for (const name of Object.keys(usual)) {
    const { [name as "feeRate"]: _left, ...rest } = usual;
    strictEqual(accountPlanSchema.safeParse(rest).success, false, name);
  }
  strictEqual(accountPlanSchema.safeParse({ ...usual, fee: 0 }).success, false);
});

Deno.test("a trailing stop without any distance would do nothing and is a fault", () => {
  const trailing = { offsetShare: 0, onlyOffset: false };
  strictEqual(typeof findExitFault({ trailing }), "string");
  strictEqual(findExitFault({ trailing, stopLossShare: 0.1 }), undefined);
  strictEqual(findExitFault({ trailing: { ...trailing, positiveShare: 0.1 } }), undefined);
  strictEqual(findExitFault({ trailing: { ...trailing, distanceShare: 0.1 } }), undefined);
  strictEqual(findExitFault({}), undefined);
});

Deno.test("an offset of a trailing stop that changes nothing is a fault", () => {
  const trailing = { distanceShare: 0.1, offsetShare: 0.05, onlyOffset: false };
  match(
    findExitFault({ trailing }) ?? "",
    /^the offset of the trailing stop does nothing without a positive/,
  );
  strictEqual(findExitFault({ trailing: { ...trailing, onlyOffset: true } }), undefined);
  strictEqual(findExitFault({ trailing: { ...trailing, positiveShare: 0.02 } }), undefined);
});

Deno.test("a backtest and money on paper name the same rules as left at what is usual", () => {
  const market = { exchange: "upbit", symbol: "BTC/KRW" };
  deepStrictEqual(findUsual({}, {}), readMoney({}, market).usual);
  deepStrictEqual(
    findUsual({ fee: "0", cash: "5", share: "0.5", allowShort: true, fills: "freqtrade" }, {}),
    readMoney({
      ...{ feeRate: 0, startCash: 5, allowShort: true, fillModel: "freqtrade" },
      defaultSize: { kind: "share", share: 0.5 },
    }, market).usual,
  );
  deepStrictEqual(findUsual({ fee: "0" }, {}).includes("feeRate"), false);
  // A switch that was not thrown.
  deepStrictEqual(findUsual({ allowShort: false }, {}), findUsual({}, {}));
});

Deno.test("on adjusted prices of a Korean stock neither steps nor limits of a day hold, and tax does", () => {
  const plan = usualRules({ exchange: "krx_adj", symbol: "005930/KRW" });
  deepStrictEqual([plan.krx, plan.tickSize, plan.isAdjusted], ["KOSPI", "none", true]);
  const [adjusted, raw] = [marketOf(plan), marketOf({ krx: "KOSPI" })];
  const atMs = Date.parse("2025-11-27T00:00:00Z");
  deepStrictEqual([adjusted?.priceLimits("14000", atMs), adjusted?.tickSizeAt(14_003, atMs)], [
    undefined,
    undefined,
  ]);
  strictEqual(raw?.priceLimits("14000", atMs)?.upper, "18200");
  strictEqual(adjusted?.taxOn({ side: "sell", value: 1_000_000, tradedAtMs: atMs }), 1_500);
});
