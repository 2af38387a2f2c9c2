/**
 * What a transaction must tell the rest of the program. It is written in that very transaction, so there is no moment
 * in which the fact is stored and its event can be lost; a relay brings it to the bus afterwards and removes it.
 */
import { ChangeNotifier } from "../core/change_notifier.ts";
import type { Database, Statement } from "./sql.ts";
import { createRelaxedTransaction } from "./transaction.ts";
import type { WriteQueue } from "./write_queue.ts";

export interface OutboxEvent {
  /** Natural key of what happened, the same at each repetition. */
  readonly id: string;
  readonly topic: string;
  /** Plain JSON; `atMs` is when it happened. */
  readonly message: { readonly atMs: number };
  /** Of the message's shape. */
  readonly v: number;
}

export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly messageText: string;
  readonly v: number;
  readonly atMs: number;
}

export class EventOutbox {
  /** Tells of each commit in this process; rows of other processes are found by looking. */
  readonly written = new ChangeNotifier();
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #insert: Statement;
  readonly #read: Statement;
  readonly #remove: Statement;
  #hasNew = false;

  constructor({ db, queue }: { db: Database; queue: WriteQueue }) {
    this.#queue = queue;
    // A removal that a power cut takes back is one delivery more, which consumers bear.
    this.#transact = createRelaxedTransaction(db);
    // One that is there already was written before a power cut took back the step that wrote it.
    this.#insert = db.prepare(
      "INSERT INTO event_outbox (id, topic, message, v, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    );
    this.#read = db.prepare(
      "SELECT id, topic, message, v, at FROM event_outbox ORDER BY seq LIMIT ?",
    );
    this.#remove = db.prepare("DELETE FROM event_outbox WHERE id = ?");
  }

  /** Inside the transaction of the fact. */
  append(events: readonly OutboxEvent[]): void {
    for (const { id, topic, message, v } of events) {
      this.#insert.run(id, topic, JSON.stringify(message), v, message.atMs);
      this.#hasNew = true;
    }
  }

  /** After that transaction: the relay need not find out by itself. */
  announce(): void {
    if (!this.#hasNew) return;
    this.#hasNew = false;
    this.written.announce();
  }

  /** The oldest ones. Always from the beginning: a row that another writer commits late has a place before others. */
  read(limit: number): Promise<readonly OutboxRow[]> {
    const rows = this.#read.rows(limit).map(([id, topic, message, v, at]) => ({
      id: String(id),
      topic: String(topic),
      messageText: String(message),
      v: Number(v),
      atMs: Number(at),
    }));
    return Promise.resolve(rows);
  }

  /** @throws as `WriteQueue.run`; then none of them is removed. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.#queue.run(() => this.#transact(() => ids.reduce((sum, id) => sum + this.#remove.run(id), 0)));
  }
}
