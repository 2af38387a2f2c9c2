/** The command's side of a worker process. */
import { toHelperCommand } from "../../lib/process/helper_command.ts";
import type { BacktestResult } from "../run/backtest_result.ts";
import type { LookaheadReport } from "../run/lookahead.ts";
import type { SaidAdvice } from "../run/replay.ts";
import type { Clock } from "../../core/clock.ts";
import { UserError } from "../../core/errors.ts";
import { escapeControls } from "../../core/text.ts";
import { toEndText } from "../../lib/process/end_text.ts";
import { ChildError } from "../../lib/process/child_asks.ts";
import { ChildProcess, USUAL_CHILD } from "../../lib/process/child_process.ts";
import type { BacktestJob, ResolvedParams, Runner, RunRequest } from "./backtest_job.ts";
import type { DataList } from "../run/backtest_data.ts";
import { BacktestError, BacktestTimeoutError, toBacktestError } from "./backtest_error.ts";
import {
  BACKTEST_WORKER_COMMAND,
  type PackedResult,
  type StatisticsAnswer,
  toDataAsks,
  unpackResult,
  WORKER_HEAP_MB,
  WORKER_LINE_CHARS,
  type WorkerAnswer,
  type WorkerAnswers,
  type WorkerAsk,
} from "./worker_protocol.ts";

/** Two strategies in a row with a mistake in them make no third one better. */
const NO_RESTARTS = { backoffMs: [0], maxRestarts: 0, withinMs: 600_000 };
/** Data of a gigabyte, and its start, need not wait long. */
const SETUP_WITHIN_MS = 120_000;
/** A file that is read and compiled in a second, on a machine that is busy. */
const LOAD_WITHIN_MS = 30_000;
const MOST_QUEUED_CHARS = 64 * 1024 * 1024;

export interface WorkerOptions {
  readonly job: BacktestJob;
  readonly data: DataList;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The longest that one run may take. */
  readonly runWithinMs: number;
  /** The longest that loading the strategy and checking its parameters may take; 30 s unless told. */
  readonly loadWithinMs?: number;
  /** Told once of each sentence about the user's file, without control characters. */
  readonly onWarning: (sentence: string) => void;
  /** Disposed of with the worker. */
  readonly owned?: Disposable | undefined;
}

export class BacktestWorker implements Runner {
  readonly #options: WorkerOptions;
  readonly #child: ChildProcess;
  #warned: string | undefined;

