/**
 * Signals: the rules they come from, what became of each, what a judge said, and how it turned out afterwards. The
 * highest price of a holding and what a person does not want to hear of outlive a restart.
 */
export const SIGNAL_STEP = `
CREATE TABLE rule (
  owner TEXT NOT NULL DEFAULT 'owner',
  id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 64),
  origin TEXT NOT NULL CHECK (origin IN ('file', 'alert')),
  version INTEGER NOT NULL CHECK (version > 0),
  json TEXT NOT NULL CHECK (json_valid(json)),
  memory TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(memory)),
  is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  changed_at INTEGER NOT NULL CHECK (changed_at > 0),
  PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE signal (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 26),
  owner TEXT NOT NULL DEFAULT 'owner',
  sender TEXT NOT NULL CHECK (length(sender) BETWEEN 1 AND 64),
  ref TEXT NOT NULL CHECK (length(ref) BETWEEN 1 AND 400),
  day INTEGER NOT NULL,
  number INTEGER CHECK (number > 0),
  rule TEXT NOT NULL,
  rule_kind TEXT NOT NULL,
  rule_version INTEGER NOT NULL,
  exchange TEXT NOT NULL,
  ticker TEXT NOT NULL CHECK (length(ticker) BETWEEN 1 AND 32),
  name TEXT,
  action TEXT NOT NULL CHECK (action IN ('buy', 'sell', 'notice')),
  class TEXT NOT NULL CHECK (class IN ('buy', 'sell_discretionary', 'sell_protective', 'notice')),
  score INTEGER CHECK (score BETWEEN 0 AND 100),
  threshold INTEGER,
  price REAL CHECK (price > 0),
  change_pct REAL,
  evidence TEXT NOT NULL CHECK (json_valid(evidence)),
  fired_at INTEGER NOT NULL CHECK (fired_at > 0),
  valid_until INTEGER NOT NULL,
  claim_window TEXT NOT NULL CHECK (claim_window IN ('trading_day', '24h')),
  state TEXT NOT NULL CHECK (state IN
    ('fired', 'judging', 'confirmed', 'rejected', 'unjudged', 'queued', 'delivered', 'expired', 'skipped')),
  reason TEXT,
  claim_id TEXT,
  prior_sent_at INTEGER,
  sent_at INTEGER,
  repeats INTEGER NOT NULL DEFAULT 0 CHECK (repeats >= 0),
  UNIQUE (owner, sender, ref),
  UNIQUE (owner, day, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX signal_fired ON signal (owner, fired_at);
CREATE INDEX signal_ticker ON signal (owner, ticker, sent_at);
CREATE INDEX signal_open ON signal (owner, state) WHERE state IN ('fired', 'judging');
CREATE TABLE agent_decisions (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 26),
  owner TEXT NOT NULL DEFAULT 'owner',
  signal_id TEXT NOT NULL REFERENCES signal (id) ON DELETE CASCADE,
  attempt INTEGER NOT NULL CHECK (attempt > 0),
  judge TEXT NOT NULL,
  model_asked TEXT,
  model_answered TEXT,
  prompt_hash TEXT NOT NULL,
  prompt TEXT,
  answer TEXT CHECK (length(answer) <= 65536),
  raw TEXT CHECK (raw IN ('CONFIRM', 'REJECT', 'ERROR', 'TIMEOUT', 'SKIPPED')),
  effective TEXT CHECK (effective IN ('CONFIRM', 'REJECT', 'NONE')),
  confidence REAL CHECK (confidence BETWEEN 0 AND 100),
  reason TEXT,
  error_kind TEXT,
  asked_at INTEGER NOT NULL CHECK (asked_at > 0),
  answered_at INTEGER,
  latency_ms REAL,
  tokens_in INTEGER,
  tokens_out INTEGER,
  cost_krw REAL,
  is_cached INTEGER CHECK (is_cached IN (0, 1)),
  request_id TEXT,
  UNIQUE (signal_id, attempt),
  CHECK ((raw IS NULL) = (answered_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_decisions_asked ON agent_decisions (owner, asked_at);
CREATE TABLE outcome (
  owner TEXT NOT NULL DEFAULT 'owner',
  signal_id TEXT NOT NULL REFERENCES signal (id) ON DELETE CASCADE,
  horizon INTEGER NOT NULL CHECK (horizon IN (1, 5)),
  price REAL CHECK (price > 0),
  pct_net REAL,
  hit INTEGER CHECK (hit IN (0, 1)),
  price_from TEXT NOT NULL CHECK (price_from IN ('polls', 'candles', 'unknown')),
  at INTEGER NOT NULL,
  PRIMARY KEY (owner, signal_id, horizon)
) STRICT, WITHOUT ROWID;
CREATE TABLE mute (
  owner TEXT NOT NULL DEFAULT 'owner',
  ticker TEXT NOT NULL CHECK (length(ticker) BETWEEN 1 AND 32),
  until_at INTEGER NOT NULL,
  set_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  PRIMARY KEY (owner, ticker)
) STRICT, WITHOUT ROWID;
CREATE TABLE peak (
  owner TEXT NOT NULL DEFAULT 'owner',
  ticker TEXT NOT NULL CHECK (length(ticker) BETWEEN 1 AND 32),
  price REAL NOT NULL CHECK (price > 0),
  at INTEGER NOT NULL,
  absent_since INTEGER,
  PRIMARY KEY (owner, ticker)
) STRICT, WITHOUT ROWID;
`;
