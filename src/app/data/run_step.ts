/** A program that polls nothing was there, too: whether a database goes on from a backup is known by its runs. */
export const RUN_STEP =
  "ALTER TABLE run_span ADD COLUMN is_polling INTEGER NOT NULL DEFAULT 1 CHECK (is_polling IN (0, 1));";

/** For lists of what became of signals: those that were held back are many, and were read for each state in turn. */
export const SIGNAL_STATE_STEP = "CREATE INDEX signal_state ON signal (state, owner, fired_at);";

/**
 * A day on which nothing came near has no `nearest`. For SQLite 3.40 (Debian 12, which `start:ffi` uses) `json_valid(NULL)`
 * is false and not NULL, so that such a day could not be written, and was called damage when another SQLite had written it.
 */
export const LOOK_DAY_STEP = `
ALTER TABLE look_day RENAME TO look_day_before;
CREATE TABLE look_day (
  owner TEXT NOT NULL DEFAULT 'owner',
  day INTEGER NOT NULL,
  looks INTEGER NOT NULL CHECK (looks >= 0),
  nearest TEXT CHECK (nearest IS NULL OR json_valid(nearest)),
  PRIMARY KEY (owner, day)
) STRICT, WITHOUT ROWID;
INSERT INTO look_day SELECT owner, day, looks, nearest FROM look_day_before;
DROP TABLE look_day_before;
`;
