/**
 * All writes of one process, one after the other, each tried again while another process holds the lock.
 *
 * SQLite's own busy timeout would stop the whole program while it waits (measured: 4.8 s of silence on
 * /health for a 5 s lock), so the connection never waits and this queue does, without blocking anybody.
 */
import type { Clock } from "../core/clock.ts";
import { StoreError, toErrorText } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { TimeSlice } from "../lib/time_slice.ts";
import { LockBackoff } from "./lock_backoff.ts";
import { SqlError, type SqlErrorKind } from "./sql_error.ts";

/** A write that was not made because another process held the lock for the whole budget. */
export class StoreBusyError extends StoreError {
  override readonly name = "StoreBusyError";
  override readonly isUnavailable = true;
  readonly kind = "busy";
  readonly waitedMs: number;
  constructor(waitedMs: number) {
    super(`Cannot write to the store: another process has held its lock for ${Math.round(waitedMs)} ms`);
    this.waitedMs = waitedMs;
  }
}

/** A write that was not made because the store was closed first. */
export class StoreClosedError extends StoreError {
  override readonly name = "StoreClosedError";
  override readonly isUnavailable = true;
  constructor() {
    super("Cannot write to the store: it is closed");
  }
}

export interface StoreFault {
  readonly kind: SqlErrorKind;
  readonly atMs: number;
  readonly message: string;
}

export interface WriteStatus {
  /** `degraded` from a failed write until the next one that stored something. */
  readonly state: "ok" | "waiting" | "degraded";
  /** How long the write at the head has waited for the lock. */
  readonly waitingForMs?: number;
  readonly queued: number;
  /** Writes that had to wait for the lock at least once, since start. */
  readonly lockWaits: number;
  /** The last write that failed, also after recovery. */
  readonly lastError?: StoreFault;
}

interface Job {
  readonly work: () => number;
  readonly sinceMs: number;
  readonly settle: (outcome: { changes: number } | { error: unknown }) => void;
  waited: boolean;
}

const BUDGET_MS = 120_000;
/** After this long without a pause, other work of the program gets its turn. */
const SLICE_MS = 10;
/** Shorter waits are everyday life of two processes and not worth a line. */
const LOG_WAIT_AFTER_MS = 1000;

export interface WriteQueueOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** A sentence when the open file is no longer the one at its path; asked before every write. */
  readonly checkFile: () => string | undefined;
}

export class WriteQueue {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #checkFile: () => string | undefined;
  readonly #jobs: Job[] = [];
  /** Only during a pause: aborting for nobody would cost each write a stack trace (9 % of a claim, measured). */
  #wake: AbortController | undefined;
  #pumping = false;
  #closed = false;
  /** Monotonic. */
  #waitingSinceMs: number | undefined;
  #waitLogged = false;
  #lockWaits = 0;
  #degraded = false;
  #lastError: StoreFault | undefined;

  constructor(options: WriteQueueOptions) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#checkFile = options.checkFile;
  }

  /**
   * @param work one transaction, all or nothing; called again while it fails with `busy`.
   * @returns what `work` returned, the number of changed rows.
   * @throws {StoreBusyError} after 120 s of waiting; {StoreClosedError}; {SqlError} for other failures; the
   *   signal's reason. In all of these nothing was written.
   */
  run(work: () => number, signal?: AbortSignal): Promise<number> {
    if (this.#closed) return Promise.reject(new StoreClosedError());
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const onAbort = () => job.settle({ error: signal?.reason });
    const job: Job = {
      work,
      sinceMs: this.#clock.monotonic(),
      waited: false,
      settle: (outcome) => {
        signal?.removeEventListener("abort", onAbort);
        this.#remove(job);
        if ("error" in outcome) reject(outcome.error);
        else resolve(outcome.changes);
      },
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#jobs.push(job);
    if (!this.#pumping) void this.#pump();
    return promise;
  }

  status(): WriteStatus {
    const waiting = this.#waitingSinceMs;
    return {
      state: this.#degraded ? "degraded" : waiting === undefined ? "ok" : "waiting",
      ...(waiting === undefined ? {} : { waitingForMs: this.#clock.monotonic() - waiting }),
      queued: this.#jobs.length,
      lockWaits: this.#lockWaits,
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    };
  }

  /** Gives every waiting write one last try, then refuses it. No wait is left running. */
  close(): void {
    this.#closed = true;
    while (this.#jobs[0] !== undefined && this.#attempt(this.#jobs[0]));
    for (const job of [...this.#jobs]) job.settle({ error: new StoreClosedError() });
  }

  /** Never rejects: every failure belongs to the job that met it. */
  async #pump(): Promise<void> {
    this.#pumping = true;
    const backoff = new LockBackoff();
    const slice = new TimeSlice(this.#clock, SLICE_MS);
    slice.enter();
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      const done = this.#attempt(job);
      if (done) backoff.reset();
      if (done && !slice.isOver) continue;
      await this.#pause(done ? 0 : backoff.nextMs());
      slice.begin();
    }
    this.#pumping = false;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#jobs.length === 0) return;
    this.#wake = new AbortController();
    await this.#clock.sleep(ms, this.#wake.signal).catch(() => {});
    this.#wake = undefined;
  }

  /** @returns false when the lock is held and the job stays at the head. */
  #attempt(job: Job): boolean {
    try {
      const fault = this.#checkFile();
      if (fault !== undefined) throw new SqlError("cantopen", fault);
      const changes = job.work();
      // A write that changed nothing needs no room on the disk, so it does not prove that there is some.
      if (changes > 0) this.#noteSuccess();
      job.settle({ changes });
    } catch (error) {
      const busy = error instanceof SqlError && error.kind === "busy";
      const waitedMs = this.#clock.monotonic() - job.sinceMs;
      if (busy && waitedMs < BUDGET_MS) {
        this.#noteWait(job, waitedMs);
        return false;
      }
      const failure = busy ? new StoreBusyError(waitedMs) : error;
      this.#noteFailure(failure);
      job.settle({ error: failure });
    }
    this.#waitingSinceMs = undefined;
    this.#waitLogged = false;
    return true;
  }

  #remove(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at === -1) return;
    this.#jobs.splice(at, 1);
    if (this.#jobs.length === 0) this.#waitingSinceMs = undefined;
    // The wait was for this one; the next may be doing something else, or nobody is left.
    if (at === 0) this.#wake?.abort();
  }

  #noteWait(job: Job, waitedMs: number): void {
    this.#waitingSinceMs ??= this.#clock.monotonic();
    if (!job.waited) this.#lockWaits++;
    job.waited = true;
    if (this.#waitLogged || waitedMs < LOG_WAIT_AFTER_MS) return;
    this.#waitLogged = true;
    this.#log.write("warning", "store_waiting", "Another process holds the lock of the store", {
      waitedMs: Math.round(waitedMs),
      queued: this.#jobs.length,
    });
  }

  #noteSuccess(): void {
    if (!this.#degraded) return;
    this.#degraded = false;
    this.#log.write("info", "store_recovered", "The store takes writes again");
  }

  /** Only failures of the store count; a wrong argument says nothing about its health. */
  #noteFailure(error: unknown): void {
    if (!(error instanceof SqlError || error instanceof StoreBusyError)) return;
    if (error.kind === "constraint" || error.kind === "other") return;
    this.#lastError = { kind: error.kind, atMs: this.#clock.now(), message: toErrorText(error) };
    if (this.#degraded) return;
    this.#degraded = true;
    this.#log.write("error", "store_degraded", toErrorText(error), { kind: error.kind });
  }
}
