/** What each parameter is when nobody gives it, and the last value that is taken on either side. */
import assert from "node:assert/strict";
import { STRATEGIES } from "../../src/strategies/mod.ts";

const USUAL: Readonly<Record<string, unknown>> = {
  ma_cross: { fast: 10, slow: 30, kind: "sma", allow_short: false },
  rsi_reversal: { period: 14, buy_below: 30, sell_above: 70, mode: "level", allow_short: false },
  hyper_rsi: {
    rsi_period: 14,
    buy_below: 30,
    sell_above: 70,
    trend_intervals: ["15m", "1h"],
    trend: "with",
    trend_rsi: 14,
    trend_slope: 5,
    atr_period: 14,
    stop_atr: 2,
    target_atr: 4,
    least_volume: 0,
    allow_short: false,
  },
  dca: {
    every: 1,
    unit: "days",
    at: "09:00",
    weekday: "monday",
    value: 10_000,
    catch_up: "once",
    most_late_min: 60,
    closed_day: "next_session",
  },
  scheduled: {
    orders: [{ at: "09:00", weekday: "monday", action: "buy", share: 0.1 }],
    catch_up: "once",
    most_late_min: 60,
    closed_day: "next_session",
  },
  grid: { width: 0.1, levels: 11, value: 10_000, mode: "arithmetic" },
  signal_table: { allow_short: false },
  buy_and_hold: { share: 1 },
};

Deno.test("every strategy has its usual parameters when none is given", () => {
  const usual = Object.fromEntries(STRATEGIES.map(({ id, params }) => [id, params.parse({})]));
  assert.deepEqual(usual, USUAL);
});

/** `above` and `below` name ends that are not taken themselves. */
interface Limits {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
  readonly isWhole?: boolean;
}

const PERIOD: Limits = { from: 2, to: 10_000, isWhole: true };
const LENGTH: Limits = { from: 1, to: 10_000, isWhole: true };
const LEVEL: Limits = { from: 0, to: 100 };
const MONEY: Limits = { above: 0, to: 1e15 };
const SHARE: Limits = { above: 0, to: 1 };
const ORDER = { units: MONEY, share: SHARE };
const EXITS = { stop_loss: { above: 0, below: 1 }, take_profit: { above: 0, below: 1_000 } };
const LATE: Limits = { from: 0, to: 525_600 };

const LIMITS: Readonly<Record<string, Readonly<Record<string, Limits>>>> = {
  ma_cross: { fast: LENGTH, slow: PERIOD, ...EXITS, ...ORDER },
  rsi_reversal: { period: PERIOD, buy_below: LEVEL, sell_above: LEVEL, ...EXITS, ...ORDER },
  hyper_rsi: {
    rsi_period: PERIOD,
    buy_below: LEVEL,
    sell_above: LEVEL,
    trend_rsi: PERIOD,
    trend_slope: LENGTH,
    atr_period: LENGTH,
    stop_atr: { above: 0, to: 100 },
    target_atr: { above: 0, to: 100 },
    least_volume: LEVEL,
    ...ORDER,
  },
  dca: { every: LENGTH, value: MONEY, most_late_min: LATE },
  scheduled: { most_late_min: LATE },
  grid: {
    low: MONEY,
    high: MONEY,
    width: { above: 0, below: 1 },
    levels: { from: 2, to: 200, isWhole: true },
    value: MONEY,
  },
  buy_and_hold: { share: SHARE },
};

/** The nearest double beyond a number. */
function beyond(value: number, away: 1 | -1): number {
  return value === 0 ? away * Number.MIN_VALUE : value + away * 2 ** (Math.floor(Math.log2(value)) - 52);
}

for (const { id, params } of STRATEGIES) {
  for (const [name, { from, above, to, below, isWhole }] of Object.entries(LIMITS[id] ?? {})) {
    Deno.test(`${id} takes ${name} up to its limits and nothing beyond`, () => {
      const takes = (value: number) => params.safeParse({ [name]: value }).success;
      const step = (value: number, away: 1 | -1) => isWhole === true ? value + away : beyond(value, away);
      const inside = [from ?? beyond(above ?? NaN, 1), to ?? beyond(below ?? NaN, -1)];
      const outside = [
        from === undefined ? above ?? NaN : step(from, -1),
        to === undefined ? below ?? NaN : step(to, 1),
      ];
      assert.deepEqual(inside.map(takes), [true, true], `${inside}`);
      assert.deepEqual(outside.map(takes), [false, false], `${outside}`);
      assert.equal(takes((inside[0] ?? NaN) + 0.5), isWhole !== true);
    });
  }
}

Deno.test("a timetable has 1 to 100 orders, each for up to a thousand million million or a share up to 1", () => {
  const scheduled = STRATEGIES.find(({ id }) => id === "scheduled") ?? assert.fail();
  const order = { at: "09:00", action: "buy" };
  const takes = (orders: readonly unknown[]) => scheduled.params.safeParse({ orders }).success;
  assert.deepEqual([0, 1, 100, 101].map((count) => takes(Array(count).fill(order))), [
    false,
    true,
    true,
    false,
  ]);
  assert.deepEqual([0, 1, 1e15, 1e15 + 1].map((value) => takes([{ ...order, value }])), [
    false,
    true,
    true,
    false,
  ]);
  assert.deepEqual([0, 0.01, 1, 1.01].map((share) => takes([{ ...order, share }])), [
    false,
    true,
    true,
    false,
  ]);
});

Deno.test("trends are 1 to 4 intervals", () => {
  const hyperRsi = STRATEGIES.find(({ id }) => id === "hyper_rsi") ?? assert.fail();
  const all = ["3m", "5m", "15m", "30m", "1h"];
  assert.deepEqual(
    [0, 1, 4, 5].map((count) => hyperRsi.params.safeParse({ trend_intervals: all.slice(0, count) }).success),
    [false, true, true, false],
  );
});
