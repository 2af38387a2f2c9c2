/** The statements on signals and what judges said of them. */

/** The columns of a signal in the order that `toSignalRecord` reads. */
export const SIGNAL_COLUMNS = `
  id, owner, sender, ref, day, number, rule, rule_kind, rule_version, exchange, ticker, name, action, class, score,
  threshold, price, change_pct, evidence, fired_at, valid_until, claim_window, state, reason, claim_id, sent_at, repeats,
  said`;

const DECISION_COLUMNS = `
  id, signal_id, attempt, judge, prompt_hash, asked_at, raw, effective, confidence, reason, error_kind, answered_at,
  latency_ms, model_asked, model_answered, prompt, answer, tokens_in, tokens_out, cost_krw, is_cached, request_id`;

export const INSERT = `
  INSERT INTO signal (owner, id, sender, ref, day, rule, rule_kind, rule_version, exchange, ticker, name, action, class,
    score, threshold, price, change_pct, evidence, fired_at, valid_until, claim_window, state, reason, said)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (owner, sender, ref) DO NOTHING`;

/** One row a day for all repetitions; the latest numbers are worth more than the first. Columns as INSERT, repeats 1. */
export const INSERT_SKIPPED = INSERT.replace(
  "DO NOTHING",
  `DO UPDATE SET repeats = repeats + 1, score = excluded.score, evidence = excluded.evidence`,
);

export const GET = `SELECT ${SIGNAL_COLUMNS} FROM signal WHERE owner = ? AND id = ?`;
/** owner, the end of an id, without wildcards. Two rows tell that it is not the end of one alone. */
export const FIND_END = `
  SELECT ${SIGNAL_COLUMNS} FROM signal WHERE owner = ? AND id LIKE '%' || ? LIMIT 2`;
export const FIND_REF = `SELECT ${SIGNAL_COLUMNS} FROM signal WHERE owner = ? AND sender = ? AND ref = ?`;
/** owner, month and day as MMDD, number */
export const FIND_LABEL = `
  SELECT ${SIGNAL_COLUMNS} FROM signal
  WHERE owner = ? AND strftime('%m%d', day * 86400, 'unixepoch') = ? AND number = ? ORDER BY day DESC LIMIT 1`;
/** owner, 1 for those that went out alone, limit */
export const LIST = `
  SELECT ${SIGNAL_COLUMNS} FROM signal
  WHERE owner = ? AND (? = 0 OR sent_at IS NOT NULL) ORDER BY fired_at DESC, id DESC LIMIT ?`;
/**
 * owner, day, states as JSON or null twice, 1 for those that went out alone, limit. Sorted without an index, for that of
 * days: a look at each signal of half a year would hold up everything else.
 */
export const LIST_OF_DAY = `
  SELECT ${SIGNAL_COLUMNS} FROM signal
  WHERE owner = ? AND day = ? AND (? IS NULL OR state IN (SELECT value FROM json_each(?)))
    AND (? = 0 OR sent_at IS NOT NULL) ORDER BY +fired_at DESC, id DESC LIMIT ?`;
/**
 * states as JSON, owner, 1 for those that went out alone, limit twice. The latest of each state by the index of states: a
 * state that nothing is in is known at once, among however many signals that were held back.
 */
export const LIST_OF_STATES = `
  SELECT ${SIGNAL_COLUMNS} FROM (SELECT value AS state_wanted FROM json_each(?)) CROSS JOIN signal ON id IN (
    SELECT latest.id FROM signal AS latest
    WHERE latest.owner = ? AND latest.state = state_wanted AND (? = 0 OR latest.sent_at IS NOT NULL)
    ORDER BY latest.fired_at DESC, latest.id DESC LIMIT ?)
  ORDER BY fired_at DESC, id DESC LIMIT ?`;
export const UNFINISHED = `
  SELECT ${SIGNAL_COLUMNS} FROM signal WHERE owner = ? AND state IN ('fired', 'judging') ORDER BY fired_at, id`;
/** owner, ticker */
export const PRIOR = `
  SELECT action, score, sent_at FROM signal WHERE owner = ? AND ticker = ? AND sent_at IS NOT NULL
  ORDER BY sent_at DESC LIMIT 20`;
