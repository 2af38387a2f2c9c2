/** Indicators over whole columns, for tests that look at all values at once: the streaming object in a loop. */
import { Adx } from "../../src/indicators/adx.ts";
import { Atr } from "../../src/indicators/atr.ts";
import { type Feed, feedOf, runOver } from "../../src/indicators/batch.ts";
import {
  Bollinger,
  BOLLINGER_KEYS,
  type BollingerParams,
  type BollingerValue,
} from "../../src/indicators/bollinger.ts";
import { Ema } from "../../src/indicators/ema.ts";
import type { Indicator } from "../../src/indicators/indicator.ts";
import { Macd, MACD_KEYS, type MacdPeriods, type MacdValue } from "../../src/indicators/macd.ts";
import {
  Supertrend,
  SUPERTREND_KEYS,
  type SupertrendParams,
  type SupertrendValue,
} from "../../src/indicators/supertrend.ts";
import { type TrendParams, TrendState } from "../../src/indicators/trend_state.ts";
import { VolumeAverage } from "../../src/indicators/volume_average.ts";

/** High, low and close of the same candles. */
export interface PriceColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** @throws {RangeError} when the columns differ in length. */
function feedOfPrices(
  { high, low, close }: PriceColumns,
): Feed<{ high: number; low: number; close: number }> {
  if (high.length !== close.length || low.length !== close.length) {
    throw new RangeError(
      `Cannot read columns of different length: high ${high.length}, low ${low.length}, close ${close.length}`,
    );
  }
  return {
    length: close.length,
    at: (i) => ({ high: high[i] ?? NaN, low: low[i] ?? NaN, close: close[i] ?? NaN }),
  };
}

/** @returns a column for each of `keys`, NaN during the warm-up. */
function runToColumns<In, K extends string>(
  indicator: Indicator<In, Readonly<Record<K, number>>>,
  { length, at, keys }: Feed<In> & { readonly keys: readonly K[] },
): Readonly<Record<K, Float64Array>> {
  const columns = keys.map((key) => [key, new Float64Array(length).fill(NaN)] as const);
  for (let i = 0; i < length; i++) {
    const value = indicator.add(at(i));
    if (value !== undefined) { for (const [key, values] of columns) values[i] = value[key]; }
  }
  // `fromEntries` forgets which keys it was given.
  return Object.fromEntries(columns) as Readonly<Record<K, Float64Array>>;
}

/**
 * @returns one value a candle, NaN for the first `2 × period - 1`.
 * @throws {RangeError} as `Adx`, and when the columns differ in length.
 */
export function adxOf(
  { high, low }: { readonly high: Float64Array; readonly low: Float64Array },
  period: number,
): Float64Array {
  return runOver(new Adx(period), feedOfPrices({ high, low, close: low }));
}

/**
 * @returns one value a candle, NaN for the first `period`.
 * @throws {RangeError} as `Atr`, and when the columns differ in length.
 */
export function atrOf(columns: PriceColumns, period: number): Float64Array {
  return runOver(new Atr(period), feedOfPrices(columns));
}

/**
 * @returns three columns, NaN for the first `period - 1` candles.
 * @throws {RangeError} as `Bollinger`.
 */
export function bollingerOf(
  close: Float64Array,
  params: BollingerParams,
): Readonly<Record<keyof BollingerValue, Float64Array>> {
  return runToColumns(new Bollinger(params), { ...feedOf(close), keys: BOLLINGER_KEYS });
}

/**
 * @returns one mean a candle, NaN for the first `period - 1`.
 * @throws {RangeError} as `Ema`.
 */
export function emaOf(values: Float64Array, period: number): Float64Array {
  return runOver(new Ema(period), feedOf(values));
}

/**
 * @returns three columns, NaN for the first `slow + signal - 2` candles.
 * @throws {RangeError} as `Macd`.
 */
export function macdOf(
  close: Float64Array,
  periods: MacdPeriods,
): Readonly<Record<keyof MacdValue, Float64Array>> {
  return runToColumns(new Macd(periods), { ...feedOf(close), keys: MACD_KEYS });
}

/**
 * @returns both columns, NaN for the first `period` candles.
 * @throws {RangeError} as `Supertrend`, and when the columns differ in length.
 */
export function supertrendOf(
  columns: PriceColumns,
  params: SupertrendParams,
): Readonly<Record<keyof SupertrendValue, Float64Array>> {
  return runToColumns(new Supertrend(params), { ...feedOfPrices(columns), keys: SUPERTREND_KEYS });
}

/**
 * @returns the strength of each candle, NaN during the warm-up (199 candles with the usual parameters). Its sign is the state.
 * @throws {RangeError} as `TrendState`.
 */
export function trendStrengthOf(close: Float64Array, params: TrendParams): Float64Array {
  const trend = new TrendState(params);
  const strengths = new Float64Array(close.length);
  for (let i = 0; i < close.length; i++) strengths[i] = trend.add(close[i] ?? NaN)?.strength ?? NaN;
  return strengths;
}

/**
 * @returns one mean a candle, NaN for the first `period - 1`.
 * @throws {RangeError} as `VolumeAverage`.
 */
export function volumeAverageOf(volume: Float64Array, period: number): Float64Array {
  return runOver(new VolumeAverage(period), feedOf(volume));
}
