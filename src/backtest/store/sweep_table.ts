/** Sweeps and their finished runs, in SQLite. */
import { answer, type Database, type Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { SweepRow, SweepRunRow, SweepTable } from "../backtest_store.ts";

export class SqliteSweepTable implements SweepTable {
  readonly #queue: WriteQueue;
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #list: Statement;
  readonly #addRun: Statement;
  readonly #runs: Statement;

  constructor({ db, queue }: { readonly db: Database; readonly queue: WriteQueue }) {
    this.#queue = queue;
    this.#insert = db.prepare("INSERT INTO sweep (owner, at_ms, request) VALUES (?, ?, ?) RETURNING id");
    this.#find = db.prepare("SELECT id, at_ms, request FROM sweep WHERE owner = ? AND id = ?");
    this.#list = db.prepare("SELECT id, at_ms, request FROM sweep WHERE owner = ? ORDER BY id DESC LIMIT ?");
    this.#addRun = db.prepare(
      `INSERT INTO sweep_run (owner, sweep_id, number, params, statistics, fault) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (owner, sweep_id, number) DO NOTHING`,
    );
    this.#runs = db.prepare(
      `SELECT number, params, statistics, fault FROM sweep_run
       WHERE owner = ? AND sweep_id = ? ORDER BY number`,
    );
  }

  async add(owner: string, { request, atMs }: Omit<SweepRow, "id">): Promise<number> {
    const text = JSON.stringify(request);
    return await this.#queue.run(() => Number(this.#insert.rows(owner, Math.trunc(atMs), text)[0]?.[0]));
  }

  find(owner: string, id: number): Promise<SweepRow | undefined> {
    return answer(() => this.#find.rows(owner, id).map(toSweep)[0]);
  }

  list(owner: string, limit: number): Promise<readonly SweepRow[]> {
    return answer(() => this.#list.rows(owner, limit).map(toSweep));
  }

  async addRun(owner: string, { sweepId, run }: Parameters<SweepTable["addRun"]>[1]): Promise<void> {
    const { number, params, statistics, fault } = run;
    const values = [
      JSON.stringify(params),
      statistics === undefined ? null : JSON.stringify(statistics),
      fault === undefined ? null : fault.slice(0, 500),
    ];
    await this.#queue.run(() => this.#addRun.run(owner, sweepId, number, ...values));
  }

  runs(owner: string, sweepId: number): Promise<readonly SweepRunRow[]> {
    return answer(() => this.#runs.rows(owner, sweepId).map(toRun));
  }
}

function toRun([number, params, statistics, fault]: readonly unknown[]): SweepRunRow {
  const head = { number: Number(number), params: JSON.parse(String(params)) as unknown };
  return statistics === null
    ? { ...head, fault: String(fault) }
    : { ...head, statistics: JSON.parse(String(statistics)) as unknown };
}

function toSweep([id, atMs, request]: readonly unknown[]): SweepRow {
  return { id: Number(id), atMs: Number(atMs), request: JSON.parse(String(request)) };
}
