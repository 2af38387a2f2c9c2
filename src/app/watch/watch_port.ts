/** The watchlist in signal_v2.db, as commands ask for it. */
import type { WatchedStock, WatchListPort } from "../../commands/watch_ports.ts";
import { toActorText } from "../../core/actor_text.ts";
import { type Database, prepareEach, type SqlValue, type Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { Store } from "../data/store.ts";

const TEXTS = {
  list: "SELECT code, note, added_at FROM watched_stock WHERE owner = ? ORDER BY added_at, code",
  add: "INSERT INTO watched_stock (owner, code, note, added_at, actor) VALUES (?, ?, ?, ?, ?)",
  // When it was added stays: a second wish is none, but for its note.
  note: "UPDATE watched_stock SET note = ?, actor = ? WHERE owner = ? AND code = ?",
  remove: "DELETE FROM watched_stock WHERE owner = ? AND code = ?",
} as const;

class WatchTable implements WatchListPort {
  readonly #queue: WriteQueue;
  readonly #sql: Readonly<Record<keyof typeof TEXTS, Statement>>;
  readonly #transact: <T>(work: () => T) => T;

  constructor({ db, queue }: { readonly db: Database; readonly queue: WriteQueue }) {
    this.#queue = queue;
    this.#sql = prepareEach(db, TEXTS);
    this.#transact = createTransaction(db);
  }

  list(owner: string): Promise<readonly WatchedStock[]> {
    return Promise.try(() => this.#rows(owner));
  }

  /** Counted and added in one transaction: another process may add at the same moment. */
  async add(owner: string, wish: Parameters<WatchListPort["add"]>[1]): ReturnType<WatchListPort["add"]> {
    let state: Awaited<ReturnType<WatchListPort["add"]>> = "kept";
    await this.#queue.run(() =>
      this.#transact(() => {
        state = this.#put(owner, wish);
        return state === "added" || state === "noted" ? 1 : 0;
      })
    );
    return state;
  }

  #put(
    owner: string,
    { code, note, addedAtMs, actor, most }: Parameters<WatchListPort["add"]>[1],
  ): Awaited<ReturnType<WatchListPort["add"]>> {
    const rows = this.#rows(owner);
    const known = rows.find((row) => row.code === code);
    if (known !== undefined) {
      if (note === undefined || note === known.note) return "kept";
      this.#sql.note.run(note, toActorText(actor), owner, code);
      return "noted";
    }
    if (rows.length >= most) return "full";
    this.#sql.add.run(owner, code, note ?? null, Math.trunc(addedAtMs), toActorText(actor));
    return "added";
  }

  async remove(owner: string, code: string): Promise<boolean> {
    return await this.#queue.run(() => this.#sql.remove.run(owner, code)) === 1;
  }

  #rows(owner: string): readonly WatchedStock[] {
    return this.#sql.list.rows(owner).map(toRow);
  }
}

/** Made when somebody asks: few people have a list. */
export function toWatchListPort(store: Pick<Store, "extend">): WatchListPort {
  let opened: WatchListPort | undefined;
  const table = () => opened ??= store.extend((parts) => new WatchTable(parts));
  return {
    list: (owner) => table().list(owner),
    add: (owner, wish) => table().add(owner, wish),
    remove: (owner, code) => table().remove(owner, code),
  };
}

function toRow([code, note, addedAt]: readonly SqlValue[]): WatchedStock {
  return {
    code: String(code),
    note: note === null ? undefined : String(note),
    addedAtMs: Number(addedAt),
  };
}
