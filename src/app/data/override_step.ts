/** What a person changed by a command over what the settings say, in the text of the setting. */
export const OVERRIDE_STEP = `
CREATE TABLE setting_override (
  owner TEXT NOT NULL DEFAULT 'owner',
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 100),
  set_at INTEGER NOT NULL CHECK (set_at > 0),
  actor TEXT NOT NULL,
  PRIMARY KEY (owner, name)
) STRICT, WITHOUT ROWID;
`;
