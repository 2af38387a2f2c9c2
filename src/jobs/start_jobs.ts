/** Jobs of the running program: its rows are made true at the start, and queued work begins. */
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { AnswerMemory } from "./answers/answer_memory.ts";
import type { JobHead, JobKind } from "./job.ts";
import type { JobStore } from "./job_store.ts";
import { JobRunner } from "./runner.ts";

export interface Jobs extends AsyncDisposable {
  readonly store: JobStore;
  /** What was answered to changes; kept beside the jobs. */
  readonly answers: AnswerMemory;
  /** Something was queued or cancelled here. */
  wake(): void;
  /** A sentence while the file is not where it was, or takes no writes. */
  problem(): string | undefined;
  /** The file is no longer where it was, and no work is at hand that its end would lose: another one may be opened. */
  canBeReplaced(): boolean;
  /** Looks whether writes work again. */
  probe(): Promise<void>;
}

type NamedJob = Pick<JobHead, "id" | "kind">;

const toNames = (jobs: readonly NamedJob[]) => jobs.map(({ id, kind }) => `${kind} ${id}`).join(", ");

function toLostText(lost: readonly NamedJob[]): string {
  const [what, rest] = lost.length === 1
    ? ["a job was running", "it is lost: ask for it again"]
    : [`${lost.length} jobs were running`, "they are lost: ask for them again"];
  return `${what} when the program last ended, and ${rest} (${toNames(lost)})`;
}

/** Only the program that holds the lock of the data directory may call this: it declares jobs of others lost. */
export async function startJobs(
  options: {
    /** Closed with the jobs. */
    readonly store: JobStore & AsyncDisposable & Pick<Jobs, "answers" | "problem" | "probe"> & {
      /** The file is no longer where it was. */
      isGone(): boolean;
    };
    readonly kinds: readonly JobKind[];
    readonly clock: Clock;
    readonly log: Log;
  },
): Promise<Jobs> {
  const { store, log } = options;
  await using opened = new AsyncDisposableStack();
  opened.use(store);
  const lost = await store.loseRunning();
  if (lost.length > 0) log.write("warning", "jobs_lost", toLostText(lost), { jobs: toNames(lost) });
  const runner = opened.use(new JobRunner(options));
  runner.start();
  const running = opened.move();
  return {
    store,
    answers: store.answers,
    problem: () => store.problem(),
    canBeReplaced: () => store.isGone() && !runner.isWorking,
    probe: () => store.probe(),
    wake: () => runner.wake(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
