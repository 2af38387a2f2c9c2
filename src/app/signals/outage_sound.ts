/** An outage is told without a sound while somebody wished so. */
import { OWNER } from "../../core/actor.ts";
import type { Clock } from "../../core/clock.ts";
import type { MessageRequest } from "../../notifiers/compose.ts";
import { OUTAGES } from "../../signals/mute_names.ts";
import { toMutesPort } from "./mutes_port.ts";

export function createQuieten(
  databases: Parameters<typeof toMutesPort>[0],
  clock: Clock,
): (request: MessageRequest) => Promise<MessageRequest> {
  const mutes = toMutesPort(databases, clock);
  return async (request) => {
    if (request.facts.kind !== "outage") return request;
    const isQuiet = (await mutes.list(OWNER)).some(({ ticker }) => ticker === OUTAGES);
    return isQuiet ? { ...request, ring: false } : request;
  };
}
