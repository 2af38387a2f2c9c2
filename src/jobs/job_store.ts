/** The memory of jobs. Any number of processes may use it; one of them runs the jobs. */
import type { Actor } from "../core/actor.ts";
import type { Job, JobHead, JobNotes, JobState } from "./job.ts";

export interface JobWish {
  readonly key: string;
  readonly kind: string;
  readonly actor: Actor;
  readonly request: unknown;
}

/** `busy`: another one of this kind is queued or running; that one is `job`. */
export interface AddedJob {
  readonly kind: "new" | "same" | "busy";
  readonly job: Job;
}

/** `asked`: it is running and ends as soon as its work hears of it. */
export type CancelAnswer = "cancelled" | "asked" | "over" | "unknown";

export interface JobPage {
  readonly limit: number;
  /** Only older ones than the job of this id. */
  readonly beforeId?: string | undefined;
}

export interface JobEnding extends JobNotes {
  readonly state: Exclude<JobState, "queued" | "running">;
  readonly exitCode: number | undefined;
}

export interface JobStore {
  /** Decided and written as one: of two that ask at once, one is new. */
  add(owner: string, wish: JobWish): Promise<AddedJob>;
  find(owner: string, id: string): Promise<Job | undefined>;
  /** Newest first. */
  list(owner: string, page: JobPage): Promise<readonly JobHead[]>;
  /** A queued job is cancelled at once. */
  askCancel(owner: string, id: string, actor: Actor): Promise<CancelAnswer>;

  // What the runner asks, of the jobs of all owners.

  /** Takes the oldest queued job of a kind, unless one of it runs. @returns it, running. */
  begin(kind: string): Promise<Job | undefined>;
  /** Queues a begun job whose work was never started; one that was to be cancelled meanwhile is cancelled. */
  putBack(id: string): Promise<void>;
  isCancelAsked(id: string): Promise<boolean>;
  /** How far it is, and that its runner is there. */
  note(id: string, notes: JobNotes): Promise<void>;
  /** @returns false when it was not running any more; then nothing is changed. */
  end(id: string, ending: JobEnding): Promise<boolean>;
  /** Whatever is called running is not, when the only program that runs jobs has just begun. @returns which ones. */
  loseRunning(): Promise<readonly Pick<JobHead, "id" | "kind">[]>;
}
