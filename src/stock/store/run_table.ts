import { DAY_MS } from "../../core/kst.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { RunKind, RunStore, StoredRuns } from "../stock_store.ts";

const KEPT_MS = 8 * DAY_MS;

/** The latest time that a row has; NULL without rows. */
export const LATEST_RUN =
  "SELECT max(at) FROM (SELECT max(until_at) AS at FROM run_span UNION ALL SELECT max(planned_at) FROM run_tick)";

export class RunTable implements RunStore {
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #sql: Readonly<
    Record<
      "spans" | "ticks" | "forgetSpans" | "cutSpans" | "forgetTicks" | "noteSpan" | "noteTick",
      Statement
    >
  >;

  constructor({ db, queue }: { db: Database; queue: WriteQueue }) {
    this.#queue = queue;
    this.#transact = createTransaction(db);
    this.#sql = {
      spans: db.prepare("SELECT from_at, until_at FROM run_span WHERE is_polling = 1 ORDER BY from_at"),
      ticks: db.prepare("SELECT planned_at, has_failed FROM run_tick ORDER BY planned_at"),
      forgetSpans: db.prepare("DELETE FROM run_span WHERE from_at >= ? OR until_at < ?"),
      cutSpans: db.prepare("UPDATE run_span SET until_at = ? WHERE until_at > ?"),
      forgetTicks: db.prepare("DELETE FROM run_tick WHERE planned_at > ? OR planned_at < ?"),
      noteSpan: db.prepare(
        `INSERT INTO run_span (from_at, until_at, is_polling) VALUES (?, ?, ?)
         ON CONFLICT (from_at) DO UPDATE SET until_at = max(until_at, excluded.until_at)`,
      ),
      noteTick: db.prepare(
        `INSERT INTO run_tick (planned_at, has_failed) VALUES (?, ?)
         ON CONFLICT (planned_at) DO UPDATE SET has_failed = excluded.has_failed`,
      ),
    };
  }

  load(): Promise<StoredRuns> {
    return Promise.try(() => ({
      spans: this.#sql.spans.rows().map(([from, until]) => ({
        fromMs: Number(from),
        untilMs: Number(until),
      })),
      ticks: this.#sql.ticks.rows().map(([at, failed]) => ({
        plannedAtMs: Number(at),
        hasFailed: failed === 1,
      })),
    }));
  }

  async begin(atMs: number, { isPolling = true }: RunKind = {}): Promise<void> {
    const fromMs = Math.trunc(atMs);
    await this.#queue.run(() =>
      this.#transact(() => {
        this.#sql.forgetSpans.run(fromMs, fromMs - KEPT_MS);
        this.#sql.cutSpans.run(fromMs, fromMs);
        this.#sql.forgetTicks.run(fromMs, fromMs - KEPT_MS);
        return this.#sql.noteSpan.run(fromMs, fromMs, Number(isPolling));
      })
    );
  }

  async extend(fromMs: number, untilMs: number, { isPolling = true }: RunKind = {}): Promise<void> {
    const [from, until] = [Math.trunc(fromMs), Math.trunc(untilMs)];
    await this.#queue.run(() => this.#sql.noteSpan.run(from, until, Number(isPolling)));
  }

  async noteTick(tick: { plannedAtMs: number; hasFailed: boolean; fromMs: number }): Promise<void> {
    const [plannedAtMs, fromMs] = [Math.trunc(tick.plannedAtMs), Math.trunc(tick.fromMs)];
    await this.#queue.run(() =>
      this.#transact(() => {
        this.#sql.noteSpan.run(fromMs, Math.max(fromMs, plannedAtMs), 1);
        return this.#sql.noteTick.run(plannedAtMs, Number(tick.hasFailed));
      })
    );
  }
}
