/** The memory of candles, opened and closed as one thing. Any number of processes may use it at once. */
import type { Candle, CandleColumns, CoveredSpan, SeriesKey, Span } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { type Log, silentLog } from "../../core/log.ts";
import { BasePriceTable, type DayRange } from "./base_price_table.ts";
import type { StockName } from "../../core/market/stock_name.ts";
import { CandleBatch } from "./batch.ts";
import { openCandleFile } from "./candle_file.ts";
import { toColumns } from "./page.ts";
import { CandleReader, toBounds } from "./reader.ts";
import { CandleReconciliation } from "./reconciliation.ts";
import { CandleRemoval } from "./removal.ts";
import { CandleReplacement } from "./candle_replacement.ts";
import { CandleRows } from "./rows.ts";
import { createSnapshot } from "./snapshot.ts";
import { verifyCandles } from "./verify.ts";
import type {
  CandleFinding,
  CandlePageToKeep,
  CandleStore,
  KeepCounts,
  KnownCandles,
  KnownColumns,
  LaterAnswer,
  PageFacts,
  ReadOptions,
  ReconcileCounts,
  ReplacementFacts,
  SeriesFacts,
} from "../candle_store.ts";
import { CandleWriter, PART_ROWS, type WritingParts } from "./writer.ts";
import { checkpoint } from "../../sqlite/checkpoint.ts";
import { stillKnown } from "./coverage.ts";
import { CoveredSpans } from "./covered_spans.ts";
import type { DatabaseFile } from "../../sqlite/database_file.ts";
import type { BasePrices } from "../read/price_jumps.ts";
import { sizeOf } from "../../sqlite/file_care.ts";
import { SeriesTable } from "./series_table.ts";
import { StockNameTable, toKeptNames } from "./stock_names.ts";
import { TimeSlice } from "../../lib/time_slice.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import { WriteQueue, type WriteStatus } from "../../sqlite/write_queue.ts";

export interface CandleFileStatus extends WriteStatus {
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
  /** Nothing will be written: then a directory that cannot be written to will do. */
  readonly looks?: boolean;
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

/** For the promises of each method see `CandleStore`; what is asked is answered at once. */
export class SqliteCandleStore implements CandleStore {
  readonly #file: DatabaseFile;
  readonly #clock: Clock;
  readonly #queue: WriteQueue;
  readonly #series: SeriesTable;
  readonly #covered: CoveredSpans;
  readonly #bases: BasePriceTable;
  readonly #writer: CandleWriter;
  readonly #batch: CandleBatch;
  readonly #reader: CandleReader;
  readonly #removal: CandleRemoval;
  readonly #replacement: CandleReplacement;
  readonly #reconciliation: CandleReconciliation;
  readonly #snapshot: <T>(work: () => T) => T;
  readonly #names: StockNameTable;
  readonly #transact: WritingParts["transact"];
  #fileFault: string | undefined;
  #closed = false;

  /** @param file is closed with the store. */
  constructor(file: DatabaseFile, options: { clock: Clock; log?: Log; isGentle?: boolean }) {
    const { clock, log = silentLog } = options;
    const { db } = file;
    this.#file = file;
    this.#clock = clock;
    this.#queue = new WriteQueue({ clock, log, checkFile: () => this.checkFile() });
    this.#series = new SeriesTable(db);
    this.#covered = new CoveredSpans(db);
    this.#bases = new BasePriceTable(db, this.#series);
    const parts: WritingParts = {
      db,
      slice: new TimeSlice(clock, options.isGentle ? GENTLE_SLICE_MS : undefined),
      partRows: options.isGentle ? GENTLE_PART_ROWS : PART_ROWS,
      queue: this.#queue,
      series: this.#series,
      covered: this.#covered,
      bases: this.#bases,
      rows: new CandleRows(db),
      transact: createTransaction(db),
    };
    this.#writer = new CandleWriter(parts);
    this.#batch = new CandleBatch(parts, clock);
    this.#removal = new CandleRemoval(parts);
    this.#replacement = new CandleReplacement(parts);
    this.#reader = new CandleReader(parts);
    this.#reconciliation = new CandleReconciliation(parts, this.#reader);
    this.#snapshot = createSnapshot(db);
    this.#names = new StockNameTable(db);
    this.#transact = parts.transact;
  }

  keep(
    series: SeriesKey,
    page: PageFacts & { readonly candles: readonly Candle[] },
  ): Promise<KeepCounts> {
    return this.#writer.keepColumns(series, toColumns(page.candles), page);
  }

  /** Some hundred pages share a transaction. */
  keepMany(pages: readonly CandlePageToKeep[]): Promise<readonly KeepCounts[]> {
    return this.#batch.keepMany(pages);
  }

