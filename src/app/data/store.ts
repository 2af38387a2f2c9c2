/** The program's memory, opened and closed as one thing. */
import type { Clock } from "../../core/clock.ts";
import { type Log, silentLog } from "../../core/log.ts";
import { DeadLetterTable } from "../../sqlite/dead_letters.ts";
import { EventOutbox } from "../../sqlite/event_outbox.ts";
import { HandledEvents } from "../../sqlite/handled_events.ts";
import { checkpoint } from "../../sqlite/checkpoint.ts";
import type { DatabaseFile } from "../../sqlite/database_file.ts";
import { ClaimClock } from "../../signals/dedup/claim_clock.ts";
import { SqliteMessageStore } from "../../notifiers/store/sqlite_message_store.ts";
import { SignalDedup } from "../../signals/dedup/signal_dedup.ts";
import type { OutgoingPort } from "../../signals/outgoing.ts";
import type { SignalJournal } from "../../signals/signal_journal.ts";
import type { DedupCounts, SignalStore } from "../../signals/signal_store.ts";
import { createSqliteSignalJournal } from "../../signals/store/sqlite_signal_journal.ts";
import { createSqliteStockStore, LATEST_OF_STOCK } from "../../stock/store/sqlite_stock_store.ts";
import type { StockStore } from "../../stock/stock_store.ts";
import { openSignalFile } from "./signal_file.ts";
import { SqliteStrategyJournal } from "../../engine/store/strategy_journal.ts";
import { SqliteStrategyTable } from "../../engine/store/strategy_table.ts";
import type { StrategyStore } from "../../engine/strategy_store.ts";
import { WriteQueue, type WriteStatus } from "../../sqlite/write_queue.ts";

export interface StoreStatus extends WriteStatus, DedupCounts {
  /** The sentence of the last `checkFile` or write, while the file is deleted or replaced. */
  readonly fileFault?: string;
}

export interface Store extends AsyncDisposable, StockStore {
  readonly signals: SignalStore;
  readonly claimClock: ClaimClock;
  readonly strategies: StrategyStore;
  readonly outbox: EventOutbox;
  readonly deadLetters: DeadLetterTable;
  readonly messages: SqliteMessageStore;
  /** What a consumer of events has acted on; asked inside its own transactions. */
  handledBy(consumer: string): HandledEvents;
  /** @param outgoing writes its rows on this very database, inside the transaction that it is called in. */
  signalJournalTo(outgoing: OutgoingPort): SignalJournal;
  /** A memory of a part that most people do not switch on, on this database and in the turn of its writes. */
  extend<Memory>(create: (parts: StoreExtension) => Memory): Memory;
  /** From memory only, so /health may ask at any rate. */
  status(): StoreStatus;
  /**
   * Looks whether the path still leads to the open file (one `stat`, some microseconds). Every write asks too
   * and is refused otherwise, because it would be lost at exit.
   */
  checkFile(): string | undefined;
}

export interface StoreExtension {
  readonly db: DatabaseFile["db"];
  readonly queue: WriteQueue;
  readonly clock: Clock;
  readonly messages: SqliteMessageStore;
}

export interface StoreOptions {
  /** The data directory; made when missing. */
  readonly dir: string;
  readonly clock: Clock;
  readonly log?: Log;
  /** The dedup window of calls that name none. Default 24. */
  readonly dedupHours?: number;
  /** Ends the waiting for the lock of another program while the file is opened. */
  readonly signal?: AbortSignal | undefined;
  /** Nothing will be written: then a directory that cannot be written to will do. */
  readonly looks?: boolean;
}

/** @throws {UserError} or the signal's reason, as `openSignalFile`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const file = await openSignalFile(options);
  return createStore(file, options);
}

/** @param file is closed with the store. */
export function createStore(file: DatabaseFile, options: Omit<StoreOptions, "dir" | "signal">): Store {
  const { clock, log = silentLog } = options;
  const { db } = file;
  let fileFault: string | undefined;
  const checkFile = () => fileFault = file.check();
  const queue = new WriteQueue({ clock, log, checkFile });
  const stock = createSqliteStockStore({ db, queue, clock });
  const claimClock = new ClaimClock({
    ...{ db, queue, clock },
    passing: LATEST_OF_STOCK,
  });
  const signals = new SignalDedup({ db, queue, clock, claimClock, withinHours: options.dedupHours });
  const outbox = new EventOutbox({ db, queue });
  const deadLetters = new DeadLetterTable({ db, queue });
  const messages = new SqliteMessageStore({ db, queue, clock });
  const strategies = {
    table: new SqliteStrategyTable({ db, queue, clock }),
    journal: new SqliteStrategyJournal({ db, queue, clock, outbox }),
  };
  let closed = false;
  return {
    ...stock,
    signals,
    claimClock,
    strategies,
    outbox,
    deadLetters,
    messages,
    handledBy: (consumer) => new HandledEvents(consumer, { db, clock }),
    signalJournalTo: (outgoing) => createSqliteSignalJournal({ db, queue, clock, claimClock, outgoing }),
    extend: (create) => create({ db, queue, clock, messages }),
    checkFile,
    status: () => ({
      ...queue.status(),
      ...signals.counts(),
      ...(fileFault === undefined ? {} : { state: "degraded", fileFault }),
    }),
    [Symbol.asyncDispose]() {
      if (closed) return Promise.resolve();
      closed = true;
      queue.close();
      checkpoint(db);
      db.close();
      return Promise.resolve();
    },
  };
}
