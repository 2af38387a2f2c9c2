/** Work handed to the service as a job: one of its kind at a time, and the same key is the same job. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { CommandContext } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { jobRowSchema, toJobRow } from "./job_json.ts";

export const jobKeySchema = z.string().regex(
  /^[\x21-\x7e]{1,200}$/,
  "must be 1 to 200 letters without spaces",
)
  .optional().describe("the same key again is the same job");

export const queuedJobSchema = z.object({ is_new: z.boolean(), job: jobRowSchema });

export interface QueueWish {
  readonly kind: string;
  /** As a sentence begins with it: `A backtest`. */
  readonly name: string;
  /** Made up when left out. */
  readonly key: string | undefined;
  /** Plain JSON. */
  readonly request: unknown;
}

/** @throws {CommandRefusal} while another of the kind is not at its end, or for a key of another request. */
export async function queueJob(
  { kind: jobKind, name, key = crypto.randomUUID(), request }: QueueWish,
  { owner, actor, deps }: CommandContext,
): Promise<z.output<typeof queuedJobSchema>> {
  const { store, wake } = need(deps, "jobs");
  const { kind, job } = await store.add(owner, { key, kind: jobKind, actor, request });
  if (kind === "busy") {
    throw new CommandRefusal("conflict", "job_is_running", {
      message: `${name} is ${job.state} already, as job ${job.id}: wait for its end, or cancel it`,
      more: { job_id: job.id },
    });
  }
  if (kind === "same" && (job.kind !== jobKind || !isSameJson(job.request, request))) {
    throw new CommandRefusal("conflict", "key_was_used", {
      message: `The key ${key} was used for another request, which is job ${job.id}: use a new key`,
      more: { job_id: job.id },
    });
  }
  wake();
  return { is_new: kind === "new", job: toJobRow(job, deps.realClock.now()) };
}

/** As they are stored: what JSON leaves out makes no difference. */
function isSameJson(stored: unknown, asked: unknown): boolean {
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(asked)));
}
