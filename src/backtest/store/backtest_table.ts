/** Backtests that somebody wanted to keep. */
import type { Database, Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

/** Plain JSON each. */
export interface SavedBacktest {
  /** What a list shows. */
  readonly entry: unknown;
  /** As `--json` prints it. */
  readonly result: unknown;
  /** What the report is drawn from. */
  readonly report: unknown;
}

export interface SavedEntry {
  readonly id: number;
  readonly atMs: number;
  readonly entry: unknown;
}

export class BacktestTable {
  readonly #queue: WriteQueue;
  readonly #insert: Statement;
  readonly #list: Statement;
  readonly #result: Statement;
  readonly #report: Statement;
  readonly #remove: Statement;

  constructor({ db, queue }: { readonly db: Database; readonly queue: WriteQueue }) {
    this.#queue = queue;
    this.#insert = db.prepare(
      "INSERT INTO backtest (at_ms, entry, result, report) VALUES (?, ?, ?, ?) RETURNING id",
    );
    this.#list = db.prepare("SELECT id, at_ms, entry FROM backtest ORDER BY id DESC LIMIT ?");
    this.#result = db.prepare("SELECT result FROM backtest WHERE id = ?");
    this.#report = db.prepare("SELECT report FROM backtest WHERE id = ?");
    this.#remove = db.prepare("DELETE FROM backtest WHERE id = ?");
  }

  /** @returns its id. @throws as `WriteQueue.run`. */
  async add({ entry, result, report }: SavedBacktest, atMs: number): Promise<number> {
    const texts = [entry, result, report].map((part) => JSON.stringify(part));
    return await this.#queue.run(() => Number(this.#insert.rows(Math.trunc(atMs), ...texts)[0]?.[0]));
  }

  /** Newest first. */
  list(limit: number): readonly SavedEntry[] {
    return this.#list.rows(limit).map(([id, atMs, entry]) => ({
      id: Number(id),
      atMs: Number(atMs),
      entry: JSON.parse(String(entry)) as unknown,
    }));
  }

  result(id: number): unknown {
    return toValue(this.#result.rows(id));
  }

  report(id: number): unknown {
    return toValue(this.#report.rows(id));
  }

  /** @returns whether it was there. */
  async remove(id: number): Promise<boolean> {
    return await this.#queue.run(() => this.#remove.run(id)) > 0;
  }
}

/** `undefined` when there is none. */
function toValue(rows: readonly (readonly unknown[])[]): unknown {
  const text = rows[0]?.[0];
  return text === undefined ? undefined : JSON.parse(String(text));
}
