/** What strategies do exactly at a limit, at the end of a warm-up, and with prices that are small. */
import assert from "node:assert/strict";
import type { Fill } from "../../src/core/advice.ts";
import type { Candle } from "../../src/core/candle.ts";
import { buyAndHold } from "../../src/strategies/buy_and_hold.ts";
import { grid } from "../../src/strategies/grid.ts";
import { hyperRsi } from "../../src/strategies/hyper_rsi.ts";
import { STRATEGIES } from "../../src/strategies/mod.ts";
import { withOnCandle } from "../../src/strategies/old_names.ts";
import { rsiReversal } from "../../src/strategies/rsi_reversal.ts";
import type { StrategyRun } from "../../src/strategies/strategy.ts";
import { openUserFile } from "../../src/strategies/user_file.ts";
import { candlesOf, closedCandle, flatCandles, sayTo, wordsOf as reasonWords } from "./bars.ts";

const reversal = (params: Readonly<Record<string, unknown>>) =>
  rsiReversal.create(rsiReversal.params.parse({ period: 2, ...params }), "1m");
const fill = (action: Fill["action"], units: number): Fill => ({
  action,
  units,
  atMs: 0,
  price: 1,
  fee: 0,
  tax: 0,
});
const wordsOf = (run: StrategyRun, closes: readonly number[]) =>
  sayTo(run, closes).map((advice) => advice?.action ?? "-").join(" ");

// By Wilder over 2 candles: an RSI of 0 and 0 at the first 8 and at 7, then 50, 83.3 and 50 again.
const CLOSES = [10, 9, 8, 7, 8, 10, 9];

Deno.test("rsi_reversal: an RSI that is exactly the limit is neither below nor above it", () => {
  assert.equal(wordsOf(reversal({ buy_below: 50, sell_above: 90 }), CLOSES), "- - - buy - - -");
  assert.equal(wordsOf(reversal({ buy_below: 10, sell_above: 50 }), CLOSES), "- - - buy - sell -");
});

Deno.test("rsi_reversal: going beyond a limit from exactly on it is a cross", () => {
  assert.equal(
    wordsOf(reversal({ buy_below: 10, sell_above: 50, mode: "cross" }), CLOSES),
    "- - - - - sell -",
  );
  // 50, then 25.
  assert.equal(
    wordsOf(reversal({ buy_below: 50, sell_above: 90, mode: "cross" }), [10, 11, 10, 10, 9]),
    "- - - - buy",
  );
});

Deno.test("rsi_reversal: a short that is held is not opened again, and one that was covered is", () => {
  const run = reversal({ allow_short: true });
  const said = flatCandles([10, 11, 12, 13, 14, 15]).map((candle, i) => {
    if (i === 4) run.onFill?.(fill("short", 1));
    if (i === 5) run.onFill?.(fill("cover", 1));
    return run.onCandle(closedCandle(candle))?.action ?? "-";
  });
  assert.equal(said.join(" "), "- - - short - short");
});

const SHORT = { rsi_period: 2, atr_period: 2, trend_intervals: ["3m"], trend_rsi: 2, trend_slope: 1 };
const hyper = (params: Readonly<Record<string, unknown>> = {}) =>
  hyperRsi.create(hyperRsi.params.parse({ ...SHORT, ...params }), "1m");

/** `lead` minutes, each `step` above the one before, then closes away from the last of them; all prices times `scale`. */
function feed(
  run: StrategyRun,
  options: { lead: number; step: number; then: readonly number[]; scale?: number; longer?: readonly "3m"[] },
) {
  const { lead, step, then, scale = 1, longer = ["3m"] } = options;
  const rise = Array.from({ length: lead }, (_, i) => 10_000 + step * i);
  const last = rise.at(-1) ?? NaN;
  const closes = [...rise, ...then.map((offset) => last + offset)];
  const candles = flatCandles(closes.map((close) => close * scale)).map((candle): Candle => ({
    ...candle,
    high: candle.close + 5 * scale,
    low: candle.close - 5 * scale,
  }));
  return candlesOf(candles, { interval: "1m", longer }).flatMap((candle) => {
    const advice = run.onCandle(candle);
    return candle.interval === "3m" ? [] : [advice];
  });
}

