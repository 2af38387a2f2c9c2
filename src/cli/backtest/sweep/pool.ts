/** Works the runs of a sweep on several processes at once. */
import { realClock } from "../../../app/runtime.ts";
import { BacktestError, BacktestTimeoutError } from "../../../backtest/jobs/backtest_error.ts";
import type { PlannedRun } from "./request.ts";
import { BacktestWorker, type WorkerOptions } from "../../../backtest/jobs/worker_client.ts";
import type { StatisticsAnswer } from "../../../backtest/jobs/worker_protocol.ts";
import { toTimedOutText } from "./timed_out.ts";

/**
 * Questions at a worker: the next one is there when it is done with the one before. A person's own file may hang in any of
 * them, and its time begins with the question, so it is asked one at a time.
 */
const ASKED_AT_ONCE = { shipped: 2, file: 1 } as const;

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

/** A process that holds the data, and the one that takes its place after it ended. */
class PoolPlace {
  /** Of all its processes. */
  cpuMs = 0;
  readonly #start: () => Promise<BacktestWorker>;
  /** What is asked of it now, oldest first. */
  readonly #asked: PlannedRun[] = [];
  #worker: BacktestWorker;
  #endedCpuMs = 0;
  #renewing: Promise<void> | undefined;

  constructor(worker: BacktestWorker, start: () => Promise<BacktestWorker>) {
    this.#worker = worker;
    this.#start = start;
  }

  /**
   * A run that the process did not survive is an answer too; one that only waited behind it is asked again.
   *
   * @throws {UserError} when it was interrupted, or no other process can be started.
   */
  async measure(run: PlannedRun, runWithinMs: number): Promise<StatisticsAnswer> {
    const worker = this.#worker;
    this.#asked.push(run);
    let isOldest = false;
    try {
      const answer = await worker.measure(run);
      this.cpuMs = this.#endedCpuMs + answer.cpuMs;
      if (answer.isWorn) await this.#renew(worker);
      return answer;
    } catch (error) {
      if (!(error instanceof BacktestError)) throw error;
      isOldest = this.#asked[0] === run;
      await this.#renew(worker);
      if (isOldest) {
        const isLate = error instanceof BacktestTimeoutError;
        const problem = isLate ? toTimedOutText(runWithinMs) : error.problem;
        return { kind: "refused", problem, cpuMs: 0, isWorn: false };
      }
    } finally {
      this.#asked.splice(this.#asked.indexOf(run), 1);
    }
    return await this.measure(run, runWithinMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker[Symbol.asyncDispose]();
  }

  /** Once for all who asked the process that is gone. */
  async #renew(gone: BacktestWorker): Promise<void> {
    if (this.#worker !== gone) return;
    this.#renewing ??= this.#replace(gone).finally(() => this.#renewing = undefined);
    await this.#renewing;
  }

  async #replace(gone: BacktestWorker): Promise<void> {
    await gone[Symbol.asyncDispose]();
    this.#endedCpuMs = this.cpuMs;
    this.#worker = await this.#start();
  }
}

/** Processes that hold the data, for one list of runs after the other. */
export class SweepPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #places: readonly PoolPlace[];
  readonly #sinceMs: number;
  readonly #clock = realClock;

  private constructor(
    options: PoolOptions,
    facts: { readonly places: readonly PoolPlace[]; readonly sinceMs: number },
  ) {
    this.#options = options;
    this.#places = facts.places;
    this.#sinceMs = facts.sinceMs;
  }

  /** @throws {UserError} */
  static async start(options: PoolOptions): Promise<SweepPool> {
    const clock = realClock;
    const sinceMs = clock.monotonic();
    // One run asked at a worker may have to wait for another one.
    const runWithinMs = options.runWithinMs * askedAtOnce(options);
    const start = () => BacktestWorker.start({ ...options, runWithinMs, clock });
    const ends = await Promise.allSettled(Array.from({ length: options.workers }, start));
    const workers = ends.flatMap((end) => end.status === "fulfilled" ? [end.value] : []);
    const failed = ends.find((end) => end.status === "rejected");
    if (failed === undefined) {
      return new SweepPool(options, {
        places: workers.map((worker) => new PoolPlace(worker, start)),
        sinceMs,
      });
    }
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
    throw failed.reason;
  }

  /**
   * Resolves when all of them are done, those included that took too long or ended their process.
   *
   * @throws {UserError} when it was interrupted, or a process could not be replaced; the rest is left undone.
   */
  async work(runs: readonly PlannedRun[]): Promise<void> {
    const queue = runs[Symbol.iterator]();
    const failed = new AbortController();
    const loop = async (place: PoolPlace) => {
      try {
        for (let next = queue.next(); next.done !== true; next = queue.next()) {
          if (failed.signal.aborted) return;
          const answer = await place.measure(next.value, this.#options.runWithinMs);
          await this.#options.onDone(next.value, answer);
        }
      } catch (error) {
        failed.abort();
        throw error;
      }
    };
    const ends = await Promise.allSettled(
      this.#places.flatMap((place) => Array.from({ length: askedAtOnce(this.#options) }, () => loop(place))),
    );
    const first = ends.find((end) => end.status === "rejected");
    if (first !== undefined) throw first.reason;
  }

  /** Since the start of the processes. */
  use(): PoolUse {
    const wallMs = this.#clock.monotonic() - this.#sinceMs;
    const cpuMs = this.#places.reduce((sum, place) => sum + place.cpuMs, 0);
    return { wallMs, cpuShare: cpuMs / (wallMs * this.#places.length) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#places.map((place) => place[Symbol.asyncDispose]()));
  }
}

function askedAtOnce({ job: { strategy } }: Pick<PoolOptions, "job">): number {
  return ASKED_AT_ONCE[strategy.kind];
}
