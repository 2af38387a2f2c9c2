/**
 * Ids that sort by the time of their making: 10 characters of epoch milliseconds, 16 random ones.
 *
 * @see https://github.com/ulid/spec
 */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's: without I, L, O and U
const RANDOM_LENGTH = 10;
/** The last 30 bits count up within a millisecond. They begin in the lower half, so that they never run over. */
const COUNTER_LENGTH = 6;
const COUNTER_START_BELOW = 2 ** 29;

/** @returns a function that makes ids, each greater than the one before, also when the clock is set back. */
export function createUlids(now: () => number): () => string {
  let lastMs = -1;
  let beginning = "";
  let counter = 0;
  return () => {
    const nowMs = Math.max(0, Math.trunc(now()));
    if (nowMs > lastMs) {
      lastMs = nowMs;
      const random = crypto.getRandomValues(new Uint32Array(3));
      beginning = toDigits(nowMs, 10) + toDigits(random[0] ?? 0, 5) +
        toDigits(random[1] ?? 0, RANDOM_LENGTH - 5);
      counter = (random[2] ?? 0) % COUNTER_START_BELOW;
    }
    return beginning + toDigits(counter++, COUNTER_LENGTH);
  };
}

/** The last `length` digits of an integer. */
function toDigits(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = DIGITS[rest % 32] + text;
  return text;
}
