/** A program that polls nothing was there, too: whether a database goes on from a backup is known by its runs. */
export const RUN_STEP =
  "ALTER TABLE run_span ADD COLUMN is_polling INTEGER NOT NULL DEFAULT 1 CHECK (is_polling IN (0, 1));";
