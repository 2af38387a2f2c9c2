/** A host that asked to be left alone is left alone after a restart, too. */
export const SILENCE_STEP = `
CREATE TABLE host_silence (
  host TEXT NOT NULL PRIMARY KEY CHECK (length(host) BETWEEN 1 AND 300),
  asked_at INTEGER NOT NULL CHECK (asked_at > 0),
  until_at INTEGER NOT NULL CHECK (until_at >= asked_at)
) STRICT, WITHOUT ROWID;
`;
