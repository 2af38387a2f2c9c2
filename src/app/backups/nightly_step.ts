/**
 * The copies of each night, by place: the program's own folder and a second directory. `since_at` is from when on they
 * are expected, `good_at` of when the last one is that was checked and got its name.
 */
export const NIGHTLY_STEP = `
CREATE TABLE nightly_backup (
  place TEXT NOT NULL PRIMARY KEY CHECK (place IN ('own', 'second')),
  since_at INTEGER NOT NULL CHECK (since_at > 0),
  tried_at INTEGER CHECK (tried_at > 0),
  fault TEXT CHECK (fault IN ('no_room', 'no_place', 'failed')),
  good_at INTEGER CHECK (good_at > 0),
  bytes INTEGER CHECK (bytes > 0),
  kept INTEGER CHECK (kept > 0),
  CHECK ((good_at IS NULL) = (bytes IS NULL)),
  CHECK (tried_at IS NOT NULL OR (fault IS NULL AND good_at IS NULL))
) STRICT, WITHOUT ROWID;
`;
