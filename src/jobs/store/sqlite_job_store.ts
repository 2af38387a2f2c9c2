import { type Actor, ACTOR_KINDS } from "../../core/actor.ts";
import type { Clock } from "../../core/clock.ts";
import { type Log, silentLog } from "../../core/log.ts";
import { createUlids } from "../../lib/ulid.ts";
import { checkpoint } from "../../sqlite/checkpoint.ts";
import type { DatabaseFile } from "../../sqlite/database_file.ts";
import type { Database, SqlValue, Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import { WriteQueue } from "../../sqlite/write_queue.ts";
import { findFault, type Job, JOB_STATES, type JobHead, type JobNotes, type JobState } from "../job.ts";
import type { AddedJob, CancelAnswer, JobEnding, JobPage, JobStore, JobWish } from "../job_store.ts";
import type { AnswerMemory } from "../answers/answer_memory.ts";
import { openJobFile } from "./job_file.ts";
import { SqliteAnswerMemory } from "./sqlite_answer_memory.ts";

/** Jobs that are over; older ones are forgotten, and so are their keys. */
const MOST_KEPT = 500;

/** Of what it said only the end, in which the reason stands. */
const LAST_WORDS = "substr(output, -4000)";

/** All of them are in the index `job_head`: a list reads no row. */
const HEAD =
  "id, key, kind, owner, actor_kind, actor_id, state, progress, progress_text, exit_code, created_at, " +
  "started_at, ended_at, noted_at, cancel_asked_at, cancel_actor_kind, cancel_actor_id";
const COLUMNS = `${HEAD}, ${LAST_WORDS}, request, output, cut_bytes`;

const SQL = {
  insert: "INSERT INTO job (id, owner, key, kind, actor_kind, actor_id, request, state, created_at) " +
    "VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?)",
  byKey: `SELECT ${COLUMNS} FROM job WHERE owner = ? AND key = ?`,
  active: `SELECT ${COLUMNS} FROM job WHERE owner = ? AND kind = ? AND state IN ('queued', 'running')`,
  find: `SELECT ${COLUMNS} FROM job WHERE owner = ? AND id = ?`,
  lastWords: `SELECT ${LAST_WORDS} FROM job WHERE id = ?`,
  list: `SELECT ${HEAD} FROM job WHERE owner = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  cancelQueued:
    "UPDATE job SET state = 'cancelled', ended_at = ?, cancel_asked_at = ?, cancel_actor_kind = ?, " +
    "cancel_actor_id = ? WHERE owner = ? AND id = ? AND state = 'queued'",
  // The first wish counts; a second one changes nothing.
  cancelRunning: "UPDATE job SET cancel_asked_at = coalesce(cancel_asked_at, ?), " +
    "cancel_actor_kind = coalesce(cancel_actor_kind, ?), cancel_actor_id = coalesce(cancel_actor_id, ?) " +
    "WHERE owner = ? AND id = ? AND state = 'running'",
  queued: "SELECT id FROM job WHERE kind = ? AND state = 'queued' " +
    "AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.kind = ? AND other.state = 'running') " +
    "ORDER BY id LIMIT 1",
  begin: "UPDATE job SET state = 'running', started_at = ?, noted_at = ? WHERE id = ? AND state = 'queued'",
  putBack: "UPDATE job SET state = iif(cancel_asked_at IS NULL, 'queued', 'cancelled'), started_at = NULL, " +
    "noted_at = NULL, ended_at = iif(cancel_asked_at IS NULL, NULL, ?) WHERE id = ? AND state = 'running'",
  probe: "UPDATE job SET owner = owner WHERE id = (SELECT max(id) FROM job)",
  byId: `SELECT ${COLUMNS} FROM job WHERE id = ?`,
  isCancelAsked: "SELECT cancel_asked_at FROM job WHERE id = ?",
  note: "UPDATE job SET progress = ?, progress_text = ?, output = ?, cut_bytes = ?, noted_at = ? " +
    "WHERE id = ? AND state = 'running'",
  end:
    "UPDATE job SET state = ?, exit_code = ?, progress = ?, progress_text = ?, output = ?, cut_bytes = ?, " +
    "noted_at = ?, ended_at = ? WHERE id = ? AND state = 'running'",
  running: "SELECT id, kind FROM job WHERE state = 'running' ORDER BY id",
  lose: "UPDATE job SET state = 'lost', ended_at = ? WHERE state = 'running'",
  prune: "DELETE FROM job WHERE owner = ? AND ended_at IS NOT NULL AND id <= " +
    "(SELECT id FROM job WHERE owner = ? AND ended_at IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ?)",
} as const;

export interface JobStoreOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly log?: Log;
  readonly signal?: AbortSignal | undefined;
  /** Nothing will be written: then a directory that cannot be written to will do. */
  readonly looks?: boolean;
}

/** @throws {UserError} or the signal's reason, as `openJobFile`. */
export async function openJobStore(options: JobStoreOptions): Promise<SqliteJobStore> {
  return new SqliteJobStore(await openJobFile(options), options);
}

export class SqliteJobStore implements JobStore, AsyncDisposable {
  readonly #db: Database;
  readonly #file: DatabaseFile;
  readonly #clock: Clock;
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #nextId: () => string;
  readonly #sql: Readonly<Record<keyof typeof SQL, Statement>>;
  /** In the same file: both are about what was asked for. */
  readonly answers: AnswerMemory;
  #isClosed = false;

  /** @param file is closed with the store. */
  constructor(file: DatabaseFile, { clock, log = silentLog }: { clock: Clock; log?: Log }) {
    this.#db = file.db;
    this.#file = file;
    this.#clock = clock;
    this.#queue = new WriteQueue({ clock, log, checkFile: () => file.check() });
    this.#transact = createTransaction(file.db);
    this.answers = new SqliteAnswerMemory({ db: file.db, queue: this.#queue, clock });
    this.#nextId = createUlids(() => clock.now());
    const entries = Object.entries(SQL).map(([name, text]) => [name, file.db.prepare(text)] as const);
    this.#sql = Object.fromEntries(entries) as Record<keyof typeof SQL, Statement>; // the keys of SQL itself
  }

  async add(owner: string, { key, kind, actor, request }: JobWish): Promise<AddedJob> {
    let added: AddedJob | undefined;
    await this.#queue.run(() => {
      let changes = 0;
      added = this.#transact(() => {
        const same = this.#first("byKey", owner, key);
        if (same !== undefined) return { kind: "same", job: same };
        const active = this.#first("active", owner, kind);
        if (active !== undefined) return { kind: "busy", job: active };
        const id = this.#nextId();
        const facts = [id, owner, key, kind, actor.kind, actor.id, JSON.stringify(request), this.#nowMs()];
        changes = this.#sql.insert.run(...facts);
        this.#sql.prune.run(owner, owner, MOST_KEPT);
        return { kind: "new", job: this.#known(id) };
      });
      return changes;
    });
    if (added === undefined) throw new RangeError("Cannot add a job: the write was not made");
    return added;
  }

  find(owner: string, id: string): Promise<Job | undefined> {
    return Promise.try(() => this.#first("find", owner, id));
  }

  list(owner: string, { limit, beforeId = "~" }: JobPage): Promise<readonly JobHead[]> {
    // `~` lies behind every letter that an id has.
    return Promise.try(() =>
      this.#sql.list.rows(owner, beforeId, limit).map((row) => {
        const state = toState(row[6]);
        // Of the others nothing is asked, and each would be 64 kB to read.
        const isFaulty = state === "failed" || state === "lost";
        return toHead([...row, isFaulty ? this.#sql.lastWords.rows(row[0] ?? "")[0]?.[0] ?? "" : ""]);
      })
    );
  }

  async askCancel(owner: string, id: string, actor: Actor): Promise<CancelAnswer> {
    let answer: CancelAnswer = "unknown";
    await this.#queue.run(() =>
      this.#transact(() => {
        const nowMs = this.#nowMs();
        const who = [actor.kind, actor.id, owner, id];
        const cancelled = this.#sql.cancelQueued.run(nowMs, nowMs, ...who);
        if (cancelled > 0) answer = "cancelled";
        const asked = cancelled > 0 ? 0 : this.#sql.cancelRunning.run(nowMs, ...who);
        if (asked > 0) answer = "asked";
        if (cancelled + asked === 0) {
          answer = this.#first("find", owner, id) === undefined ? "unknown" : "over";
        }
        return cancelled + asked;
      })
    );
    return answer;
  }

  async begin(kind: string): Promise<Job | undefined> {
    // Looking takes no lock; most of the time there is nothing.
    if (this.#sql.queued.rows(kind, kind).length === 0) return undefined;
    let begun: Job | undefined;
    await this.#queue.run(() =>
      this.#transact(() => {
        begun = undefined;
        const id = this.#sql.queued.rows(kind, kind)[0]?.[0];
        if (id === undefined) return 0;
        const nowMs = this.#nowMs();
        const changes = this.#sql.begin.run(nowMs, nowMs, id);
        begun = this.#known(String(id));
        return changes;
      })
    );
    return begun;
  }

  async putBack(id: string): Promise<void> {
    await this.#queue.run(() => this.#sql.putBack.run(this.#nowMs(), id));
  }

  isCancelAsked(id: string): Promise<boolean> {
    return Promise.try(() => (this.#sql.isCancelAsked.rows(id)[0]?.[0] ?? null) !== null);
  }

  async note(id: string, { progress, progressText, output, cutBytes }: JobNotes): Promise<void> {
    await this.#queue.run(() =>
      this.#sql.note.run(progress, progressText, output, cutBytes, this.#nowMs(), id)
    );
  }

  async end(id: string, ending: JobEnding): Promise<boolean> {
    const { state, exitCode = null, progress, progressText, output, cutBytes } = ending;
    const notes = [progress, progressText, output, cutBytes];
    const changes = await this.#queue.run(() =>
      this.#sql.end.run(state, exitCode, ...notes, this.#nowMs(), this.#nowMs(), id)
    );
    return changes > 0;
  }

  async loseRunning(): Promise<readonly Pick<JobHead, "id" | "kind">[]> {
    let lost: readonly Pick<JobHead, "id" | "kind">[] = [];
    await this.#queue.run(() =>
      this.#transact(() => {
        lost = this.#sql.running.rows().map(([id, kind]) => ({ id: String(id), kind: String(kind) }));
        return this.#sql.lose.run(this.#nowMs());
      })
    );
    return lost;
  }

  isGone(): boolean {
    return this.#file.check() !== undefined;
  }

  problem(): string | undefined {
    const { state, lastError } = this.#queue.status();
    const isDegraded = state === "degraded" && lastError !== undefined;
    return this.#file.check() ??
      (isDegraded
        ? `The last write to ${this.#file.path} failed: ${lastError.message}. No job is begun and no key of a ` +
          "request is remembered until one succeeds."
        : undefined);
  }

  /** Writes a row as it is; with no row there is nothing that could prove it. */
  async probe(): Promise<void> {
    // The queue itself notes how it went.
    await this.#queue.run(() => this.#sql.probe.run()).catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#isClosed = true;
    this.#queue.close();
    // The log beside another file at this path is not ours to cut.
    if (!this.isGone()) checkpoint(this.#db);
    this.#db.close();
    return Promise.resolve();
  }

  #nowMs(): number {
    return Math.trunc(this.#clock.now());
  }

  #first(name: "byKey" | "active" | "find" | "byId", ...params: SqlValue[]): Job | undefined {
    const [row] = this.#sql[name].rows(...params);
    return row === undefined ? undefined : toJob(row);
  }

  #known(id: string): Job {
    const job = this.#first("byId", id);
    if (job === undefined) throw new RangeError(`Cannot read job ${id}: it was just written`);
    return job;
  }
}

