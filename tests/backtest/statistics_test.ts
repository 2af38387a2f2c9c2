import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { findNoneReasons } from "../../src/backtest/run/none_reasons.ts";
import { readStoredStatistics } from "../../src/backtest/run/stored_figures.ts";
import { computeStatistics, type StatisticsInput } from "../../src/backtest/run/statistics.ts";
import { ALWAYS_OPEN } from "../../src/core/market/hours.ts";
import type { Interval } from "../../src/core/candle.ts";
import { DAY_MS, HOUR_MS } from "../../src/core/kst.ts";
import type { Trade } from "../../src/paper/trade.ts";

/** A Monday. */
const MONDAY_MS = Date.UTC(2024, 0, 1);

function input(equity: readonly number[], more: Partial<StatisticsInput> = {}): StatisticsInput {
  return {
    equity: {
      atMs: Float64Array.from(equity, (_, i) => MONDAY_MS + i * DAY_MS),
      equity: Float64Array.from(equity),
    },
    interval: "1d",
    hours: ALWAYS_OPEN,
    trades: [],
    startCash: 100,
    fees: 0,
    tax: 0,
    exposureShare: 0,
    buyAndHoldShare: undefined,
    grossBuyAndHoldShare: undefined,
    ...more,
  };
}

function trade(grossPnl: number, returnShare: number): Trade {
  return {
    side: "long",
    units: 1,
    entryBar: 0,
    exitBar: 1,
    entryAtMs: 0,
    exitAtMs: HOUR_MS,
    entryPrice: 100,
    exitPrice: 100 + grossPnl,
    pnl: grossPnl,
    returnShare,
    grossPnl,
    grossReturnShare: returnShare,
    fees: 0,
    tax: 0,
    exitReason: "signal",
    entryReason: "",
  };
}

function isNear(actual: number | undefined, expected: number): void {
  assertTrue(Math.abs((actual ?? NaN) - expected) < 1e-9, `${actual} and not ${expected}`);
}

Deno.test("drawdown is measured from the highest equity, its length until that is reached again", () => {
  const { maxDrawdownShare, maxDrawdownMs, peakEquity } = computeStatistics(
    input([100, 120, 90, 110, 120, 130, 117, 140]),
  );
  strictEqual(maxDrawdownShare, -0.25);
  strictEqual(maxDrawdownMs, 3 * DAY_MS);
  strictEqual(peakEquity, 140);
});

Deno.test("a drawdown that never ends lasts until the end", () => {
  strictEqual(computeStatistics(input([100, 120, 110, 111, 112])).maxDrawdownMs, 3 * DAY_MS);
});

Deno.test("the first bars count from the start cash", () => {
  const { maxDrawdownShare, returnShare } = computeStatistics(input([90, 95]));
  strictEqual(maxDrawdownShare, -(1 - 90 / 100));
  strictEqual(returnShare, -0.05);
});

Deno.test("growth of a year is the return of that year", () => {
  const days = 366;
  const equity = Array.from({ length: days }, (_, i) => 100 * 1.21 ** (i / 365.25));
  const { cagrShare, periodsAYear, annualReturnShare } = computeStatistics(input(equity));
  isNear(cagrShare, 0.21);
  strictEqual(periodsAYear, 365);
  isNear(annualReturnShare, 1.21 ** (365 / 365.25) - 1);
});

Deno.test("annual figures follow their formulas", () => {
  const returns = Array.from({ length: 30 }, (_, i) => i % 3 === 1 ? -0.1 : 0.1);
  const equity = returns.reduce<number[]>((all, share) => [...all, (all.at(-1) ?? 0) * (1 + share)], [100]);
  const statistics = computeStatistics(input(equity));
  const mean = Math.cbrt(1.1 * 0.9 * 1.1);
  const middle = 0.1 / 3;
  const variance = returns.reduce((sum, share) => sum + (share - middle) ** 2, 0) / 29;
  const n = statistics.periodsAYear;
  const yearly = mean ** n - 1;
  const volatility = Math.sqrt((variance + mean ** 2) ** n - mean ** (2 * n));
  const near = (actual: number | undefined, expected: number) =>
    assertTrue(Math.abs((actual ?? NaN) / expected - 1) < 1e-9, `${actual} and not ${expected}`);
  near(statistics.annualReturnShare, yearly);
  near(statistics.annualVolatilityShare, volatility);
  near(statistics.sharpe, yearly / volatility);
  near(statistics.sortino, yearly / (Math.sqrt(0.01 / 3) * Math.sqrt(n)));
  near(statistics.calmar, (statistics.cagrShare ?? NaN) / 0.1);
});