const DIP = [-5, -10, 10];

Deno.test("hyper_rsi is silent up to the last bar of its warm-up and speaks with the next one", () => {
  const { warmUpBars: warmUpCandles } = hyperRsi.needs(hyperRsi.params.parse(SHORT), "1m");
  const saidAt = (candles: number) =>
    feed(hyper(), { lead: candles - DIP.length, step: 1, then: DIP }).at(-1);
  assert.equal(saidAt(warmUpCandles), undefined);
  assert.equal(saidAt(warmUpCandles + 1)?.action, "buy");
});

Deno.test("hyper_rsi says nothing while the longer bars have not come", () => {
  const said = feed(hyper(), { lead: 700, step: 1, then: DIP, longer: [] });
  assert.deepEqual(said.filter((advice) => advice !== undefined), []);
});

Deno.test("hyper_rsi: an RSI that was exactly at the limit has not been beyond it", () => {
  const params = { trend: "not_against", allow_short: true };
  // A price that only rose has an RSI of 100, and one that only fell has 0.
  const risen = { lead: 660, step: 0, then: [5, 0] };
  assert.equal(feed(hyper({ ...params, sell_above: 100 }), risen).at(-1), undefined);
  assert.equal(feed(hyper({ ...params, sell_above: 99 }), risen).at(-1)?.action, "short");
  // One that never moved has 100 by convention, and has not come back from anything.
  const still = { lead: 660, step: 0, then: [-5] };
  assert.equal(feed(hyper({ ...params, sell_above: 99 }), still).at(-1), undefined);
  const turned = { lead: 660, step: 0, then: [-10, -20, -10] };
  assert.equal(feed(hyper({ trend: "not_against", buy_below: 30 }), turned).at(-1)?.action, "buy");
});

Deno.test("hyper_rsi trades a market whose price, stop and target are fractions of the quote currency", () => {
  const long = feed(hyper(), { lead: 660, step: 1, then: DIP, scale: 1e-5 }).at(-1);
  assert.equal(long?.action, "buy");
  assert.ok((long.stopPrice ?? NaN) > 0 && (long.takeProfitPrice ?? NaN) < 1);
});

Deno.test("hyper_rsi gives no advice whose stop would be no price", () => {
  const far = { lead: 660, step: 1, then: [-400, -800, -100] };
  assert.equal(feed(hyper({ stop_atr: 2 }), far).at(-1)?.action, "buy");
  assert.equal(feed(hyper({ stop_atr: 100 }), far).at(-1), undefined);
});

Deno.test("hyper_rsi is surer of a long the stronger the trend, and of a short the weaker", () => {
  const confidenceOf = (then: readonly number[], step: number) =>
    feed(hyper({ allow_short: true, trend: "not_against" }), { lead: 660, step, then }).at(-1)?.confidence;
  assert.equal(confidenceOf(DIP, 1), 1);
  assert.equal(confidenceOf(DIP, 0), 0.5);
  assert.equal(confidenceOf(DIP.map((offset) => -offset), -1), 1);
});

Deno.test("hyper_rsi lays stop and target exactly so many average true ranges away, for longs and for shorts", () => {
  // Ranges of 10 each, and 25 in the candle that turns: a mean by Wilder over 2 candles of 17.5.
  const params = { stop_atr: 2, target_atr: 4, allow_short: true };
  const long = feed(hyper(params), { lead: 660, step: 1, then: DIP }).at(-1);
  assert.deepEqual([long?.stopPrice, long?.takeProfitPrice], [10_669 - 35, 10_669 + 70]);
  const short = feed(hyper(params), { lead: 660, step: -1, then: DIP.map((offset) => -offset) }).at(-1);
  assert.deepEqual([short?.stopPrice, short?.takeProfitPrice], [9_331 + 35, 9_331 - 70]);
});

