/** How a later answer of an exchange stands to what was fetched before: pure arithmetic for every store. */
import { type Candle, isSameCandle, type Span } from "../core/candle.ts";

export interface LaterComparison {
  /** Of the answer, in stretches that count as fetched and without a candle in its place. */
  readonly missing: readonly Candle[];
  /** Of the answer, where the stored candle has other numbers. */
  readonly changed: readonly Candle[];
  /** The changed ones, and stored candles that the answer lacks. */
  readonly different: number;
  /** Of the first one that is missing or different. */
  readonly firstOpenTimeMs: number | undefined;
}

/**
 * @param answer ascending.
 * @param fetched stretches that count as fetched, with the closed candles that are stored in each.
 */
export function compareLater(
  answer: readonly Candle[],
  fetched: readonly (Span & { readonly candles: readonly Candle[] })[],
): LaterComparison {
  const theirs = answer.filter(({ openTimeMs }) =>
    fetched.some(({ fromMs, toMs }) => openTimeMs >= fromMs && openTimeMs < toMs)
  );
  const ours = new Map(
    fetched.flatMap(({ candles }) => candles.map((candle) => [candle.openTimeMs, candle] as const)),
  );
  const theirTimes = new Set(theirs.map(({ openTimeMs }) => openTimeMs));
  const missing = theirs.filter(({ openTimeMs }) => !ours.has(openTimeMs));
  const changed = theirs.filter((candle) => {
    const known = ours.get(candle.openTimeMs);
    return known !== undefined && !isSameCandle(known, candle);
  });
  const lacking = [...ours.keys()].filter((openTimeMs) => !theirTimes.has(openTimeMs));
  const times = [...[...missing, ...changed].map(({ openTimeMs }) => openTimeMs), ...lacking];
  return {
    missing,
    changed,
    different: changed.length + lacking.length,
    firstOpenTimeMs: times.length === 0 ? undefined : Math.min(...times),
  };
}
