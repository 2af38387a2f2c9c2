/** A simulation handed to the service as a job: one at a time, and the same key is the same job. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { SIMULATION_KIND } from "../../signals/background/simulation_names.ts";
import type { SimulationWish } from "../../signals/background/simulation_request.ts";
import type { CommandContext, Wording } from "../command.ts";
import { need } from "../deps.ts";
import { jobRowSchema, toJobRow } from "../jobs/job_json.ts";
import { CommandRefusal } from "../refusal.ts";

/** What every simulation takes, by whatever it is named. */
export const simulationArgs = {
  judge: z.string().min(1).max(40).optional().describe("who is asked; the one in force when left out"),
  deliver: z.boolean().default(false).describe("send it to the chats that are told, marked as a simulation"),
  key: z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be 1 to 200 letters without spaces").optional()
    .describe("the same key again is the same job"),
};

export const simulationResult = z.object({ is_new: z.boolean(), job: jobRowSchema });

type Queued = z.output<typeof simulationResult>;

export function toSimulationWords({ is_new: isNew, job: { id } }: Queued): Wording {
  return isNew
    ? { ko: `다시 해 보기를 작업 ${id}(으)로 맡겼습니다.`, en: `The simulation is job ${id}.` }
    : { ko: `이 요청은 이미 작업 ${id}입니다.`, en: `This was asked for already: it is job ${id}.` };
}

/** @throws {CommandRefusal} */
export async function queueSimulation(
  wish: SimulationWish,
  key: string | undefined,
  { owner, actor, deps }: CommandContext,
): Promise<Queued> {
  // Somebody who looks at a simulated sell must not be able to take it for one that was traded.
  if (deps.areOrdersLive?.() === true) {
    throw new CommandRefusal("conflict", "orders_are_live", {
      message: "Nothing is simulated while real orders are given: switch them off first",
    });
  }
  const { store, wake } = need(deps, "jobs");
  const { kind, job } = await store.add(owner, {
    key: key ?? crypto.randomUUID(),
    kind: SIMULATION_KIND,
    actor,
    request: wish,
  });
  if (kind === "busy") {
    throw new CommandRefusal("conflict", "job_is_running", {
      message: `A simulation is ${job.state} already, as job ${job.id}: wait for its end, or cancel it`,
      more: { job_id: job.id },
    });
  }
  if (kind === "same" && (job.kind !== SIMULATION_KIND || !isSameJson(job.request, wish))) {
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
