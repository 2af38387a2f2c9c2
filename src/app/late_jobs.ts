/** The file of jobs, opened by the first who needs it or a moment after the start, which need not wait for it. */
import { toErrorText } from "../core/errors.ts";
import type { Jobs } from "../jobs/start_jobs.ts";
import type { ProgramJobs, startProgramJobs } from "./jobs.ts";

const SOON_MS = 250;

export interface LateJobs extends ProgramJobs {
  /** What there is once the file was opened, or cannot be. Never rejects. */
  open(): Promise<Jobs | undefined>;
}

export function createLateJobs(
  config: Parameters<typeof startProgramJobs>[0],
  runtime: Parameters<typeof startProgramJobs>[1],
): LateJobs {
  const { clock: { real: clock }, log } = runtime;
  const stopping = new AbortController();
  let jobs: ProgramJobs | undefined;
  let opening: Promise<void> | undefined;
  const start = async () => {
    try {
      const { startProgramJobs } = await import("./jobs.ts");
      jobs = await startProgramJobs(config, runtime);
    } catch (error) {
      if (stopping.signal.aborted || runtime.signal?.aborted) return;
      log.write("error", "jobs_off", `the file of jobs cannot be opened: ${toErrorText(error)}`, { error });
    }
  };
  const begin = () => opening ??= stopping.signal.aborted ? Promise.resolve() : start();
  const waiting = clock.sleep(SOON_MS, stopping.signal).then(begin, () => {});
  return {
    async open() {
      await begin();
      return jobs?.current();
    },
    current: () => jobs?.current(),
    problem: () => jobs?.problem(),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await waiting;
      await opening;
      await jobs?.[Symbol.asyncDispose]();
    },
  };
}
