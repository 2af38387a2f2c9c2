import {
  type Candle,
  candleAt,
  type CandleColumns,
  closeTimeOf,
  type CoveredSpan,
  isSameCandle,
  openTimeOf,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../src/core/candle.ts";
import type { StockName } from "../../src/core/market/stock_name.ts";
import { toKeptNames } from "../../src/market/store/stock_names.ts";
import type {
  CandleFinding,
  CandlePageToKeep,
  CandleStore,
  CandleStoreHealth,
  KeepCounts,
  KnownCandles,
  KnownColumns,
  LaterAnswer,
  PageFacts,
  ReadOptions,
  ReconcileCounts,
  ReplacementFacts,
  SeriesFacts,
} from "../../src/market/candle_store.ts";
import type { BasePrices } from "../../src/market/read/price_jumps.ts";
import { KeptSeries, lay } from "./kept_series.ts";
import { compareLater } from "../../src/market/later_answer.ts";
import {
  refuseBadRows,
  refuseBadSeries,
  refuseBadSpan,
  toColumns,
  toInnerCandles,
  toTouchedCandles,
} from "../../src/market/store/page.ts";

const toMarketText = ({ exchange, symbol }: Pick<SeriesKey, "exchange" | "symbol">) =>
  `${exchange} ${symbol}`;
const ALWAYS: Span = { fromMs: 0, toMs: Infinity };

/**
 * The promises of `CandleStore` in a few maps: for tests of what stands above it. What it does it does in one turn; every answer is there at
 * once.
 */
export class MemoryCandleStore implements CandleStore {
  readonly #series = new Map<string, KeptSeries>();
  readonly #bases = new Map<string, Map<number, number>>();

  keepBasePrices(series: SeriesKey, bases: BasePrices): Promise<void> {
    const known = this.#bases.getOrInsertComputed(toMarketText(series), () => new Map());
    for (const [day, base] of bases) known.set(day, base);
    return Promise.resolve();
  }

  basePrices(
    market: Pick<SeriesKey, "exchange" | "symbol">,
    { fromDay, toDay }: { readonly fromDay: number; readonly toDay: number },
  ): Promise<BasePrices> {
    const known = this.#bases.get(toMarketText(market)) ?? new Map<number, number>();
    return Promise.resolve(new Map(known.entries().filter(([day]) => day >= fromDay && day < toDay)));
  }

  readonly #names = new Map<string, StockName>();

  learnNames(names: readonly StockName[]): Promise<number> {
    const before = new Map(this.#names);
    for (const one of toKeptNames(names)) {
      if (one.atMs >= (this.#names.get(one.code)?.atMs ?? 0)) this.#names.set(one.code, one);
    }
    const changed = [...this.#names.values()].filter(({ code, name, atMs }) =>
      before.get(code)?.name !== name || before.get(code)?.atMs !== atMs
    );
    return Promise.resolve(changed.length);
  }

  names(): Promise<readonly StockName[]> {
    return Promise.resolve([...this.#names.values()].toSorted((a, b) => a.code < b.code ? -1 : 1));
  }

  keep(series: SeriesKey, page: PageFacts & { readonly candles: readonly Candle[] }): Promise<KeepCounts> {
    return Promise.try(() => {
      refuseBadPage({ ...page, series });
      return this.#keep(series, page);
    });
  }

  keepMany(pages: readonly CandlePageToKeep[]): Promise<readonly KeepCounts[]> {
    try {
      pages.forEach(refuseBadPage);
    } catch (error) {
      return Promise.reject(error);
    }
    return Promise.all(pages.map(({ series, ...page }) => this.keep(series, page)));
  }

  keepColumns(series: SeriesKey, columns: CandleColumns, facts: PageFacts): Promise<KeepCounts> {
    return this.keep(series, { ...facts, candles: toCandles(columns) });
  }

  correct(series: SeriesKey, candles: readonly Candle[]): Promise<number> {
    return Promise.try(() => {
      refuseBadPage({ series, candles });
      return this.#correct(series, candles);
    });
  }

  reconcile(series: SeriesKey, { candles, within, silent = [] }: LaterAnswer): Promise<ReconcileCounts> {
    return Promise.try(() => {
      refuseBadPage({ series, candles });
      const kept = this.#of(series);
      const stillOf = (spans: readonly Span[], kind: CoveredSpan["kind"]) =>
        spans.flatMap((span) => this.#coverage(series, span)).filter((known) => known.kind === kind);
      const looked = stillOf(silent, "silent");
      const known = [...stillOf(within, "fetched"), ...looked]
        .map((span) => ({ ...span, candles: kept.inSpan(span, false) }));
      const { missing, changed, different, firstOpenTimeMs } = compareLater(candles, known);
      for (const candle of missing) kept.bars.set(candle.openTimeMs, { candle, isClosed: true });
      for (const span of looked) this.#mark(series, span, "fetched");
      const added = missing.length;
      return { added, different, corrected: this.#correct(series, changed), firstOpenTimeMs };
    });
  }

  markFetched(series: SeriesKey, spans: readonly Span[]): Promise<void> {
    return Promise.try(() => {
      refuseBadSeries(series);
      for (const span of spans) refuseBadSpan("a fetched span", span);
      for (const span of spans) this.#mark(series, span, "fetched");
    });
  }

  markUnlisted(series: SeriesKey, untilMs: number): Promise<void> {
    return Promise.try(() => {
      refuseBadSeries(series);
      const kept = this.#of(series);
      const firstMs = Math.min(untilMs, ...kept.bars.keys());
      const toMs = openTimeOf(series.interval, firstMs);
      kept.coverage = kept.coverage.filter(({ kind }) => kind !== "not_listed");
      if (toMs > 0) {
        kept.coverage = lay(kept.coverage, { fromMs: 0, toMs, kind: "not_listed", reason: undefined });
      }
    });
  }

  markOutage(series: SeriesKey, outage: Span & { readonly reason: string }): Promise<void> {
    return Promise.try(() => {
      refuseBadSeries(series);
      refuseBadSpan("an outage", outage);
      const span = toTouchedCandles(series.interval, outage);
      const reason = outage.reason.replaceAll("\0", "").slice(0, 200);
      this.#layBelow(series, { ...span, kind: "outage", reason });
    });
  }

  coverage(series: SeriesKey, span: Span): Promise<readonly CoveredSpan[]> {
    return Promise.try(() => this.#coverage(series, span));
  }

  read(series: SeriesKey, span: Span, options?: ReadOptions): Promise<readonly Candle[]> {
    return Promise.try(() => this.#read(series, span, options));
  }

  readKnown(series: SeriesKey, span: Span, options?: ReadOptions): Promise<KnownCandles> {
    return Promise.try(() => {
      const closed = this.#read(series, ALWAYS);
      return {
        candles: this.#read(series, span, options),
        coverage: this.#coverage(series, span),
        firstClosedMs: closed.at(0)?.openTimeMs,
        lastClosedMs: closed.at(-1)?.openTimeMs,
      };
    });
  }

  readColumns(series: SeriesKey, span: Span): Promise<CandleColumns> {
    return Promise.try(() => toColumns(this.#read(series, span)));
  }

  readKnownColumns(series: SeriesKey, span: Span): Promise<KnownColumns> {
    return Promise.try(() => ({
      columns: toColumns(this.#read(series, span)),
      coverage: this.#coverage(series, span),
    }));
  }

  lastClosed(series: SeriesKey): Promise<Candle | undefined> {
    return Promise.try(() => this.#read(series, ALWAYS).at(-1));
  }

  list(): Promise<readonly SeriesFacts[]> {
    return Promise.try(() =>
      [...this.#series.values()].flatMap((kept) => {
        const candles = kept.inSpan(ALWAYS, true);
        const [first, last] = [candles.at(0), candles.at(-1)];
        if (first === undefined || last === undefined) return [];
        const [firstMs, lastMs] = [first.openTimeMs, last.openTimeMs];
        return [{ series: kept.series, bars: candles.length, firstMs, lastMs }];
      }).toSorted((a, b) => toSeriesText(a.series) < toSeriesText(b.series) ? -1 : 1)
    );
  }

  countCandles(series: SeriesKey, span: Span): Promise<number> {
    return Promise.try(() => this.#of(series).inSpan(span, true).length);
  }

  prune(series: SeriesKey | undefined, beforeMs: number): Promise<number> {
    return Promise.try(() => {
      const all = series === undefined ? [...this.#series.values()] : [this.#of(series)];
      return all.map((kept) => kept.forget({ fromMs: 0, toMs: openTimeOf(kept.series.interval, beforeMs) }))
        .reduce((sum, removed) => sum + removed, 0);
    });
  }

  remove(series: SeriesKey): Promise<number> {
    return Promise.try(() => {
      const removed = this.#of(series).bars.size;
      this.#series.delete(toSeriesText(series));
      return removed;
    });
  }

  removeSpan(series: SeriesKey, span: Span): Promise<number> {
    return Promise.try(() => {
      refuseBadSpan("what remains", span);
      return this.#of(series).forget(span);
    });
  }

  replaceColumns(series: SeriesKey, columns: CandleColumns, facts: ReplacementFacts): Promise<number> {
    return Promise.try(() => {
      const candles = toCandles(columns);
      refuseBadPage({ series, candles });
      const [first, last] = [candles.at(0), candles.at(-1)];
      if (first === undefined || last === undefined) return 0;
      const span = { fromMs: first.openTimeMs, toMs: closeTimeOf(series.interval, last.openTimeMs) };
      const removed = this.#of(series).forget(span);
      this.#keep(series, { candles, closedUntilMs: facts.closedUntilMs });
      for (const known of facts.fetched) this.#mark(series, known, "fetched");
      return removed;
    });
  }

  sizeBytes(): Promise<number> {
    return Promise.resolve(0);
  }

  verify(): Promise<readonly CandleFinding[]> {
    return Promise.resolve([]);
  }

  status(): CandleStoreHealth {
    return { state: "ok" };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #keep(series: SeriesKey, page: PageFacts & { readonly candles: readonly Candle[] }): KeepCounts {
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
    for (const kind of ["fetched", "silent"] as const) {
      const span = page[kind];
      if (span === undefined) continue;
      const closed = { fromMs: span.fromMs, toMs: Math.min(span.toMs, page.closedUntilMs) };
      this.#mark(series, closed, kind, page.lookedAtMs);
    }
    return counts;
  }

  #correct(series: SeriesKey, candles: readonly Candle[]): number {
    const { bars } = this.#of(series);
    const changed = candles.filter((candle) => {
      const known = bars.get(candle.openTimeMs);
      return known?.isClosed === true && !isSameCandle(known.candle, candle);
    });
    for (const candle of changed) bars.set(candle.openTimeMs, { candle, isClosed: true });
    return changed.length;
  }

  #mark(series: SeriesKey, span: Span, kind: "fetched" | "silent", lookedAtMs?: number): void {
    const kept = this.#of(series);
    const whole = toInnerCandles(series.interval, span);
    if (whole === undefined) return;
    const look = lookedAtMs === undefined ? {} : { lookedAtMs };
    if (kind === "silent") return this.#layBelow(series, { ...whole, kind, reason: undefined, ...look });
    kept.coverage = lay(kept.coverage, { ...whole, kind, reason: undefined });
  }

  /** It hides nothing that is known for good. */
  #layBelow(series: SeriesKey, span: CoveredSpan): void {
    const kept = this.#of(series);
    const sure = kept.coverage.filter(({ kind, lookedAtMs }) =>
      kind === "fetched" || kind === "not_listed" ||
      (kind === "silent" && span.kind === "silent" &&
        (lookedAtMs ?? Infinity) <= (span.lookedAtMs ?? Infinity))
    );
    kept.coverage = lay(kept.coverage, span);
    for (const known of sure) kept.coverage = lay(kept.coverage, known);
  }

  #coverage(series: SeriesKey, { fromMs, toMs }: Span): readonly CoveredSpan[] {
    return this.#of(series).coverage
      .map((span) => ({ ...span, fromMs: Math.max(fromMs, span.fromMs), toMs: Math.min(toMs, span.toMs) }))
      .filter((span) => span.fromMs < span.toMs);
  }

  #read(series: SeriesKey, span: Span, options: ReadOptions = {}): readonly Candle[] {
    const { limit = Infinity, fromEnd = false, withOpen = false } = options;
    if (limit !== Infinity && (!Number.isSafeInteger(limit) || limit < 0)) {
      throw new RangeError(`Cannot read candles: limit is ${limit}, not a whole number from 0 on`);
    }
    if (Number.isNaN(span.fromMs) || Number.isNaN(span.toMs)) {
      throw new RangeError("Cannot read candles: the span is not a stretch of time");
    }
    const candles = this.#of(series).inSpan(span, withOpen);
    return fromEnd ? candles.slice(Math.max(0, candles.length - limit)) : candles.slice(0, limit);
  }

  #of(series: SeriesKey): KeptSeries {
    const key = toSeriesText(series);
    const known = this.#series.get(key) ?? new KeptSeries(series);
    this.#series.set(key, known);
    return known;
  }
}

function refuseBadPage(
  { series, candles, closedUntilMs = 0, fetched, silent }: Partial<PageFacts> & {
    readonly series: SeriesKey;
    readonly candles: readonly Candle[];
  },
): void {
  refuseBadSeries(series);
  if (Number.isNaN(closedUntilMs)) throw new RangeError("Cannot store candles: closedUntilMs is NaN");
  if (fetched !== undefined) refuseBadSpan("a fetched span", fetched);
  if (silent !== undefined) refuseBadSpan("a silent span", silent);
  refuseBadRows(series, toColumns(candles), { fromRow: 0, toRow: candles.length });
}

function toCandles(columns: CandleColumns): readonly Candle[] {
  return Array.from({ length: columns.openTimeMs.length }, (_, i) => candleAt(columns, i));
}
