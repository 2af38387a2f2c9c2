/**
 * What the bot must not forget: updates that were handled, people who are linked, codes that link them, and what somebody
 * was asked. A code is kept as its hash alone.
 */
export const BOT_STEP = `
CREATE TABLE tg_update (
  update_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL CHECK (at > 0),
  kind TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT;
CREATE INDEX tg_update_at ON tg_update (at);
CREATE TABLE pending_action (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 8 AND 32),
  owner TEXT NOT NULL DEFAULT 'owner',
  kind TEXT NOT NULL,
  args TEXT NOT NULL CHECK (json_valid(args)),
  user_id TEXT NOT NULL,
  chat TEXT NOT NULL,
  reply_key TEXT,
  state TEXT NOT NULL DEFAULT 'asked' CHECK (
    state IN ('asked', 'taken', 'done', 'refused', 'expired', 'dropped')),
  begun INTEGER NOT NULL DEFAULT 0,
  asked_at INTEGER NOT NULL CHECK (asked_at > 0),
  expires_at INTEGER NOT NULL CHECK (expires_at >= asked_at),
  taken_at INTEGER,
  done_at INTEGER,
  result TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_action_open ON pending_action (state, expires_at) WHERE state IN ('asked', 'taken');
CREATE INDEX pending_action_asked ON pending_action (asked_at);
CREATE TABLE telegram_link (
  owner TEXT NOT NULL DEFAULT 'owner',
  user_id TEXT NOT NULL CHECK (length(user_id) BETWEEN 1 AND 20),
  chat TEXT NOT NULL,
  name TEXT NOT NULL,
  linked_at INTEGER NOT NULL CHECK (linked_at > 0),
  PRIMARY KEY (owner, user_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE telegram_code (
  owner TEXT NOT NULL DEFAULT 'owner' PRIMARY KEY,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  made_at INTEGER NOT NULL CHECK (made_at > 0),
  expires_at INTEGER NOT NULL CHECK (expires_at > made_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE telegram_guess (
  number INTEGER PRIMARY KEY,
  owner TEXT NOT NULL DEFAULT 'owner',
  at INTEGER NOT NULL CHECK (at > 0)
) STRICT;
CREATE TABLE telegram_closed (
  owner TEXT NOT NULL DEFAULT 'owner' PRIMARY KEY,
  until_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
