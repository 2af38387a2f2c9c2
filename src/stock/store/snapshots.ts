import type { Clock } from "../../core/clock.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import {
  refuseUnfitSnapshot,
  type Snapshot,
  type SnapshotStore,
  type StoredSnapshot,
} from "../stock_store.ts";

interface Pending {
  latest: Snapshot;
  readonly written: Promise<void>;
}

/**
 * source, fetched at, payload, now. Older answers never replace newer ones, except that a time in the future
 * is the mark of a clock that was set back and does not count as newer.
 */
const SAVE = `
  INSERT INTO snapshot (source, fetched_at, payload, saved_at) VALUES (?, ?, ?, ?)
  ON CONFLICT (source) DO UPDATE SET
    fetched_at = excluded.fetched_at, payload = excluded.payload, saved_at = excluded.saved_at
  WHERE fetched_at <= excluded.fetched_at OR fetched_at > excluded.saved_at`;

/** When the latest one was saved; NULL without any. */
export const LATEST_SNAPSHOT = "SELECT max(saved_at) FROM snapshot";

const LOAD_ALL = `SELECT source, fetched_at, payload, saved_at FROM snapshot ORDER BY source`;

export class Snapshots implements SnapshotStore {
  readonly #queue: WriteQueue;
  readonly #clock: Clock;
  readonly #save: Statement;
  readonly #loadAll: Statement;
  /** One waiting write per source: a long lock piles up nothing. */
  readonly #pending = new Map<string, Pending>();

  constructor(parts: { db: Database; queue: WriteQueue; clock: Clock }) {
    this.#queue = parts.queue;
    this.#clock = parts.clock;
    this.#save = parts.db.prepare(SAVE);
    this.#loadAll = parts.db.prepare(LOAD_ALL);
  }

  /**
   * While an earlier save of the source is still waiting for the lock, only the newer of the two is written.
   *
   * @throws as `WriteQueue.run` when it could not be stored.
   */
  async save(sourceId: string, snapshot: Snapshot): Promise<void> {
    refuseUnfitSnapshot(sourceId, snapshot);
    const waiting = this.#pending.get(sourceId);
    if (waiting === undefined) return await this.#enqueue(sourceId, snapshot);
    if (snapshot.fetchedAtMs >= waiting.latest.fetchedAtMs) waiting.latest = snapshot;
    return await waiting.written;
  }

  loadAll(): Promise<readonly StoredSnapshot[]> {
    return Promise.try(() =>
      this.#loadAll.rows().map(([source, fetchedAt, payload, savedAt]) => ({
        sourceId: String(source),
        fetchedAtMs: Number(fetchedAt),
        payloadText: String(payload),
        savedAtMs: Number(savedAt),
      }))
    );
  }

  async #enqueue(sourceId: string, snapshot: Snapshot): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const pending: Pending = { latest: snapshot, written: promise };
    this.#pending.set(sourceId, pending);
    const write = () => {
      const { fetchedAtMs, payloadText } = pending.latest;
      const changes = this.#save.run(sourceId, fetchedAtMs, payloadText, Math.trunc(this.#clock.now()));
      // Here and not after the promise: a save in between would join a write that is over.
      this.#pending.delete(sourceId);
      return changes;
    };
    this.#queue.run(write).then(() => resolve(), (error) => {
      if (this.#pending.get(sourceId) === pending) this.#pending.delete(sourceId);
      reject(error);
    });
    return await promise;
  }
}
