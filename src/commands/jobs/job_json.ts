/** A job for programs: names in snake_case, times in Korea. */
import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { isOver, type Job, JOB_STATES, type JobHead } from "../../jobs/job.ts";
import { CommandRefusal } from "../refusal.ts";

/** A running job says every few seconds that it is there; one that was silent for so long may have died. */
const STALE_MS = 30_000;

const time = z.string().nullable();
const actor = z.object({ kind: z.string(), id: z.string() });

export const jobRowSchema = z.object({
  id: z.string(),
  key: z.string(),
  kind: z.string(),
  state: z.enum(JOB_STATES),
  progress: z.number().min(0).max(1),
  progress_text: z.string(),
  exit_code: z.int().nullable(),
  fault: z.string().nullable().describe("why it failed or was lost, in a line; null when neither"),
  actor,
  created_at: z.string(),
  started_at: time,
  noted_at: time,
  ended_at: time,
  cancel_asked_at: time,
  cancel_actor: actor.nullable(),
  is_stale: z.boolean().describe("it is called running, and nobody has said so for a while"),
});

export const jobSchema = jobRowSchema.extend({
  request: z.unknown(),
  output: z.string().describe("the last 64 kB of what it said"),
  output_cut_bytes: z.int().describe("what it said before that"),
});

export type JobRowJson = z.output<typeof jobRowSchema>;
export type JobJson = z.output<typeof jobSchema>;

export function toJobRow(job: JobHead, nowMs: number): JobRowJson {
  const iso = (atMs: number | undefined) => atMs === undefined ? null : toKstIso(atMs);
  const { id, key, kind, state, progress, progressText, actor, cancelActor, notedAtMs } = job;
  return {
    ...{
      id,
      key,
      kind,
      state,
      progress,
      progress_text: progressText,
      exit_code: job.exitCode ?? null,
      fault: job.fault ?? null,
      actor,
    },
    ...{ created_at: toKstIso(job.createdAtMs), started_at: iso(job.startedAtMs), noted_at: iso(notedAtMs) },
    ...{ ended_at: iso(job.endedAtMs), cancel_asked_at: iso(job.cancelAskedAtMs) },
    cancel_actor: cancelActor ?? null,
    is_stale: !isOver(state) && notedAtMs !== undefined && Math.abs(nowMs - notedAtMs) > STALE_MS,
  };
}

export function toJobJson(job: Job, nowMs: number): JobJson {
  const { request, output, cutBytes } = job;
  return { ...toJobRow(job, nowMs), request, output, output_cut_bytes: cutBytes };
}

export function toUnknownJob(id: string): CommandRefusal {
  return new CommandRefusal("missing", "unknown_job", {
    message: `There is no job ${JSON.stringify(id.slice(0, 40))}`,
  });
}
