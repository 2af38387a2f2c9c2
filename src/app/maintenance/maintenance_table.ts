import type { Actor } from "../../core/actor.ts";
import { readActorText, toActorText } from "../../core/actor_text.ts";
import { MAINTENANCE } from "../../signals/mute_names.ts";
import { type Database, prepareEach, type SqlValue, type Statement } from "../../sqlite/sql.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

export interface MaintenanceRow {
  readonly sinceMs: number;
  /** Past, it is over, and what was wrong then is still to be told. */
  readonly untilMs: number;
  readonly why: string | undefined;
  readonly actor: Actor | undefined;
}

export interface MaintenanceWish {
  readonly nowMs: number;
  readonly untilMs: number;
  readonly why: string | undefined;
  readonly actor: Actor;
}

const TEXTS = {
  find: "SELECT set_at, until_at, why, actor FROM mute WHERE owner = ? AND ticker = ?",
  // One that is prolonged began when it began, unless a clock that was ahead dated it.
  set: `INSERT INTO mute (owner, ticker, until_at, set_at, actor, why) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (owner, ticker) DO UPDATE SET
      set_at = iif(until_at > excluded.set_at AND set_at <= excluded.set_at, set_at, excluded.set_at),
      until_at = excluded.until_at, actor = excluded.actor, why = excluded.why`,
  end: "UPDATE mute SET until_at = ? WHERE owner = ? AND ticker = ? AND until_at > ?",
  settle: "DELETE FROM mute WHERE owner = ? AND ticker = ? AND set_at = ? AND until_at = ?",
} as const;

/**
 * In signal_v2.db, beside the mutes, which the transaction of each signal looks at. The row of one that is over stays
 * until its end was told.
 */
export class MaintenanceTable {
  readonly #queue: WriteQueue;
  readonly #sql: Readonly<Record<keyof typeof TEXTS, Statement>>;

  constructor({ db, queue }: { readonly db: Database; readonly queue: WriteQueue }) {
    this.#queue = queue;
    this.#sql = prepareEach(db, TEXTS);
  }

  find(owner: string): MaintenanceRow | undefined {
    const [row] = this.#sql.find.rows(owner, MAINTENANCE);
    return row === undefined ? undefined : toRow(row);
  }

  async set(owner: string, { nowMs, untilMs, why, actor }: MaintenanceWish): Promise<void> {
    const [now, until] = [Math.trunc(nowMs), Math.trunc(untilMs)];
    await this.#queue.run(() =>
      this.#sql.set.run(owner, MAINTENANCE, until, now, toActorText(actor), why ?? null)
    );
  }

  /** @returns whether there was one. */
  async end(owner: string, nowMs: number): Promise<boolean> {
    const now = Math.trunc(nowMs);
    return await this.#queue.run(() => this.#sql.end.run(now, owner, MAINTENANCE, now)) === 1;
  }

  /**
   * Forgets one whose end is told, inside the transaction that tells it.
   *
   * @returns 0 when it was told before, or is on again.
   */
  settle(owner: string, { sinceMs, untilMs }: MaintenanceRow): number {
    return this.#sql.settle.run(owner, MAINTENANCE, sinceMs, untilMs);
  }
}

function toRow([setAt, untilAt, why, actor]: readonly SqlValue[]): MaintenanceRow {
  return {
    sinceMs: Number(setAt),
    untilMs: Number(untilAt),
    why: why === null ? undefined : String(why),
    actor: readActorText(actor === null ? null : String(actor)),
  };
}
