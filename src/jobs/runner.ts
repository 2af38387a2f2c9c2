/** Runs queued jobs, one of each kind at a time, and keeps their rows true. */
import type { Clock } from "../core/clock.ts";
import { toErrorText } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { findFault, type Job, type JobKind, type JobNotes, STOPPED_WITH_SERVICE } from "./job.ts";
import type { JobEnding, JobStore } from "./job_store.ts";
import { OutputTail } from "./output_tail.ts";

/** A job that another process queued or cancelled is noticed within this. */
const LOOK_EVERY_MS = 1_000;
/** So long after an ending that could not be written it is tried again. */
const END_AGAIN_MS = 5_000;
/** So often a running job says that it is there, when there is nothing else to say. */
export const BEAT_MS = 5_000;

export interface JobRunnerOptions {
  readonly store: JobStore;
  readonly kinds: readonly JobKind[];
  /** The real one also in the demo: the work is real. */
  readonly clock: Clock;
  readonly log: Log;
}

class Stopped extends Error {
  override readonly name = "Stopped";
}

export class JobRunner implements AsyncDisposable {
  readonly #options: JobRunnerOptions;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  #working = 0;
  #looking: Promise<void> | undefined;
  #wake: AbortController | undefined;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#looking ??= this.#look();
  }

  /** Whether some work is being done; one that is over and whose end cannot be written is none. */
  get isWorking(): boolean {
    return this.#working > 0;
  }

  /** There is something to do: it need not be found by looking. */
  wake(): void {
    this.#wake?.abort();
  }

  /** Ends what runs; such a job is lost. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Stopped("the program stopped"));
    this.wake();
    await this.#looking;
    await Promise.all(this.#running.values());
  }

  async #look(): Promise<void> {
    const { kinds, clock } = this.#options;
    while (!this.#stopping.signal.aborted) {
      this.#wake = new AbortController();
      for (const kind of kinds) await this.#begin(kind);
      await clock.sleep(LOOK_EVERY_MS, this.#wake.signal).catch(() => {});
    }
  }

  async #begin(kind: JobKind): Promise<void> {
    const { store, log } = this.#options;
    if (this.#running.has(kind.id) || this.#stopping.signal.aborted) return;
    try {
      const job = await store.begin(kind.id);
      if (job === undefined) return;
      if (this.#stopping.signal.aborted) {
        // Its work has not begun, so it is not lost: the next start takes it.
        await store.putBack(job.id);
        return;
      }
      const run = this.#run(kind, job).finally(() => {
        this.#running.delete(kind.id);
        this.wake();
      });
      this.#running.set(kind.id, run);
    } catch (error) {
      log.write("error", "job_not_begun", `no job of ${kind.id} could be begun: ${toErrorText(error)}`);
    }
  }

  async #run(kind: JobKind, job: Job): Promise<void> {
    const { log } = this.#options;
    const sheet = new JobSheet();
    const cancelling = new AbortController();
    const signal = AbortSignal.any([cancelling.signal, this.#stopping.signal]);
    const over = new AbortController();
    const watching = this.#watch(job.id, { sheet, cancelling, over: over.signal });
    log.write("info", "job_started", `job ${job.id} (${kind.id}) started`);
    this.#working++;
    const ending = await work({ kind, job, sheet, signal, stopping: this.#stopping.signal });
    this.#working--;
    over.abort();
    await watching;
    await this.#end(job, ending);
  }

  /** Until the job is over: its row follows its work, and a wish to cancel reaches it. */
  async #watch(
    id: string,
    { sheet, cancelling, over }: {
      readonly sheet: JobSheet;
      readonly cancelling: AbortController;
      readonly over: AbortSignal;
    },
  ): Promise<void> {
    const { store, clock, log } = this.#options;
    let notedAtMs = clock.monotonic();
    while (await clock.sleep(LOOK_EVERY_MS, over).then(() => true, () => false)) {
      try {
        if (await store.isCancelAsked(id)) cancelling.abort();
        if (!sheet.hasNews && clock.monotonic() - notedAtMs < BEAT_MS) continue;
        notedAtMs = clock.monotonic();
        await store.note(id, sheet.read());
      } catch (error) {
        // The work goes on; what it does is noted as soon as that works again.
        log.write("warning", "job_not_noted", `job ${id} could not be noted: ${toErrorText(error)}`);
      }
    }
  }

  /**
   * An ending that cannot be written is kept here and tried again: until then the row says `running`, and a job of its
   * kind that was queued behind it would wait for good. What is not written when the program stops, the next start
   * finds lost.
   */
  async #end(job: Job, ending: JobEnding): Promise<void> {
    const { clock, log } = this.#options;
    for (let tries = 1; !await this.#keepEnd(job, ending, tries); tries++) {
      if (this.#stopping.signal.aborted) return;
      // When the program stops meanwhile, there is one more try and no more waiting.
      await clock.sleep(END_AGAIN_MS, this.#stopping.signal).catch(() => {});
    }
    const fault = findFault(ending);
    const text = `job ${job.id} (${this.#nameOf(job)}) is ${ending.state}` +
      (fault === undefined ? "" : `: ${fault}`);
    log.write(fault === undefined && ending.state !== "failed" ? "info" : "warning", "job_ended", text, {
      state: ending.state,
      exit_code: ending.exitCode,
      fault,
    });
  }

  async #keepEnd(job: Job, ending: JobEnding, tries: number): Promise<boolean> {
    const { store, log } = this.#options;
    try {
      await store.end(job.id, ending);
      return true;
    } catch (error) {
      // Once: a disk that stays full would fill the log with it.
      if (tries === 1) {
        const text = `the end of job ${job.id} is not kept yet, and is tried again: ${toErrorText(error)}`;
        log.write("error", "job_end_not_kept", text);
      }
      return false;
    }
  }

  /** `backtest of ma_cross on upbit:BTC/KRW` */
  #nameOf({ kind, request }: Job): string {
    const described = this.#options.kinds.find(({ id }) => id === kind)?.describe?.(request);
    return described === undefined ? kind : `${kind} of ${described}`;
  }
}

