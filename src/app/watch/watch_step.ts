/** Shares that a person keeps an eye on without holding them, each with a word of why. */
export const WATCH_STEP = `
CREATE TABLE watched_stock (
  owner TEXT NOT NULL DEFAULT 'owner' CHECK (length(owner) BETWEEN 1 AND 64),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 6 AND 7),
  note TEXT CHECK (length(note) BETWEEN 1 AND 200),
  added_at INTEGER NOT NULL CHECK (added_at > 0),
  actor TEXT CHECK (actor IS NULL OR json_valid(actor)),
  PRIMARY KEY (owner, code)
) STRICT, WITHOUT ROWID;
`;
