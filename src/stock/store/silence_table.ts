import type { Database, Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { SilenceTimes } from "../client/host_silence.ts";
import type { SilenceStore } from "../stock_store.ts";

export class SilenceTable implements SilenceStore {
  readonly #queue: WriteQueue;
  readonly #save: Statement;
  readonly #remove: Statement;
  readonly #load: Statement;

  constructor({ db, queue }: { db: Database; queue: WriteQueue }) {
    this.#queue = queue;
    this.#save = db.prepare(
      `INSERT INTO host_silence (host, asked_at, until_at) VALUES (?, ?, ?)
       ON CONFLICT (host) DO UPDATE SET asked_at = excluded.asked_at, until_at = excluded.until_at`,
    );
    this.#remove = db.prepare("DELETE FROM host_silence WHERE host = ?");
    this.#load = db.prepare("SELECT asked_at, until_at FROM host_silence WHERE host = ?");
  }

  /** @throws as `WriteQueue.run` when it could not be stored. */
  async save(host: string, silence: SilenceTimes | undefined): Promise<void> {
    await this.#queue.run(() =>
      silence === undefined
        ? this.#remove.run(host)
        : this.#save.run(host, Math.trunc(silence.askedAtMs), Math.trunc(silence.untilMs))
    );
  }

  load(host: string): Promise<SilenceTimes | undefined> {
    return Promise.try(() => {
      const [row] = this.#load.rows(host);
      return row === undefined ? undefined : { askedAtMs: Number(row[0]), untilMs: Number(row[1]) };
    });
  }
}
