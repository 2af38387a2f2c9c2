/** The memory of candles, opened and closed as one thing. Any number of processes may use it at once. */
import type { Candle, CandleColumns, CoveredSpan, SeriesKey, Span } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { type Log, silentLog } from "../../core/log.ts";
import { CandleBatch, type SmallPage } from "./batch.ts";
import { openCandleFile } from "./candle_file.ts";
import { toColumns } from "./page.ts";
import { CandleReader, type ReadOptions, toBounds } from "./reader.ts";
import { CandleRemoval } from "./removal.ts";
import { CandleReplacement, type ReplacementFacts } from "./candle_replacement.ts";
import { CandleRows } from "./rows.ts";
import { type CandleFinding, verifyCandles } from "./verify.ts";
import type { KeepCounts, SeriesFacts } from "../candle_store.ts";
import { CandleWriter, type PageFacts, PART_ROWS, type WritingParts } from "./writer.ts";
import { checkpoint } from "../../sqlite/checkpoint.ts";
import { CoveredSpans } from "./covered_spans.ts";
import type { DatabaseFile } from "../../sqlite/database_file.ts";
import { SeriesTable } from "./series_table.ts";
import { TimeSlice } from "../../lib/time_slice.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import { WriteQueue, type WriteStatus } from "../../sqlite/write_queue.ts";

export interface CandleStoreStatus extends WriteStatus {
  /** The sentence of the last `checkFile` or write, while the file is deleted or replaced. */
  readonly fileFault?: string;
}

export interface CandleStoreOptions {
  /** The data directory; made when missing. */
  readonly dir: string;
  readonly clock: Clock;
  readonly log?: Log;
  /** Ends the waiting for the lock of another program while the file is opened. */
  readonly signal?: AbortSignal | undefined;
  /** For a program that answers others meanwhile: many small steps instead of few long ones, at some cost. */
  readonly isGentle?: boolean;
}

/** An answer over HTTP takes some ten turns of the event loop, and each may meet a step. */
const GENTLE_SLICE_MS = 1;
const GENTLE_PART_ROWS = 200;

/**
 * @throws {UserError} one sentence, as `openDatabaseFile`; a program that can do without candles may go on
 *   without them. The signal's reason.
 */
export async function openSqliteCandleStore(options: CandleStoreOptions): Promise<SqliteCandleStore> {
  return new SqliteCandleStore(await openCandleFile(options), options);
}

export class SqliteCandleStore implements AsyncDisposable {
  readonly #file: DatabaseFile;
  readonly #clock: Clock;
  readonly #queue: WriteQueue;
  readonly #series: SeriesTable;
  readonly #covered: CoveredSpans;
  readonly #writer: CandleWriter;
  readonly #batch: CandleBatch;
  readonly #reader: CandleReader;
  readonly #removal: CandleRemoval;
  readonly #replacement: CandleReplacement;
  #fileFault: string | undefined;
  #closed = false;

  /** @param file is closed with the shelf. */
  constructor(file: DatabaseFile, options: { clock: Clock; log?: Log; isGentle?: boolean }) {
    const { clock, log = silentLog } = options;
    const { db } = file;
    this.#file = file;
    this.#clock = clock;
    this.#queue = new WriteQueue({ clock, log, checkFile: () => this.checkFile() });
    this.#series = new SeriesTable(db);
    this.#covered = new CoveredSpans(db);
    const parts: WritingParts = {
      db,
      slice: new TimeSlice(clock, options.isGentle ? GENTLE_SLICE_MS : undefined),
      partRows: options.isGentle ? GENTLE_PART_ROWS : PART_ROWS,
      queue: this.#queue,
      series: this.#series,
      covered: this.#covered,
      rows: new CandleRows(db),
      transact: createTransaction(db),
    };
    this.#writer = new CandleWriter(parts);
    this.#batch = new CandleBatch(parts, clock);
    this.#removal = new CandleRemoval(parts);
    this.#replacement = new CandleReplacement(parts);
    this.#reader = new CandleReader(parts);
  }

  /**
   * Stores bars and marks `fetched` as known completely. Up to 1,000 bars both or neither; of more, killed or failed
   * half-way, earlier ones may be stored, but `fetched` is marked only together with the last of them.
   *
   * @param facts.candles ascending. A closed bar is stored once and then frozen; an open one is replaced by what
   *   comes next.
   * @throws {RangeError} for the first row that is no candle of the series, naming the field; nothing is stored.
   * @throws {SqlError} {StoreBusyError} {StoreClosedError}, as `WriteQueue.run`.
   */
  async keep(
    series: SeriesKey,
    facts: PageFacts & { readonly candles: readonly Candle[] },
  ): Promise<KeepCounts> {
    return await this.#writer.keepColumns(series, toColumns(facts.candles), facts);
  }

  /**
   * As `keep` for each page in order, for many small ones of many series: some hundred share a transaction. Each page
   * is stored whole or not at all; killed or failed half-way, earlier ones may be stored and later ones are not.
   *
   * @param pages each of up to 1,000 bars. Two pages of one series are stored one after the other.
   * @returns the counts of each page.
   * @throws {RangeError} for the first page that cannot be stored; then nothing of any page is.
   * @throws {SqlError} {StoreBusyError} {StoreClosedError}, as `WriteQueue.run`.
   */
  keepMany(pages: readonly SmallPage[]): Promise<readonly KeepCounts[]> {
    return this.#batch.keepMany(pages);
  }

