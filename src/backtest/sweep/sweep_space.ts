import { toNumberText } from "../../core/words/numbers.ts";
/** Which sets of parameters a sweep tries. */

export type ParamSet = Readonly<Record<string, unknown>>;

/** A parameter that varies, and everything it may be. */
export interface SweepAxis {
  readonly name: string;
  readonly values: readonly unknown[];
}

export interface SweepSpace {
  /** Parameters that stay the same in every set. */
  readonly fixed: ParamSet;
  readonly axes: readonly SweepAxis[];
}

/** More would take days, and their results would say little. */
export const MOST_SETS = 100_000;
const MOST_VALUES = 10_000;

/**
 * Reads `{"fast":[5,10,20],"slow":{"from":20,"to":100,"step":10},"kind":"ema"}`: a list and a range vary, anything else
 * stays as it is.
 *
 * @throws {RangeError} a sentence about the first fault.
 */
export function readSweepSpace(value: unknown): SweepSpace {
  if (!isRecord(value)) throw refuse("it must be a JSON object of parameters");
  const fixed: Record<string, unknown> = {};
  const axes: SweepAxis[] = [];
  for (const [name, wish] of Object.entries(value)) {
    if (Array.isArray(wish)) axes.push({ name, values: readList(name, wish) });
    else if (isRecord(wish) && "from" in wish) axes.push({ name, values: readRange(name, wish) });
    else fixed[name] = wish;
  }
  return { fixed, axes };
}

/** How many sets the whole grid has. */
export function countSets({ axes }: SweepSpace): number {
  return axes.reduce((count, { values }) => count * values.length, 1);
}

/**
 * Every combination, the last parameter changing fastest.
 *
 * @throws {RangeError} when there are more than `MOST_SETS`.
 */
export function gridOf(space: SweepSpace): readonly ParamSet[] {
  const count = countSets(space);
  if (count > MOST_SETS) {
    throw refuse(
      `it has ${toNumberText(count)} combinations and ${toNumberText(MOST_SETS)} are the most; ` +
        "widen the steps, or take some of them with --random",
    );
  }
  return Array.from({ length: count }, (_, number) => setAt(space, number));
}

/**
 * Different combinations by chance, the same ones for the same seed; all of them when there are not more.
 *
 * @param options.seed a whole number from 0 to 2^32 - 1.
 */
export function randomSets(
  space: SweepSpace,
  { count, seed }: { readonly count: number; readonly seed: number },
): readonly ParamSet[] {
  const all = countSets(space);
  if (count >= all) return gridOf(space);
  if (count > MOST_SETS) throw refuse(`${toNumberText(MOST_SETS)} sets are the most`);
  const random = createRandom(seed);
  const numbers = new Set<number>();
  // Floyd's way of drawing without putting back: no list of all is needed.
  for (let last = all - count; last < all; last++) {
    const number = Math.floor(random() * (last + 1));
    numbers.add(numbers.has(number) ? last : number);
  }
  return [...numbers].map((number) => setAt(space, number));
}

/** Sets that differ from this one in a single parameter, by one step. */
export function neighboursOf(params: ParamSet, space: SweepSpace): readonly ParamSet[] {
  return space.axes.flatMap(({ name, values }) => {
    const at = values.findIndex((value) => JSON.stringify(value) === JSON.stringify(params[name]));
    if (at === -1) return [];
    return [at - 1, at + 1].filter((i) => i >= 0 && i < values.length).map((i) => ({
      ...params,
      [name]: values[i],
    }));
  });
}

function setAt({ fixed, axes }: SweepSpace, number: number): ParamSet {
  const varied: Record<string, unknown> = {};
  let rest = number;
  for (const { name, values } of axes.toReversed()) {
    varied[name] = values[rest % values.length];
    rest = Math.floor(rest / values.length);
  }
  const inOrder = axes.map(({ name }) => [name, varied[name]]);
  return { ...fixed, ...Object.fromEntries(inOrder) };
}

function readList(name: string, list: readonly unknown[]): readonly unknown[] {
  const values = [...new Map(list.map((value) => [JSON.stringify(value), value])).values()];
  if (values.length === 0) throw refuse(`the list of ${name} is empty`);
  if (values.length > MOST_VALUES) throw refuse(`the list of ${name} has more than ${MOST_VALUES} values`);
  return values;
}

function readRange(name: string, range: Readonly<Record<string, unknown>>): readonly number[] {
  const { from, to, step, ...more } = range;
  const isRight = [from, to, step].every((value) => typeof value === "number" && Number.isFinite(value));
  if (!isRight || Object.keys(more).length > 0) {
    throw refuse(`the range of ${name} must be like {"from":20,"to":100,"step":10}`);
  }
  const [first, last, each] = [Number(from), Number(to), Number(step)];
  if (each <= 0 || last < first) {
    throw refuse(`the range of ${name} needs a step above 0 and an end that is not below its beginning`);
  }
  // 0.1 + 0.2 must be 0.3, and a last step that is meant to fit must not be lost by a rounding.
  const count = Math.floor((last - first) / each + 1e-9) + 1;
  if (count > MOST_VALUES) throw refuse(`the range of ${name} has more than ${MOST_VALUES} values`);
  return Array.from({ length: count }, (_, i) => Number((first + i * each).toPrecision(12)));
}

/** Mulberry32: small, fast and the same on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function refuse(why: string): RangeError {
  return new RangeError(`Cannot read the parameters of the sweep: ${why}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
