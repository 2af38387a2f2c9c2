import { atrOf, bollingerOf, emaOf, macdOf } from "./whole_columns.ts";
import assert from "node:assert/strict";
import { ATR, BollingerBands, EMA, MACD, RSI, SMA } from "trading-signals";
import { rsiOf } from "../../src/indicators/rsi.ts";
import { smaOf } from "../../src/indicators/sma.ts";
import { columnsOf, walk, walkCandles } from "./samples.ts";

/** Another implementation beside ours, on random walks. */

const CANDLES = 3_000;
const SEEDS = [1, 7, 4_242];

function assertNear(ours: number | undefined, theirs: number | undefined, where: string): void {
  if (ours === undefined || theirs === undefined) return assert.fail(`${where}: a value is missing`);
  const difference = Math.abs(ours - theirs);
  assert.ok(difference <= 1e-9 * Math.max(1, Math.abs(theirs)), `${where}: ${ours}, they say ${theirs}`);
}

/** From the first candle with a value of ours; theirs must have one by then. */
function compare(
  ours: Float64Array,
  theirs: readonly (number | null)[],
  options: { name: string; from: number },
): void {
  const { name, from } = options;
  assert.equal(ours.findIndex((value) => !Number.isNaN(value)), from, name);
  for (let i = from; i < ours.length; i++) assertNear(ours[i], theirs[i] ?? undefined, `${name} at bar ${i}`);
}

const singles = [
  { name: "rsi", from: 14, ours: (close: Float64Array) => rsiOf(close, 14), theirs: () => new RSI(14) },
  { name: "sma", from: 20, ours: (close: Float64Array) => smaOf(close, 21), theirs: () => new SMA(21) },
] as const;

for (const { name, from, ours, theirs } of singles) {
  Deno.test(`${name} agrees with trading-signals on random walks`, () => {
    for (const seed of SEEDS) {
      const close = walk(CANDLES, { seed });
      const other = theirs();
      compare(ours(close), Array.from(close, (value) => other.update(value, false)), { name, from });
    }
  });
}

// Theirs begins with the first close and not with a mean. The difference dies out: 0.905^1000 is 1e-43.
const SETTLED = 1_000;

Deno.test("ema agrees with trading-signals once the seeds are forgotten", () => {
  for (const seed of SEEDS) {
    const close = walk(CANDLES, { seed });
    const ours = emaOf(close, 21);
    const other = new EMA(21);
    const theirs = Array.from(close, (value) => other.update(value, false));
    for (let i = SETTLED; i < CANDLES; i++) assertNear(ours[i], theirs[i] ?? undefined, `ema at bar ${i}`);
  }
});

Deno.test("macd agrees with trading-signals once the seeds are forgotten", () => {
  for (const seed of SEEDS) {
    const close = walk(CANDLES, { seed });
    const ours = macdOf(close, { fast: 12, slow: 26, signal: 9 });
    const other = new MACD(new EMA(12), new EMA(26), new EMA(9));
    close.forEach((value, i) => {
      const theirs = other.update(value, false);
      if (i < SETTLED) return;
      assertNear(ours.macd[i], theirs?.macd, `macd at bar ${i}`);
      assertNear(ours.signal[i], theirs?.signal, `signal at bar ${i}`);
      assertNear(ours.histogram[i], theirs?.histogram, `histogram at bar ${i}`);
    });
  }
});

Deno.test("bollinger agrees with trading-signals on random walks", () => {
  for (const seed of SEEDS) {
    const close = walk(CANDLES, { seed });
    const ours = bollingerOf(close, { period: 20, stddev: 2 });
    const other = new BollingerBands(20, 2);
    close.forEach((value, i) => {
      const theirs = other.update(value, false);
      if (i < 19) return;
      assertNear(ours.upper[i], theirs?.upper, `upper at bar ${i}`);
      assertNear(ours.middle[i], theirs?.middle, `middle at bar ${i}`);
      assertNear(ours.lower[i], theirs?.lower, `lower at bar ${i}`);
    });
  }
});

// Theirs counts high - low of the first candle as a range. The difference dies out: (13/14)^1000 is 7e-33.
Deno.test("atr agrees with trading-signals once the seeds are forgotten", () => {
  for (const seed of SEEDS) {
    const candles = walkCandles(CANDLES, seed);
    const ours = atrOf(columnsOf(candles), 14);
    const other = new ATR(14);
    const theirs = candles.map((candle) => other.update(candle, false));
    for (let i = SETTLED; i < CANDLES; i++) assertNear(ours[i], theirs[i] ?? undefined, `atr at bar ${i}`);
  }
});
