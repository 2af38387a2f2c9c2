/** A simulation handed to the service as a job: one at a time, and the same key is the same job. */
import { z } from "zod";
import { SIMULATION_KIND } from "../../signals/background/simulation_names.ts";
import type { SimulationWish } from "../../signals/background/simulation_request.ts";
import type { CommandContext, Wording } from "../command.ts";
import { jobKeySchema, type queuedJobSchema, queueJob } from "../jobs/queue_job.ts";
import { CommandRefusal } from "../refusal.ts";

/** What every simulation takes, by whatever it is named. */
export const simulationArgs = {
  judge: z.string().min(1).max(40).optional().describe("who is asked; the one in force when left out"),
  deliver: z.boolean().default(false).describe("send it to the chats that are told, marked as a simulation"),
  key: jobKeySchema,
};

type Queued = z.output<typeof queuedJobSchema>;

export function toSimulationWords({ is_new: isNew, job: { id } }: Queued): Wording {
  return isNew
    ? { ko: `다시 해 보기를 작업 ${id}(으)로 맡겼습니다.`, en: `The simulation is job ${id}.` }
    : { ko: `이 요청은 이미 작업 ${id}입니다.`, en: `This was asked for already: it is job ${id}.` };
}

/** @throws {CommandRefusal} */
export async function queueSimulation(
  wish: SimulationWish,
  key: string | undefined,
  context: CommandContext,
): Promise<Queued> {
  // Somebody who looks at a simulated sell must not be able to take it for one that was traded.
  if (context.deps.areOrdersLive?.() === true) {
    throw new CommandRefusal("conflict", "orders_are_live", {
      message: "Nothing is simulated while real orders are given: switch them off first",
    });
  }
  return await queueJob({ kind: SIMULATION_KIND, name: "A simulation", key, request: wish }, context);
}
