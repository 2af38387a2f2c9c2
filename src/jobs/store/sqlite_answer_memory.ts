import type { Clock } from "../../core/clock.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import {
  ANSWER_KEPT_MS,
  type AnswerMemory,
  type KeptAnswer,
  type TakenKey,
} from "../answers/answer_memory.ts";

export class SqliteAnswerMemory implements AnswerMemory {
  readonly #queue: WriteQueue;
  readonly #clock: Clock;
  readonly #transact: <T>(work: () => T) => T;
  readonly #prune: Statement;
  readonly #find: Statement;
  readonly #insert: Statement;
  readonly #keep: Statement;
  readonly #forget: Statement;

  constructor({ db, queue, clock }: { db: Database; queue: WriteQueue; clock: Clock }) {
    this.#queue = queue;
    this.#clock = clock;
    this.#transact = createTransaction(db);
    this.#prune = db.prepare("DELETE FROM kept_answer WHERE at < ?");
    this.#find = db.prepare("SELECT digest, status, body FROM kept_answer WHERE owner = ? AND key = ?");
    this.#insert = db.prepare("INSERT INTO kept_answer (owner, key, digest, at) VALUES (?, ?, ?, ?)");
    this.#keep = db.prepare(
      "UPDATE kept_answer SET status = ?, body = ? WHERE owner = ? AND key = ? AND status IS NULL",
    );
    this.#forget = db.prepare("DELETE FROM kept_answer WHERE owner = ? AND key = ? AND status IS NULL");
  }

  async take(owner: string, key: string, digest: string): Promise<TakenKey> {
    let taken: TakenKey = { kind: "open" };
    await this.#queue.run(() =>
      this.#transact(() => {
        const nowMs = Math.trunc(this.#clock.now());
        const pruned = this.#prune.run(nowMs - ANSWER_KEPT_MS);
        const [row] = this.#find.rows(owner, key);
        taken = row === undefined ? { kind: "new" } : toTaken(row, digest);
        return pruned + (row === undefined ? this.#insert.run(owner, key, digest, nowMs) : 0);
      })
    );
    return taken;
  }

  async keep(owner: string, key: string, { status, body }: KeptAnswer): Promise<void> {
    await this.#queue.run(() => this.#keep.run(status, body, owner, key));
  }

  async forget(owner: string, key: string): Promise<void> {
    await this.#queue.run(() => this.#forget.run(owner, key));
  }
}

function toTaken([known, status, body]: readonly unknown[], digest: string): TakenKey {
  if (known !== digest) return { kind: "other" };
  if (status === null) return { kind: "open" };
  return { kind: "answered", answer: { status: Number(status), body: String(body) } };
}
