/** A backup whose later days nobody knows: what it holds ready to go out may have gone out since. */
import { toActorText } from "../../../core/actor_text.ts";
import { EVERY_TICKER } from "../../../signals/mute_names.ts";
import type { Database } from "../../../sqlite/sql.ts";
import { createTransaction } from "../../../sqlite/transaction.ts";

const WHY = "restored from a backup: nobody knows whether it was sent since";

export interface Doubted {
  /** Messages that are not sent again until somebody asks for it. */
  readonly messages: number;
  /** Until then no signal to buy goes out by itself: one that went out before the restore could go out twice. */
  readonly heldUntilMs: number;
}

/**
 * @param holdMs as long as a signal that went out is not to go out again: afterwards nothing that was forgotten matters.
 * Sells are not held back: one too many does less harm than one that is missing.
 */
export function doubtSince(db: Database, { nowMs, holdMs }: { nowMs: number; holdMs: number }): Doubted {
  const at = Math.trunc(nowMs);
  const untilAt = Math.trunc(nowMs + holdMs);
  const open = "state IN ('queued', 'sending', 'unknown', 'resend')";
  return createTransaction(db)(() => {
    db.prepare(
      `INSERT INTO delivery_attempt (message_seq, attempt, at, event, state, detail)
        SELECT seq, attempt, ?, 'restored', 'unknown', ? FROM message WHERE ${open}`,
    ).run(at, WHY);
    const messages = db.prepare(
      `UPDATE message SET state = 'unknown', is_given_up = 1, not_before_at = NULL, error = ? WHERE ${open}`,
    ).run(WHY);
    db.prepare(
      "UPDATE signal SET state = 'expired', reason = 'left_behind' WHERE state IN ('fired', 'judging')",
    ).run();
    db.prepare("UPDATE signal_follow_up SET told_at = ? WHERE again_at IS NOT NULL AND told_at IS NULL").run(
      at,
    );
    db.prepare("UPDATE pending_action SET state = 'dropped' WHERE state IN ('asked', 'taken')").run();
    // What was to be told to the rest of the program was told within a second of the backup.
    db.prepare("DELETE FROM event_outbox").run();
    db.prepare(
      `INSERT INTO mute (owner, ticker, until_at, set_at, actor) VALUES ('owner', ?, ?, ?, ?)
        ON CONFLICT (owner, ticker) DO UPDATE SET
          until_at = max(until_at, excluded.until_at), set_at = excluded.set_at, actor = excluded.actor`,
    ).run(EVERY_TICKER, untilAt, at, toActorText({ kind: "operator", id: "restore" }));
    return { messages, heldUntilMs: untilAt };
  });
}
