/** Indicators over whole columns: the streaming object in a loop, hence the same values to the last bit. */
import type { Indicator } from "./indicator.ts";

/** Candles one after the other. */
export interface Feed<In> {
  readonly length: number;
  readonly at: (i: number) => In;
}

/** A column as the input of an indicator of single numbers. */
export function feedOf(values: Float64Array): Feed<number> {
  return { length: values.length, at: (i) => values[i] ?? NaN };
}

/** @returns one value a candle, NaN during the warm-up. */
export function runOver<In>(indicator: Indicator<In, number>, { length, at }: Feed<In>): Float64Array {
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = indicator.add(at(i)) ?? NaN;
  return values;
}
