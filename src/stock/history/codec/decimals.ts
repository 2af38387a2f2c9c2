/** Numbers of a column as whole numbers of one decimal unit, when that gives back every one of them exactly. */

/** Differences of two of these still fit into a number, with a sign. */
const LARGEST = 2 ** 51;
const MOST_DIGITS = 12;

/** @returns digits behind the point that hold all values, or `undefined` when no count does (0.1 + 0.2). */
export function findDigits(values: Iterable<number>): number | undefined {
  const all = [...values];
  let digits = 0;
  for (const value of all) {
    while (digits <= MOST_DIGITS && !isExact(value, digits)) digits++;
    if (digits > MOST_DIGITS) return undefined;
  }
  // A small value that needs many digits may leave no room for a large one.
  return all.every((value) => isExact(value, digits)) ? digits : undefined;
}

export function toUnits(value: number, digits: number): number {
  return Math.round(value * 10 ** digits);
}

/** A division of two exact numbers is rounded once, so it gives the number that the decimal text gives. */
export function fromUnits(units: number, digits: number): number {
  return units / 10 ** digits;
}

function isExact(value: number, digits: number): boolean {
  const units = toUnits(value, digits);
  // A difference would lose the sign of -0.
  return Math.abs(units) <= LARGEST && fromUnits(units, digits) === value && !Object.is(value, -0);
}
