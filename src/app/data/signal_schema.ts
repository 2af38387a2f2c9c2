/** The tables of signal_v2.db, as steps that are never edited once they were shipped. */
import { NIGHTLY_STEP } from "../backups/nightly_step.ts";
import { CERTIFICATE_STEP } from "../certificates/step.ts";
import { MAINTENANCE_STEP } from "../maintenance/maintenance_step.ts";
import { SIGNAL_STEP } from "../signals/signal_step.ts";
import { WATCH_STEP } from "../watch/watch_step.ts";
import { BOT_STEP } from "./bot_step.ts";
import { CLAIM_CLOCK_STEP } from "./claim_clock_step.ts";
import { FOLLOW_UP_STEP } from "./follow_up_step.ts";
import { LOOK_STEP } from "./look_step.ts";
import { MESSAGE_STEP } from "./message_step.ts";
import { OVERRIDE_STEP } from "./override_step.ts";
import { OWNER_STEP } from "./owner_step.ts";
import { REMOVAL_STEP } from "./removal_step.ts";
import { LOOK_DAY_STEP, RUN_STEP, SIGNAL_STATE_STEP } from "./run_step.ts";
import { SILENCE_STEP } from "./silence_step.ts";
import { TELLING_STEP } from "./telling_step.ts";

/** Marks the file as ours (bytes 68 to 71 of the header): "SIG2". */
export const SIGNAL_APPLICATION_ID = 0x53494732;

/**
 * Step n takes the file from version n to n + 1.
 *
 * A claim is open while `lease_until` holds a time. `last_sent` and `confidence` always tell of the last
 * signal that really went out, so giving a claim back cannot lose them.
 */
