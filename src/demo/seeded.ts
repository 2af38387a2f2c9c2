/**
 * A number in [0, 1) that depends on nothing but `parts`: the same parts give the same number, in any order
 * of asking. FNV-1a over the text, then murmur3's finish to spread neighbouring texts apart.
 */
export function unitOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const letter of parts.join("|")) {
    hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** One of `choices`, picked by `parts`. */
export function pickOf<T>(choices: readonly [T, ...T[]], ...parts: readonly (string | number)[]): T {
  return choices[Math.floor(unitOf(...parts) * choices.length)] ?? choices[0];
}

/**
 * A smooth curve in [-1, 1]: three sines whose periods and phases come from `name`.
 *
 * @param periods the shortest and longest period of each sine, in the unit of `at`.
 */
export function waveOf(
  name: string,
  options: { at: number; periods: readonly (readonly [number, number])[] },
): number {
  const { at, periods } = options;
  let sum = 0;
  for (const [i, [shortest, longest]] of periods.entries()) {
    const period = shortest + (longest - shortest) * unitOf(name, "period", i);
    sum += Math.sin(2 * Math.PI * (at / period + unitOf(name, "phase", i)));
  }
  return sum / periods.length;
}
