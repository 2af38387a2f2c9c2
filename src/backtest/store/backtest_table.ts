/** Backtests that somebody wanted to keep, in SQLite. */
import { readActorText, toActorText } from "../../core/actor_text.ts";
import { answer, type Database, type Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { BacktestPage, BacktestTable, SavedBacktest, SavedEntry } from "../backtest_store.ts";

export class SqliteBacktestTable implements BacktestTable {
  readonly #queue: WriteQueue;
  readonly #insert: Statement;
  readonly #list: Statement;
  readonly #result: Statement;
  readonly #report: Statement;
  readonly #remove: Statement;

  constructor({ db, queue }: { readonly db: Database; readonly queue: WriteQueue }) {
    this.#queue = queue;
    this.#insert = db.prepare(
      "INSERT INTO backtest (owner, at_ms, entry, result, report, actor) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
    );
    this.#list = db.prepare(
      "SELECT id, at_ms, entry, actor FROM backtest WHERE owner = ? AND id < ? ORDER BY id DESC LIMIT ?",
    );
    this.#result = db.prepare("SELECT result FROM backtest WHERE owner = ? AND id = ?");
    this.#report = db.prepare("SELECT report FROM backtest WHERE owner = ? AND id = ?");
    this.#remove = db.prepare("DELETE FROM backtest WHERE owner = ? AND id = ?");
  }

  async add(owner: string, { entry, result, report, atMs, actor }: SavedBacktest): Promise<number> {
    const texts = [entry, result, report].map((part) => JSON.stringify(part));
    const values = [owner, Math.trunc(atMs), ...texts, toActorText(actor)];
    return await this.#queue.run(() => Number(this.#insert.rows(...values)[0]?.[0]));
  }

  list(
    owner: string,
    { limit, beforeId = Number.MAX_SAFE_INTEGER }: BacktestPage,
  ): Promise<readonly SavedEntry[]> {
    return answer(() =>
      this.#list.rows(owner, beforeId, limit).map(([id, atMs, entry, actor]) => ({
        id: Number(id),
        atMs: Number(atMs),
        entry: JSON.parse(String(entry)) as unknown,
        actor: readActorText(typeof actor === "string" ? actor : null),
      }))
    );
  }

  result(owner: string, id: number): Promise<unknown> {
    return answer(() => toValue(this.#result.rows(owner, id)));
  }

  report(owner: string, id: number): Promise<unknown> {
    return answer(() => toValue(this.#report.rows(owner, id)));
  }

  async remove(owner: string, id: number): Promise<boolean> {
    return await this.#queue.run(() => this.#remove.run(owner, id)) > 0;
  }
}

/** `undefined` when there is none. */
function toValue(rows: readonly (readonly unknown[])[]): unknown {
  const text = rows[0]?.[0];
  return text === undefined ? undefined : JSON.parse(String(text));
}
