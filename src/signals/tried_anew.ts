/** Which signals may be sent again under their own ref, because nothing of them ever began. */
import type { SignalRecord } from "./signal_journal.ts";

/** What held it back was the moment, so another moment may let the same one through. */
const OF_THE_MOMENT: ReadonlySet<string> = new Set(["missing", "stale", "closed", "muted", "paused"]);

export function isTriedAnew({ state, reason = "" }: Pick<SignalRecord, "state" | "reason">): boolean {
  return state === "fired" || (state === "skipped" && OF_THE_MOMENT.has(reason));
}