  private constructor(options: WorkerOptions) {
    this.#options = options;
    const { program, args, env } = toWorkerCommand(options.job);
    this.#child = new ChildProcess({
      ...USUAL_CHILD,
      name: "backtest worker",
      program,
      args,
      env,
      clock: options.clock,
      restarts: NO_RESTARTS,
      // A run answers no ping; each question has a deadline of its own.
      heartbeat: undefined,
      maxLineChars: WORKER_LINE_CHARS,
      maxQueuedChars: MOST_QUEUED_CHARS,
      onEnd: () => {},
    });
  }

  /** Starts a process and gives it its data. @throws {UserError} with the sentence of what is wrong. */
  static async start(options: WorkerOptions): Promise<BacktestWorker> {
    const worker = new BacktestWorker(options);
    try {
      for (const ask of toDataAsks(options.data)) await worker.#ask(ask, SETUP_WITHIN_MS);
      await worker.#ask({ op: "open", job: options.job }, options.loadWithinMs ?? LOAD_WITHIN_MS);
      return worker;
    } catch (error) {
      await worker[Symbol.asyncDispose]();
      throw error;
    }
  }

  async resolve(params: unknown): Promise<ResolvedParams> {
    return await this.#ask({ op: "resolve", params }, this.#options.loadWithinMs ?? LOAD_WITHIN_MS);
  }

  async run(wish: RunRequest): Promise<BacktestResult> {
    const answer = await this.#ask({ op: "run", wish, detail: "all" }, this.#options.runWithinMs);
    return unpackResult(answer as PackedResult);
  }

  /** For sweeps: figures only, and a refusal is an answer. */
  async measure(wish: RunRequest): Promise<StatisticsAnswer> {
    const answer = await this.#ask({ op: "run", wish, detail: "statistics" }, this.#options.runWithinMs);
    return answer as StatisticsAnswer;
  }

  async advise(params: unknown): Promise<readonly SaidAdvice[]> {
    return await this.#ask({ op: "advise", params }, this.#options.runWithinMs);
  }

  async findLookahead(
    params: unknown,
    { cuts, seed }: { readonly cuts: number; readonly seed: number },
  ): Promise<LookaheadReport> {
    const withinMs = this.#options.runWithinMs * (2 * cuts + 2);
    const report = await this.#ask({ op: "lookahead", params, cuts, seed }, withinMs);
    return { ...report, finding: report.finding };
  }

  async #ask<Op extends WorkerAsk["op"]>(
    ask: Extract<WorkerAsk, { op: Op }>,
    deadlineMs: number,
  ): Promise<WorkerAnswers[Op]> {
    try {
      const { signal } = this.#options;
      const { value, warning } = await this.#child.ask(ask, { deadlineMs, signal }) as WorkerAnswer;
      this.#warn(warning);
      return value as WorkerAnswers[Op];
    } catch (error) {
      if (this.#options.signal.aborted) throw new UserError("interrupted", "interrupted");
      if (error instanceof ChildError) throw toCleanError(this.#explain(error, { op: ask.op, deadlineMs }));
      throw error;
    }
  }

  #warn(warning: string | undefined): void {
    if (warning === undefined || warning === this.#warned) return;
    this.#warned = warning;
    this.#options.onWarning(escapeControls(warning));
  }

  #explain(error: ChildError, asked: { op: WorkerAsk["op"]; deadlineMs: number }): UserError {
    if (error.kind === "fault") return toBacktestError(error.fault);
    if (error.kind === "timeout") {
      return new BacktestTimeoutError(toLateText(asked));
    }
    const { lastEnd } = this.#child.status;
    const why = lastEnd === undefined ? error.message : toEndText(lastEnd, WORKER_HEAP_MB);
    return new BacktestError("failed", "finish", `the strategy's process ended: ${why}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
    this.#options.owned?.[Symbol.dispose]();
  }
}

/** Each question with its own limit: what hangs while it is loaded never came to a run. */
function toLateText({ op, deadlineMs }: { op: WorkerAsk["op"]; deadlineMs: number }): string {
  const limit = `${deadlineMs / 1_000} s`;
  switch (op) {
    case "open":
      return `the strategy was not loaded within ${limit}; look for what its file does outside of onCandle`;
    case "resolve":
      return `the strategy did not take its parameters within ${limit}`;
    case "data":
    case "column":
      return `the worker did not take the data within ${limit}`;
    case "lookahead":
      return `the strategy took longer than ${limit} for all of its runs`;
    case "run":
    case "advise":
      return `the strategy took longer than ${limit} for a run`;
  }
}

/** A user's file words some of it, and may try to word the terminal. */
function toCleanError(error: UserError): UserError {
  if (error instanceof BacktestTimeoutError) return error;
  return error instanceof BacktestError
    ? new BacktestError(error.code, error.verb, escapeControls(error.problem))
    : new UserError(error.code, escapeControls(error.message));
}

/** No permission but to read the user's one file, which is over before its code runs. */
function toWorkerCommand({ strategy }: BacktestJob) {
  return toHelperCommand({
    command: BACKTEST_WORKER_COMMAND,
    args: [],
    allowRead: strategy.kind === "file" ? [strategy.path] : [],
    v8Flags: strategy.kind === "file" ? [`max-old-space-size=${WORKER_HEAP_MB}`] : [],
  });
}
