import { type Database, prepareEach, type Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

/** A setting that a person changed by a command, in the text of the setting. */
export interface OverrideRow {
  readonly name: string;
  readonly value: string;
  readonly setAtMs: number;
  /** As `toActorText` writes it. */
  readonly actor: string;
}

const TEXTS = {
  list: "SELECT name, value, set_at, actor FROM setting_override WHERE owner = ? ORDER BY name",
  set: `INSERT INTO setting_override (owner, name, value, set_at, actor) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (owner, name) DO UPDATE SET
      value = excluded.value, set_at = excluded.set_at, actor = excluded.actor`,
  reset: "DELETE FROM setting_override WHERE owner = ? AND name = ?",
} as const;

/** In signal_v2.db. Read at each look of whoever goes by it, so that a change needs no restart. */
export class SqliteOverrideTable {
  readonly #queue: WriteQueue;
  readonly #sql: Readonly<Record<keyof typeof TEXTS, Statement>>;

  constructor({ db, queue }: { readonly db: Database; readonly queue: WriteQueue }) {
    this.#queue = queue;
    this.#sql = prepareEach(db, TEXTS);
  }

  list(owner: string): readonly OverrideRow[] {
    return this.#sql.list.rows(owner).map(([name, value, setAt, actor]) => ({
      ...{ name: String(name), value: String(value), setAtMs: Number(setAt), actor: String(actor) },
    }));
  }

  async set(owner: string, { name, value, setAtMs, actor }: OverrideRow): Promise<void> {
    await this.#queue.run(() => this.#sql.set.run(owner, name, value, Math.trunc(setAtMs), actor));
  }

  /** @returns whether there was one. */
  async reset(owner: string, name: string): Promise<boolean> {
    return await this.#queue.run(() => this.#sql.reset.run(owner, name)) === 1;
  }
}