function toJob(row: readonly SqlValue[]): Job {
  const [request, output, cutBytes] = row.slice(18);
  return {
    ...toHead(row),
    request: JSON.parse(String(request)) as unknown,
    ...{ output: String(output), cutBytes: Number(cutBytes) },
  };
}

function toHead(row: readonly SqlValue[]): JobHead {
  const [id, key, kind, owner, actorKind, actorId, state, progress, progressText, exitCode] = row;
  const [createdAt, startedAt, endedAt, notedAt, cancelAskedAt, cancelKind, cancelId, lastWords] = row.slice(
    10,
  );
  return {
    ...{ id: String(id), key: String(key), kind: String(kind), owner: String(owner) },
    ...{ actor: toActor(actorKind, actorId), state: toState(state) },
    ...toFault(toState(state), lastWords),
    ...{ progress: Number(progress), progressText: String(progressText), exitCode: toNumber(exitCode) },
    ...{ createdAtMs: Number(createdAt), startedAtMs: toNumber(startedAt), endedAtMs: toNumber(endedAt) },
    ...{ notedAtMs: toNumber(notedAt), cancelAskedAtMs: toNumber(cancelAskedAt) },
    cancelActor: cancelKind === null ? undefined : toActor(cancelKind, cancelId),
  };
}

function toFault(state: JobState, lastWords: SqlValue | undefined): Pick<Job, "fault"> {
  const fault = findFault({ state, output: String(lastWords) });
  return fault === undefined ? {} : { fault };
}

/** Of a newer program that shares the file: a kind that is not known here is somebody at the machine. */
function toActor(kind: SqlValue | undefined, id: SqlValue | undefined): Actor {
  return { kind: ACTOR_KINDS.find((known) => known === kind) ?? "operator", id: String(id) };
}

function toState(value: SqlValue | undefined): JobState {
  const state = JOB_STATES.find((known) => known === value);
  if (state === undefined) throw new RangeError(`Cannot read a job: its state is ${String(value)}`);
  return state;
}

function toNumber(value: SqlValue | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}