const YEARS: readonly (readonly [string, Interval, readonly number[], number])[] = [
  ["working days", "1d", [0, 1, 2, 3, 4, 7, 8, 9, 10, 11].map((day) => day * DAY_MS), 252],
  ["all days", "1d", Array.from({ length: 14 }, (_, i) => i * DAY_MS), 365],
  ["hours of all days", "1h", Array.from({ length: 24 * 14 }, (_, i) => i * HOUR_MS), 365],
  ["Korean working days, which begin on the day before in UTC", "1dKST", [
    ...[0, 1, 2, 3, 4, 7, 8, 9, 10, 11].map((day) => day * DAY_MS - 9 * HOUR_MS),
  ], 252],
  ["weeks", "1w", [0, 7, 14, 21].map((day) => day * DAY_MS), 52],
  ["months", "1M", [0, 31, 60, 91].map((day) => day * DAY_MS), 12],
  ["years", "1y", [0, 366, 731].map((day) => day * DAY_MS), 1],
];

for (const [what, interval, offsets, expected] of YEARS) {
  Deno.test(`a year has ${expected} periods of ${what}`, () => {
    const atMs = Float64Array.from(offsets, (offsetMs) => MONDAY_MS + offsetMs);
    const equity = Float64Array.from(offsets, (_, i) => 100 + i);
    const { periodsAYear } = computeStatistics(input([], { equity: { atMs, equity }, interval }));
    strictEqual(periodsAYear, expected);
  });
}

Deno.test("bars of one day are one return", () => {
  const offsets = Array.from({ length: 24 * 35 }, (_, i) => i * HOUR_MS);
  const atMs = Float64Array.from(offsets, (offsetMs) => MONDAY_MS + offsetMs);
  // Up and down again within each day.
  const ends = (day: number) => 100 + day % 2;
  const equity = Float64Array.from(
    offsets,
    (_, i) => i % 24 === 23 ? ends(Math.floor(i / 24)) : 100 + i % 24,
  );
  const hours = computeStatistics(input([], { equity: { atMs, equity }, interval: "1h" }));
  const days = computeStatistics(input(Array.from({ length: 35 }, (_, day) => ends(day))));
  strictEqual(hours.annualReturnShare, days.annualReturnShare);
  strictEqual(hours.annualVolatilityShare, days.annualVolatilityShare);
});

const ANNUAL = [
  "cagrShare",
  "annualReturnShare",
  "annualVolatilityShare",
  "sharpe",
  "sortino",
  "calmar",
] as const;
/** Three up, one down. */
const wave = (length: number) => Array.from({ length }, (_, i) => 100 + i - (i % 4 === 3 ? 2 : 0));

Deno.test("figures of a year need 30 days and 10 returns", () => {
  const lengths: readonly (readonly [string, Partial<StatisticsInput>, boolean])[] = [
    ["29 days", input(wave(29)), false],
    ["30 days", input(wave(30)), true],
    ["9 weekly returns", input([], { equity: every(7, wave(10)), interval: "1w" }), false],
    ["10 weekly returns", input([], { equity: every(7, wave(11)), interval: "1w" }), true],
  ];
  for (const [what, given, isThere] of lengths) {
    const statistics = computeStatistics(input([], given));
    for (const name of ANNUAL) strictEqual(statistics[name] !== undefined, isThere, `${what}: ${name}`);
  }
});

function every(days: number, equity: readonly number[]): StatisticsInput["equity"] {
  const atMs = Float64Array.from(equity, (_, i) => MONDAY_MS + i * days * DAY_MS);
  return { atMs, equity: Float64Array.from(equity) };
}

Deno.test("a curve whose returns differ by rounding alone has no ratio of return to risk", () => {
  const curves: readonly (readonly number[])[] = [
    Array.from({ length: 400 }, (_, i) => 100 * 1.001 ** i),
    Array.from({ length: 400 }, (_, i) => 100 * 0.999 ** i),
    Array.from({ length: 400 }, (_, i) => 100 + (i % 2) * 1e-12),
  ];
  for (const curve of curves) {
    const { sharpe, annualVolatilityShare } = computeStatistics(input(curve));
    deepStrictEqual([sharpe, annualVolatilityShare], [undefined, 0], `${curve[1]}`);
  }
});

Deno.test("a curve that loses almost everything every day has no ratio of a size that means nothing", () => {
  const curve = Array.from({ length: 40 }, (_, i) => 100 * 0.5 ** i * (1 + i % 2 / 100));
  const { sharpe = 0, sortino = 0, calmar = 0 } = computeStatistics(input(curve));
  for (const ratio of [sharpe, sortino, calmar]) assertTrue(Math.abs(ratio) < 1e6, `${ratio}`);
});

Deno.test("figures of trades follow their formulas", () => {
  const statistics = computeStatistics(
    input([100, 101], { trades: [trade(10, 0.1), trade(-5, -0.05), trade(0, 0), trade(7, 0.2)] }),
  );
  strictEqual(statistics.trades, 4);
  strictEqual(statistics.winRateShare, 0.5);
  isNear(statistics.profitFactor, 0.3 / 0.05);
  isNear(statistics.expectancyShare, 0.0625);
  isNear(statistics.averageTradeShare, (1.1 * 0.95 * 1.2) ** 0.25 - 1);
  strictEqual(statistics.bestTradeShare, 0.2);
  strictEqual(statistics.worstTradeShare, -0.05);
  strictEqual(statistics.averageTradeMs, HOUR_MS);
  const deviation = Math.sqrt([10, -5, 0, 7].reduce((sum, pnl) => sum + (pnl - 3) ** 2, 0) / 3);
  isNear(statistics.sqn, 2 * 3 / deviation);
});

