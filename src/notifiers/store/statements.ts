import type { Database } from "../../sqlite/sql.ts";
import { FOUND_LATE, NOT_FOUND } from "../stray_store.ts";

const OPEN = "('queued', 'sending', 'unknown', 'resend')";

/** In the order in which `readMessageRow` takes them. */
export const COLUMNS =
  `seq, id, owner, key, signal_id, channel, chat, part, parts, kind, body, marked_body, form, markup,
  facts, ring, rank, resendable, edits, state, attempt, failures, absences, is_marked, is_given_up, id_scope, known_id,
  message_id, queued_at, not_before_at, sending_at, handed_on_at, done_at, valid_until, error`;

const TEXTS = {
  insert:
    `INSERT INTO message (id, owner, key, signal_id, channel, chat, part, parts, kind, body, marked_body, markup,
      facts, ring, rank, resendable, edits, id_scope, queued_at, valid_until)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (owner, key, channel, chat, part) DO NOTHING`,
  // In turn, the first of each chat, the second of each: the many of one that cannot be told leave the others room.
  open: `SELECT ${COLUMNS} FROM message WHERE seq IN (
      SELECT seq FROM (
        SELECT seq, rank, row_number() OVER (PARTITION BY chat ORDER BY rank, seq) AS place
        FROM message WHERE channel = ? AND state IN ${OPEN})
      ORDER BY place, rank, seq LIMIT ?)
    ORDER BY rank, seq`,
  lease: `INSERT INTO sender_lease (channel, holder, until) VALUES (?, ?, ?)
    ON CONFLICT (channel) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE ? = 1 OR holder = excluded.holder OR until <= ? OR until > ?`,
  giveLease: "DELETE FROM sender_lease WHERE channel = ? AND holder = ?",
  stuck: "SELECT seq, attempt FROM message WHERE channel = ? AND state = 'sending' ORDER BY seq",
  // The mark of a resend stays with the row from its beginning on.
  begin:
    `UPDATE message SET is_marked = max(is_marked, state = 'resend'), state = 'sending', attempt = attempt + 1,
      sending_at = ?, known_id = ?, rang_at = CASE WHEN ? = 1 THEN ? ELSE rang_at END, not_before_at = NULL, error = NULL
    WHERE seq = ? AND attempt = ? AND state = ? AND state IN ('queued', 'resend')
      AND EXISTS (SELECT 1 FROM sender_lease WHERE channel = ? AND holder = ? AND until > ?)`,
  // What was not sent did not ring.
  move:
    `UPDATE message SET rang_at = CASE ? WHEN 'queued' THEN NULL ELSE rang_at END, state = ?, error = ?, message_id = coalesce(?, message_id), not_before_at = ?,
      form = coalesce(?, form), failures = coalesce(?, failures), absences = coalesce(?, absences),
      is_given_up = coalesce(?, is_given_up), ring = coalesce(?, ring), done_at = ?
    WHERE seq = ? AND attempt = ? AND state = ?`,
  note:
    "INSERT INTO delivery_attempt (message_seq, attempt, at, event, state, detail) VALUES (?, ?, ?, ?, ?, ?)",
  overdue: `SELECT seq, attempt, state FROM message
    WHERE channel = ? AND state IN ('queued', 'unknown', 'resend') AND valid_until <= ?`,
  rewrite:
    `UPDATE message SET kind = ?, body = ?, marked_body = ?, markup = ?, facts = ?, form = ?, ring = ?, valid_until = ?
    WHERE seq = ? AND attempt = ? AND state = ? AND state IN ('queued', 'resend')`,
  narrow:
    `UPDATE message SET signal_id = ?, parts = ?, kind = ?, body = ?, marked_body = ?, markup = ?, facts = ?, form = ?, ring = ?,
      valid_until = ? WHERE seq = ? AND attempt = ? AND state = ? AND state IN ('queued', 'resend')`,
  inGroup: `SELECT seq, attempt FROM message
    WHERE channel = ? AND key = ? AND state = 'superseded' AND error = ?`,
  endApart: "UPDATE message SET state = ?, error = ?, done_at = ? WHERE seq = ?",
  unlisted: `SELECT ${COLUMNS} FROM message
    WHERE channel = ? AND state = 'expired' AND is_listed = 0 ORDER BY seq LIMIT 500`,
  listed: "UPDATE message SET is_listed = 1 WHERE seq = ?",
  handOn:
    "UPDATE message SET handed_on_at = ? WHERE seq = ? AND attempt = ? AND state = ? AND handed_on_at IS NULL",
  highest: `SELECT max(id) FROM (
      SELECT max(message_id) AS id FROM message WHERE channel = ? AND id_scope = ?
      UNION ALL SELECT max(last_id) FROM look_trial WHERE channel = ? AND id_scope = ?)`,
  saveTrial: `INSERT INTO look_trial (channel, account, id_scope, last_id, is_sound, tried_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (channel, account, id_scope) DO UPDATE SET last_id = max(last_id, excluded.last_id),
      is_sound = coalesce(excluded.is_sound, is_sound), tried_at = excluded.tried_at`,
  trial: `SELECT account, id_scope, last_id, is_sound, tried_at FROM look_trial
    WHERE channel = ? AND account = ? AND id_scope = ?`,
  idsAbove: `SELECT id FROM (
      SELECT message_id AS id FROM message WHERE channel = ? AND id_scope = ?
      UNION ALL SELECT last_id FROM look_trial WHERE channel = ? AND id_scope = ?) WHERE id > ?`,
  // By when each was sent: it can be taken so long after that, whenever somebody found out that nobody answered.
  strays: `WITH asked (channel, chat, seq, known, late) AS (VALUES (?, ?, ?, ?, ?)),
    scope AS (SELECT id_scope AS name FROM message WHERE seq = (SELECT seq FROM asked)),
    given AS (SELECT coalesce(min(at), 0) - (SELECT late FROM asked) AS since FROM (
      SELECT coalesce(sending_at, done_at) AS at FROM message, asked, scope
        WHERE message.channel = asked.channel AND id_scope = name AND message_id = known
      UNION ALL SELECT tried_at FROM look_trial, asked, scope
        WHERE look_trial.channel = asked.channel AND id_scope = name AND last_id = known)),
    sent AS (SELECT m.id, a.message_seq AS seq, a.attempt, m.state, m.attempt AS last,
        coalesce(min(CASE WHEN a.event = 'begun' THEN a.at END), min(a.at)) AS at,
        max(a.state = 'unknown') AS is_unknown, max(a.state = 'queued') AS goes_again
      FROM asked JOIN message m ON m.channel = asked.channel AND m.chat = asked.chat AND m.seq <> asked.seq
        JOIN delivery_attempt a ON a.message_seq = m.seq
      WHERE m.sending_at > (SELECT since FROM given)
      GROUP BY a.message_seq, a.attempt)
    SELECT id, attempt, at, EXISTS (SELECT 1 FROM delivery_attempt AS before
        WHERE before.message_seq = sent.seq AND before.attempt < sent.attempt AND before.state = 'resend')
    FROM sent WHERE is_unknown = 1 AND goes_again = 0 AND NOT (state = 'delivered' AND last = attempt)
      AND at > (SELECT since FROM given)
      AND NOT EXISTS (SELECT 1 FROM delivery_attempt AS look
        WHERE look.message_seq = sent.seq AND look.attempt = sent.attempt AND (look.event = '${FOUND_LATE}'
          OR (look.event = '${NOT_FOUND}' AND look.at >= sent.at + (SELECT late FROM asked))))
    ORDER BY at`,
  rings: "SELECT rang_at FROM message WHERE channel = ? AND chat = ? AND rang_at > ? ORDER BY rang_at",
  byKey: `SELECT ${COLUMNS} FROM message WHERE owner = ? AND key = ? AND channel = ? AND chat = ?
    ORDER BY part LIMIT 1`,
  standing: `SELECT ${COLUMNS} FROM message WHERE owner = ? AND (key = ? OR edits = ?) AND channel = ?
    AND chat = ? AND state = 'delivered' AND message_id IS NOT NULL ORDER BY seq DESC LIMIT 1`,
  byId: `SELECT ${COLUMNS} FROM message WHERE id = ?`,
  attempts:
    `SELECT attempt, at, event, state, detail FROM delivery_attempt WHERE message_seq = ? ORDER BY number`,
  ofSignal: `SELECT ${COLUMNS} FROM message WHERE owner = ? AND signal_id = ? ORDER BY seq`,
  browse: `SELECT ${COLUMNS} FROM message ORDER BY seq DESC LIMIT ?`,
  browseState: `SELECT ${COLUMNS} FROM message WHERE state = ? ORDER BY seq DESC LIMIT ?`,
  retry: `UPDATE message SET state = CASE state WHEN 'unknown' THEN 'resend' ELSE 'queued' END, failures = 0,
      absences = 0, is_given_up = 0, not_before_at = NULL, done_at = NULL, error = NULL
    WHERE seq = ? AND attempt = ? AND state = ? AND state IN ('refused', 'unknown')`,
  counts: `SELECT channel, count(*), sum(state = 'unknown'), min(queued_at) FROM message
    WHERE state IN ${OPEN} GROUP BY channel`,
  chats: "SELECT chat, moved_to, blocked_at, reason FROM notify_chat WHERE channel = ?",
  movedChat: `INSERT INTO notify_chat (channel, chat, moved_to) VALUES (?, ?, ?)
    ON CONFLICT (owner, channel, chat) DO UPDATE SET moved_to = excluded.moved_to`,
  // The last word counts: where it moved to is where it is. What was known before is no new word.
  settledChat: `UPDATE notify_chat SET moved_to = NULL WHERE channel = ? AND chat = ?
    AND NOT EXISTS (SELECT 1 FROM notify_chat AS old WHERE old.channel = ? AND old.chat = ? AND old.moved_to = ?)`,
  toldElsewhere: `SELECT seq, attempt, state FROM message
    WHERE channel = ? AND chat = ? AND state IN ${OPEN} AND EXISTS (SELECT 1 FROM message AS other
      WHERE other.owner = message.owner AND other.key = message.key AND other.channel = message.channel
        AND other.chat = ? AND other.part = message.part AND other.seq <> message.seq)`,
  // An id says nothing where messages are counted anew.
  moveRows: `UPDATE message SET chat = ?, known_id = CASE WHEN id_scope = ? THEN known_id END, id_scope = ?
    WHERE channel = ? AND chat = ? AND state IN ${OPEN}`,
  blockChat: `INSERT INTO notify_chat (channel, chat, blocked_at, reason) VALUES (?, ?, ?, ?)
    ON CONFLICT (owner, channel, chat) DO UPDATE SET blocked_at = excluded.blocked_at, reason = excluded.reason`,
  prune: `DELETE FROM message WHERE queued_at < ? AND state NOT IN ${OPEN}`,
} as const;

export type MessageStatements = ReturnType<typeof prepareMessages>;

export function prepareMessages(db: Database) {
  const prepare = (name: keyof typeof TEXTS) => db.prepare(TEXTS[name]);
  return Object.fromEntries(
    Object.keys(TEXTS).map((name) => [name, prepare(name as keyof typeof TEXTS)]),
  ) as Readonly<Record<keyof typeof TEXTS, ReturnType<Database["prepare"]>>>; // one for each text
}
