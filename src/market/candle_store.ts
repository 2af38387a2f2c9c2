/**
 * The memory of candles: everything that others may ask of it or change in it. `store/sqlite_candle_store.ts` fits it.
 *
 * Every answer is a promise, because a database on another machine can give none at once; the embedded one is there
 * when the promise is. Between two answers somebody else may have written. What is decided by what is stored is
 * therefore one question (`readKnown`) or one change (`reconcile`) of one moment, and never two put together.
 */
import type { Candle, CandleColumns, CoveredSpan, SeriesKey, Span } from "../core/candle.ts";
import type { BasePrices } from "./read/price_jumps.ts";
import type { StockName } from "../core/market/stock_name.ts";

export interface KeepCounts {
  /** Candles that were not known before. */
  readonly added: number;
  /** Open candles that were replaced. */
  readonly replaced: number;
  /** Closed candles that were there already and stay as they are. */
  readonly kept: number;
}

export interface SeriesFacts {
  readonly series: SeriesKey;
  readonly bars: number;
  /** Open times of the first and the last candle. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What is known besides the candles themselves. */
export interface PageFacts {
  /** Candles that end at or before this are closed; `Infinity` when all are. */
  readonly closedUntilMs: number;
  /** Cut to whole candles that are closed: of an open one nobody knows everything. */
  readonly fetched?: Span | undefined;
  /** In which nothing came, which nothing proves yet; cut as `fetched`, and never hides it. */
  readonly silent?: Span | undefined;
  /** When a backfill saw that nothing came in `silent`. Of several such looks the first counts. */
  readonly lookedAtMs?: number | undefined;
}

/** Some candles of one series, and what is known with them; for the words see `CandleStore.keep`. */
export interface CandlePageToKeep extends PageFacts {
  readonly series: SeriesKey;
  readonly candles: readonly Candle[];
}

export interface ReadOptions {
  /** Default: all. */
  readonly limit?: number;
  /** The latest ones when there are more than `limit`. */
  readonly fromEnd?: boolean;
  readonly withOpen?: boolean;
}

/** A series in one moment. */
export interface KnownCandles {
  /** As `read`. */
  readonly candles: readonly Candle[];
  /** As `coverage` of the same span. */
  readonly coverage: readonly CoveredSpan[];
  /** Open times of the first and the last closed candle of the whole series. */
  readonly firstClosedMs: number | undefined;
  readonly lastClosedMs: number | undefined;
}

/** Closed candles, and of their stretch what was known before they were read and still is. */
export interface KnownColumns {
  readonly columns: CandleColumns;
  readonly coverage: readonly CoveredSpan[];
}

/** What an exchange answers now about stretches that were fetched before. */
export interface LaterAnswer {
  /** Ascending, all closed. */
  readonly candles: readonly Candle[];
  /** The stretches that the answer is compared in, where they still count as fetched. */
  readonly within: readonly Span[];
  /** Where nothing came before: where it still counts as silent, the answer is the second look and makes it fetched. */
  readonly silent?: readonly Span[] | undefined;
}

export interface ReconcileCounts {
  /** Candles that the store took for minutes without a trade; they are stored now. */
  readonly added: number;
  /** Candles that were frozen with other numbers, or that the answer lacks. */
  readonly different: number;
  /** Those of them that have the numbers of the answer now. */
  readonly corrected: number;
  /** Of the first one that was added or different. */
  readonly firstOpenTimeMs: number | undefined;
}

export interface ReplacementFacts {
  /** Candles that end at or before this are closed. */
  readonly closedUntilMs: number;
  /** What is known completely with them. */
  readonly fetched: readonly Span[];
}

export interface CandleFinding {
  /**
   * `damaged`: the file itself. `off_grid`, `bad_candle`: rows that no candle can be. `left_open`: candles of more than a
   * day ago that were never closed; fetching them again closes them. `wrong_count`, `bad_coverage`: the lists beside.
   */
  readonly kind: "damaged" | "off_grid" | "bad_candle" | "left_open" | "wrong_count" | "bad_coverage";
  readonly series: SeriesKey | undefined;
  /** When the first of them begins. */
  readonly atMs: number | undefined;
  readonly count: number;
  /** A sentence. */
  readonly text: string;
}

export interface CandleStoreHealth {
  /** `degraded` from a failed write until the next one that stored something. */
  readonly state: "ok" | "waiting" | "degraded";
  /** A sentence, while what is stored is no longer where it was. */
  readonly fileFault?: string;
  /** The last write that failed, also after recovery. */
  readonly lastError?: { readonly message: string };
}

export interface CandleStore extends AsyncDisposable {
  /**
   * Stores candles and marks `fetched` as known completely. Up to 1,000 candles both or neither; of more, killed or
   * failed half-way, earlier ones may be stored, but `fetched` is marked only together with the last of them.
   *
   * @param page.candles ascending. One whose end is not after `closedUntilMs` is closed: stored once and then frozen.
   *   Later ones are open, and replaced by what comes next. A closed candle replaces an open one.
   * @throws {RangeError} for the first row that is no candle of the series, naming the field; nothing is stored.
   * @throws {SqlError} or {StoreBusyError}.
   */
  keep(
    series: SeriesKey,
    page: PageFacts & { readonly candles: readonly Candle[] },
  ): Promise<KeepCounts>;
  /**
   * As `keep` for each page, in order, but for many small ones much cheaper: they share transactions.
   *
   * @param pages each of up to 1,000 candles. Two pages of one series are stored one after the other.
   * @returns the counts of each page.
   * @throws {RangeError} when one page is bad; then nothing of any page was stored.
   * @throws {SqlError} or {StoreBusyError}; then each page was stored whole or not at all, earlier ones first.
   */
  keepMany(pages: readonly CandlePageToKeep[]): Promise<readonly KeepCounts[]>;
  /** As `keep`, for many rows. The columns must stay as they are until it is done. */
  keepColumns(series: SeriesKey, columns: CandleColumns, facts: PageFacts): Promise<KeepCounts>;
  /**
   * Gives closed candles the values that the exchange answers long after their end: with `reconcile` the one way past
   * the freezing of `keep`. Candles that are not stored, are still open or have these values already stay as they are.
   *
   * @param candles ascending.
   * @returns how many candles were changed.
   * @throws {RangeError} as `keep`, {SqlError} or {StoreBusyError}; then nothing was changed.
   */
  correct(series: SeriesKey, candles: readonly Candle[]): Promise<number>;
  /**
   * Brings what is stored to a later answer: compares, adds and corrects in one change, so that what others removed
   * or stored since the question was asked is neither brought back nor told as a difference.
   *
   * @throws {RangeError} as `keep`, {SqlError} or {StoreBusyError}; then nothing was changed.
   */
  reconcile(series: SeriesKey, answer: LaterAnswer): Promise<ReconcileCounts>;
  /**
   * Marks stretches as known completely, apart from any candles: for who knows of many at once. Cut to whole candles;
   * killed or failed half-way, some of them may be marked.
   */
  markFetched(series: SeriesKey, spans: readonly Span[]): Promise<void>;
  /**
   * Marks what was asked for in vain; parts that are fetched already stay so.
   *
   * @param outage.reason in words; cut to 200 characters.
   */
  markOutage(series: SeriesKey, outage: Span & { readonly reason: string }): Promise<void>;
  /**
   * The first candle that the exchange has begins at `untilMs`: from the beginning of time until then, or until the first
   * candle that is stored when that is older, the market was not listed. What was known of it otherwise is forgotten, and
   * what counted as not listed later is no longer so.
   */
  markUnlisted(series: SeriesKey, untilMs: number): Promise<void>;
  /**
   * Keeps base prices (기준가) of days beside the candles of a series that is there; they go away with them. A day without one
   * has the close before.
   */
  keepBasePrices(series: SeriesKey, bases: BasePrices): Promise<void>;
  /** What any series of the market knows. @param days of Korea from 1970-01-01, the end not included. */
  basePrices(
    market: Pick<SeriesKey, "exchange" | "symbol">,
    days: { readonly fromDay: number; readonly toDay: number },
  ): Promise<BasePrices>;
  /** Ascending and without overlaps, cut to `span`; neighbours of one kind and reason are one. */
  coverage(series: SeriesKey, span: Span): Promise<readonly CoveredSpan[]>;
  /** Ascending; at most `limit`. Only closed ones unless `withOpen`. For more than some thousand, `readColumns`. */
  read(series: SeriesKey, span: Span, options?: ReadOptions): Promise<readonly Candle[]>;
  /** Candles and what is known of their stretch, of one moment: no candle is missing of what counts as fetched. */
  readKnown(series: SeriesKey, span: Span, options?: ReadOptions): Promise<KnownCandles>;
  /** Closed candles. Reads in pages and lets other work of the program through between them. */
  readColumns(series: SeriesKey, span: Span): Promise<CandleColumns>;
  /** As `readColumns`, with what is known of the stretch: no candle is missing of what counts as fetched. */
  readKnownColumns(series: SeriesKey, span: Span): Promise<KnownColumns>;
  lastClosed(series: SeriesKey): Promise<Candle | undefined>;
  /** All series that have candles. */
  list(): Promise<readonly SeriesFacts[]>;
  /** Candles that begin in the span, open ones included. */
  countCandles(series: SeriesKey, span: Span): Promise<number>;
  /**
   * Forgets candles that ended at or before `beforeMs`, and that they were known, and makes the file smaller. The part
   * looks like never asked for afterwards: fetch from `beforeMs` on, or it comes back.
   *
   * @param series `undefined` for all.
   * @returns how many candles went away.
   */
  prune(series: SeriesKey | undefined, beforeMs: number): Promise<number>;
  /** Forgets a series. @returns how many candles went away. */
  remove(series: SeriesKey): Promise<number>;
  /**
   * Forgets a stretch of a series, and that it was known: all of it or, killed half-way, nothing. For the command line.
   *
   * @returns how many candles went away.
   */
  removeSpan(series: SeriesKey, span: Span): Promise<number>;
  /**
   * Puts candles in the place of all that are stored from the first of them to the end of the last: all or, killed
   * half-way, nothing. For the command line.
   *
   * @returns how many candles went away. @throws as `keep`; nothing is changed.
   */
  replaceColumns(series: SeriesKey, columns: CandleColumns, facts: ReplacementFacts): Promise<number>;
  /**
   * Takes note of what shares are called. Of two names of a code the newer one stays; what is no code or no name is left
   * out.
   *
   * @returns how many were new, other or newer than what was known.
   */
  learnNames(names: readonly StockName[]): Promise<number>;
  /** Every name that is known, by code; also of shares without candles. */
  names(): Promise<readonly StockName[]>;
  /** Bytes that it takes, logs of its own included. */
  sizeBytes(): Promise<number>;
  /** The full check, for the command line. @returns nothing when all is well. */
  verify(): Promise<readonly CandleFinding[]>;
  /** From memory only, so /health may ask at any rate. */
  status(): CandleStoreHealth;
}
