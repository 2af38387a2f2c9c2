/** `newest`: the latest time of rows that are gone; `trusted`: up to where a person said that later rows are wrong. */
export const CLAIM_CLOCK_STEP = `
  CREATE TABLE claim_clock (
    name TEXT NOT NULL PRIMARY KEY CHECK (name IN ('newest', 'trusted')),
    at INTEGER NOT NULL CHECK (at > 0)
  ) STRICT, WITHOUT ROWID;
  `;
