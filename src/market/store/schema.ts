/** The tables of candles.db, as steps that are never edited once they were shipped. */

/** Marks the file as ours (bytes 68 to 71 of the header): "SIGC". */
export const CANDLE_APPLICATION_ID = 0x53494743;

/**
 * Step n takes the file from version n to n + 1. Times are epoch ms UTC.
 *
 * `series.bars` is the number of its rows in `candle`, kept in the same transaction, because counting a million
 * rows for a list takes too long. Ids are never used again: whoever reads in pages must not end up in another
 * series. `covered` holds what is known of a series, merged and without overlaps: a time in no row was never asked
 * for. The index makes counting the few open candles of a page cheap.
 */
export const CANDLE_STEPS: readonly string[] = [
  `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exchange TEXT NOT NULL CHECK (length(exchange) BETWEEN 1 AND 32),
    symbol TEXT NOT NULL CHECK (length(symbol) BETWEEN 3 AND 32),
    interval TEXT NOT NULL CHECK (length(interval) BETWEEN 2 AND 8),
    bars INTEGER NOT NULL DEFAULT 0 CHECK (bars >= 0),
    UNIQUE (exchange, symbol, interval)
  ) STRICT;
  CREATE TABLE candle (
    series_id INTEGER NOT NULL,
    open_time INTEGER NOT NULL CHECK (open_time >= 0),
    open REAL NOT NULL,
    high REAL NOT NULL,
    low REAL NOT NULL CHECK (low > 0),
    close REAL NOT NULL,
    volume REAL NOT NULL CHECK (volume >= 0),
    closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
    PRIMARY KEY (series_id, open_time),
    CHECK (high >= open AND high >= close AND low <= open AND low <= close)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX candle_still_open ON candle (series_id, open_time) WHERE closed = 0;
  CREATE TABLE covered (
    series_id INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL CHECK (to_ms > from_ms),
    kind TEXT NOT NULL CHECK (kind IN ('fetched', 'outage')),
    reason TEXT,
    PRIMARY KEY (series_id, from_ms),
    CHECK ((kind = 'outage') = (reason IS NOT NULL))
  ) STRICT, WITHOUT ROWID;
  `,
  // A check cannot be changed: two more kinds of knowledge take a table of their own.
  `
  CREATE TABLE known (
    series_id INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL CHECK (to_ms > from_ms),
    kind TEXT NOT NULL CHECK (kind IN ('fetched', 'outage', 'silent', 'not_listed')),
    reason TEXT,
    PRIMARY KEY (series_id, from_ms),
    CHECK ((kind = 'outage') = (reason IS NOT NULL))
  ) STRICT, WITHOUT ROWID;
  INSERT INTO known SELECT series_id, from_ms, to_ms, kind, reason FROM covered;
  DROP TABLE covered;
  ALTER TABLE known RENAME TO covered;
  `,
  // Of a silent stretch: when a backfill saw first that nothing came; null when none has looked.
  "ALTER TABLE covered ADD COLUMN looked_ms INTEGER",
  // Days of Korea from 1970-01-01: the base price is one of the day, whatever the candles of the series are.
  `
  CREATE TABLE base_price (
    series_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    base REAL NOT NULL CHECK (base > 0),
    PRIMARY KEY (series_id, day)
  ) STRICT, WITHOUT ROWID`,
  // What people call a share; `named_ms` is when it was called so, for the newest name wins.
  `
  CREATE TABLE stock_name (
    code TEXT NOT NULL PRIMARY KEY CHECK (length(code) BETWEEN 6 AND 7),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    named_ms INTEGER NOT NULL CHECK (named_ms > 0)
  ) STRICT, WITHOUT ROWID;
  `,
];
