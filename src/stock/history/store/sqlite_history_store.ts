import type { Clock } from "../../../core/clock.ts";
import { kstDayOf } from "../../../core/kst.ts";
import { type Log, silentLog } from "../../../core/log.ts";
import { TimeSlice } from "../../../lib/time_slice.ts";
import { checkpoint } from "../../../sqlite/checkpoint.ts";
import type { DatabaseFile } from "../../../sqlite/database_file.ts";
import type { Database, SqlValue, Statement } from "../../../sqlite/sql.ts";
import { createTransaction } from "../../../sqlite/transaction.ts";
import { WriteQueue, type WriteStatus } from "../../../sqlite/write_queue.ts";
import { readBlock, toBlock } from "../codec/block.ts";
import type { HistoryDay, HistoryStore } from "../history_store.ts";
import type { Sample } from "../sample.ts";
import { openHistoryFile } from "./history_file.ts";

export interface HistoryStoreOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly log?: Log;
  readonly signal?: AbortSignal | undefined;
  /** Nothing will be written: then a directory that cannot be written to will do. */
  readonly looks?: boolean;
}

const ADD = `
  INSERT INTO open_poll (owner, source, fetched_at, day, is_gap, block) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;

const LIST = `
  SELECT day, source, polls, gaps, length(block), 1 FROM sealed_day WHERE owner = ?
  UNION ALL
  SELECT day, source, count(*), sum(is_gap), sum(length(block)), 0 FROM open_poll WHERE owner = ?
    GROUP BY day, source
  ORDER BY 1, 2, 6 DESC`;

/** One statement, so that a seal by another process cannot come between its halves. */
const READ = `
  SELECT block, 0 FROM sealed_day WHERE owner = ? AND source = ? AND day = ?
  UNION ALL
  SELECT block, 1 FROM open_poll WHERE owner = ? AND source = ? AND day = ?`;

const SEAL = `
  INSERT INTO sealed_day (owner, source, day, polls, gaps, block) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (owner, source, day) DO UPDATE SET
    polls = excluded.polls, gaps = excluded.gaps, block = excluded.block`;

/** @throws {UserError} or the signal's reason, as `openHistoryFile`. */
export async function openHistoryStore(options: HistoryStoreOptions): Promise<SqliteHistoryStore> {
  return new SqliteHistoryStore(await openHistoryFile(options), options);
}

export class SqliteHistoryStore implements HistoryStore, AsyncDisposable {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #owner: string;
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #sql: Readonly<
    Record<"add" | "list" | "read" | "due" | "seal" | "clear" | "pruneOpen" | "pruneSealed", Statement>
  >;
  #isClosed = false;

  /** @param file is closed with the store. */
  constructor(
    file: DatabaseFile,
    { clock, log = silentLog, owner = "owner" }: { clock: Clock; log?: Log; owner?: string },
  ) {
    const { db } = file;
    this.#db = db;
    this.#clock = clock;
    this.#owner = owner;
    this.#queue = new WriteQueue({ clock, log, checkFile: () => file.check() });
    this.#transact = createTransaction(db);
    this.#sql = {
      add: db.prepare(ADD),
      list: db.prepare(LIST),
      read: db.prepare(READ),
      due: db.prepare("SELECT DISTINCT source, day FROM open_poll WHERE owner = ? AND day < ? ORDER BY day"),
      seal: db.prepare(SEAL),
      clear: db.prepare("DELETE FROM open_poll WHERE owner = ? AND source = ? AND day = ?"),
      pruneOpen: db.prepare("DELETE FROM open_poll WHERE owner = ? AND day < ?"),
      pruneSealed: db.prepare("DELETE FROM sealed_day WHERE owner = ? AND day < ?"),
    };
  }

  async add(source: string, sample: Sample): Promise<void> {
    const { fetchedAtMs, gap } = sample;
    const facts = [kstDayOf(fetchedAtMs), Number(gap !== undefined)];
    const block = toBlock([sample]);
    await this.#queue.run(() => this.#sql.add.run(this.#owner, source, fetchedAtMs, ...facts, block));
  }

  status(): WriteStatus {
    return this.#queue.status();
  }

  list(): Promise<readonly HistoryDay[]> {
    return Promise.resolve(this.#list());
  }

  // deno-lint-ignore require-await -- a damaged block is a rejection, not a throw
  async read(source: string, day: number): Promise<readonly Sample[]> {
    return this.#read(source, day);
  }

  async sealBefore(day: number): Promise<number> {
    const due = this.#sql.due.rows(this.#owner, day);
    const faults: unknown[] = [];
    for (const [source, dueDay] of due) {
      // Packing a day at once takes 30 to 80 ms (measured); others get their turn before the next.
      await this.#clock.sleep(0);
      await this.#seal(String(source), Number(dueDay)).catch((error) => faults.push(error));
    }
    if (faults.length > 0) throw faults[0];
    return due.length;
  }

  async prune(beforeDay: number): Promise<number> {
    const gone = this.#list().filter(({ day }) => day < beforeDay).length;
    if (gone === 0) return 0;
    await this.#queue.run(() =>
      this.#transact(() => {
        const open = this.#sql.pruneOpen.run(this.#owner, beforeDay);
        return open + this.#sql.pruneSealed.run(this.#owner, beforeDay);
      })
    );
    await this.#queue.run(() => this.#db.prepare("PRAGMA incremental_vacuum").rows().length);
    return gone;
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#isClosed = true;
    this.#queue.close();
    checkpoint(this.#db);
    this.#db.close();
    return Promise.resolve();
  }

  /** Rows that came after an earlier seal, from a clock that was set back, are merged into its block. */
  async #seal(source: string, day: number): Promise<void> {
    const key: SqlValue[] = [this.#owner, source, day];
    const rows = this.#sql.read.rows(...key, ...key);
    const slice = new TimeSlice(this.#clock);
    const byTime = new Map<number, Sample>();
    for (const [block] of rows) {
      slice.use(() => addBlock(byTime, block));
      await slice.pauseWhenOver();
    }
    const samples = inOrder(byTime);
    const gaps = samples.filter(({ gap }) => gap !== undefined).length;
    const block = toBlock(samples);
    const openRows = rows.filter(([, isOpen]) => isOpen === 1).length;
    await this.#queue.run(() =>
      this.#transact(() => {
        this.#sql.seal.run(...key, samples.length, gaps, block);
        const cleared = this.#sql.clear.run(...key);
        // Another process was at it; what it did must not be undone, and a row that is in no block must stay.
        if (cleared !== openRows) {
          throw new Error("the day was changed by another process while it was packed");
        }
        return cleared;
      })
    );
  }

  #read(source: string, day: number): readonly Sample[] {
    const key: SqlValue[] = [this.#owner, source, day];
    const byTime = new Map<number, Sample>();
    for (const [block] of this.#sql.read.rows(...key, ...key)) addBlock(byTime, block);
    return inOrder(byTime);
  }

  #list(): readonly HistoryDay[] {
    const rows = this.#sql.list.rows(this.#owner, this.#owner).map(toHistoryDay);
    const days = Map.groupBy(rows, ({ day, source }) => `${day} ${source}`);
    return [...days.values()].flatMap(([first, rest]) =>
      first === undefined ? [] : rest === undefined ? [first] : [{
        ...first,
        polls: first.polls + rest.polls,
        gaps: first.gaps + rest.gaps,
        bytes: first.bytes + rest.bytes,
      }]
    );
  }
}

function toHistoryDay([day, source, polls, gaps, bytes, isSealed]: SqlValue[]): HistoryDay {
  return {
    source: String(source),
    day: Number(day),
    polls: Number(polls),
    gaps: Number(gaps),
    bytes: Number(bytes),
    isSealed: isSealed === 1,
  };
}

/** What is sealed comes first, and stays. */
function addBlock(byTime: Map<number, Sample>, block: SqlValue | undefined): void {
  if (!(block instanceof Uint8Array)) throw new TypeError("Cannot read the history: a block is no bytes");
  for (const sample of readBlock(block)) {
    if (!byTime.has(sample.fetchedAtMs)) byTime.set(sample.fetchedAtMs, sample);
  }
}

function inOrder(byTime: ReadonlyMap<number, Sample>): readonly Sample[] {
  return [...byTime.values()].toSorted((a, b) => a.fetchedAtMs - b.fetchedAtMs);
}
