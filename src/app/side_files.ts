/** Files without which the rest of the program goes on: jobs and saved backtests. */
import { StoredReports } from "../backtest/stored_reports.ts";
import type { Config } from "../config/config.ts";
import { createLateJobs, type LateJobs } from "./late_jobs.ts";
import type { Runtime } from "./runtime.ts";

export interface SideFiles extends AsyncDisposable {
  readonly jobs: LateJobs;
  readonly reports: StoredReports;
  /** A sentence for each that cannot be used as it should. */
  problems(): readonly string[];
}

export function openSideFiles(config: Config, runtime: Runtime): SideFiles {
  const { log, clock: { real: clock } } = runtime;
  const opened = new AsyncDisposableStack();
  const reports = opened.use(new StoredReports({ dir: config.dataDir, log, clock }));
  const jobs = opened.use(createLateJobs(config, runtime));
  return {
    jobs,
    reports,
    problems: () => [jobs.problem(), reports.problem()].flatMap((text) => text ?? []),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
