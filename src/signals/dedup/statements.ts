/** The statements on signal_dedup. Each decides and writes in one step, so no two processes can interleave. */

const toClaim = (row: string) => `
  INSERT INTO signal_dedup (owner, ticker, action, claim_id, claim_confidence, claimed_at, lease_until, actor)
  ${row}
  ON CONFLICT (owner, ticker, action) DO UPDATE SET
    claim_id = excluded.claim_id, claim_confidence = excluded.claim_confidence,
    claimed_at = excluded.claimed_at, lease_until = excluded.lease_until, actor = excluded.actor
  WHERE (last_sent IS NULL OR last_sent <= ?) AND (lease_until IS NULL OR lease_until <= ? OR lease_until > ?)`;

/** owner, ticker, action, claim id, confidence, now, lease end, actor, "sent before this is long ago", now, latest end of a lease */
export const CLAIM = toClaim("VALUES (?, ?, ?, ?, ?, ?, ?, ?)");

/** As CLAIM, while `condition` holds; its parameters come behind the actor. */
export const toClaimWhile = (condition: string): string =>
  toClaim(`SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE ${condition}`);

/** sent at, actor, owner, claim id. The later time stays when `record` was faster; the id stays, to know a second confirm. */
export const CONFIRM = `
  UPDATE signal_dedup SET
    last_sent = max(coalesce(last_sent, 0), ?), confidence = claim_confidence,
    claim_confidence = NULL, claimed_at = NULL, lease_until = NULL, actor = ?
  WHERE owner = ? AND claim_id = ? AND lease_until IS NOT NULL`;

/** owner, claim id */
export const WAS_CONFIRMED =
  `SELECT 1 FROM signal_dedup WHERE owner = ? AND claim_id = ? AND lease_until IS NULL`;

/** owner, claim id. Nothing was ever sent, so nothing stays. */
export const RELEASE_FIRST = `
  DELETE FROM signal_dedup WHERE owner = ? AND claim_id = ? AND lease_until IS NOT NULL AND last_sent IS NULL`;

/** actor, owner, claim id */
export const RELEASE_LATER = `
  UPDATE signal_dedup SET
    claim_id = NULL, claim_confidence = NULL, claimed_at = NULL, lease_until = NULL, actor = ?
  WHERE owner = ? AND claim_id = ? AND lease_until IS NOT NULL AND last_sent IS NOT NULL`;

/** owner, ticker, action, sent at, confidence, actor. A write that waited for the lock does not undo a later one. */
export const RECORD = `
  INSERT INTO signal_dedup (owner, ticker, action, last_sent, confidence, actor) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (owner, ticker, action) DO UPDATE SET
    last_sent = excluded.last_sent, confidence = excluded.confidence, actor = excluded.actor
  WHERE last_sent IS NULL OR last_sent <= excluded.last_sent`;

/** owner, ticker, action, "sent after this is recent", now, latest end of a lease */
export const IS_RECENT = `
  SELECT 1 FROM signal_dedup
  WHERE owner = ? AND ticker = ? AND action = ? AND (last_sent > ? OR (lease_until > ? AND lease_until <= ?))`;

/** owner, ticker, action */
export const FORGET = `DELETE FROM signal_dedup WHERE owner = ? AND ticker = ? AND action = ?`;

/** owner, limit. The latest first, by the later of the open claim and the signal; then by ticker and action. */
export const LIST = `
  SELECT ticker, action, last_sent, confidence, claim_id, claim_confidence, claimed_at, lease_until, actor
  FROM signal_dedup WHERE owner = ?
  ORDER BY max(coalesce(claimed_at, 0), coalesce(last_sent, 0)) DESC, ticker, action LIMIT ?`;
