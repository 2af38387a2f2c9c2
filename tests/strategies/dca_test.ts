import assert from "node:assert/strict";
import type { Interval } from "../../src/core/candle.ts";
import { dca } from "../../src/strategies/dca.ts";
import { closedCandle, flatCandles } from "./bars.ts";

const create = (params: Readonly<Record<string, unknown>>, interval: Interval = "1h") =>
  dca.create(dca.params.parse(params), interval);

/** The opening hours of the candles with which it buys, over candles of an hour from Monday, 11 March 2024, midnight. */
function buysOver(hours: number, params: Readonly<Record<string, unknown>>): readonly number[] {
  const run = create(params);
  const startMs = Date.parse("2024-03-11T00:00:00+09:00");
  return flatCandles(Array.from({ length: hours }, () => 100), { interval: "1h", startMs }).flatMap((
    candle,
    i,
  ) => run.onCandle(closedCandle(candle, { interval: "1h" })) === undefined ? [] : [i]);
}

Deno.test("dca buys every day with the bar that ends at its time of day in Korea", () => {
  assert.deepEqual(buysOver(72, {}), [8, 32, 56]);
});

Deno.test("dca buys every so many hours and weeks", () => {
  assert.deepEqual(buysOver(30, { every: 12, unit: "hours", at: "06:00" }), [5, 17, 29]);
  assert.deepEqual(buysOver(24 * 15, { unit: "weeks", weekday: "wednesday", at: "12:00" }), [59, 59 + 168]);
  assert.equal(buysOver(24 * 28, { every: 2, unit: "weeks" }).length, 2);
});

Deno.test("dca buys for its amount and says when it was due", () => {
  const [candle] = flatCandles([100], { startMs: Date.parse("2024-03-11T08:59:00+09:00") });
  assert.ok(candle);
  assert.deepEqual(create({ value: 25_000 }, "1m").onCandle(closedCandle(candle)), {
    action: "buy",
    size: { kind: "value", value: 25_000 },
    confidence: 1,
    reason: {
      key: "due",
      action: "buy",
      dueAtMs: Date.parse("2024-03-11T09:00:00+09:00"),
      lateMs: 0,
      amount: { kind: "value", value: 25_000 },
    },
  });
});

Deno.test("dca that was down at its time buys once late, or skips", () => {
  for (const [catch_up, late] of [["once", 1], ["skip", 0]] as const) {
    const params = { catch_up };
    const down = create(params, "1m");
    const [before] = flatCandles([100], { startMs: Date.parse("2024-03-11T08:30:00+09:00") });
    assert.ok(before);
    down.onCandle(closedCandle(before));
    const back = create(params, "1m");
    back.restore(down.save());
    const after = flatCandles([100, 100, 100], { startMs: Date.parse("2024-03-11T09:20:00+09:00") });
    assert.equal(after.filter((candle) => back.onCandle(closedCandle(candle)) !== undefined).length, late);
  }
});

Deno.test("dca over days of 09:00 buys with each of them, and wants room for many positions", () => {
  const run = create({}, "1d");
  const days = flatCandles([1, 2, 3], { interval: "1d", startMs: Date.parse("2024-03-11T09:00:00+09:00") });
  assert.equal(
    days.filter((candle) => run.onCandle(closedCandle(candle, { interval: "1d" })) !== undefined).length,
    3,
  );
  assert.ok((dca.needs(dca.params.parse({}), "1d").mostPositions ?? 0) > 1_000);
});

Deno.test("dca refuses bars that are longer than its rhythm", () => {
  assert.throws(() => create({ every: 5, unit: "minutes" }, "1h"), /every 5 minutes needs bars no longer/);
  assert.throws(() => create({}, "1M"), /received 1M/);
});
