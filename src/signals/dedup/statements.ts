/** The statements on signal_dedup. Each decides and writes in one step, so no two processes can interleave. */

/** ticker, action, claim id, confidence, now, lease end, "sent before this is long ago", now, latest end of a lease */
export const CLAIM = `
  INSERT INTO signal_dedup (ticker, action, claim_id, claim_confidence, claimed_at, lease_until)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (ticker, action) DO UPDATE SET
    claim_id = excluded.claim_id, claim_confidence = excluded.claim_confidence,
    claimed_at = excluded.claimed_at, lease_until = excluded.lease_until
  WHERE (last_sent IS NULL OR last_sent <= ?) AND (lease_until IS NULL OR lease_until <= ? OR lease_until > ?)`;

/** sent at, claim id. The later time stays when `record` was faster; the id stays, to know a second confirm. */
export const CONFIRM = `
  UPDATE signal_dedup SET
    last_sent = max(coalesce(last_sent, 0), ?), confidence = claim_confidence,
    claim_confidence = NULL, claimed_at = NULL, lease_until = NULL
  WHERE claim_id = ? AND lease_until IS NOT NULL`;

/** claim id */
export const WAS_CONFIRMED = `SELECT 1 FROM signal_dedup WHERE claim_id = ? AND lease_until IS NULL`;

/** claim id. Nothing was ever sent, so nothing stays. */
export const RELEASE_FIRST = `
  DELETE FROM signal_dedup WHERE claim_id = ? AND lease_until IS NOT NULL AND last_sent IS NULL`;

/** claim id */
export const RELEASE_LATER = `
  UPDATE signal_dedup SET claim_id = NULL, claim_confidence = NULL, claimed_at = NULL, lease_until = NULL
  WHERE claim_id = ? AND lease_until IS NOT NULL AND last_sent IS NOT NULL`;

/** ticker, action, sent at, confidence. A write that waited for the lock does not undo a later one. */
export const RECORD = `
  INSERT INTO signal_dedup (ticker, action, last_sent, confidence) VALUES (?, ?, ?, ?)
  ON CONFLICT (ticker, action) DO UPDATE SET last_sent = excluded.last_sent, confidence = excluded.confidence
  WHERE last_sent IS NULL OR last_sent <= excluded.last_sent`;

/** ticker, action, "sent after this is recent", now, latest end of a lease */
export const IS_RECENT = `
  SELECT 1 FROM signal_dedup WHERE ticker = ? AND action = ? AND (last_sent > ? OR (lease_until > ? AND lease_until <= ?))`;

/** ticker, action */
export const FORGET = `DELETE FROM signal_dedup WHERE ticker = ? AND action = ?`;

/** limit. The latest first, by the later of the open claim and the signal; then by ticker and action. */
export const LIST = `
  SELECT ticker, action, last_sent, confidence, claim_id, claim_confidence, claimed_at, lease_until
  FROM signal_dedup
  ORDER BY max(coalesce(claimed_at, 0), coalesce(last_sent, 0)) DESC, ticker, action LIMIT ?`;