/** owner, ticker, action, since */
export const SETTLED = `
  SELECT 1 FROM signal WHERE owner = ? AND ticker = ? AND action = ? AND sent_at > ? LIMIT 1`;
/** owner, day */
export const COUNTS = `
  SELECT state, coalesce(reason, ''), count(*), sum(repeats) FROM signal WHERE owner = ? AND day = ? GROUP BY 1, 2`;

/** owner, day, owner, id: the next number of the day, for good. */
export const NUMBER = `
  UPDATE signal SET number =
    (SELECT coalesce(max(other.number), 0) + 1 FROM signal AS other WHERE other.owner = ? AND other.day = ?)
  WHERE owner = ? AND id = ? AND number IS NULL`;
/** claim id, earlier sending, state, owner, id */
export const BEGIN = `
  UPDATE signal SET claim_id = ?, prior_sent_at = ?, state = ? WHERE owner = ? AND id = ? AND state = 'fired'`;
/** state, sent at, owner, id */
export const FINISH =
  `UPDATE signal SET state = ?, sent_at = ? WHERE owner = ? AND id = ? AND state IN ('fired', 'judging')`;
/** state, reason, owner, id */
export const END = `
  UPDATE signal SET state = ?, reason = ?, claim_id = NULL, sent_at = NULL WHERE owner = ? AND id = ?`;
export const DELIVER =
  `UPDATE signal SET state = 'delivered' WHERE owner = ? AND id = ? AND state = 'queued'`;
/** Only what never began: it has no label and no claim. */
export const REMOVE = `DELETE FROM signal WHERE owner = ? AND id = ? AND state IN ('fired', 'skipped')`;
export const PRIOR_OF_CLAIM = `SELECT claim_id, prior_sent_at FROM signal WHERE owner = ? AND id = ?`;

/** owner, id, signal, judge, prompt hash, asked at, signal: the next attempt */
export const ASK = `
  INSERT INTO agent_decisions (owner, id, signal_id, judge, prompt_hash, asked_at, attempt)
  SELECT ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(attempt), 0) + 1 FROM agent_decisions WHERE signal_id = ?)`;
export const ANSWER = `
  UPDATE agent_decisions SET raw = ?, effective = ?, confidence = ?, reason = ?, error_kind = ?, answered_at = ?,
    latency_ms = ?, model_asked = ?, model_answered = ?, prompt = ?, answer = ?, tokens_in = ?, tokens_out = ?,
    cost_krw = ?, is_cached = ?, request_id = ?
  WHERE owner = ? AND id = ? AND raw IS NULL`;
/** error kind, answered at, owner, signal */
export const GIVE_UP = `
  UPDATE agent_decisions SET raw = 'ERROR', effective = 'NONE', error_kind = ?, answered_at = ?
  WHERE owner = ? AND signal_id = ? AND raw IS NULL`;
/** answered at, owner */
export const ABANDON = `
  UPDATE agent_decisions SET raw = 'ERROR', effective = 'NONE', error_kind = 'restart', answered_at = ?
  WHERE owner = ? AND raw IS NULL AND signal_id NOT IN (SELECT id FROM signal WHERE state IN ('fired', 'judging'))`;
/** owner, from, until, raw, raw, most */
export const LIST_DECISIONS = `
  SELECT ${DECISION_COLUMNS} FROM agent_decisions
  WHERE owner = ? AND asked_at >= ? AND asked_at < ? AND (? IS NULL OR raw = ?) ORDER BY asked_at DESC, id DESC LIMIT ?`;
/** owner, from, until */
export const JUDGE_COUNTS = `
  SELECT count(*), coalesce(sum(cost_krw), 0) FROM agent_decisions
  WHERE owner = ? AND asked_at >= ? AND asked_at < ? AND judge <> 'always_confirm' AND raw <> 'SKIPPED'`;
export const DECISIONS = `
  SELECT ${DECISION_COLUMNS} FROM agent_decisions WHERE owner = ? AND signal_id = ? ORDER BY attempt`;
