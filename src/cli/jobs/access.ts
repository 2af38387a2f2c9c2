import { realClock } from "../../app/runtime.ts";
import type { CommandDeps } from "../../commands/deps.ts";
import { openJobStore } from "../../jobs/store/sqlite_job_store.ts";
import { loadConfig } from "../kit/load_config.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";
import type { LookOptions } from "../kit/with_store.ts";

/** Opens the jobs for one command. A running service notices what is written within a second. */
export async function withJobs<T>(
  terminal: Terminal,
  use: (deps: Pick<CommandDeps, "jobs">) => Promise<T>,
  options: LookOptions = {},
): Promise<T> {
  const config = await loadConfig();
  const log = createTerminalLog(config, { terminal, now: () => realClock.now(), write: terminal.err });
  await using store = await openJobStore({ dir: config.dataDir, clock: realClock, log, ...options });
  return await use({ jobs: { store, wake: () => {} } });
}
