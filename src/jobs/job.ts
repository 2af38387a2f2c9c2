/** Long work with a row of its own: who asked for it, how far it is, what it said, and how it ended. */
import type { Actor } from "../core/actor.ts";

/** `lost`: it was running when the program went away; what it had done by then is not known. */
export const JOB_STATES = ["queued", "running", "done", "failed", "cancelled", "lost"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** So much of what a job says is kept: the end of it. */
export const MOST_OUTPUT_BYTES = 64 * 1024;

/** What a job is and does at one moment, as far as its work has told. */
export interface JobNotes {
  /** 0 to 1. */
  readonly progress: number;
  /** What it is at, in a few words; may be empty. */
  readonly progressText: string;
  /** The last 64 kB of what it said. */
  readonly output: string;
  /** What it said before that, and is gone. */
  readonly cutBytes: number;
}

export interface Job extends JobNotes {
  readonly id: string;
  /** The same key is the same job, however often it is asked for. */
  readonly key: string;
  readonly kind: string;
  readonly owner: string;
  readonly actor: Actor;
  /** Plain JSON, as its kind understands it. */
  readonly request: unknown;
  readonly state: JobState;
  /** `undefined` until it has ended, and when it never got so far. */
  readonly exitCode: number | undefined;
  /** Of a job that failed or was lost: as `findFault` says. */
  readonly fault?: string;
  readonly createdAtMs: number;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** When its runner last said that it is there; by this an onlooker knows a running job from one that was. */
  readonly notedAtMs: number | undefined;
  readonly cancelAskedAtMs: number | undefined;
  readonly cancelActor: Actor | undefined;
}

/** A job in a list: without what was asked and what it said, which may be 64 kB each. */
export type JobHead = Omit<Job, "request" | "output" | "cutBytes">;

/** What the work of a job gets. */
export interface JobDesk {
  /** Who asked for the job. */
  readonly actor: Actor;
  /** Aborts when the job is cancelled or the program stops. */
  readonly signal: AbortSignal;
  /** @param progress 0 to 1; what lies beyond is brought back. */
  report(progress: number, text: string): void;
  /** Adds to the output, as it is. */
  write(text: string): void;
}

/** One sort of work; there is one job of it at a time. */
export interface JobKind {
  readonly id: string;
  /** @returns the exit code: 0 is done, anything else failed. What it throws is a failure with that sentence. */
  readonly work: (request: unknown, desk: JobDesk) => Promise<number>;
  /** What is asked for, in a few words for a log: `ma_cross on upbit:BTC/KRW`. Without it the log has the kind alone. */
  readonly describe?: (request: unknown) => string;
}

export function isOver(state: JobState): boolean {
  return state !== "queued" && state !== "running";
}

const LONGEST_FAULT = 300;
/** How a command begins the line about what was wrong. */
const ERROR = "error: ";

/** The last line of a job that ran while the program was stopped in order. */
export const STOPPED_WITH_SERVICE = "stopped with the service, its work is lost: ask for it again";

/**
 * Why a job failed or was lost, in a line: the last error that it told, else the last thing it said.
 *
 * @returns `undefined` of any other job, and of one that failed without a word.
 */
export function findFault({ state, output }: Pick<Job, "state" | "output">): string | undefined {
  if (state === "lost") {
    return output.endsWith(`${STOPPED_WITH_SERVICE}\n`)
      ? STOPPED_WITH_SERVICE
      : "the service ended in the middle of it, its work is lost: ask for it again";
  }
  if (state !== "failed") return undefined;
  const lines = output.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  // Behind an error of the program itself stand the lines of its stack.
  const line = lines.findLast((one) => one.startsWith(ERROR)) ?? lines.at(-1);
  return line?.replace(ERROR, "").slice(0, LONGEST_FAULT);
}
