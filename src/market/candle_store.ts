/** The memory that this room needs; `store/candle_shelf.ts` fits it. */
import type { Candle, CandleColumns, CoveredSpan, SeriesKey, Span } from "../core/candle.ts";

export interface KeepCounts {
  /** Bars that were not known before. */
  readonly added: number;
  /** Open bars that were replaced. */
  readonly replaced: number;
  /** Closed bars that were there already and stay as they are. */
  readonly kept: number;
}

export interface SeriesFacts {
  readonly series: SeriesKey;
  readonly bars: number;
  /** Open times of the first and the last bar. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Some bars of one series, and what is known with them; for the words see `CandleStore.keep`. */
export interface CandlePageToKeep {
  readonly series: SeriesKey;
  readonly candles: readonly Candle[];
  readonly closedUntilMs: number;
  readonly fetched?: Span | undefined;
}

export interface CandleStore {
  /**
   * Stores bars, and marks `fetched` as known completely, both or neither.
   *
   * @param candles ascending. A bar whose end is not after `closedUntilMs` is closed: stored once and then frozen.
   *   Later ones are open, and replaced by what comes next. A closed bar replaces an open one.
   * @throws {SqlError} or {StoreBusyError}; then nothing of it was stored.
   */
  keep(series: SeriesKey, page: {
    readonly candles: readonly Candle[];
    readonly closedUntilMs: number;
    readonly fetched?: Span | undefined;
  }): Promise<KeepCounts>;
  /**
   * As `keep` for each page, in order, but for many small ones much cheaper: they share transactions.
   *
   * @returns the counts of each page.
   * @throws {RangeError} when one page is bad; then nothing of any page was stored.
   * @throws {SqlError} or {StoreBusyError}; then each page was stored whole or not at all, earlier ones first.
   */
  keepMany(pages: readonly CandlePageToKeep[]): Promise<readonly KeepCounts[]>;
  /**
   * Gives closed bars the values that the exchange answers long after their end: the one way past the freezing of
   * `keep`. Bars that are not stored, are still open or have these values already stay as they are.
   *
   * @param candles ascending.
   * @returns how many bars were changed.
   * @throws {RangeError} as `keep`, {SqlError} or {StoreBusyError}; then nothing was changed.
   */
  correct(series: SeriesKey, candles: readonly Candle[]): Promise<number>;
  /** Marks what was asked for in vain; parts that are fetched already stay so. */
  markOutage(series: SeriesKey, outage: Span & { readonly reason: string }): Promise<void>;
  /** Ascending and without overlaps, cut to `span`; neighbours of one kind and reason are one. */
  coverage(series: SeriesKey, span: Span): readonly CoveredSpan[];
  /** Ascending; at most `limit` (default all), the latest ones when `fromEnd`. Only closed bars unless `withOpen`. */
  read(series: SeriesKey, span: Span, options?: {
    readonly limit?: number;
    readonly fromEnd?: boolean;
    readonly withOpen?: boolean;
  }): readonly Candle[];
  /** As `read` for closed bars, in columns. Reads in pages and lets other work of the program through between them. */
  readColumns(series: SeriesKey, span: Span): Promise<CandleColumns>;
  /** The last closed bar. */
  lastClosed(series: SeriesKey): Candle | undefined;
  list(): readonly SeriesFacts[];
}
