/** Files without which the rest of the program goes on: jobs and saved backtests. */
import { StoredReports } from "../backtest/stored_reports.ts";
import type { Config } from "../config/config.ts";
import { type ProgramJobs, startProgramJobs } from "./jobs.ts";
import type { Runtime } from "./runtime.ts";

export interface SideFiles extends AsyncDisposable {
  readonly jobs: ProgramJobs;
  readonly reports: StoredReports;
  /** A sentence for each that cannot be used as it should. */
  problems(): readonly string[];
}

/** @throws the reason of `runtime.signal`. */
export async function openSideFiles(config: Config, runtime: Runtime): Promise<SideFiles> {
  const { log, clock: { real: clock } } = runtime;
  await using opened = new AsyncDisposableStack();
  const reports = opened.use(new StoredReports({ dir: config.dataDir, log, clock }));
  const jobs = opened.use(await startProgramJobs(config, runtime));
  const running = opened.move();
  return {
    jobs,
    reports,
    problems: () => [jobs.problem(), reports.problem()].flatMap((text) => text ?? []),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