  /**
   * Gives closed bars other values: for what the exchange answers long after their end. Bars that are not stored, are
   * still open or have these values already stay as they are. Some hundred share a transaction.
   *
   * @param candles ascending. @returns how many bars were changed.
   * @throws {RangeError} as `keep`; nothing is changed. {SqlError} {StoreBusyError} {StoreClosedError}, as `WriteQueue.run`.
   */
  correct(series: SeriesKey, candles: readonly Candle[]): Promise<number> {
    return this.#writer.correct(series, toColumns(candles));
  }

  /** As `keep`, for many rows. The columns must stay as they are until it is done. */
  keepColumns(series: SeriesKey, columns: CandleColumns, facts: PageFacts): Promise<KeepCounts> {
    return this.#writer.keepColumns(series, columns, facts);
  }

  /**
   * Marks stretches as known completely, apart from any bars: for who knows of many at once. Cut to whole bars;
   * killed or failed half-way, some of them may be marked.
   */
  markFetched(series: SeriesKey, spans: readonly Span[]): Promise<void> {
    return this.#writer.markFetched(series, spans);
  }

  /**
   * Marks what was asked for in vain; parts that are fetched already stay so.
   *
   * @param outage.reason in words; cut to 200 characters.
   */
  markOutage(series: SeriesKey, outage: Span & { readonly reason: string }): Promise<void> {
    return this.#writer.markOutage(series, outage);
  }

  /** Ascending and without overlaps, cut to `span`; neighbours of one kind and reason are one. */
  coverage(series: SeriesKey, span: Span): readonly CoveredSpan[] {
    const id = this.#series.find(series);
    return id === undefined ? [] : this.#covered.read(id, toBounds(span));
  }

  /** Ascending; only closed bars unless `withOpen`. For more than some thousand, `readColumns`. */
  read(series: SeriesKey, span: Span, options?: ReadOptions): readonly Candle[] {
    return this.#reader.read(series, span, options);
  }

  /** Closed bars. Reads in pages and lets other work of the program through between them. */
  readColumns(series: SeriesKey, span: Span): Promise<CandleColumns> {
    return this.#reader.readColumns(series, span);
  }

  lastClosed(series: SeriesKey): Candle | undefined {
    return this.read(series, { fromMs: 0, toMs: Infinity }, { limit: 1, fromEnd: true })[0];
  }

  /** All series that have bars. */
  list(): readonly SeriesFacts[] {
    return this.#series.list();
  }

  /**
   * Forgets bars that ended at or before `beforeMs`, and that they were known, and makes the file smaller. The part
   * looks like never asked for afterwards: fetch from `beforeMs` on, or it comes back.
   *
   * @param series `undefined` for all.
   * @returns how many bars went away.
   */
  prune(series: SeriesKey | undefined, beforeMs: number): Promise<number> {
    return this.#removal.prune(series, beforeMs);
  }

  /** Forgets a series. @returns how many bars went away. */
  remove(series: SeriesKey): Promise<number> {
    return this.#removal.remove(series);
  }

  /** Bars that begin in the span, open ones included. */
  countBars(series: SeriesKey, span: Span): number {
    return this.#replacement.countBars(series, toBounds(span));
  }

  /**
   * Forgets a stretch of a series, and that it was known: all of it or, killed half-way, nothing. For the command
   * line, see `CandleReplacement`.
   *
   * @returns how many bars went away.
   */
  async removeSpan(series: SeriesKey, span: Span): Promise<number> {
    const removed = await this.#replacement.remove(series, span);
    await this.#removal.giveSpaceBack();
    return removed;
  }

  /**
   * Puts bars in the place of all that are stored from the first of them to the end of the last: all or, killed
   * half-way, nothing. For the command line, see `CandleReplacement`.
   *
   * @returns how many bars went away. @throws as `keep`; nothing is changed.
   */
  replaceColumns(series: SeriesKey, columns: CandleColumns, facts: ReplacementFacts): Promise<number> {
    return this.#replacement.replace(series, columns, facts);
  }

  /** Bytes on the disk, the write-ahead log included. */
  sizeBytes(): number {
    return sizeOf(this.#file.path) + sizeOf(`${this.#file.path}-wal`);
  }

  /** From memory only, so /health may ask at any rate. */
  status(): CandleStoreStatus {
    const fileFault = this.#fileFault;
    return { ...this.#queue.status(), ...(fileFault === undefined ? {} : { state: "degraded", fileFault }) };
  }

  /** As `Store.checkFile`: a sentence when the path no longer leads to the open file. */
  checkFile(): string | undefined {
    return this.#fileFault = this.#file.check();
  }

  /** Moves the write-ahead log into the database. @returns false when others were in the way; no harm done. */
  checkpoint(): boolean {
    return checkpoint(this.#file.db);
  }

  /** The full check, for the command line: see `verifyCandles`. @returns nothing when all is well. */
  verifyShelf(): Promise<readonly CandleFinding[]> {
    return verifyCandles({ db: this.#file.db, series: this.#series, clock: this.#clock });
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#queue.close();
      this.checkpoint();
      this.#file.db.close();
    }
    return Promise.resolve();
  }
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
