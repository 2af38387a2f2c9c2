import { bollingerOf } from "./whole_columns.ts";
import assert from "node:assert/strict";
import { smaOf } from "../../src/indicators/sma.ts";
import { walk } from "./samples.ts";

const CANDLES = 1_000_000;

Deno.test("sma of a million whole prices is the exact mean at every bar", () => {
  const period = 200;
  const close = walk(CANDLES, { seed: 3, isWhole: true });
  const values = smaOf(close, period);
  let sum = 0n;
  let wrong = 0;
  for (let i = 0; i < CANDLES; i++) {
    sum += BigInt(close[i] ?? 0);
    if (i >= period) sum -= BigInt(close[i - period] ?? 0);
    if (i >= period - 1 && values[i] !== Number(sum) / period) wrong++;
  }
  assert.equal(wrong, 0);
});

Deno.test("sma of a million broken prices of very different size has not drifted at any 1,000th bar", () => {
  const period = 50;
  const close = walk(CANDLES, { seed: 9 }).map((price, i) => i % 70 < 35 ? price / 3e6 : price * 3e6);
  const values = smaOf(close, period);
  for (let i = 999; i < CANDLES; i += 1_000) {
    const mean = toExactSum(close.subarray(i - period + 1, i + 1)) / period;
    assert.ok(Math.abs((values[i] ?? NaN) - mean) <= 1e-12 * mean, `bar ${i}: ${values[i]}, exactly ${mean}`);
  }
});

Deno.test("sma forgets a huge value that has left its window", () => {
  const close = Float64Array.from([1, 1e17, 0.1, 0.1, 0.1, 0.1]);
  assert.ok(Math.abs((smaOf(close, 3).at(-1) ?? NaN) - 0.1) < 1e-15);
});

Deno.test("bollinger keeps a narrow band at a high price", () => {
  const close = Float64Array.from({ length: 100_000 }, (_, i) => 1e9 + (i % 2) * 1e-3);
  const { upper, middle, lower } = bollingerOf(close, { period: 20, stddev: 2 });
  const width = (upper.at(-1) ?? NaN) - (lower.at(-1) ?? NaN);
  // 2 × 2 deviations of 0.0005; a sum of squares would have lost all of it. One step of a double is 1.2e-7 here.
  assert.ok(Math.abs(width - 0.002) < 1e-6, String(width));
  assert.ok(Math.abs((middle.at(-1) ?? NaN) - (1e9 + 5e-4)) < 1e-6);
});

/** Every double is a whole number of 2^-60 here, so the sum is exact in integers. */
function toExactSum(values: Float64Array): number {
  const scale = 2 ** 60;
  let sum = 0n;
  for (const value of values) sum += BigInt(Math.round(value * scale));
  return Number(sum) / scale;
}
