/** Indicators over whole columns: the streaming object in a loop, hence the same values to the last bit. */
import type { Indicator } from "./indicator.ts";

/** High, low and close of the same bars. */
export interface PriceColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** Bars one after the other. */
interface Feed<In> {
  readonly length: number;
  readonly at: (i: number) => In;
}

/** A column as the input of an indicator of single numbers. */
export function feedOf(values: Float64Array): Feed<number> {
  return { length: values.length, at: (i) => values[i] ?? NaN };
}

/** @throws {RangeError} when the columns differ in length. */
export function feedOfPrices(
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

/** @returns one value a bar, NaN during the warm-up. */
export function runOver<In>(indicator: Indicator<In, number>, { length, at }: Feed<In>): Float64Array {
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = indicator.add(at(i)) ?? NaN;
  return values;
}

/** @returns a column for each of `keys`, NaN during the warm-up. */
export function runToColumns<In, K extends string>(
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
