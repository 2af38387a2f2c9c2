/** data/backtests.db: results of sweeps and saved backtests, a file of its own, away from signals and candles. */
import {
  type DatabaseFile,
  type FileKind,
  type FileOptions,
  openDatabaseFile,
} from "../../sqlite/database_file.ts";
import type { Database } from "../../sqlite/sql.ts";

/**
 * Times are epoch ms. A `sweep` holds what was asked as JSON; a `sweep_run` is one finished run of it, by its number in
 * the order of the plan. A `backtest` holds its list entry, its result and what its report shows, as JSON.
 */
const BACKTEST_STEPS: readonly string[] = [
  `
  CREATE TABLE sweep (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    request TEXT NOT NULL CHECK (json_valid(request))
  ) STRICT;
  CREATE TABLE sweep_run (
    sweep_id INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    params TEXT NOT NULL CHECK (json_valid(params)),
    statistics TEXT CHECK (statistics IS NULL OR json_valid(statistics)),
    fault TEXT,
    PRIMARY KEY (sweep_id, number),
    CHECK ((statistics IS NULL) = (fault IS NOT NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE backtest (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    entry TEXT NOT NULL CHECK (json_valid(entry)),
    result TEXT NOT NULL CHECK (json_valid(result)),
    report TEXT NOT NULL CHECK (json_valid(report))
  ) STRICT;
  `,
  // Whose each is. A run hangs on its sweep, whose id is one for all owners; SQLite changes no key of a table that is
  // there, so the runs are copied into a new one. A row too few, and the CHECK takes everything back.
  `
  ALTER TABLE sweep ADD COLUMN owner TEXT NOT NULL DEFAULT 'owner';
  ALTER TABLE backtest ADD COLUMN owner TEXT NOT NULL DEFAULT 'owner';
  CREATE UNIQUE INDEX sweep_owner ON sweep (owner, id);
  CREATE UNIQUE INDEX backtest_owner ON backtest (owner, id);
  CREATE TABLE sweep_run_new (
    owner TEXT NOT NULL DEFAULT 'owner',
    sweep_id INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    params TEXT NOT NULL CHECK (json_valid(params)),
    statistics TEXT CHECK (statistics IS NULL OR json_valid(statistics)),
    fault TEXT,
    PRIMARY KEY (owner, sweep_id, number),
    CHECK ((statistics IS NULL) = (fault IS NOT NULL))
  ) STRICT, WITHOUT ROWID;
  INSERT INTO sweep_run_new (sweep_id, number, params, statistics, fault)
    SELECT sweep_id, number, params, statistics, fault FROM sweep_run;
  CREATE TABLE rows_before_and_after (
    before INTEGER NOT NULL,
    after INTEGER NOT NULL,
    CONSTRAINT every_row_is_kept CHECK (before = after)
  ) STRICT;
  INSERT INTO rows_before_and_after
    VALUES ((SELECT count(*) FROM sweep_run), (SELECT count(*) FROM sweep_run_new));
  DROP TABLE rows_before_and_after;
  DROP TABLE sweep_run;
  ALTER TABLE sweep_run_new RENAME TO sweep_run;
  `,
  // Who asked for it; nobody knows of those before.
  "ALTER TABLE backtest ADD COLUMN actor TEXT CHECK (actor IS NULL OR json_valid(actor));",
];

export const BACKTEST_FILE: FileKind = {
  name: "backtests.db",
  // "SIGB"
  applicationId: 0x53494742,
  steps: BACKTEST_STEPS,
  // Every run can be made again from its inputs.
  synchronous: "NORMAL",
  birthSettings: [],
  refuseDamage,
  wayOut: "Every result in it can be computed again: move it aside",
};

/** @throws {UserError} or the signal's reason, as `openDatabaseFile`. */
export function openBacktestFile(options: FileOptions): Promise<DatabaseFile> {
  return openDatabaseFile(BACKTEST_FILE, options);
}

/** The schema and both ends of every table. */
function refuseDamage(db: Database): void {
  for (const table of ["sweep", "sweep_run", "backtest"]) {
    const isThere = db.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").rows(table).length > 0;
    // A file of an older version; its tables are made after this.
    if (!isThere) continue;
    for (const order of ["ASC", "DESC"]) {
      db.prepare(`SELECT * FROM ${table} ORDER BY 1 ${order} LIMIT 1`).rows();
    }
  }
}
