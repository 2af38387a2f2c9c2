/** Sweeps and their finished runs: written as they come, so that a killed sweep goes on where it was. */
import type { Database, Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

export interface SweepRow {
  readonly id: number;
  readonly atMs: number;
  /** Plain JSON, as it was given. */
  readonly request: unknown;
}

/** A finished run: figures, or the sentence with which it was refused. */
export type SweepRunRow =
  & { readonly number: number; readonly params: unknown }
  & (
    | { readonly statistics: unknown; readonly fault?: undefined }
    | { readonly statistics?: undefined; readonly fault: string }
  );

export class SweepTable {
  readonly #queue: WriteQueue;
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #list: Statement;
  readonly #addRun: Statement;
  readonly #runs: Statement;

  constructor({ db, queue }: { readonly db: Database; readonly queue: WriteQueue }) {
    this.#queue = queue;
    this.#insert = db.prepare("INSERT INTO sweep (at_ms, request) VALUES (?, ?) RETURNING id");
    this.#find = db.prepare("SELECT id, at_ms, request FROM sweep WHERE id = ?");
    this.#list = db.prepare("SELECT id, at_ms, request FROM sweep ORDER BY id DESC LIMIT ?");
    this.#addRun = db.prepare(
      `INSERT INTO sweep_run (sweep_id, number, params, statistics, fault) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (sweep_id, number) DO NOTHING`,
    );
    this.#runs = db.prepare(
      "SELECT number, params, statistics, fault FROM sweep_run WHERE sweep_id = ? ORDER BY number",
    );
  }

  /** @returns its id. @throws as `WriteQueue.run`. */
  async add(request: unknown, atMs: number): Promise<number> {
    return await this.#queue.run(() =>
      Number(this.#insert.rows(Math.trunc(atMs), JSON.stringify(request))[0]?.[0])
    );
  }

  find(id: number): SweepRow | undefined {
    const [row] = this.#find.rows(id);
    return row === undefined ? undefined : toSweep(row);
  }

  /** Newest first. */
  list(limit: number): readonly SweepRow[] {
    return this.#list.rows(limit).map(toSweep);
  }

  /** A run that is there already stays as it is: the same inputs give the same figures. */
  async addRun(sweepId: number, { number, params, statistics, fault }: SweepRunRow): Promise<void> {
    const text = statistics === undefined ? null : JSON.stringify(statistics);
    await this.#queue.run(() =>
      this.#addRun.run(
        sweepId,
        number,
        JSON.stringify(params),
        text,
        fault === undefined ? null : fault.slice(0, 500),
      )
    );
  }

  /** By number. */
  runs(sweepId: number): readonly SweepRunRow[] {
    return this.#runs.rows(sweepId).map(([number, params, statistics, fault]) => {
      const head = { number: Number(number), params: JSON.parse(String(params)) as unknown };
      return statistics === null
        ? { ...head, fault: String(fault) }
        : { ...head, statistics: JSON.parse(String(statistics)) as unknown };
    });
  }
}

function toSweep([id, atMs, request]: readonly unknown[]): SweepRow {
  return { id: Number(id), atMs: Number(atMs), request: JSON.parse(String(request)) };
}
