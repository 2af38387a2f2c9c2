/** Works the runs of a sweep on several processes at once. */
import { realClock } from "../../../app/runtime.ts";
import type { PlannedRun } from "./request.ts";
import { BacktestWorker, type WorkerOptions } from "../../../backtest/jobs/worker_client.ts";
import type { StatisticsAnswer } from "../../../backtest/jobs/worker_protocol.ts";

/** Questions at a worker: the next one is there when it is done with the one before. */
const ASKED_AT_ONCE = 2;

export interface PoolUse {
  readonly wallMs: number;
  /** Processor time of the workers as a share of so many cores' time: 1 is all of it. */
  readonly cpuShare: number;
}

export interface PoolOptions extends Omit<WorkerOptions, "clock"> {
  readonly workers: number;
  /** Called as runs end, in any order; the next question waits for it. */
  readonly onDone: (run: PlannedRun, answer: StatisticsAnswer) => Promise<void>;
}

/** Processes that hold the data, for one list of runs after the other. */
export class SweepPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #workers: readonly BacktestWorker[];
  readonly #cpuMs: number[];
  readonly #sinceMs: number;
  readonly #clock = realClock;

  private constructor(
    options: PoolOptions,
    facts: { readonly workers: readonly BacktestWorker[]; readonly sinceMs: number },
  ) {
    this.#options = options;
    this.#workers = facts.workers;
    this.#cpuMs = facts.workers.map(() => 0);
    this.#sinceMs = facts.sinceMs;
  }

  /** @throws {UserError} */
  static async start(options: PoolOptions): Promise<SweepPool> {
    const clock = realClock;
    const sinceMs = clock.monotonic();
    // One run asked at a worker may have to wait for another one.
    const runWithinMs = options.runWithinMs * ASKED_AT_ONCE;
    const starts = Array.from(
      { length: options.workers },
      () => BacktestWorker.start({ ...options, runWithinMs, clock }),
    );
    const ends = await Promise.allSettled(starts);
    const workers = ends.flatMap((end) => end.status === "fulfilled" ? [end.value] : []);
    const failed = ends.find((end) => end.status === "rejected");
    if (failed === undefined) return new SweepPool(options, { workers, sinceMs });
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
    throw failed.reason;
  }

  /** Resolves when all of them are done. @throws {UserError} when a worker died; the rest is left undone. */
  async work(runs: readonly PlannedRun[]): Promise<void> {
    const queue = runs[Symbol.iterator]();
    const failed = new AbortController();
    const loop = async (worker: BacktestWorker, i: number) => {
      try {
        for (let next = queue.next(); next.done !== true; next = queue.next()) {
          if (failed.signal.aborted) return;
          const answer = await worker.measure(next.value);
          this.#cpuMs[i] = answer.cpuMs;
          await this.#options.onDone(next.value, answer);
        }
      } catch (error) {
        failed.abort();
        throw error;
      }
    };
    const ends = await Promise.allSettled(
      this.#workers.flatMap((worker, i) => Array.from({ length: ASKED_AT_ONCE }, () => loop(worker, i))),
    );
    const first = ends.find((end) => end.status === "rejected");
    if (first !== undefined) throw first.reason;
  }

  /** Since the start of the processes. */
  use(): PoolUse {
    const wallMs = this.#clock.monotonic() - this.#sinceMs;
    const cpuMs = this.#cpuMs.reduce((sum, ms) => sum + ms, 0);
    return { wallMs, cpuShare: cpuMs / (wallMs * this.#workers.length) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker[Symbol.asyncDispose]()));
  }
}