/** What a job has said so far. */
class JobSheet {
  readonly #tail = new OutputTail();
  #progress = 0;
  #text = "";
  #hasNews = false;
  #isAtLineStart = true;

  get isAtLineStart(): boolean {
    return this.#isAtLineStart;
  }

  get hasNews(): boolean {
    return this.#hasNews;
  }

  report(progress: number, text: string): void {
    // NaN is no progress.
    this.#progress = progress >= 0 ? Math.min(1, progress) : 0;
    this.#text = text.replaceAll("\0", "␀").slice(0, 200);
    this.#hasNews = true;
  }

  write(text: string): void {
    if (text === "") return;
    this.#tail.add(text);
    this.#isAtLineStart = text.endsWith("\n");
    this.#hasNews = true;
  }

  read(): JobNotes {
    this.#hasNews = false;
    return { progress: this.#progress, progressText: this.#text, ...this.#tail.read() };
  }
}

async function work(
  { kind, job, sheet, signal, stopping }: {
    readonly kind: JobKind;
    readonly job: Job;
    readonly sheet: JobSheet;
    readonly signal: AbortSignal;
    readonly stopping: AbortSignal;
  },
): Promise<JobEnding> {
  const desk = {
    actor: job.actor,
    signal,
    report: (progress: number, text: string) => sheet.report(progress, text),
    write: (text: string) => sheet.write(text),
  };
  const end = (state: JobEnding["state"], exitCode?: number): JobEnding => {
    if (state === "lost") sheet.write(`${sheet.isAtLineStart ? "" : "\n"}${STOPPED_WITH_SERVICE}\n`);
    return { ...sheet.read(), state, exitCode };
  };
  try {
    const exitCode = await kind.work(job.request, desk);
    // Work that was done before it heard of the wish is done.
    if (exitCode === 0) return end("done", 0);
    return end(stopping.aborted ? "lost" : signal.aborted ? "cancelled" : "failed", exitCode);
  } catch (error) {
    if (stopping.aborted) return end("lost");
    if (signal.aborted) return end("cancelled");
    desk.write(`${toErrorText(error)}\n`);
    return end("failed");
  }
}