  /** Some hundred share a transaction. */
  correct(series: SeriesKey, candles: readonly Candle[]): Promise<number> {
    return this.#writer.correct(series, toColumns(candles));
  }

  reconcile(series: SeriesKey, answer: LaterAnswer): Promise<ReconcileCounts> {
    return this.#reconciliation.run(series, answer);
  }

  keepColumns(series: SeriesKey, columns: CandleColumns, facts: PageFacts): Promise<KeepCounts> {
    return this.#writer.keepColumns(series, columns, facts);
  }

  markFetched(series: SeriesKey, spans: readonly Span[]): Promise<void> {
    return this.#writer.markFetched(series, spans);
  }

  markOutage(series: SeriesKey, outage: Span & { readonly reason: string }): Promise<void> {
    return this.#writer.markOutage(series, outage);
  }

  markUnlisted(series: SeriesKey, untilMs: number): Promise<void> {
    return this.#writer.markUnlisted(series, untilMs);
  }

  keepBasePrices(series: SeriesKey, bases: BasePrices): Promise<void> {
    return this.#writer.keepBasePrices(series, bases);
  }

  basePrices(market: Pick<SeriesKey, "exchange" | "symbol">, days: DayRange): Promise<BasePrices> {
    return Promise.try(() => this.#bases.read(market, days));
  }

  coverage(series: SeriesKey, span: Span): Promise<readonly CoveredSpan[]> {
    return Promise.try(() => this.#coverage(series, span));
  }

  read(series: SeriesKey, span: Span, options?: ReadOptions): Promise<readonly Candle[]> {
    return Promise.try(() => this.#reader.read(series, span, options));
  }

  readKnown(series: SeriesKey, span: Span, options?: ReadOptions): Promise<KnownCandles> {
    return Promise.try(() =>
      this.#snapshot(() => ({
        candles: this.#reader.read(series, span, options),
        coverage: this.#coverage(series, span),
        firstClosedMs: this.#reader.first(series)?.openTimeMs,
        lastClosedMs: this.#reader.last(series)?.openTimeMs,
      }))
    );
  }

  readColumns(series: SeriesKey, span: Span): Promise<CandleColumns> {
    return this.#reader.readColumns(series, span);
  }

  async readKnownColumns(series: SeriesKey, span: Span): Promise<KnownColumns> {
    // Others write between the pages: what they bring is not claimed as known, nor what they take away.
    const before = this.#coverage(series, span);
    const columns = await this.#reader.readColumns(series, span);
    return { columns, coverage: stillKnown(before, this.#coverage(series, span)) };
  }

  lastClosed(series: SeriesKey): Promise<Candle | undefined> {
    return Promise.try(() => this.#reader.last(series));
  }

  list(): Promise<readonly SeriesFacts[]> {
    return Promise.try(() => this.#series.list());
  }

  prune(series: SeriesKey | undefined, beforeMs: number): Promise<number> {
    return this.#removal.prune(series, beforeMs);
  }

  remove(series: SeriesKey): Promise<number> {
    return this.#removal.remove(series);
  }

  countCandles(series: SeriesKey, span: Span): Promise<number> {
    return Promise.try(() => this.#replacement.countCandles(series, toBounds(span)));
  }

  /** See `CandleReplacement`. */
  async removeSpan(series: SeriesKey, span: Span): Promise<number> {
    const removed = await this.#replacement.remove(series, span);
    await this.#removal.giveSpaceBack();
    return removed;
  }

  /** See `CandleReplacement`. */
  replaceColumns(series: SeriesKey, columns: CandleColumns, facts: ReplacementFacts): Promise<number> {
    return this.#replacement.replace(series, columns, facts);
  }

  async learnNames(names: readonly StockName[]): Promise<number> {
    const kept = toKeptNames(names);
    if (kept.length === 0) return 0;
    return await this.#queue.run(() => this.#transact(() => this.#names.learn(kept)));
  }

  names(): Promise<readonly StockName[]> {
    return Promise.try(() => this.#names.list());
  }

  /** The write-ahead log included. */
  sizeBytes(): Promise<number> {
    return Promise.try(() => sizeOf(this.#file.path) + sizeOf(`${this.#file.path}-wal`));
  }

  status(): CandleFileStatus {
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

  /** See `verifyCandles`. */
  verify(): Promise<readonly CandleFinding[]> {
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

  #coverage(series: SeriesKey, span: Span): readonly CoveredSpan[] {
    const id = this.#series.find(series);
    return id === undefined ? [] : this.#covered.read(id, toBounds(span));
  }
}
