/** How often rules looked on a day, and what came nearest to a signal without becoming one. */
import type { Database, SqlValue, Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import { NO_LOOKS } from "../pipeline/day_looks.ts";
import { type DayLooks, nearerOf, type NearMiss } from "../look_journal.ts";

export class LookTable {
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #sql: Readonly<Record<"of" | "save", Statement>>;

  constructor({ db, queue }: { db: Database; queue: WriteQueue }) {
    this.#queue = queue;
    this.#transact = createTransaction(db);
    this.#sql = {
      of: db.prepare("SELECT looks, nearest FROM look_day WHERE owner = ? AND day = ?"),
      save: db.prepare(`
        INSERT INTO look_day (owner, day, looks, nearest) VALUES (?, ?, ?, ?)
        ON CONFLICT (owner, day) DO UPDATE SET looks = excluded.looks, nearest = excluded.nearest`),
    };
  }

  of(owner: string, day: number): DayLooks {
    const [row] = this.#sql.of.rows(owner, day);
    return row === undefined ? NO_LOOKS : { looks: Number(row[0]), nearest: readNearest(row[1]) };
  }

  async add(owner: string, day: number, { looks, nearest }: DayLooks): Promise<void> {
    await this.#queue.run(() =>
      this.#transact(() => {
        const before = this.of(owner, day);
        const nearer = nearerOf(before.nearest, nearest);
        const text = nearer === undefined ? null : JSON.stringify(nearer);
        return this.#sql.save.run(owner, day, before.looks + looks, text);
      })
    );
  }
}

function readNearest(value: SqlValue | undefined): NearMiss | undefined {
  if (value === null || value === undefined) return undefined;
  return JSON.parse(String(value)) as NearMiss; // written by `add` alone
}
