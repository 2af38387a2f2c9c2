/** What the catalog says of an indicator, and how parameters from outside become one. */
import type { Indicator } from "./indicator.ts";

/** What indicators read of a candle; those that an indicator does not list in `inputs` may be NaN. */
export interface IndicatorInput {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export type IndicatorColumns = Readonly<Partial<Record<keyof IndicatorInput, Float64Array>>>;

/** One number, or several by name; texts are for eyes. */
export type IndicatorValue = number | { readonly [output: string]: number | string };

export interface ParamSpec {
  readonly default: number;
  readonly unit: string;
  /** Another name under which it is known. */
  readonly alias?: string;
}

export type Params = Readonly<Record<string, number>>;

export const ANY_TEXT = "any text";

export interface IndicatorSpec {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly what: string;
  readonly params: Readonly<Record<string, ParamSpec>>;
  /** Choices that are fixed here, and what they are; callers may state them. `ANY_TEXT` is not compared. */
  readonly conventions: Readonly<Record<string, string>>;
  readonly inputs: readonly (keyof IndicatorInput)[];
  /** Columns of `batch`; a single one is a plain number when streaming. */
  readonly outputs: readonly string[];
  /**
   * @param params those that differ from the defaults.
   * @throws {RangeError} for a parameter that is unknown or out of range.
   */
  create(params?: Params): Indicator<IndicatorInput, IndicatorValue>;
  /**
   * The streaming indicator over whole columns.
   *
   * @returns a column for each output, NaN during the warm-up.
   * @throws {RangeError} as `create`, and for a column that is missing, of another length or holds no number.
   */
  batch(params: Params, columns: IndicatorColumns): Readonly<Record<string, Float64Array>>;
}

/** The names that `create` accepts, aliases included. */
export function paramNamesOf({ params }: Pick<IndicatorSpec, "params">): readonly string[] {
  return Object.entries(params).flatMap(([key, { alias }]) => alias === undefined ? [key] : [key, alias]);
}

/** An entry with the names of its parameters known to `create`. */
export function define<K extends string>(
  entry:
    & Omit<IndicatorSpec, "aliases" | "conventions" | "params" | "create" | "batch">
    & Partial<Pick<IndicatorSpec, "aliases" | "conventions">>
    & {
      readonly params: Readonly<Record<K, ParamSpec>>;
      readonly create: (params: Readonly<Record<K, number>>) => Indicator<IndicatorInput, IndicatorValue>;
    },
): IndicatorSpec {
  const create = (params: Params = {}) => entry.create(resolveParams(entry, params));
  return {
    aliases: [],
    conventions: {},
    ...entry,
    create,
    batch: (params, columns) => runBatch(create(params), { ...entry, columns }),
  };
}

/** An indicator of single numbers, fed with whole candles. */
export function onBars<Out>(
  indicator: Indicator<number, Out>,
  toNumber: (candle: IndicatorInput) => number,
): Indicator<IndicatorInput, Out> {
  return {
    warmUpBars: indicator.warmUpBars,
    get value() {
      return indicator.value;
    },
    add: (candle) => indicator.add(toNumber(candle)),
    replace: (candle) => indicator.replace(toNumber(candle)),
    save: () => indicator.save(),
    restore: (state) => indicator.restore(state),
  };
}

function resolveParams<K extends string>(
  { name, params }: { name: string; params: Readonly<Record<K, ParamSpec>> },
  given: Params,
): Readonly<Record<K, number>> {
  const known = Object.entries<ParamSpec>(params);
  const names = paramNamesOf({ params });
  const unknown = Object.keys(given).find((key) => !names.includes(key));
  if (unknown !== undefined) {
    throw new RangeError(`Cannot create ${name}: it has no parameter ${unknown}, only ${names.join(", ")}`);
  }
  const values = known.map(([key, { default: usual, alias = key }]) => {
    if (alias !== key && alias in given && key in given) {
      throw new RangeError(`Cannot create ${name}: ${key} and ${alias} are the same parameter; give one`);
    }
    return [key, given[key] ?? given[alias] ?? usual];
  });
  // `fromEntries` forgets which keys it was given.
  return Object.fromEntries(values) as Readonly<Record<K, number>>;
}

function runBatch(
  indicator: Indicator<IndicatorInput, IndicatorValue>,
  { name, inputs, outputs, columns }:
    & Pick<IndicatorSpec, "name" | "inputs" | "outputs">
    & { columns: IndicatorColumns },
): Readonly<Record<string, Float64Array>> {
  const length = columns[inputs[0] ?? "close"]?.length ?? 0;
  const missing = inputs.find((input) => columns[input]?.length !== length);
  if (missing !== undefined) {
    throw new RangeError(`Cannot compute ${name}: the column ${missing} is missing or of another length`);
  }
  const at = (input: keyof IndicatorInput, i: number) => columns[input]?.[i] ?? NaN;
  const results = outputs.map((output) => ({ output, values: new Float64Array(length).fill(NaN) }));
  for (let i = 0; i < length; i++) {
    const value = indicator.add({
      high: at("high", i),
      low: at("low", i),
      close: at("close", i),
      volume: at("volume", i),
    });
    if (value === undefined) continue;
    for (const { output, values } of results) {
      values[i] = typeof value === "number" ? value : Number(value[output]);
    }
  }
  return Object.fromEntries(results.map(({ output, values }) => [output, values]));
}
