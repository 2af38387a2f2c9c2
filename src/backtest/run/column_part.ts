import type { CandleColumns } from "../../core/candle.ts";

/** Rows `from` to `to`, the last one not included, as views on the same numbers. */
export function partOf(
  { openTimeMs, open, high, low, close, volume }: CandleColumns,
  { from, to }: { readonly from: number; readonly to: number },
): CandleColumns {
  return {
    openTimeMs: openTimeMs.subarray(from, to),
    open: open.subarray(from, to),
    high: high.subarray(from, to),
    low: low.subarray(from, to),
    close: close.subarray(from, to),
    volume: volume.subarray(from, to),
  };
}
