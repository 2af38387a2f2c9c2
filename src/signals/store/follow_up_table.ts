import { readActorText, toActorText } from "../../core/actor_text.ts";
import type { Actor } from "../../core/actor.ts";
import type { Database, SqlValue } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import { type FollowUp, type FollowUps, NO_FOLLOW_UP, type Reminder } from "../follow_up.ts";
import type { OutgoingFacts, OutgoingPort } from "../outgoing.ts";

interface FollowUpParts {
  readonly db: Database;
  readonly queue: WriteQueue;
  readonly outgoing: OutgoingPort;
}

const whole = (ms: number) => Math.trunc(ms);
const time = (cell: SqlValue | undefined) => cell === null || cell === undefined ? undefined : Number(cell);

export class FollowUpTable implements FollowUps {
  readonly #parts: FollowUpParts;
  readonly #transact: <T>(work: () => T) => T;
  readonly #sql;

  constructor(parts: FollowUpParts) {
    const { db } = parts;
    this.#parts = parts;
    this.#transact = createTransaction(db);
    this.#sql = {
      one: db.prepare(`SELECT seen_at, seen_by, again_at, told_at FROM signal_follow_up
        WHERE owner = ? AND signal_id = ?`),
      see: db.prepare(`INSERT INTO signal_follow_up (owner, signal_id, seen_at, seen_by) VALUES (?, ?, ?, ?)
        ON CONFLICT (owner, signal_id) DO UPDATE SET
          seen_at = coalesce(seen_at, excluded.seen_at), seen_by = coalesce(seen_by, excluded.seen_by)`),
      again: db.prepare(`INSERT INTO signal_follow_up (owner, signal_id, again_at) VALUES (?, ?, ?)
        ON CONFLICT (owner, signal_id) DO UPDATE SET again_at = coalesce(again_at, excluded.again_at),
          seen_at = CASE WHEN told_at IS NULL THEN NULL ELSE seen_at END,
          seen_by = CASE WHEN told_at IS NULL THEN NULL ELSE seen_by END`),
      due: db.prepare(`SELECT signal_id, again_at FROM signal_follow_up
        WHERE owner = ? AND again_at <= ? AND told_at IS NULL AND seen_at IS NULL ORDER BY again_at, signal_id`),
      told: db.prepare(`UPDATE signal_follow_up SET told_at = ?
        WHERE owner = ? AND signal_id = ? AND told_at IS NULL`),
    };
  }

  followUp(owner: string, signalId: string): Promise<FollowUp> {
    const [row] = this.#sql.one.rows(owner, signalId);
    if (row === undefined) return Promise.resolve(NO_FOLLOW_UP);
    const [seenAt, seenBy, againAt, toldAt] = row;
    const seenAtMs = time(seenAt);
    const dueAtMs = time(againAt);
    return Promise.resolve({
      seen: seenAtMs === undefined
        ? undefined
        : { atMs: seenAtMs, by: readActorText(seenBy === null ? null : String(seenBy)) },
      again: dueAtMs === undefined ? undefined : { dueAtMs, toldAtMs: time(toldAt) },
    });
  }

  async see(
    owner: string,
    { signalId, atMs, actor }: { signalId: string; atMs: number; actor: Actor },
  ): Promise<void> {
    await this.#write(() => this.#sql.see.run(owner, signalId, whole(atMs), toActorText(actor)));
  }

  async askAgainLater(
    owner: string,
    { signalId, dueAtMs }: { signalId: string; dueAtMs: number },
  ): Promise<void> {
    await this.#write(() => this.#sql.again.run(owner, signalId, whole(dueAtMs)));
  }

  dueReminders(owner: string, nowMs: number): Promise<readonly Reminder[]> {
    return Promise.resolve(
      this.#sql.due.rows(owner, whole(nowMs)).map(([id, dueAt]) => ({
        signalId: String(id),
        dueAtMs: Number(dueAt),
      })),
    );
  }

  async remind(
    owner: string,
    { signalId, atMs, message }: { signalId: string; atMs: number; message: OutgoingFacts | undefined },
  ): Promise<boolean> {
    return await this.#write(() => {
      const isFirst = this.#sql.told.run(whole(atMs), owner, signalId) > 0;
      if (isFirst && message !== undefined) this.#parts.outgoing.enqueue({ atMs }, message);
      return Number(isFirst);
    }) > 0;
  }

  #write(work: () => number): Promise<number> {
    return this.#parts.queue.run(() => this.#transact(work));
  }
}
