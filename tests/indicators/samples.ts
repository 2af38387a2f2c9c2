/** Prices for the tests of indicators. */
import fc from "fast-check";
import type { IndicatorInput } from "../../src/indicators/catalog_entry.ts";

/** A random walk that is the same each time. */
export function walk(length: number, options: { seed: number; isWhole?: boolean }): Float64Array {
  const closes = new Float64Array(length);
  let { seed } = options;
  let price = 50_000;
  for (let i = 0; i < length; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    price = Math.max(100, price + (seed / 2 ** 32 - 0.5) * 400);
    closes[i] = options.isWhole ? Math.round(price) : price;
  }
  return closes;
}

/** Candles around a walk, with ranges that differ. */
export function walkCandles(length: number, seed: number): readonly IndicatorInput[] {
  const closes = walk(length, { seed });
  const reaches = walk(length, { seed: seed + 1 });
  return Array.from(closes, (close, i) => {
    const reach = (reaches[i] ?? 0) % 97 + 1;
    return { high: close + reach, low: close - reach / 2, close, volume: reach * 1.7 };
  });
}

export function columnsOf(
  candles: readonly IndicatorInput[],
): Readonly<Record<keyof IndicatorInput, Float64Array>> {
  return {
    high: Float64Array.from(candles, ({ high }) => high),
    low: Float64Array.from(candles, ({ low }) => low),
    close: Float64Array.from(candles, ({ close }) => close),
    volume: Float64Array.from(candles, ({ volume }) => volume),
  };
}

/** Prices as exchanges have them, and hard ones: repeated, tiny beside huge, whole and broken. */
const price = fc.oneof(
  fc.integer({ min: 1, max: 200_000_000 }),
  fc.double({ min: 0.0001, max: 1_000, noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(100, 100, 101, 0.1, 1e9),
);

export const anyCandle: fc.Arbitrary<IndicatorInput> = fc.record({
  a: price,
  b: price,
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  volume: price,
})
  .map(({ a, b, share, volume }) => {
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    return { high, low, close: Math.min(high, low + share * (high - low)), volume };
  });
