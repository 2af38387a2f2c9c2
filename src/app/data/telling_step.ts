/**
 * What the program told by itself: outages with the message of each, summaries by day, and how often rules looked on a
 * day. An outage is one row however often it comes and goes.
 */
export const TELLING_STEP = `
CREATE TABLE outage (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  owner TEXT NOT NULL DEFAULT 'owner',
  grouping TEXT NOT NULL CHECK (grouping IN ('source', 'stream', 'trouble')),
  cause TEXT NOT NULL,
  members TEXT NOT NULL CHECK (json_valid(members)),
  broken TEXT NOT NULL CHECK (json_valid(broken)),
  state TEXT NOT NULL CHECK (state IN ('open', 'over', 'unresolved')),
  since_at INTEGER NOT NULL CHECK (since_at > 0),
  first_at INTEGER NOT NULL CHECK (first_at > 0),
  told_at INTEGER NOT NULL CHECK (told_at > 0),
  ended_at INTEGER,
  breaks INTEGER NOT NULL CHECK (breaks > 0),
  earlier_ms INTEGER NOT NULL CHECK (earlier_ms >= 0),
  edits INTEGER NOT NULL CHECK (edits >= 0),
  CHECK ((state = 'open') = (ended_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX outage_open ON outage (owner, told_at) WHERE state = 'open';
CREATE INDEX outage_ended ON outage (owner, ended_at);
CREATE TABLE summary (
  owner TEXT NOT NULL DEFAULT 'owner',
  kind TEXT NOT NULL CHECK (kind IN ('morning', 'evening')),
  day INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('told', 'skipped')),
  done_at INTEGER NOT NULL CHECK (done_at > 0),
  PRIMARY KEY (owner, kind, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE summary_since (
  owner TEXT NOT NULL DEFAULT 'owner' PRIMARY KEY,
  at INTEGER NOT NULL CHECK (at > 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE look_day (
  owner TEXT NOT NULL DEFAULT 'owner',
  day INTEGER NOT NULL,
  looks INTEGER NOT NULL CHECK (looks >= 0),
  nearest TEXT CHECK (json_valid(nearest)),
  PRIMARY KEY (owner, day)
) STRICT, WITHOUT ROWID;
`;
