/** The long work that this program does beside its loop. */
import { createBacktestKind } from "../backtest/background/backtest_kind.ts";
import type { CommandDeps } from "../commands/deps.ts";
import type { Config } from "../config/config.ts";
import { readStartedAs } from "../core/command_text.ts";
import { StoreError, toErrorText, UserError } from "../core/errors.ts";
import { type Jobs, startJobs } from "../jobs/start_jobs.ts";
import { openJobStore } from "../jobs/store/sqlite_job_store.ts";
import { createSimulationKind } from "../signals/background/simulation_kind.ts";
import type { SimulationLine } from "../signals/background/simulation_request.ts";
import type { Runtime } from "./runtime.ts";

/** So often a file of jobs that could not be used is tried again. */
export const OPEN_AGAIN_MS = 30_000;

export interface ProgramJobs extends AsyncDisposable {
  /** `undefined` while the file of jobs cannot be used, which stops nothing else. */
  current(): Jobs | undefined;
  /** A sentence while something is wrong with that file. */
  problem(): string | undefined;
}

type JobSettings = Pick<
  Config,
  "dataDir" | "strategyDir" | "sqlite" | "rulesPath" | "holidaysPath" | "judge" | "notify"
>;
type JobRuntime = Pick<Runtime, "log" | "mode" | "playedTelegram"> & {
  readonly clock: Pick<Runtime["clock"], "real">;
  readonly signal?: AbortSignal | undefined;
};

/** @throws the signal's reason. */
export async function startProgramJobs(config: JobSettings, runtime: JobRuntime): Promise<ProgramJobs> {
  const { clock: { real: clock }, log } = runtime;
  const stopping = new AbortController();
  let jobs: Jobs | undefined;
  let fault: string | undefined;
  const open = async (signal: AbortSignal | undefined) => {
    try {
      jobs = await openJobs(config, { ...runtime, signal });
      if (fault !== undefined) log.write("info", "jobs_on", "long work can be done again");
      fault = undefined;
    } catch (error) {
      if (!(error instanceof UserError || error instanceof StoreError)) throw error;
      if (fault === undefined) log.write("error", "jobs_off", `no long work can be done: ${error.message}`);
      fault = error.message;
    }
  };
  const watch = async () => {
    while (await clock.sleep(OPEN_AGAIN_MS, stopping.signal).then(() => true, () => false)) {
      if (jobs?.canBeReplaced() === true) await leave(jobs);
      if (jobs === undefined) await open(stopping.signal).catch((error) => tellFault(error));
      else if (jobs.problem() !== undefined) await jobs.probe();
    }
  };
  /** Whoever moves a file aside wants it left alone. */
  const leave = async (gone: Jobs) => {
    const why = gone.problem() ?? "the file of jobs is gone";
    log.write("warning", "jobs_moved", `${why}; another one is opened in its place`);
    jobs = undefined;
    fault = why;
    await gone[Symbol.asyncDispose]();
  };
  const tellFault = (error: unknown) => {
    if (!stopping.signal.aborted) {
      log.write("error", "jobs_off", `the file of jobs cannot be opened: ${toErrorText(error)}`);
    }
  };
  await open(runtime.signal);
  const watching = watch();
  return {
    current: () => jobs,
    problem: () =>
      fault === undefined ? jobs?.problem() : `Jobs and keys of requests cannot be used: ${fault}`,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await watching;
      await jobs?.[Symbol.asyncDispose]();
    },
  };
}

/** @throws {UserError} or {StoreError} when the file cannot be used, and the signal's reason. */
async function openJobs(
  config: JobSettings,
  runtime: JobRuntime,
): Promise<Jobs> {
  const { clock: { real: clock }, log, signal } = runtime;
  const { dataDir, strategyDir, sqlite, rulesPath, holidaysPath, judge } = config;
  const store = await openJobStore({ dir: dataDir, clock, log, signal });
  const startedAs = readStartedAs();
  const common = { dataDir, sqlite, startedAs, clock };
  const told = () => toToldPeople(config, runtime);
  const kinds = [
    createBacktestKind({ ...common, strategyDir }),
    createSimulationKind({ ...common, rulesPath, holidaysPath, judge, told }),
  ];
  return await startJobs({ store, kinds, clock, log });
}

/** Whom a simulation may be sent to: those that are told of signals. Its process gets no key, and sends nothing itself. */
function toToldPeople(
  { notify }: Pick<Config, "notify">,
  { mode, playedTelegram: played }: Pick<Runtime, "mode" | "playedTelegram">,
): SimulationLine["told"] {
  const { order, hidesAmounts } = notify;
  const telegram = mode === "demo"
    ? played?.settings
    : order.includes("telegram")
    ? notify.telegram
    : undefined;
  return telegram && { chats: [...telegram.chats], hidesAmounts };
}

/** Loads what it needs when somebody asks for a backtest: a start of the program is not to wait for it. */
export function createLateBacktestCheck(
  { dataDir, strategyDir }: Pick<Config, "dataDir" | "strategyDir">,
  { clock: { real: clock }, log }: Pick<Runtime, "clock" | "log">,
): NonNullable<CommandDeps["checkBacktest"]> {
  return async (wish) => {
    const { createServiceCheck } = await import("../cli/backtest/background/service_check.ts");
    await createServiceCheck({ dataDir, strategyDir, clock, log })(wish);
  };
}