Deno.test("without trades, at one bar or flat there is no figure, and no NaN", () => {
  const names = [
    "sharpe",
    "sortino",
    "calmar",
    "winRateShare",
    "profitFactor",
    "sqn",
    "bestTradeShare",
  ] as const;
  for (const equity of [[], [100], [100, 100, 100]]) {
    const statistics = computeStatistics(input(equity));
    deepStrictEqual(
      names.map((name) => statistics[name]),
      names.map(() => undefined),
      `${equity.length} bars`,
    );
    strictEqual(statistics.endEquity, 100);
    strictEqual(statistics.maxDrawdownShare, 0);
  }
});

Deno.test("no figure is ever NaN or infinite", () => {
  const numbers = fc.array(fc.double({ min: -100, max: 1e6, noNaN: true }), { maxLength: 30 });
  const results = fc.array(
    fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -2, max: 9 })),
  );
  fc.assert(fc.property(numbers, results, (equity, pairs) => {
    const trades = pairs.filter(([, share]) => !Number.isNaN(share)).map(([pnl, share]) => trade(pnl, share));
    const { gross, ...net } = computeStatistics(input(equity, { trades }));
    for (const [name, value] of [...Object.entries(net), ...Object.entries(gross)]) {
      assertTrue(value === undefined || Number.isFinite(value), `${name} is ${value}`);
    }
  }));
});

/** Gains 10, 4 and loses 5 before fees of 6 each. */
const PAID = [
  { ...trade(10, 0.1), pnl: 4, returnShare: 0.04, fees: 6 },
  { ...trade(4, 0.04), pnl: -2, returnShare: -0.02, fees: 6 },
  { ...trade(-5, -0.05), pnl: -11, returnShare: -0.11, fees: 6 },
];

Deno.test("figures of trades are after fees, those before fees stand beside them", () => {
  const statistics = computeStatistics(input([100, 101], { trades: PAID }));
  const { gross } = statistics;
  deepStrictEqual([statistics.winRateShare, gross.winRateShare], [1 / 3, 2 / 3]);
  isNear(statistics.profitFactor, 0.04 / 0.13);
  isNear(gross.profitFactor, 0.14 / 0.05);
  isNear(statistics.expectancyShare, -0.03);
  isNear(gross.expectancyShare, 0.03);
  deepStrictEqual([statistics.bestTradeShare, gross.bestTradeShare], [0.04, 0.1]);
  deepStrictEqual([statistics.worstTradeShare, gross.worstTradeShare], [-0.11, -0.05]);
  assertTrue((statistics.sqn ?? 0) < 0 && (gross.sqn ?? 0) > 0);
  assertTrue((statistics.averageTradeShare ?? 0) < 0 && (gross.averageTradeShare ?? 0) > 0);
});

Deno.test("a trade that earned exactly nothing is not won", () => {
  const { winRateShare, profitFactor } = computeStatistics(input([100, 100], { trades: [trade(0, 0)] }));
  deepStrictEqual([winRateShare, profitFactor], [0, undefined]);
});

Deno.test("profits that differ by rounding alone have no system quality number", () => {
  const trades = Array.from({ length: 9 }, (_, i) => trade(-0.1 + i * 1e-16, -0.001));
  strictEqual(computeStatistics(input([100, 99], { trades })).sqn, undefined);
});

Deno.test("each figure that is none has a reason, and no other figure has one", () => {
  const cases = [
    input([100, 99]),
    input([100, 101], { trades: [trade(1, 0.01)] }),
    input([100, 101], { trades: [trade(1, 0.01), trade(2, 0.02)], buyAndHoldShare: 0.1 }),
    input(wave(40), { trades: PAID, buyAndHoldShare: 0.1 }),
    input(Array.from({ length: 40 }, (_, i) => 100 - 3 * i)),
  ];
  for (const given of cases) {
    const statistics = computeStatistics(given);
    const none = Object.entries(statistics).filter(([, value]) => value === undefined).map(([name]) => name);
    deepStrictEqual([...findNoneReasons(statistics).keys()].toSorted(), none.toSorted());
  }
  const { gross: _gross, ...earlier } = computeStatistics(
    input([100, 101], { trades: PAID, buyAndHoldShare: 0 }),
  );
  const kept = findNoneReasons(readStoredStatistics(earlier));
  for (const name of ["buyAndHoldShare", "winRateShare", "profitFactor", "sqn"] as const) {
    strictEqual(kept.get(name)?.[1], "an earlier version kept it before fees (gross) only");
  }
  const reasonOf = (trades: readonly Trade[]) =>
    findNoneReasons(computeStatistics(input([100, 101], { trades }))).get("profitFactor")?.[1];
  strictEqual(reasonOf([]), "there was no trade");
  strictEqual(reasonOf([trade(1, 0.01)]), "no trade ended with a loss");
  strictEqual(reasonOf([trade(-1, -0.01)]), undefined, "0 without a trade that won");
});
