/** What a person does not want to hear of, and the highest prices of what is held. */
import type { Database, Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { StoredPeak } from "../facts/peaks.ts";
import { isMuteOn } from "../mute_names.ts";
import type { MuteRecord } from "../signal_journal.ts";

export class PersonTables {
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #sql: Readonly<
    Record<"mutes" | "mute" | "unmute" | "peaks" | "raise" | "forget", Statement>
  >;

  constructor({ db, queue }: { db: Database; queue: WriteQueue }) {
    this.#queue = queue;
    this.#transact = createTransaction(db);
    this.#sql = {
      mutes: db.prepare(`
        SELECT ticker, until_at, set_at, actor FROM mute WHERE owner = ? AND until_at > ? ORDER BY ticker`),
      mute: db.prepare(`
        INSERT INTO mute (owner, ticker, until_at, set_at, actor) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (owner, ticker) DO UPDATE SET
          until_at = excluded.until_at, set_at = excluded.set_at, actor = excluded.actor`),
      unmute: db.prepare("DELETE FROM mute WHERE owner = ? AND ticker = ?"),
      peaks: db.prepare("SELECT ticker, price, at, absent_since FROM peak WHERE owner = ?"),
      // Only ever raised, also by a poll that is stored late.
      raise: db.prepare(`
        INSERT INTO peak (owner, ticker, price, at, absent_since) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (owner, ticker) DO UPDATE SET
          at = iif(excluded.price > price, excluded.at, at), price = max(price, excluded.price),
          absent_since = excluded.absent_since`),
      forget: db.prepare("DELETE FROM peak WHERE owner = ? AND ticker = ?"),
    };
  }

  mutes(owner: string, nowMs: number): readonly MuteRecord[] {
    return this.#sql.mutes.rows(owner, Math.trunc(nowMs)).map(([ticker, untilMs, setAtMs, actor]) => ({
      ...{ ticker: String(ticker), untilMs: Number(untilMs), setAtMs: Number(setAtMs), actor: String(actor) },
    })).filter((mute) => isMuteOn(mute, nowMs));
  }

  async mute(
    owner: string,
    { ticker, untilMs, setAtMs, actor }: MuteRecord,
  ): Promise<void> {
    await this.#queue.run(() =>
      this.#sql.mute.run(owner, ticker, Math.trunc(untilMs), Math.trunc(setAtMs), actor)
    );
  }

  async unmute(owner: string, ticker: string): Promise<boolean> {
    return await this.#queue.run(() => this.#sql.unmute.run(owner, ticker)) === 1;
  }

  peaks(owner: string): ReadonlyMap<string, StoredPeak> {
    return new Map(
      this.#sql.peaks.rows(owner).map(([ticker, price, at, absentSince]) => [String(ticker), {
        ticker: String(ticker),
        price: Number(price),
        atMs: Number(at),
        absentSinceMs: absentSince === null ? undefined : Number(absentSince),
      }]),
    );
  }

  async savePeaks(
    owner: string,
    { save, forget }: { readonly save: readonly StoredPeak[]; readonly forget: readonly string[] },
  ): Promise<void> {
    if (save.length + forget.length === 0) return;
    await this.#queue.run(() =>
      this.#transact(() => {
        for (const { ticker, price, atMs, absentSinceMs } of save) {
          const absent = absentSinceMs === undefined ? null : Math.trunc(absentSinceMs);
          this.#sql.raise.run(owner, ticker, price, Math.trunc(atMs), absent);
        }
        for (const ticker of forget) this.#sql.forget.run(owner, ticker);
        return save.length + forget.length;
      })
    );
  }
}
