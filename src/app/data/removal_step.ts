/** Who removed which strategy, after all else of it is gone; a step that is never edited once it was shipped. */
export const REMOVAL_STEP = `
CREATE TABLE strategy_removal (
  owner TEXT NOT NULL DEFAULT 'owner' CHECK (length(owner) BETWEEN 1 AND 64),
  strategy_id TEXT NOT NULL CHECK (length(strategy_id) BETWEEN 1 AND 40),
  kind TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  removed_at INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (json_valid(actor)),
  PRIMARY KEY (owner, removed_at, strategy_id)
) STRICT, WITHOUT ROWID;
`;
