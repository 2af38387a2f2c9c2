import type { RunningBus } from "../../bus/start_bus.ts";
import type { DeadLetterTable } from "../../sqlite/dead_letters.ts";
import type { EventsView } from "../../web/view.ts";

/** How events of transactions reach their receivers, and which never did. */
export function toEventsView(
  relay: Pick<RunningBus["relay"], "counts">,
  deadLetters: Pick<DeadLetterTable, "count">,
): EventsView {
  return { ...relay.counts(), deadLetters: deadLetters.count() };
}
