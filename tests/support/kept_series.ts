/** What `MemoryCandleStore` knows of one series. */
import type { Candle, CoveredSpan, SeriesKey, Span } from "../../src/core/candle.ts";

interface Kept {
  readonly candle: Candle;
  readonly isClosed: boolean;
}

export class KeptSeries {
  readonly series: SeriesKey;
  readonly bars = new Map<number, Kept>();
  coverage: readonly CoveredSpan[] = [];

  constructor(series: SeriesKey) {
    this.series = series;
  }

  /** @returns how many candles went away. */
  forget(span: Span): number {
    const gone = this.inSpan(span, true);
    for (const { openTimeMs } of gone) this.bars.delete(openTimeMs);
    this.coverage = without(this.coverage, span);
    return gone.length;
  }

  inSpan({ fromMs, toMs }: Span, withOpen: boolean): Candle[] {
    return [...this.bars.values()]
      .filter(({ candle, isClosed }) =>
        candle.openTimeMs >= fromMs && candle.openTimeMs < toMs && (withOpen || isClosed)
      )
      .map(({ candle }) => candle)
      .toSorted((a, b) => a.openTimeMs - b.openTimeMs);
  }
}

/** Puts `top` over what is there and joins neighbours that say the same. */
export function lay(coverage: readonly CoveredSpan[], top: CoveredSpan): readonly CoveredSpan[] {
  if (top.fromMs >= top.toMs) return coverage;
  const pieces = [...without(coverage, top), top].toSorted((a, b) => a.fromMs - b.fromMs);
  const joined: CoveredSpan[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const isMore = last?.toMs === piece.fromMs && last.kind === piece.kind && last.reason === piece.reason &&
      last.lookedAtMs === piece.lookedAtMs;
    if (last !== undefined && isMore) joined.splice(-1, 1, { ...last, toMs: piece.toMs });
    else joined.push(piece);
  }
  return joined;
}

function without(coverage: readonly CoveredSpan[], { fromMs, toMs }: Span): readonly CoveredSpan[] {
  const left = coverage.map((span) => ({ ...span, toMs: Math.min(span.toMs, fromMs) }));
  const right = coverage.map((span) => ({ ...span, fromMs: Math.max(span.fromMs, toMs) }));
  return [...left, ...right].filter((span) => span.fromMs < span.toMs);
}
