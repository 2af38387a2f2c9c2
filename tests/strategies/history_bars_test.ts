import assert from "node:assert/strict";
import type { Interval } from "../../src/core/candle.ts";
import { hyperRsi } from "../../src/strategies/hyper_rsi.ts";
import { maCross } from "../../src/strategies/ma_cross.ts";
import { rsiReversal } from "../../src/strategies/rsi_reversal.ts";
import type { Needs, StrategyRun } from "../../src/strategies/strategy.ts";
import { walkCandles } from "./bars.ts";

const INTERVAL: Interval = "1m";

interface Made {
  readonly needs: Needs;
  readonly create: () => StrategyRun;
}

function make<Params>(
  strategy: {
    readonly params: { parse(value: unknown): Params };
    needs(params: Params, interval: Interval): Needs;
    create(params: Params, interval: Interval): StrategyRun;
  },
  given: unknown,
): Made {
  const params = strategy.params.parse(given);
  return {
    needs: strategy.needs(params, INTERVAL),
    create: () => strategy.create(params, INTERVAL),
  };
}

const recursive: readonly (readonly [string, Made])[] = [
  ["rsi_reversal", make(rsiReversal, {})],
  ["rsi_reversal of 50 bars", make(rsiReversal, { period: 50 })],
  ["ma_cross with exponential averages", make(maCross, { kind: "ema" })],
];

for (const [name, { needs, create }] of recursive) {
  Deno.test(`${name} asks for so much history that it sees what it would have seen had it run for ever`, () => {
    const historyCandles = needs.historyBars ?? needs.warmUpBars;
    const candles = walkCandles(5_000, { seed: 7, interval: INTERVAL });
    const readAfter = (bars: number) => {
      const run = create();
      for (const candle of candles.slice(-bars)) run.onCandle({ interval: INTERVAL, candle, isClosed: true });
      return run.readouts?.() ?? {};
    };
    const forever = readAfter(candles.length);
    const live = readAfter(historyCandles);
    assert.notDeepEqual(Object.keys(live), []);
    for (const [figure, value = NaN] of Object.entries(forever)) {
      const share = Math.abs((live[figure] ?? NaN) / value - 1);
      assert.ok(share < 1e-4, `${figure}: ${live[figure]} and not ${value}`);
    }
  });
}

Deno.test("plain averages need no history beyond their warm-up", () => {
  assert.equal(make(maCross, {}).needs.historyBars, undefined);
});

Deno.test("hyper_rsi asks for the history of its own averages and of those of its trends", () => {
  const { warmUpBars: warmUpCandles, historyBars: historyCandles } =
    make(hyperRsi, { trend_intervals: ["1h"], trend_rsi: 28 }).needs;
  assert.equal(warmUpCandles, 201 * 60);
  assert.equal(historyCandles, (12 * 28 + 1) * 60);
  const own = make(hyperRsi, { trend_intervals: ["3m"], rsi_period: 100 }).needs;
  assert.equal(own.historyBars, 1_200);
});
