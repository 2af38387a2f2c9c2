import type { Database } from "../../sqlite/sql.ts";

/** In the order in which an action is read. */
const ACTION =
  `id, kind, args, user_id, chat, reply_key, state, begun, asked_at, expires_at, taken_at, done_at,
  result`;

const TEXTS = {
  isHandled: "SELECT 1 FROM tg_update WHERE update_id = ?",
  note: `INSERT INTO tg_update (update_id, at, kind, outcome) VALUES (?, ?, ?, ?)
    ON CONFLICT (update_id) DO NOTHING`,
  outcome: "UPDATE tg_update SET outcome = ? WHERE update_id = ?",
  addAction: `INSERT INTO pending_action
      (id, owner, kind, args, user_id, chat, reply_key, state, begun, asked_at, expires_at, taken_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  action: `SELECT ${ACTION} FROM pending_action WHERE id = ?`,
  take: `UPDATE pending_action SET state = 'taken', begun = begun + 1, taken_at = ?
    WHERE id = ? AND state = 'asked' AND expires_at > ?`,
  again: "UPDATE pending_action SET begun = begun + 1 WHERE id = ? AND state = 'taken'",
  finish: "UPDATE pending_action SET state = ?, result = ?, done_at = ? WHERE id = ? AND state = 'taken'",
  end: "UPDATE pending_action SET state = ?, result = ?, done_at = ? WHERE id = ? AND state = 'asked'",
  unfinished: `SELECT ${ACTION} FROM pending_action WHERE state = 'taken' ORDER BY taken_at, id`,
  overdue: `SELECT ${ACTION} FROM pending_action
    WHERE state = 'asked' AND (expires_at <= ? OR expires_at > ?) ORDER BY expires_at, id`,
  people:
    "SELECT user_id, chat, name, linked_at FROM telegram_link WHERE owner = ? ORDER BY linked_at, user_id",
  link: `INSERT INTO telegram_link (owner, user_id, chat, name, linked_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (owner, user_id) DO UPDATE SET
      chat = excluded.chat, name = excluded.name, linked_at = excluded.linked_at`,
  unlink: "DELETE FROM telegram_link WHERE owner = ? AND user_id = ?",
  addCode: `INSERT INTO telegram_code (owner, hash, made_at, expires_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (owner) DO UPDATE SET
      hash = excluded.hash, made_at = excluded.made_at, expires_at = excluded.expires_at`,
  code: "SELECT hash, expires_at FROM telegram_code WHERE owner = ?",
  dropCode: "DELETE FROM telegram_code WHERE owner = ?",
  guess: "INSERT INTO telegram_guess (owner, at) VALUES (?, ?)",
  guesses: "SELECT count(*) FROM telegram_guess WHERE owner = ? AND at > ?",
  forgetGuesses: "DELETE FROM telegram_guess WHERE owner = ?",
  close: `INSERT INTO telegram_closed (owner, until_at) VALUES (?, ?)
    ON CONFLICT (owner) DO UPDATE SET until_at = excluded.until_at`,
  closed: "SELECT until_at FROM telegram_closed WHERE owner = ?",
  pruneUpdates: "DELETE FROM tg_update WHERE at < ?",
  pruneActions: "DELETE FROM pending_action WHERE asked_at < ? AND state NOT IN ('asked', 'taken')",
  pruneGuesses: "DELETE FROM telegram_guess WHERE at < ?",
} as const;

export function prepareBot(db: Database) {
  return Object.fromEntries(
    Object.entries(TEXTS).map(([name, text]) => [name, db.prepare(text)]),
  ) as Readonly<Record<keyof typeof TEXTS, ReturnType<Database["prepare"]>>>; // one for each text
}
