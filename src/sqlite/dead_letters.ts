/** Messages that a subscriber could not handle, kept until a person has looked at them. */
import type { Database, Statement } from "./sql.ts";
import type { WriteQueue } from "./write_queue.ts";

/** The oldest ones beyond go. */
const MOST_LETTERS = 10_000;

export interface DeadLetterRow {
  readonly subscriber: string;
  readonly envelope: {
    readonly id: string;
    readonly topic: string;
    /** Plain JSON. */
    readonly message: unknown;
    readonly v: number;
    readonly publishedAtMs: number;
    readonly from: string;
  };
  readonly attempts: number;
  readonly reason: string;
  readonly atMs: number;
}

export class DeadLetterTable {
  readonly #queue: WriteQueue;
  readonly #insert: Statement;
  readonly #newest: Statement;
  readonly #prune: Statement;
  readonly #total: Statement;
  /** `undefined` when it has to be counted anew. */
  #count: number | undefined;

  constructor({ db, queue }: { db: Database; queue: WriteQueue }) {
    this.#queue = queue;
    const columns = "subscriber, id, topic, message, v, published_at, published_by, attempts, reason, at";
    this.#insert = db.prepare(
      `INSERT OR REPLACE INTO dead_letter (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#newest = db.prepare(`SELECT ${columns} FROM dead_letter ORDER BY at DESC LIMIT ?`);
    this.#total = db.prepare("SELECT count(*) FROM dead_letter");
    this.#prune = db.prepare(
      "DELETE FROM dead_letter WHERE at < (SELECT at FROM dead_letter ORDER BY at DESC LIMIT 1 OFFSET ?)",
    );
  }

  /** @throws as `WriteQueue.run`. */
  async keep({ subscriber, envelope, attempts, reason, atMs }: DeadLetterRow): Promise<void> {
    const { id, topic, message, v, publishedAtMs, from } = envelope;
    const text = JSON.stringify(message);
    await this.#queue.run(() =>
      this.#insert.run(subscriber, id, topic, text, v, publishedAtMs, from, attempts, reason, atMs)
    );
    await this.#queue.run(() => this.#prune.run(MOST_LETTERS - 1));
    this.#count = undefined;
  }

  /** From memory, except after a letter of this process. */
  count(): number {
    return this.#count ??= Number(this.#total.rows()[0]?.[0] ?? 0);
  }

  /** Newest first. */
  list(limit: number): readonly DeadLetterRow[] {
    return this.#newest.rows(limit).map((
      [subscriber, id, topic, message, v, publishedAt, from, attempts, reason, at],
    ) => ({
      subscriber: String(subscriber),
      envelope: {
        id: String(id),
        topic: String(topic),
        message: JSON.parse(String(message)),
        v: Number(v),
        publishedAtMs: Number(publishedAt),
        from: String(from),
      },
      attempts: Number(attempts),
      reason: String(reason),
      atMs: Number(at),
    }));
  }
}
