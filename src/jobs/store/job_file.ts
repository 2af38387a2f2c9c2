/** data/jobs.db: long work and its output, away from signals: a chatty job never makes a claim wait. */
import {
  type DatabaseFile,
  type FileKind,
  type FileOptions,
  openDatabaseFile,
} from "../../sqlite/database_file.ts";
import type { Database } from "../../sqlite/sql.ts";

/** Times are epoch ms. Of one kind there is at most one job that is queued or running, which the index holds. */
const JOB_STEPS: readonly string[] = [
  `
  CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    owner TEXT NOT NULL DEFAULT 'owner',
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    request TEXT NOT NULL CHECK (json_valid(request)),
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'lost')),
    progress REAL NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    progress_text TEXT NOT NULL DEFAULT '',
    output TEXT NOT NULL DEFAULT '',
    cut_bytes INTEGER NOT NULL DEFAULT 0 CHECK (cut_bytes >= 0),
    exit_code INTEGER,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    noted_at INTEGER,
    ended_at INTEGER,
    cancel_asked_at INTEGER,
    cancel_actor_kind TEXT,
    cancel_actor_id TEXT,
    UNIQUE (owner, key),
    CHECK ((state IN ('queued', 'running')) = (ended_at IS NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX job_active ON job (owner, kind) WHERE state IN ('queued', 'running');
  `,
  // What was answered to a change that came with a key; without a status it has not been answered.
  `
  CREATE TABLE kept_answer (
    owner TEXT NOT NULL DEFAULT 'owner',
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    digest TEXT NOT NULL,
    status INTEGER,
    body TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (owner, key),
    CHECK ((status IS NULL) = (body IS NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX kept_answer_at ON kept_answer (at);
  `,
  // All that a list shows, the newest first: the rows themselves hold 64 kB of output before it.
  `
  CREATE INDEX job_head ON job (
    owner, id, key, kind, actor_kind, actor_id, state, progress, progress_text, exit_code, created_at, started_at,
    ended_at, noted_at, cancel_asked_at, cancel_actor_kind, cancel_actor_id
  );
  `,
];

export const JOB_FILE: FileKind = {
  name: "jobs.db",
  // "SIGJ"
  applicationId: 0x5349474a,
  steps: JOB_STEPS,
  // What a power cut takes back is what was said of a job in its last moments; the job itself is lost then anyway.
  synchronous: "NORMAL",
  birthSettings: [],
  refuseDamage,
  wayOut: "It holds what was said of past jobs, and no result of theirs: move it aside",
};

/** @throws {UserError} or the signal's reason, as `openDatabaseFile`. */
export function openJobFile(options: FileOptions): Promise<DatabaseFile> {
  return openDatabaseFile(JOB_FILE, options);
}

/** Reads every page: old jobs are removed, so the file stays small. */
function refuseDamage(db: Database): void {
  db.prepare("SELECT count(*) FROM sqlite_master").rows();
  const isThere = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'job'").rows().length > 0;
  if (isThere) db.prepare("SELECT sum(length(output)) FROM job").rows();
}
