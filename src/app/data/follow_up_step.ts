/**
 * What a person did with a signal: took note of it, or wished to be told once more. Buttons of a message are found by the
 * signal, and edits by the message that they change.
 */
export const FOLLOW_UP_STEP = `
CREATE TABLE signal_follow_up (
  owner TEXT NOT NULL DEFAULT 'owner',
  signal_id TEXT NOT NULL REFERENCES signal (id) ON DELETE CASCADE,
  seen_at INTEGER CHECK (seen_at > 0),
  seen_by TEXT CHECK (seen_by IS NULL OR json_valid(seen_by)),
  again_at INTEGER CHECK (again_at > 0),
  told_at INTEGER,
  PRIMARY KEY (owner, signal_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX signal_follow_up_due ON signal_follow_up (owner, again_at)
  WHERE again_at IS NOT NULL AND told_at IS NULL;
CREATE INDEX message_signal ON message (owner, signal_id) WHERE signal_id IS NOT NULL;
CREATE INDEX message_edits ON message (owner, edits) WHERE edits IS NOT NULL;
`;
