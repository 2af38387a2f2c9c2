/**
 * What people and programs are told: one row a part a channel, with where it is on its way. `key` is what is told, the same
 * at each repetition; `seq` is the order of the queue. Attempts are only ever added.
 */
export const MESSAGE_STEP = `
CREATE TABLE message (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
  owner TEXT NOT NULL DEFAULT 'owner',
  key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  signal_id TEXT,
  channel TEXT NOT NULL CHECK (length(channel) BETWEEN 1 AND 32),
  chat TEXT NOT NULL CHECK (length(chat) BETWEEN 1 AND 64),
  part INTEGER NOT NULL CHECK (part > 0),
  parts INTEGER NOT NULL CHECK (parts >= part),
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  marked_body TEXT NOT NULL,
  form TEXT NOT NULL DEFAULT 'rich' CHECK (form IN ('rich', 'plain')),
  markup TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(markup)),
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  ring INTEGER NOT NULL CHECK (ring IN (0, 1)),
  rank INTEGER NOT NULL CHECK (rank BETWEEN 0 AND 2),
  resendable INTEGER NOT NULL CHECK (resendable IN (0, 1)),
  edits TEXT,
  state TEXT NOT NULL DEFAULT 'queued' CHECK (
    state IN ('queued', 'sending', 'unknown', 'resend', 'delivered', 'refused', 'expired', 'superseded')),
  attempt INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  absences INTEGER NOT NULL DEFAULT 0,
  is_marked INTEGER NOT NULL DEFAULT 0 CHECK (is_marked IN (0, 1)),
  is_given_up INTEGER NOT NULL DEFAULT 0 CHECK (is_given_up IN (0, 1)),
  is_listed INTEGER NOT NULL DEFAULT 0 CHECK (is_listed IN (0, 1)),
  id_scope TEXT NOT NULL,
  known_id INTEGER,
  message_id INTEGER,
  queued_at INTEGER NOT NULL CHECK (queued_at > 0),
  not_before_at INTEGER,
  sending_at INTEGER,
  rang_at INTEGER,
  handed_on_at INTEGER,
  done_at INTEGER,
  valid_until INTEGER,
  error TEXT,
  UNIQUE (owner, key, channel, chat, part)
) STRICT;
CREATE INDEX message_open ON message (channel, rank, seq)
  WHERE state IN ('queued', 'sending', 'unknown', 'resend');
CREATE INDEX message_queued_at ON message (queued_at);
CREATE INDEX message_known ON message (channel, id_scope, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX message_rang ON message (channel, chat, rang_at) WHERE rang_at IS NOT NULL;
CREATE INDEX message_late ON message (channel, done_at) WHERE state = 'expired' AND is_listed = 0;
CREATE TABLE delivery_attempt (
  number INTEGER PRIMARY KEY,
  message_seq INTEGER NOT NULL REFERENCES message (seq) ON DELETE CASCADE,
  attempt INTEGER NOT NULL,
  at INTEGER NOT NULL CHECK (at > 0),
  event TEXT NOT NULL,
  state TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE INDEX delivery_attempt_message ON delivery_attempt (message_seq, number);
CREATE TRIGGER delivery_attempt_kept BEFORE UPDATE ON delivery_attempt
  BEGIN SELECT RAISE(ABORT, 'attempts are only ever added'); END;
CREATE TABLE sender_lease (
  channel TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE notify_chat (
  owner TEXT NOT NULL DEFAULT 'owner',
  channel TEXT NOT NULL,
  chat TEXT NOT NULL,
  moved_to TEXT,
  blocked_at INTEGER,
  reason TEXT,
  PRIMARY KEY (owner, channel, chat)
) STRICT, WITHOUT ROWID;
`;
