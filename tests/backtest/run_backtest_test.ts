import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { runBacktest } from "../../src/backtest/run/run_backtest.ts";
import type { Advice } from "../../src/core/advice.ts";
import { HOUR_MS } from "../../src/core/kst.ts";
import { RULES, toTexts } from "../paper/paper_parts.ts";
import { crossing, sayAt, toData, toRequest, toStrategy } from "./backtest_parts.ts";

Deno.test("equity is told at every close, from the start cash on", () => {
  const { equity } = runBacktest(toRequest({
    data: [toData([100, 100, 105, 110, 90])],
    strategy: sayAt({ 0: "buy" }),
  }));
  deepStrictEqual([...equity.equity], [10_000, 10_000, 10_005, 10_010, 10_010]);
  deepStrictEqual([...equity.atMs], [0, 1, 2, 3, 4].map((hour) => hour * HOUR_MS));
});

Deno.test("each symbol has an equal part of the money for itself, on one clock", () => {
  const result = runBacktest(toRequest({
    data: [
      toData([100, 100, 110, 110], { symbol: "A/KRW" }),
      toData([50, 50, 40, 40], { symbol: "B/KRW", atMs: [1, 2, 3, 5].map((hour) => hour * HOUR_MS) }),
    ],
    strategy: sayAt({ 0: "buy" }),
    rules: { ...RULES, defaultSize: { kind: "share", share: 1 } },
  }));
  deepStrictEqual(
    result.trades.map(({ symbol, units, grossPnl }) => [symbol, units, grossPnl]),
    [["A/KRW", 50, 500], ["B/KRW", 100, -1_000]],
  );
  deepStrictEqual([...result.equity.atMs], [0, 1, 2, 3, 5].map((hour) => hour * HOUR_MS));
  deepStrictEqual([...result.equity.equity], [10_000, 10_000, 10_500, 9_500, 9_500]);
  strictEqual(result.statistics.exposureShare, (3 + 3) / 8);
  strictEqual(result.statistics.buyAndHoldShare, (110 / 100 - 1 + (40 / 50 - 1)) / 2);
});

Deno.test("trades of several symbols come in the order of their exits", () => {
  const closes = [1, 1, 1, 1, 1, 1];
  const strategy = toStrategy(() => ({ candle }) => {
    const hour = candle.openTimeMs / HOUR_MS;
    const action = hour % 2 === 0 ? "buy" : "sell";
    return { action, confidence: 1, reason: "by turns" };
  });
  const { trades } = runBacktest(toRequest({
    data: [toData(closes, { symbol: "A/KRW" }), toData(closes, { symbol: "B/KRW" })],
    strategy,
  }));
  deepStrictEqual(trades.map(({ symbol, exitBar: exitCandle }) => `${symbol} ${exitCandle}`), [
    "A/KRW 2",
    "B/KRW 2",
    "A/KRW 4",
    "B/KRW 4",
    "A/KRW 5",
    "B/KRW 5",
  ]);
});

Deno.test("the end of a run is its start and the net profits of its trades, over all symbols", () => {
  const closes = fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 8, maxLength: 60 });
  const costs = fc.record({
    feeRate: fc.constantFrom(0, 0.0005, 0.01),
    slippageShare: fc.constantFrom(0, 0.001),
  });
  fc.assert(fc.property(closes, closes, costs, (a, b, cost) => {
    const { trades, statistics } = runBacktest(toRequest({
      data: [toData(a, { symbol: "A/KRW" }), toData(b, { symbol: "B/KRW" })],
      strategy: crossing({ fast: 2, slow: 4, withShorts: true }),
      rules: { ...RULES, ...cost, defaultSize: { kind: "share", share: 0.9 } },
    }));
    const sum = (read: (trade: typeof trades[number]) => number) =>
      trades.reduce((all, trade) => all + read(trade), 0);
    const { startEquity, endEquity, fees, winRateShare = 0 } = statistics;
    assertTrue(Math.abs(endEquity - startEquity - sum(({ pnl }) => pnl)) < 1e-6);
    assertTrue(Math.abs(fees - sum((trade) => trade.fees)) < 1e-6);
    strictEqual(Math.round(winRateShare * trades.length), trades.filter(({ pnl }) => pnl > 0).length);
    if (cost.feeRate > 0) return;
    deepStrictEqual({ ...statistics.gross, buyAndHoldShare: 0 }, {
      buyAndHoldShare: 0,
      winRateShare: statistics.winRateShare,
      profitFactor: statistics.profitFactor,
      expectancyShare: statistics.expectancyShare,
      averageTradeShare: statistics.averageTradeShare,
      bestTradeShare: statistics.bestTradeShare,
      worstTradeShare: statistics.worstTradeShare,
      sqn: statistics.sqn,
    });
  }));
});