export const SIGNAL_STEPS: readonly string[] = [
  `
  CREATE TABLE signal_dedup (
    ticker TEXT NOT NULL CHECK (length(ticker) BETWEEN 1 AND 32),
    action TEXT NOT NULL CHECK (action IN ('buy', 'sell')),
    last_sent INTEGER CHECK (last_sent > 0),
    confidence REAL,
    claim_id TEXT CHECK (length(claim_id) BETWEEN 1 AND 64),
    claim_confidence REAL,
    claimed_at INTEGER CHECK (claimed_at > 0),
    lease_until INTEGER CHECK (lease_until > claimed_at),
    PRIMARY KEY (ticker, action),
    CHECK ((lease_until IS NULL) = (claimed_at IS NULL)),
    CHECK (lease_until IS NULL OR claim_id IS NOT NULL),
    CHECK (last_sent IS NOT NULL OR lease_until IS NOT NULL)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX signal_dedup_last_sent ON signal_dedup (last_sent);
  CREATE UNIQUE INDEX signal_dedup_claim ON signal_dedup (claim_id) WHERE claim_id IS NOT NULL;
  CREATE TABLE snapshot (
    source TEXT NOT NULL PRIMARY KEY CHECK (length(source) BETWEEN 1 AND 64),
    fetched_at INTEGER NOT NULL CHECK (fetched_at > 0),
    payload TEXT NOT NULL,
    saved_at INTEGER NOT NULL CHECK (saved_at > 0)
  ) STRICT, WITHOUT ROWID;
  `,
  // Strategies and what they did on paper. People may add rows by hand, so nearly everything has a default, and
  // triggers count every change for whoever watches the table.
  `
  CREATE TABLE strategies (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 40),
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
    changed_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE strategy_changes (counter INTEGER NOT NULL) STRICT;
  INSERT INTO strategy_changes VALUES (0);
  CREATE TRIGGER strategies_added AFTER INSERT ON strategies
    BEGIN UPDATE strategy_changes SET counter = counter + 1; END;
  CREATE TRIGGER strategies_changed AFTER UPDATE ON strategies
    BEGIN UPDATE strategy_changes SET counter = counter + 1; END;
  CREATE TRIGGER strategies_removed AFTER DELETE ON strategies
    BEGIN UPDATE strategy_changes SET counter = counter + 1; END;
  CREATE TABLE strategy_state (
    strategy_id TEXT NOT NULL PRIMARY KEY REFERENCES strategies (id) ON DELETE CASCADE,
    cursor INTEGER NOT NULL CHECK (cursor >= 0),
    state TEXT NOT NULL CHECK (json_valid(state)),
    saved_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE strategy_status (
    strategy_id TEXT NOT NULL PRIMARY KEY REFERENCES strategies (id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (json_valid(status)),
    noted_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE advice (
    strategy_id TEXT NOT NULL REFERENCES strategies (id) ON DELETE CASCADE,
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
    PRIMARY KEY (strategy_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE paper_trade (
    strategy_id TEXT NOT NULL REFERENCES strategies (id) ON DELETE CASCADE,
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
    PRIMARY KEY (strategy_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE paper_equity (
    strategy_id TEXT NOT NULL REFERENCES strategies (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    equity REAL NOT NULL,
    PRIMARY KEY (strategy_id, at)
  ) STRICT, WITHOUT ROWID;
  `,
  // When the program was there, and which planned polls it ran.
  `
  CREATE TABLE run_span (
    from_at INTEGER NOT NULL PRIMARY KEY CHECK (from_at > 0),
    until_at INTEGER NOT NULL CHECK (until_at >= from_at)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE run_tick (
    planned_at INTEGER NOT NULL PRIMARY KEY CHECK (planned_at > 0),
    has_failed INTEGER NOT NULL CHECK (has_failed IN (0, 1))
  ) STRICT, WITHOUT ROWID;
  `,
  // The last failure of each source of the stock API, also when it is over.
  `
  CREATE TABLE source_failure (
    source TEXT NOT NULL PRIMARY KEY CHECK (length(source) BETWEEN 1 AND 64),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
    failed_at INTEGER NOT NULL CHECK (failed_at > 0),
    recovered_at INTEGER CHECK (recovered_at > 0)
  ) STRICT, WITHOUT ROWID;
  `,
  // What a transaction must tell the rest of the program, until that is confirmed; the letters nobody could handle;
  // and who has acted on what. The id of an event is one for all owners: consumers act once by it.
  `
  CREATE TABLE event_outbox (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 200),
    topic TEXT NOT NULL,
    message TEXT NOT NULL CHECK (json_valid(message)),
    v INTEGER NOT NULL CHECK (v > 0),
    at INTEGER NOT NULL CHECK (at >= 0),
    owner TEXT NOT NULL DEFAULT 'owner'
  ) STRICT;
  CREATE TABLE dead_letter (
    subscriber TEXT NOT NULL,
    id TEXT NOT NULL,
    topic TEXT NOT NULL,
    message TEXT NOT NULL CHECK (json_valid(message)),
    v INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    published_by TEXT NOT NULL,
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (subscriber, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX dead_letter_at ON dead_letter (at);
  CREATE TABLE handled_event (
    consumer TEXT NOT NULL CHECK (length(consumer) BETWEEN 1 AND 64),
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (consumer, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX handled_event_at ON handled_event (consumer, at);
  `,
  CLAIM_CLOCK_STEP,
  OWNER_STEP,
  MESSAGE_STEP,
  SIGNAL_STEP,
  BOT_STEP,
  // An open claim was not sent yet: a row of it in this index would be one page more for the disk to wait for.
  `
  DROP INDEX signal_dedup_last_sent;
  CREATE INDEX signal_dedup_sent ON signal_dedup (last_sent) WHERE last_sent IS NOT NULL;
  `,
  REMOVAL_STEP,
  SILENCE_STEP,
  // Why another program sent it, in its own words.
  "ALTER TABLE signal ADD COLUMN said TEXT CHECK (length(said) BETWEEN 1 AND 1000);",
  LOOK_STEP,
  FOLLOW_UP_STEP,
  TELLING_STEP,
  OVERRIDE_STEP,
  NIGHTLY_STEP,
  MAINTENANCE_STEP,
  CERTIFICATE_STEP,
  // Earlier versions traded on paper where sales are not taxed.
  "ALTER TABLE paper_trade ADD COLUMN tax REAL NOT NULL DEFAULT 0;",
  RUN_STEP,
  LOOK_DAY_STEP,
  SIGNAL_STATE_STEP,
  WATCH_STEP,
];
