/** What `run`, `sweep` and `check-lookahead` have in common: options, data, and where the strategy runs. */
import type { BacktestResult } from "../../backtest/run/backtest_result.ts";
import type { LookaheadFinding, LookaheadOptions } from "../../backtest/run/lookahead.ts";
import type { SaidAdvice } from "../../backtest/run/replay.ts";
import { realClock } from "../../app/runtime.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { escapeControls } from "../../core/text.ts";
import { VERSION } from "../kit/embedded.ts";
import { listenForStop } from "../service/stop_signal.ts";
import type { Terminal } from "../kit/terminal.ts";
import { readAccount } from "./account_options.ts";
import { BacktestError } from "../../backtest/jobs/backtest_error.ts";
import { BacktestRunner, type DataList, type ResolvedParams } from "../../backtest/jobs/backtest_runner.ts";
import type { BacktestJob, RunRequest, StrategyWish } from "../../backtest/jobs/backtest_job.ts";
import { currencyOf } from "./data_currency.ts";
import { readExits } from "./exit_options.ts";
import { SIGNAL_COLUMNS } from "../../strategies/signal_table.ts";
import { loadData, type LoadedData } from "./load_data.ts";
import { type SetupOptions, USUAL_RUN_S } from "./setup_options.ts";
import { findShipped } from "../../backtest/jobs/worker.ts";
import { BacktestWorker, type WorkerOptions } from "../../backtest/jobs/worker_client.ts";

/** Read and found good. */
export interface Setup extends LoadedData {
  readonly job: BacktestJob;
  /** As they were given. */
  readonly params: unknown;
  readonly runWithinMs: number;
}

/** Strategies that read columns of the file, and are there to try fills on bars of any kind. */
const TABLE_STRATEGY = "signal_table";

/** @throws {UserError} one sentence about what is wrong. */
export async function readSetup(terminal: Terminal, options: SetupOptions): Promise<Setup> {
  const strategy = await readStrategyWish(options.strategy);
  const { modelId, exits } = readExits(options);
  const params = readParams(options.params);
  const isTable = strategy.kind === "shipped" && strategy.id === TABLE_STRATEGY;
  const loaded = await loadData(terminal, options, {
    withExtra: isTable || strategy.kind === "file",
    obeyed: isTable ? SIGNAL_COLUMNS : undefined,
    keepOdd: options.keepOdd ?? (isTable || modelId === "freqtrade"),
  });
  const [first] = loaded.data;
  const account = readAccount(options, {
    series: first.series,
    currency: currencyOf(first),
    isFile: loaded.isFile,
    modelId,
  });
  return {
    ...loaded,
    job: { strategy, modelId, account, exits, version: VERSION },
    params,
    runWithinMs: readTimeout(options.timeout),
  };
}

function readTimeout(text: string | undefined): number {
  const seconds = Number(text ?? USUAL_RUN_S);
  if (seconds >= 1 && seconds <= 86_400) return seconds * 1_000;
  throw new UserError(
    "invalid",
    "Cannot run the backtest: --timeout must be a number of seconds from 1 to 86400",
  );
}

async function readStrategyWish(text: string): Promise<StrategyWish> {
  if (!/\.ts$/i.test(text)) return { kind: "shipped", id: findShipped(text).id };
  try {
    return { kind: "file", path: await Deno.realPath(text) };
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const why = error instanceof Deno.errors.NotFound ? "there is no such file" : toErrorText(error);
    throw new UserError("invalid", `Cannot read the strategy ${escapeControls(text)}: ${why}`);
  }
}

export function readParams(text: string | undefined): unknown {
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError("invalid", '--params must be JSON, like {"fast":10,"slow":30}');
  }
}

/** A strategy at hand: a shipped one in this process, a user's file in one without permissions. */
export interface Runner extends AsyncDisposable {
  resolve(params: unknown): Promise<ResolvedParams>;
  run(wish: RunRequest): Promise<BacktestResult>;
  /** Everything it says over the first of the data. */
  advise(params: unknown): Promise<readonly SaidAdvice[]>;
  findLookahead(params: unknown, options: LookaheadOptions): Promise<LookaheadFinding | undefined>;
}

export async function openRunner(
  { job, data, runWithinMs }: {
    readonly job: BacktestJob;
    readonly data: DataList;
    readonly runWithinMs: number;
  },
): Promise<Runner> {
  const { strategy } = job;
  if (strategy.kind === "file") return await openWorkerRunner({ job, data, runWithinMs });
  const desk = new BacktestRunner(findShipped(strategy.id), { job, data });
  // A promise each, so that both kinds fail in the same way.
  return {
    resolve: (params) => Promise.try(() => desk.resolve(params)),
    run: (wish) => Promise.try(() => desk.run(wish)),
    advise: (params) => Promise.try(() => desk.advise(params)),
    findLookahead: (params, options) => Promise.try(() => desk.findLookahead(params, options)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Ctrl-C ends the other process too. Without one it must end this one at once, so nobody listens for it. */
async function openWorkerRunner(
  options: Pick<WorkerOptions, "job" | "data" | "runWithinMs">,
): Promise<Runner> {
  const stop = listenForStop();
  try {
    const worker = await BacktestWorker.start({
      ...options,
      signal: stop.signal,
      clock: realClock,
    });
    return {
      resolve: (params) => cleanly(() => worker.resolve(params)),
      run: (wish) => cleanly(() => worker.run(wish)),
      advise: (params) => cleanly(() => worker.advise(params)),
      findLookahead: (params, wish) => cleanly(() => worker.findLookahead(params, wish)),
      [Symbol.asyncDispose]: async () => {
        await worker[Symbol.asyncDispose]();
        stop[Symbol.dispose]();
      },
    };
  } catch (error) {
    stop[Symbol.dispose]();
    throw toCleanError(error);
  }
}

async function cleanly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toCleanError(error);
  }
}

/** A user's file words some of it, and may try to word the terminal. */
function toCleanError(error: unknown): unknown {
  if (error instanceof BacktestError) {
    return new BacktestError(error.code, error.verb, escapeControls(error.problem));
  }
  return error instanceof UserError ? new UserError(error.code, escapeControls(error.message)) : error;
}
