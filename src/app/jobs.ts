/** The long work that this program does beside its loop. */
import { createBacktestKind } from "../backtest/background/backtest_kind.ts";
import type { CommandDeps } from "../commands/deps.ts";
import type { Config } from "../config/config.ts";
import { STARTED_AS } from "../core/command_text.ts";
import { UserError } from "../core/errors.ts";
import { type Jobs, startJobs } from "../jobs/start_jobs.ts";
import { openJobStore } from "../jobs/store/sqlite_job_store.ts";
import { SqlError } from "../sqlite/sql_error.ts";
import type { Runtime } from "./runtime.ts";

/**
 * @returns `undefined` when the file of jobs cannot be used, which is told and stops nothing else.
 * @throws the signal's reason.
 */
export async function openJobs(
  { dataDir, strategyDir, sqlite }: Pick<Config, "dataDir" | "strategyDir" | "sqlite">,
  { clock: { real: clock }, log, signal }: Pick<Runtime, "clock" | "log" | "signal">,
): Promise<Jobs | undefined> {
  try {
    const store = await openJobStore({ dir: dataDir, clock, log, signal });
    const startedAs = readStartedAs();
    const kinds = [createBacktestKind({ dataDir, strategyDir, sqlite, startedAs, clock })];
    return await startJobs({ store, kinds, clock, log });
  } catch (error) {
    if (!(error instanceof UserError || error instanceof SqlError)) throw error;
    log.write("error", "jobs_off", `no long work can be done: ${error.message}`);
    return undefined;
  }
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

/** So that the hints in a job's output can be typed as they are. */
function readStartedAs(): string | undefined {
  try {
    return Deno.env.get(STARTED_AS) || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}
