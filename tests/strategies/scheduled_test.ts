import assert from "node:assert/strict";
import type { Advice, Fill } from "../../src/core/advice.ts";
import { scheduled } from "../../src/strategies/scheduled.ts";
import type { StrategyRun } from "../../src/strategies/strategy.ts";
import { closedCandle, flatCandles } from "./bars.ts";

const create = (orders: readonly Readonly<Record<string, unknown>>[]) =>
  scheduled.create(scheduled.params.parse({ orders }), "1m");
const fill = (action: Fill["action"], units: number): Fill => ({
  action,
  units,
  atMs: 0,
  price: 1,
  fee: 0,
  tax: 0,
});

/** What it says to minutes of one close from a time on Monday, 11 March 2024. */
function say(run: StrategyRun, options: { from: string; minutes: number; close?: number }) {
  const { from, minutes, close = 100 } = options;
  const startMs = Date.parse(`2024-03-11T${from}:00+09:00`);
  return flatCandles(Array.from({ length: minutes }, () => close), { startMs }).map((candle) =>
    run.onCandle(closedCandle(candle))
  );
}

const brief = (said: readonly (Advice | undefined)[]) =>
  said.map((advice) => advice?.action ?? "-").join(" ");

Deno.test("scheduled does each order of its timetable at its time", () => {
  const run = create([{ at: "09:02", action: "sell" }, { at: "09:01", action: "buy", share: 0.1 }]);
  const said = say(run, { from: "09:00", minutes: 4 });
  assert.equal(brief(said), "buy sell - -");
  assert.deepEqual(said[0], {
    action: "buy",
    size: { kind: "share", share: 0.1 },
    confidence: 1,
    reason: {
      key: "due",
      action: "buy",
      dueAtMs: Date.parse("2024-03-11T09:01:00+09:00"),
      lateMs: 0,
      amount: { kind: "share", share: 0.1 },
    },
  });
});

Deno.test("scheduled keeps to the days of the week in Korea", () => {
  const run = create([
    { at: "00:01", weekday: "monday", action: "buy", value: 5 },
    { at: "00:02", weekday: "sunday", action: "sell" },
  ]);
  assert.equal(brief(say(run, { from: "00:00", minutes: 4 })), "buy - - -");
});

Deno.test("scheduled gives orders that are due together one after the other, over a restart too", () => {
  const orders = [
    { at: "09:01", action: "buy", value: 1 },
    { at: "09:01", action: "buy", value: 2 },
    { at: "09:01", action: "sell" },
  ];
  const first = create(orders);
  const [one] = say(first, { from: "09:00", minutes: 1 });
  const second = create(orders);
  second.restore(first.save());
  const [two, three, four] = say(second, { from: "09:01", minutes: 3 });
  assert.deepEqual([one?.size, two?.size], [{ kind: "value", value: 1 }, { kind: "value", value: 2 }]);
  assert.deepEqual([three?.action, three?.size, four], ["sell", undefined, undefined]);
});

Deno.test("scheduled sells a share or an amount of what its fills have left, and everything without a size", () => {
  const sellOf = (order: Readonly<Record<string, unknown>>, held: number) => {
    const run = create([{ at: "09:01", action: "sell", ...order }]);
    if (held > 0) run.onFill?.(fill("buy", held));
    const advice = say(run, { from: "09:00", minutes: 1, close: 50 })[0];
    return advice === undefined ? "nothing" : advice.size ?? "everything";
  };
  assert.deepEqual(sellOf({ share: 0.25 }, 8), { kind: "units", units: 2 });
  assert.deepEqual(sellOf({ value: 100 }, 8), { kind: "units", units: 2 });
  assert.equal(sellOf({ value: 400 }, 8), "everything");
  assert.equal(sellOf({ share: 1 }, 8), "everything");
  assert.equal(sellOf({}, 0), "everything");
  assert.equal(sellOf({ share: 0.5 }, 0), "nothing");
});

Deno.test("scheduled refuses two sizes in one order, an empty timetable and bars longer than a day", () => {
  assert.throws(
    () => create([{ at: "09:00", action: "buy", value: 1, share: 1 }]),
    /value and share of the order/,
  );
  assert.equal(scheduled.params.safeParse({ orders: [] }).success, false);
  assert.throws(
    () => scheduled.create(scheduled.params.parse({}), "1w"),
    /bars of a day or less, received 1w/,
  );
});

Deno.test("scheduled refuses a state of another timetable", () => {
  const run = create([{ at: "09:00", action: "buy" }]);
  say(run, { from: "09:00", minutes: 1 });
  const other = create([{ at: "09:00", action: "buy" }, { at: "10:00", action: "sell" }]);
  assert.throws(() => other.restore(run.save()), /Cannot restore scheduled: the state is of 1 orders/);
});
