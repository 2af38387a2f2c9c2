import { median } from "./numbers.ts";

const RESAMPLES = 10_000;

/**
 * How much slower the medians of `now` are than those of `old`, as a share of old, with the 95 % interval of a paired
 * bootstrap (rounds are drawn, both sides of a round together; seeded, so the same figures give the same interval).
 *
 * @param isRate when more is better.
 */
export function compareMedians(
  { old, now, isRate }: { old: readonly number[]; now: readonly number[]; isRate: boolean },
): { slower: number; low: number; high: number } {
  const toSlower = (rounds: readonly number[]) => {
    const before = median(rounds.map((i) => old[i] ?? NaN));
    const after = median(rounds.map((i) => now[i] ?? NaN));
    return isRate ? before / after - 1 : after / before - 1;
  };
  const all = old.map((_, i) => i);
  const random = createRandom(1);
  const drawn = Array.from(
    { length: RESAMPLES },
    () => toSlower(all.map(() => Math.floor(random() * all.length))),
  ).toSorted((a, b) => a - b);
  const at = (share: number) => drawn[Math.round(share * (RESAMPLES - 1))] ?? NaN;
  return { slower: toSlower(all), low: at(0.025), high: at(0.975) };
}

/** mulberry32 */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
