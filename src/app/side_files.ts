/** Files without which the rest of the program goes on: jobs, saved backtests, copies of the night, certificates. */
import { StoredReports } from "../backtest/stored_reports.ts";
import type { Config } from "../config/config.ts";
import type { AppView } from "../web/view.ts";
import { createNightlyBackups, type NightlyBackups } from "./backups/nightly_backups.ts";
import { createCertificateWatch } from "./certificates/certificate_watch.ts";
import type { Databases } from "./data/open_databases.ts";
import { createLateJobs, type LateJobs } from "./late_jobs.ts";
import type { Runtime } from "./runtime.ts";

export interface SideFiles extends AsyncDisposable {
  readonly jobs: LateJobs;
  readonly reports: StoredReports;
  readonly backups: NightlyBackups;
  /** A sentence for each that cannot be used as it should. */
  problems(): readonly string[];
  view(nowMs: number): Pick<AppView, "backup" | "certificates">;
  /** Called now and then. */
  onWake(): void;
}

export function openSideFiles(
  config: Config,
  runtime: Runtime,
  databases: Pick<Databases, "extend">,
): SideFiles {
  const { log, clock: { real: clock } } = runtime;
  const opened = new AsyncDisposableStack();
  const reports = opened.use(new StoredReports({ dir: config.dataDir, log, clock }));
  const jobs = opened.use(createLateJobs(config, runtime));
  const certificates = opened.use(createCertificateWatch({ config, runtime, databases }));
  const backups = opened.use(createNightlyBackups({ config, runtime, databases }));
  return {
    jobs,
    reports,
    backups,
    problems: () => [jobs.problem(), reports.problem()].flatMap((text) => text ?? []),
    view: (nowMs) => ({ backup: backups.view(nowMs), certificates: certificates.view() }),
    onWake() {
      backups.onWake();
      certificates.onWake();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
