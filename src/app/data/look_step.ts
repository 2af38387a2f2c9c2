/**
 * What was found out about looking for a message by its id. `last_id` is the highest id that the trial used up: a look is
 * an edit, and must not land on a message of the trial. `is_sound` is NULL when the trial could not be ended.
 */
export const LOOK_STEP = `
CREATE TABLE look_trial (
  channel TEXT NOT NULL,
  account TEXT NOT NULL CHECK (length(account) BETWEEN 1 AND 64),
  id_scope TEXT NOT NULL,
  last_id INTEGER NOT NULL CHECK (last_id > 0),
  is_sound INTEGER CHECK (is_sound IN (0, 1)),
  tried_at INTEGER NOT NULL CHECK (tried_at > 0),
  PRIMARY KEY (channel, account, id_scope)
) STRICT, WITHOUT ROWID;
`;
