/** When certificates of hosts end, as they showed them last. Public facts, and no key. */
export const CERTIFICATE_STEP = `
CREATE TABLE certificate_look (
  host TEXT NOT NULL PRIMARY KEY CHECK (length(host) BETWEEN 1 AND 300),
  looked_at INTEGER NOT NULL CHECK (looked_at > 0),
  seen_at INTEGER CHECK (seen_at > 0),
  from_at INTEGER,
  until_at INTEGER,
  CHECK ((seen_at IS NULL) = (until_at IS NULL) AND (from_at IS NULL) = (until_at IS NULL))
) STRICT, WITHOUT ROWID;
`;