Deno.test("bars of all intervals come in the order of their end, the shorter one first", () => {
  const seen: string[] = [];
  const strategy = toStrategy(() => ({ interval, candle }) => {
    seen.push(`${interval} ${candle.openTimeMs / HOUR_MS} ${candle.open}-${candle.close}`);
    return undefined;
  }, { intervals: ["1h", "1d", "4h"] });
  runBacktest(toRequest({ data: [toData(Array.from({ length: 25 }, (_, i) => i + 1))], strategy }));
  deepStrictEqual(seen.slice(0, 5), ["1h 0 1-1", "1h 1 1-2", "1h 2 2-3", "1h 3 3-4", "4h 0 1-4"]);
  deepStrictEqual(seen.slice(-4), ["1h 23 23-24", "4h 20 20-24", "1d 0 1-24", "1h 24 24-25"]);
  strictEqual(seen.length, 25 + 6 + 1);
});

Deno.test("after a gap the longer bar that ended in it comes before the next bar, and none is invented", () => {
  const seen: string[] = [];
  const strategy = toStrategy(() => ({ interval, candle }) => {
    seen.push(`${interval} ${candle.openTimeMs / HOUR_MS}`);
    return undefined;
  }, { intervals: ["1h", "4h"] });
  const { data: [notes] } = runBacktest(toRequest({
    data: [toData([1, 1, 1, 1, 1], { atMs: [0, 1, 2, 9, 11].map((hour) => hour * HOUR_MS) })],
    strategy,
  }));
  deepStrictEqual(seen, ["1h 0", "1h 1", "1h 2", "4h 0", "1h 9", "1h 11", "4h 8"]);
  strictEqual(notes?.gaps, 2);
  strictEqual(notes.missingBars, 7);
});

Deno.test("a span cuts the data, its bars are counted from its beginning, and the warm-up begins with it", () => {
  const result = runBacktest(toRequest({
    data: [toData([1, 2, 3, 4, 5, 6, 7, 8])],
    strategy: sayAt({ 1: "buy" }),
    span: { fromMs: 2 * HOUR_MS, toMs: 6 * HOUR_MS },
  }));
  deepStrictEqual(toTexts(result.trades), ["long 2@4 3@5 end"]);
  const [notes] = result.data;
  strictEqual(notes?.firstRow, 2);
  strictEqual(notes.bars, 4);
  deepStrictEqual([notes.fromMs, notes.toMs], [2 * HOUR_MS, 6 * HOUR_MS]);
  deepStrictEqual([...result.equity.atMs], [2, 3, 4, 5].map((hour) => hour * HOUR_MS));
});

Deno.test("advice is counted after the warm-up, and refusals over all symbols", () => {
  const strategy = toStrategy(() => () => ({ action: "buy", confidence: 1, reason: "always" }), {
    warmUpBars: 2,
  });
  const closes = [1, 1, 1, 1, 1];
  const result = runBacktest(toRequest({
    data: [toData(closes, { symbol: "A/KRW" }), toData(closes, { symbol: "B/KRW" })],
    strategy,
  }));
  strictEqual(result.adviceCount, 6);
  strictEqual(result.warmUpBars, 2);
  deepStrictEqual(result.refusals, { position_open: 2 });
});

Deno.test("every advice can be followed with its symbol and bar", () => {
  const heard: string[] = [];
  runBacktest(toRequest({
    data: [toData([1, 2, 3], { symbol: "A/KRW" })],
    strategy: sayAt({ 1: "buy" }),
    onAdvice: ({ action }, { symbol, candle }) => heard.push(`${symbol} ${action} ${candle.close}`),
  }));
  deepStrictEqual(heard, ["A/KRW buy 2"]);
});

Deno.test("further columns reach the strategy row by row, also inside a span", () => {
  const seen: (number | undefined)[] = [];
  const strategy = toStrategy(() => ({ columns }) => {
    seen.push(columns?.["signal"]);
    return undefined;
  });
  const data = { ...toData([1, 1, 1, 1]), extra: { signal: Float64Array.of(10, 11, 12, NaN) } };
  runBacktest(toRequest({ data: [data], strategy, span: { fromMs: HOUR_MS, toMs: Infinity } }));
  deepStrictEqual(seen, [11, 12, NaN]);
});

Deno.test("the inputs are recorded as JSON that says all", () => {
  function wonTick(): string {
    return "1";
  }
  const { inputs } = runBacktest(toRequest({
    data: [toData([1, 2])],
    strategy: sayAt({}),
    params: { fast: 3 },
    rules: { ...RULES, tickSize: wonTick },
    exits: { stopLossShare: 0.1 },
    version: "1.2.3",
  }));
  const { tickSize: _, ...rules } = RULES;
  deepStrictEqual(JSON.parse(JSON.stringify(inputs)), {
    strategyId: "made_for_a_test",
    params: { fast: 3 },
    modelId: "next_open",
    rules: { ...rules, tickSize: "wonTick" },
    exits: { stopLossShare: 0.1 },
    version: "1.2.3",
  });
});

