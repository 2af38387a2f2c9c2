import {
  type Candle,
  type CandleColumns,
  closeTimeOf,
  type CoveredSpan,
  createColumns,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../src/core/candle.ts";
import type {
  CandlePageToKeep,
  CandleStore,
  KeepCounts,
  SeriesFacts,
} from "../../src/market/candle_store.ts";
import { isSameCandle } from "../../src/market/live/series.ts";

interface Kept {
  readonly candle: Candle;
  readonly isClosed: boolean;
}

class KeptSeries {
  readonly series: SeriesKey;
  readonly bars = new Map<number, Kept>();
  coverage: readonly CoveredSpan[] = [];

  constructor(series: SeriesKey) {
    this.series = series;
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

/** The promises of `CandleStore` in a few maps: for tests of what stands above it. */
export class MemoryKeeper implements CandleStore {
  readonly #series = new Map<string, KeptSeries>();

  keep(
    series: SeriesKey,
    page: Parameters<CandleStore["keep"]>[1],
  ): Promise<KeepCounts> {
    const kept = this.#of(series);
    const counts = { added: 0, replaced: 0, kept: 0 };
    for (const candle of page.candles) {
      const known = kept.bars.get(candle.openTimeMs);
      if (known?.isClosed === true) {
        counts.kept++;
        continue;
      }
      counts[known === undefined ? "added" : "replaced"]++;
      const isClosed = closeTimeOf(series.interval, candle.openTimeMs) <= page.closedUntilMs;
      kept.bars.set(candle.openTimeMs, { candle, isClosed });
    }
    if (page.fetched !== undefined) {
      kept.coverage = lay(kept.coverage, { ...page.fetched, kind: "fetched", reason: undefined });
    }
    return Promise.resolve(counts);
  }

  keepMany(pages: readonly CandlePageToKeep[]): Promise<readonly KeepCounts[]> {
    return Promise.all(pages.map(({ series, ...page }) => this.keep(series, page)));
  }

  correct(series: SeriesKey, candles: readonly Candle[]): Promise<number> {
    const { bars } = this.#of(series);
    const changed = candles.filter((candle) => {
      const known = bars.get(candle.openTimeMs);
      return known?.isClosed === true && !isSameCandle(known.candle, candle);
    });
    for (const candle of changed) bars.set(candle.openTimeMs, { candle, isClosed: true });
    return Promise.resolve(changed.length);
  }

  markOutage(series: SeriesKey, outage: Span & { readonly reason: string }): Promise<void> {
    const kept = this.#of(series);
    const fetched = kept.coverage.filter(({ kind }) => kind === "fetched");
    kept.coverage = lay(kept.coverage, { ...outage, kind: "outage" });
    for (const span of fetched) kept.coverage = lay(kept.coverage, span);
    return Promise.resolve();
  }

  coverage(series: SeriesKey, { fromMs, toMs }: Span): readonly CoveredSpan[] {
    return this.#of(series).coverage
      .map((span) => ({ ...span, fromMs: Math.max(fromMs, span.fromMs), toMs: Math.min(toMs, span.toMs) }))
      .filter((span) => span.fromMs < span.toMs);
  }

  read(series: SeriesKey, span: Span, options: Parameters<CandleStore["read"]>[2] = {}): readonly Candle[] {
    const { limit = Infinity, fromEnd = false, withOpen = false } = options;
    const candles = this.#of(series).inSpan(span, withOpen);
    return fromEnd ? candles.slice(Math.max(0, candles.length - limit)) : candles.slice(0, limit);
  }

  readColumns(series: SeriesKey, span: Span): Promise<CandleColumns> {
    const candles = this.read(series, span);
    const columns = createColumns(candles.length);
    candles.forEach((candle, i) => {
      columns.openTimeMs[i] = candle.openTimeMs;
      columns.open[i] = candle.open;
      columns.high[i] = candle.high;
      columns.low[i] = candle.low;
      columns.close[i] = candle.close;
      columns.volume[i] = candle.volume;
    });
    return Promise.resolve(columns);
  }

  lastClosed(series: SeriesKey): Candle | undefined {
    return this.#of(series).inSpan({ fromMs: 0, toMs: Infinity }, false).at(-1);
  }

  list(): readonly SeriesFacts[] {
    return [...this.#series.values()].flatMap((kept) => {
      const candles = kept.inSpan({ fromMs: 0, toMs: Infinity }, true);
      const [first, last] = [candles.at(0), candles.at(-1)];
      if (first === undefined || last === undefined) return [];
      return [{
        series: kept.series,
        bars: candles.length,
        firstMs: first.openTimeMs,
        lastMs: last.openTimeMs,
      }];
    });
  }

  #of(series: SeriesKey): KeptSeries {
    const key = toSeriesText(series);
    const known = this.#series.get(key) ?? new KeptSeries(series);
    this.#series.set(key, known);
    return known;
  }
}

/** Puts `top` over what is there and joins neighbours that say the same. */
function lay(coverage: readonly CoveredSpan[], top: CoveredSpan): readonly CoveredSpan[] {
  if (top.fromMs >= top.toMs) return coverage;
  const left = coverage.map((span) => ({ ...span, toMs: Math.min(span.toMs, top.fromMs) }));
  const right = coverage.map((span) => ({ ...span, fromMs: Math.max(span.fromMs, top.toMs) }));
  const pieces = [...left, top, ...right]
    .filter((span) => span.fromMs < span.toMs)
    .toSorted((a, b) => a.fromMs - b.fromMs);
  const joined: CoveredSpan[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const isMore = last?.toMs === piece.fromMs && last.kind === piece.kind && last.reason === piece.reason;
    if (last !== undefined && isMore) joined.splice(-1, 1, { ...last, toMs: piece.toMs });
    else joined.push(piece);
  }
  return joined;
}