Deno.test("a grid that begins exactly on a line buys there only after the close has been above it", () => {
  const actionsOf = (closes: readonly number[]) =>
    wordsOf(grid.create(grid.params.parse({ low: 100, high: 140, levels: 5 }), "1m"), closes);
  assert.equal(actionsOf([120, 119, 120]), "- - -");
  assert.equal(actionsOf([120, 119, 121, 120]), "- - - buy");
});

Deno.test("a grid needs as many positions at once as it has lines that buy", () => {
  assert.equal(grid.needs(grid.params.parse({ levels: 11 }), "1m").mostPositions, 10);
  assert.equal(grid.needs(grid.params.parse({ levels: 2 }), "1m").mostPositions, 1);
});

Deno.test("buy_and_hold puts in the share that it is told, all of the money when it is told none", () => {
  const sizeOf = (params: unknown) =>
    sayTo(buyAndHold.create(buyAndHold.params.parse(params), "1m"), [100])[0]?.size;
  assert.deepEqual(sizeOf({}), { kind: "share", share: 1 });
  assert.deepEqual(sizeOf({ share: 0.25 }), { kind: "share", share: 0.25 });
});

Deno.test("a strategy file of more than a megabyte is refused before it is read", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.truncate(path, 1_048_577);
    await assert.rejects(
      openUserFile(path, { kit: {}, onWarning: () => {} }),
      /it has 1048577 bytes, 1048576 are allowed/,
    );
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("strategies need what their indicators remember, and those by the clock need nothing", () => {
  const needs = (strategy: (typeof STRATEGIES)[number], params: unknown = {}) =>
    strategy.needs(strategy.params.parse(params), "1h");
  const byId = new Map(STRATEGIES.map((strategy) => [strategy.id, strategy]));
  const of = (id: string, params: unknown = {}) => needs(byId.get(id) ?? assert.fail(), params);
  assert.deepEqual(of("ma_cross"), { intervals: ["1h"], warmUpBars: 30 });
  assert.deepEqual(of("ma_cross", { kind: "ema", slow: 40 }), {
    intervals: ["1h"],
    warmUpBars: 40,
    historyBars: 200,
  });
  assert.deepEqual(of("rsi_reversal", { period: 10 }), {
    intervals: ["1h"],
    warmUpBars: 11,
    historyBars: 120,
  });
  for (const id of ["dca", "scheduled"]) {
    assert.deepEqual(of(id), { intervals: ["1h"], warmUpBars: 0, mostPositions: 10_000 });
  }
  for (const id of ["signal_table", "buy_and_hold"]) {
    assert.deepEqual(of(id), { intervals: ["1h"], warmUpBars: 0 });
  }
});

Deno.test("what create() returned and is no object is handed on, whatever it is", () => {
  for (const value of [undefined, null, 5, "run"]) {
    assert.equal(withOnCandle(value, () => assert.fail("told")), value);
  }
});

Deno.test("hyper_rsi covers a short at a low RSI or when a trend turns up, and says which", () => {
  const short = (params: Readonly<Record<string, unknown>>, feedOf: (run: StrategyRun) => void) => {
    const run = hyper({ allow_short: true, ...params });
    feedOf(run);
    run.onFill?.(fill("short", 1));
    return run;
  };
  const low = short({}, (run) => feed(run, { lead: 660, step: 1, then: [0] }));
  const [fallen = assert.fail()] = flatCandles([5_000]);
  const covered = low.onCandle(closedCandle(fallen));
  assert.equal(covered?.action, "cover");
  assert.match(reasonWords(covered), /^The RSI is \d+\.\d, below 30\.$/);
  // The RSI of a rise is never below 0, so only the trend, which is up by then, is left to say it.
  const turned = short({ buy_below: 0 }, (run) => feed(run, { lead: 660, step: 1, then: [0] }));
  const [risen = assert.fail()] = flatCandles([10_700]);
  const advice = turned.onCandle(closedCandle(risen));
  assert.deepEqual([advice?.action, reasonWords(advice)], ["cover", "The 3m trend has turned up."]);
});
