/** Longer candles for the commands, with a word on those that are left out. */
import type { CandleColumns, Interval, Span } from "../../../core/candle.ts";
import { toKstIso } from "../../../core/kst.ts";
import type { MarketHours } from "../../../core/market/hours.ts";
import { aggregateColumns } from "../../../market/read/aggregate.ts";
import { countText } from "../shelf_access.ts";

interface MadeOptions {
  readonly from: Interval;
  readonly to: Interval;
  readonly withOpen: boolean;
  /** Of which everything is known; without it, from the first to the end of the last candle. */
  readonly within?: Span;
  readonly hours?: MarketHours | undefined;
}

/** Digits behind the point that a double still has room for beside a volume. */
const MOST_DECIMALS = 12;

export function makeCandles(base: CandleColumns, options: MadeOptions): CandleColumns {
  const made = aggregateColumns(base, options);
  const decimals = mostDecimals(base.volume);
  // Sums of 0.1 and 0.2 end in …04: no sum has more digits than its finest part.
  if (decimals <= MOST_DECIMALS) {
    made.volume.forEach((sum, i) => made.volume[i] = Number(sum.toFixed(decimals)));
  }
  return made;
}

/**
 * How many candles at which edge are not among the made ones, and why; nothing when there are none.
 *
 * @param made of `makeCandles` with the same options.
 */
export function toLeftOutNote(
  base: CandleColumns,
  { made, isStored, ...options }: MadeOptions & { readonly made: CandleColumns; readonly isStored: boolean },
): readonly string[] {
  const taken = new Set(made.openTimeMs);
  const all = aggregateColumns(base, { ...options, withOpen: true });
  const left = Array.from(all.openTimeMs).filter((atMs) => !taken.has(atMs));
  const fromMs = options.within?.fromMs ?? base.openTimeMs[0] ?? 0;
  const first = left.filter((atMs) => atMs < fromMs).length;
  const last = left.length - first;
  if (left.length === 0) return [];
  const parts = [
    ...(first > 0
      ? [`${countText(first, "bar")} at the beginning, which began before ${toKstIso(fromMs)}`]
      : []),
    ...(last > 0
      ? [
        `${countText(last, "bar")} at the end, from ${
          toKstIso(left.at(-1) ?? 0)
        } on, of which the rest is not there`,
      ]
      : []),
  ];
  const way = isStored ? "what is unfinished is never kept" : "--with-open prints unfinished bars too";
  return [`left out: ${parts.join("; ")} (${way})`];
}

function mostDecimals(values: Float64Array): number {
  let most = 0;
  for (const value of values) {
    const [mantissa = "", exponent = "0"] = String(value).split("e");
    const behind = mantissa.length - (mantissa.indexOf(".") + 1 || mantissa.length);
    most = Math.max(most, behind - Number(exponent));
  }
  return most;
}
