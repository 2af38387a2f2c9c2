/** How signals turned out, whatever became of them. */
import type { Database, SqlValue, Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { DueOutcome, OutcomeHorizon, OutcomeRecord } from "../signal_journal.ts";
import { toSignalRecord } from "./rows.ts";
import { SIGNAL_COLUMNS } from "./statements.ts";

const HORIZONS: readonly OutcomeHorizon[] = [1, 5];

/** owner, since, horizon. What was only met again, or never had numbers, has no outcome of its own. */
const WITHOUT = `
  SELECT ${SIGNAL_COLUMNS} FROM signal
  WHERE owner = ? AND fired_at >= ? AND action <> 'notice' AND price IS NOT NULL AND sender <> 'simulation'
    AND coalesce(reason, '') NOT IN ('duplicate', 'missing', 'stale')
    AND NOT EXISTS (
      SELECT 1 FROM outcome WHERE outcome.owner = signal.owner AND outcome.signal_id = signal.id AND horizon = ?)
  ORDER BY fired_at, id LIMIT 500`;

export class OutcomeTable {
  readonly #queue: WriteQueue;
  readonly #sql: Readonly<Record<"without" | "save" | "of", Statement>>;

  constructor({ db, queue }: { db: Database; queue: WriteQueue }) {
    this.#queue = queue;
    this.#sql = {
      without: db.prepare(WITHOUT),
      save: db.prepare(`
        INSERT INTO outcome (owner, signal_id, horizon, price, pct_net, hit, price_from, at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`),
      of: db.prepare(`
        SELECT signal_id, horizon, price, pct_net, hit, price_from, at FROM outcome
        WHERE owner = ? AND signal_id = ? ORDER BY horizon`),
    };
  }

  without(owner: string, sinceMs: number): readonly DueOutcome[] {
    return HORIZONS.flatMap((horizon) =>
      this.#sql.without.rows(owner, Math.trunc(sinceMs), horizon)
        .map((row) => ({ signal: toSignalRecord(row), horizon }))
    );
  }

  async save(owner: string, outcome: OutcomeRecord): Promise<void> {
    const { signalId, horizon, price, pctNet, hit, from, atMs } = outcome;
    const row: SqlValue[] = [price ?? null, pctNet ?? null, hit === undefined ? null : Number(hit), from];
    await this.#queue.run(() => this.#sql.save.run(owner, signalId, horizon, ...row, Math.trunc(atMs)));
  }

  of(owner: string, signalId: string): readonly OutcomeRecord[] {
    return this.#sql.of.rows(owner, signalId).map(([id, horizon, price, pctNet, hit, from, at]) => ({
      signalId: String(id),
      horizon: horizon === 1 ? 1 : 5,
      price: price === null ? undefined : Number(price),
      pctNet: pctNet === null ? undefined : Number(pctNet),
      hit: hit === null ? undefined : hit === 1,
      from: String(from) as OutcomeRecord["from"], // the table has a CHECK
      atMs: Number(at),
    }));
  }
}