Deno.test("data that do not fit are refused with a sentence", () => {
  const strategy = sayAt({});
  const one = toData([1, 2]);
  const run = (given: Partial<Parameters<typeof toRequest>[0]>) => () =>
    runBacktest(toRequest({ data: [one], strategy, ...given }));
  throws(run({ data: [one, one] }), { name: "RangeError", message: /BTC\/KRW is there twice/ });
  throws(run({ data: [one, toData([1], { symbol: "A/B", interval: "1d" })] }), { message: /1h and 1d bars/ });
  throws(run({ data: [toData([])] }), { message: /it has no bars$/ });
  throws(run({ span: { fromMs: 9 * HOUR_MS, toMs: 10 * HOUR_MS } }), { message: /no bars in the span/ });
  throws(run({ strategy: toStrategy(() => () => undefined, { intervals: ["1h", "1m"] }) }), {
    message: /Cannot make the 1m bars that the strategy needs out of 1h bars/,
  });
  throws(run({ strategy: toStrategy(() => () => undefined, { intervals: ["4h"] }) }), {
    message: /it trades on 4h/,
  });
});

Deno.test("what a strategy says at a bar does not depend on later bars, and neither does the equity", () => {
  const rising = toStrategy(() => {
    let before = Infinity;
    return ({ candle: { close }, interval }) => {
      if (interval !== "1h") return { action: "sell", confidence: 1, reason: "a longer bar" };
      const isUp = close > before;
      before = close;
      return isUp ? { action: "buy", confidence: 1, reason: "up" } : undefined;
    };
  }, { intervals: ["1h", "4h"] });
  const prices = fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 2, maxLength: 60 });
  fc.assert(fc.property(prices, prices, (closes, later) => {
    const run = (
      list: readonly number[],
    ) => [...runBacktest(toRequest({ data: [toData(list)], strategy: rising })).equity.equity];
    const before = closes.length - 1;
    deepStrictEqual(
      run([...closes.slice(0, before), ...later]).slice(0, before),
      run(closes).slice(0, before),
    );
  }));
});

Deno.test("advice that live trading refuses ends a backtest, with the strategy, the bar and the field", () => {
  const words = [{ action: "explode", confidence: 7 }, { action: "buy", confidence: NaN, reason: "Now." }];
  const faults = [/action must be buy, .* received "explode"/, /confidence must be .* received NaN/];
  for (const [i, word] of words.entries()) {
    const strategy = toStrategy(() => ({ candle }) =>
      candle.openTimeMs === HOUR_MS ? word as Advice : undefined
    );
    const run = () => runBacktest(toRequest({ data: [toData([1, 2, 3])], strategy }));
    throws(run, { name: "RangeError", message: faults[i] as RegExp });
    throws(run, /the advice of made_for_a_test at the bar of 1970-01-01T10:00:00/);
  }
});

Deno.test("advice at bars of the history does not count", () => {
  const told: number[] = [];
  runBacktest(toRequest({
    data: [toData([1, 2, 3, 4, 5])],
    strategy: toStrategy(() => () => ({ action: "buy", confidence: 1, reason: "Now." })),
    silentUntilMs: 3 * HOUR_MS,
    onAdvice: (_advice, { candle }) => void told.push(candle.openTimeMs / HOUR_MS),
  }));
  deepStrictEqual(told, [3, 4]);
});

Deno.test("the first order that the money did not pay is told with what it would have cost", () => {
  const { moneyRefusal, refusals } = runBacktest(toRequest({
    data: [toData([11_500_000, 11_500_000, 12_000_000])],
    strategy: sayAt({ 0: "buy", 1: "buy" }),
    rules: { ...RULES, startCash: 10_000_000, defaultSize: { kind: "share", share: 1 } },
  }));
  deepStrictEqual(moneyRefusal, { price: 11_500_000, lotCost: 11_500_000, freeCash: 10_000_000 });
  deepStrictEqual(refusals, { not_enough_money: 2 });
});

Deno.test("holding begins at the close of the last bar of the warm-up, where the strategy may first speak", () => {
  const { statistics } = runBacktest(toRequest({
    data: [toData([10, 20, 40, 80])],
    strategy: toStrategy(() => () => undefined, { warmUpBars: 2 }),
  }));
  strictEqual(statistics.buyAndHoldShare, 80 / 20 - 1);
});
