import { UPSTREAM_ERROR_KINDS } from "../../core/errors.ts";
import type { Database, SqlValue, Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { FailureStore, StoredFailure } from "../stock_store.ts";
import type { SourceFailure } from "../stock_view.ts";

export class FailureTable implements FailureStore {
  readonly #queue: WriteQueue;
  readonly #save: Statement;
  readonly #loadAll: Statement;
  /** What a waiting write will store: a long lock piles up nothing. */
  readonly #waiting = new Map<string, SourceFailure>();

  constructor({ db, queue }: { db: Database; queue: WriteQueue }) {
    this.#queue = queue;
    this.#save = db.prepare(
      `INSERT INTO source_failure (source, kind, failed_at, recovered_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (source) DO UPDATE SET
         kind = excluded.kind, failed_at = excluded.failed_at, recovered_at = excluded.recovered_at`,
    );
    this.#loadAll = db.prepare("SELECT source, kind, failed_at, recovered_at FROM source_failure");
  }

  /** @throws as `WriteQueue.run` when it could not be stored. */
  async save(sourceId: string, failure: SourceFailure): Promise<void> {
    const isWaiting = this.#waiting.has(sourceId);
    this.#waiting.set(sourceId, failure);
    if (isWaiting) return;
    try {
      await this.#queue.run(() => {
        const { kind, atMs, recoveredAtMs } = this.#waiting.get(sourceId) ?? failure;
        this.#waiting.delete(sourceId);
        const recoveredAt = recoveredAtMs === undefined ? null : Math.trunc(recoveredAtMs);
        return this.#save.run(sourceId, kind, Math.trunc(atMs), recoveredAt);
      });
    } finally {
      this.#waiting.delete(sourceId);
    }
  }

  /** Kinds that this version does not know are left out. */
  loadAll(): Promise<readonly StoredFailure[]> {
    return Promise.try(() => this.#loadAll.rows().flatMap(toFailure));
  }
}

function toFailure([source, text, failedAt, recoveredAt]: readonly SqlValue[]): readonly StoredFailure[] {
  const kind = UPSTREAM_ERROR_KINDS.find((known) => known === text);
  if (kind === undefined) return [];
  const recoveredAtMs = recoveredAt === null ? undefined : Number(recoveredAt);
  return [[String(source), { kind, atMs: Number(failedAt), recoveredAtMs }]];
}
