/** A price that stands still is no reason to do anything. */
import assert from "node:assert/strict";
import { maCross } from "../../src/strategies/ma_cross.ts";
import { STRATEGIES } from "../../src/strategies/mod.ts";
import { rsiReversal } from "../../src/strategies/rsi_reversal.ts";
import { candlesOf, flatCandles, sayTo, Stage } from "./bars.ts";

/** Whole, broken, and no decimal of any length: sums of these are rounded in different places. */
const PRICES = [100, 0.1, 12_345.678, 0.000_000_7, 1 / 3, 1e9 + 0.1];
const CANDLES = 900;

/** Every way of a strategy in which the price decides; left out, its usual parameters. */
const WAYS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  ma_cross: [{}, { kind: "ema" }, { allow_short: true }, {
    kind: "ema",
    allow_short: true,
    fast: 7,
    slow: 49,
  }],
  rsi_reversal: [{}, { mode: "cross" }, { allow_short: true }, { mode: "cross", allow_short: true }],
  hyper_rsi: [
    { trend_intervals: ["3m"], allow_short: true },
    { trend_intervals: ["3m"], trend: "not_against", allow_short: true },
  ],
  grid: [{}, { mode: "geometric" }],
};
/** They buy by the calendar or at once, and sell by the calendar or by a table. */
const NOT_BY_PRICE = ["dca", "scheduled", "signal_table", "buy_and_hold"];

Deno.test("every shipped strategy is among those that are tried on a price that stands still", () => {
  assert.deepEqual(
    STRATEGIES.map(({ id }) => id).toSorted(),
    [...Object.keys(WAYS), ...NOT_BY_PRICE].toSorted(),
  );
});

for (const strategy of STRATEGIES) {
  Deno.test(`${strategy.id} neither sells nor goes short because nothing moved`, () => {
    for (const price of PRICES) {
      for (const params of WAYS[strategy.id] ?? [{}]) {
        const stage = new Stage(strategy, { params, interval: "1m" });
        const candles = flatCandles(Array.from({ length: CANDLES }, () => price));
        for (const candle of candlesOf(candles, { interval: "1m", longer: ["3m"] })) stage.feed(candle);
        const said = stage.said.map(({ advice }) => advice.action);
        const byPrice = strategy.id in WAYS ? said : said.filter((action) => action !== "buy");
        assert.deepEqual(byPrice, [], `${JSON.stringify(params)} at ${price}`);
      }
    }
  });
}

Deno.test("rsi_reversal takes the first move after a still price for a beginning and not for a fall from 100", () => {
  const run = rsiReversal.create(
    rsiReversal.params.parse({ period: 2, mode: "cross", allow_short: true }),
    "1m",
  );
  const said = sayTo(run, [10, 10, 10, 10, 9, 8, 9, 12, 14]);
  assert.deepEqual(said.map((advice) => advice?.action ?? "-").join(" "), "- - - - - - - short -");
});

Deno.test("ma_cross says the same after a restart at a tie, also from what an earlier version kept of it", () => {
  const create = () => maCross.create(maCross.params.parse({ fast: 2, slow: 3 }), "1m");
  const before = create();
  sayTo(before, [0.1, 0.2, 0.3, 0.3, 0.3]);
  const state = before.save() as { readonly gap: readonly number[] };
  assert.deepEqual(state.gap, [0]);
  const restored = create();
  // What rounding had made of it.
  restored.restore({ ...state, gap: [-5e-17] });
  assert.deepEqual(restored.save(), state);
});
