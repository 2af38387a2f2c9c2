/**
 * Whose each thing of a person is, inside the keys, and who changed it last; a step that is never edited once it was
 * shipped.
 *
 * SQLite changes no key of a table that is there, so each is made anew and filled: parents before children. The old ones
 * go children first, for the removal of a parent takes its children along. A row too few, and the CHECK takes everything
 * back. Rows of a strategy that somebody deleted by hand belong to nobody, and only the copy from before keeps them.
 */
export const OWNER_STEP = `
CREATE TABLE signal_dedup_new (
  owner TEXT NOT NULL DEFAULT 'owner' CHECK (length(owner) BETWEEN 1 AND 64),
  ticker TEXT NOT NULL CHECK (length(ticker) BETWEEN 1 AND 32),
  action TEXT NOT NULL CHECK (action IN ('buy', 'sell')),
  last_sent INTEGER CHECK (last_sent > 0),
  confidence REAL,
  claim_id TEXT CHECK (length(claim_id) BETWEEN 1 AND 64),
  claim_confidence REAL,
  claimed_at INTEGER CHECK (claimed_at > 0),
  lease_until INTEGER CHECK (lease_until > claimed_at),
  actor TEXT CHECK (actor IS NULL OR json_valid(actor)),
  PRIMARY KEY (owner, ticker, action),
  CHECK ((lease_until IS NULL) = (claimed_at IS NULL)),
  CHECK (lease_until IS NULL OR claim_id IS NOT NULL),
  CHECK (last_sent IS NOT NULL OR lease_until IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO signal_dedup_new
  (ticker, action, last_sent, confidence, claim_id, claim_confidence, claimed_at, lease_until)
  SELECT ticker, action, last_sent, confidence, claim_id, claim_confidence, claimed_at, lease_until
  FROM signal_dedup;
CREATE TABLE strategies_new (
  owner TEXT NOT NULL DEFAULT 'owner' CHECK (length(owner) BETWEEN 1 AND 64),
  id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 40),
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
  exchange TEXT NOT NULL DEFAULT 'upbit',
  symbol TEXT NOT NULL,
  timeframe TEXT NOT NULL DEFAULT '1m',
  params TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(params)),
  money TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(money)),
  on_stop TEXT NOT NULL DEFAULT 'leave' CHECK (on_stop IN ('leave', 'close')),
  is_active INTEGER NOT NULL DEFAULT 0 CHECK (is_active IN (0, 1)),
  start_asked_at INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000),
  changed_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000),
  actor TEXT CHECK (actor IS NULL OR json_valid(actor)),
  PRIMARY KEY (owner, id)
) STRICT, WITHOUT ROWID;
INSERT INTO strategies_new
  (id, kind, exchange, symbol, timeframe, params, money, on_stop, is_active, start_asked_at, created_at, changed_at)
  SELECT
    id, kind, exchange, symbol, timeframe, params, money, on_stop, is_active, start_asked_at, created_at, changed_at
  FROM strategies;
CREATE TABLE strategy_state_new (
  owner TEXT NOT NULL DEFAULT 'owner',
  strategy_id TEXT NOT NULL,
  cursor INTEGER NOT NULL CHECK (cursor >= 0),
  state TEXT NOT NULL CHECK (json_valid(state)),
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (owner, strategy_id),
  FOREIGN KEY (owner, strategy_id) REFERENCES strategies_new (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO strategy_state_new (strategy_id, cursor, state, saved_at)
  SELECT strategy_id, cursor, state, saved_at FROM strategy_state WHERE strategy_id IN (SELECT id FROM strategies);
CREATE TABLE strategy_status_new (
  owner TEXT NOT NULL DEFAULT 'owner',
  strategy_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (json_valid(status)),
  noted_at INTEGER NOT NULL,
  PRIMARY KEY (owner, strategy_id),
  FOREIGN KEY (owner, strategy_id) REFERENCES strategies_new (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO strategy_status_new (strategy_id, status, noted_at)
  SELECT strategy_id, status, noted_at FROM strategy_status WHERE strategy_id IN (SELECT id FROM strategies);
CREATE TABLE advice_new (
  owner TEXT NOT NULL DEFAULT 'owner',
  strategy_id TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  bar_time INTEGER NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('buy', 'sell', 'short', 'cover')),
  size TEXT CHECK (size IS NULL OR json_valid(size)),
  stop_price REAL,
  take_profit_price REAL,
  confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
  reason TEXT NOT NULL,
  decided_at INTEGER NOT NULL,
  latency_ms REAL NOT NULL,
  is_late INTEGER NOT NULL CHECK (is_late IN (0, 1)),
  PRIMARY KEY (owner, strategy_id, number),
  FOREIGN KEY (owner, strategy_id) REFERENCES strategies_new (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO advice_new
  (strategy_id, number, bar_time, action, size, stop_price, take_profit_price, confidence, reason, decided_at,
    latency_ms, is_late)
  SELECT
    strategy_id, number, bar_time, action, size, stop_price, take_profit_price, confidence, reason, decided_at,
    latency_ms, is_late
  FROM advice WHERE strategy_id IN (SELECT id FROM strategies);
CREATE TABLE paper_trade_new (
  owner TEXT NOT NULL DEFAULT 'owner',
  strategy_id TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  side TEXT NOT NULL CHECK (side IN ('long', 'short')),
  units REAL NOT NULL CHECK (units > 0),
  entry_at INTEGER NOT NULL,
  exit_at INTEGER NOT NULL CHECK (exit_at >= entry_at),
  entry_price REAL NOT NULL,
  exit_price REAL NOT NULL,
  gross_pnl REAL NOT NULL,
  fees REAL NOT NULL,
  exit_reason TEXT NOT NULL,
  entry_reason TEXT NOT NULL,
  PRIMARY KEY (owner, strategy_id, number),
  FOREIGN KEY (owner, strategy_id) REFERENCES strategies_new (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO paper_trade_new
  (strategy_id, number, side, units, entry_at, exit_at, entry_price, exit_price, gross_pnl, fees, exit_reason,
    entry_reason)
  SELECT
    strategy_id, number, side, units, entry_at, exit_at, entry_price, exit_price, gross_pnl, fees, exit_reason,
    entry_reason
  FROM paper_trade WHERE strategy_id IN (SELECT id FROM strategies);
CREATE TABLE paper_equity_new (
  owner TEXT NOT NULL DEFAULT 'owner',
  strategy_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  equity REAL NOT NULL,
  PRIMARY KEY (owner, strategy_id, at),
  FOREIGN KEY (owner, strategy_id) REFERENCES strategies_new (owner, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO paper_equity_new (strategy_id, at, equity)
  SELECT strategy_id, at, equity FROM paper_equity WHERE strategy_id IN (SELECT id FROM strategies);
CREATE TABLE rows_before_and_after (
  name TEXT NOT NULL,
  before INTEGER NOT NULL,
  after INTEGER NOT NULL,
  CONSTRAINT every_row_is_kept CHECK (before = after)
) STRICT;
INSERT INTO rows_before_and_after VALUES
  ('signal_dedup', (SELECT count(*) FROM signal_dedup), (SELECT count(*) FROM signal_dedup_new)),
  ('strategies', (SELECT count(*) FROM strategies), (SELECT count(*) FROM strategies_new)),
  ('strategy_state',
      (SELECT count(*) FROM strategy_state WHERE strategy_id IN (SELECT id FROM strategies)),
      (SELECT count(*) FROM strategy_state_new)),
  ('strategy_status',
      (SELECT count(*) FROM strategy_status WHERE strategy_id IN (SELECT id FROM strategies)),
      (SELECT count(*) FROM strategy_status_new)),
  ('advice',
      (SELECT count(*) FROM advice WHERE strategy_id IN (SELECT id FROM strategies)),
      (SELECT count(*) FROM advice_new)),
  ('paper_trade',
      (SELECT count(*) FROM paper_trade WHERE strategy_id IN (SELECT id FROM strategies)),
      (SELECT count(*) FROM paper_trade_new)),
  ('paper_equity',
      (SELECT count(*) FROM paper_equity WHERE strategy_id IN (SELECT id FROM strategies)),
      (SELECT count(*) FROM paper_equity_new));
DROP TABLE rows_before_and_after;
DROP TABLE paper_equity;
DROP TABLE paper_trade;
DROP TABLE advice;
DROP TABLE strategy_status;
DROP TABLE strategy_state;
DROP TABLE strategies;
DROP TABLE signal_dedup;
ALTER TABLE signal_dedup_new RENAME TO signal_dedup;
ALTER TABLE strategies_new RENAME TO strategies;
ALTER TABLE strategy_state_new RENAME TO strategy_state;
ALTER TABLE strategy_status_new RENAME TO strategy_status;
ALTER TABLE advice_new RENAME TO advice;
ALTER TABLE paper_trade_new RENAME TO paper_trade;
ALTER TABLE paper_equity_new RENAME TO paper_equity;
CREATE INDEX signal_dedup_last_sent ON signal_dedup (last_sent);
CREATE UNIQUE INDEX signal_dedup_claim ON signal_dedup (owner, claim_id) WHERE claim_id IS NOT NULL;
CREATE TRIGGER strategies_added AFTER INSERT ON strategies
  BEGIN UPDATE strategy_changes SET counter = counter + 1; END;
CREATE TRIGGER strategies_changed AFTER UPDATE ON strategies
  BEGIN UPDATE strategy_changes SET counter = counter + 1; END;
CREATE TRIGGER strategies_removed AFTER DELETE ON strategies
  BEGIN UPDATE strategy_changes SET counter = counter + 1; END;
`;
