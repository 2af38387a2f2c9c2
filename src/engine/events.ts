/** What happens in the engine, as lines of the log; the words live here only. */
import { toCommand } from "../core/command_text.ts";
import { toErrorText } from "../core/errors.ts";
import type { Span } from "../core/candle.ts";
import { toDurationText, toKstIso } from "../core/kst.ts";
import type { Log } from "../core/log.ts";
import { escapeControls } from "../core/text.ts";

/** Parameters of a person's own file may be any length. */
const LONGEST_CHANGES = 1_000;

export type EngineEvents = ReturnType<typeof createEngineEvents>;

export function createEngineEvents(log: Log) {
  return {
    queued: ({ id, waiting }: { id: string; waiting: number }) =>
      log.write(
        // Everyday life of a start: it is over in a second.
        "info",
        "strategy_queued",
        `${id} waits for its start${waiting === 1 ? "" : `; ${waiting} are waiting`}`,
        { strategy: id },
      ),
    started: ({ id, kind, fromMs }: { id: string; kind: string; fromMs: number }) =>
      log.write(
        "info",
        "strategy_started",
        `${id} (${kind}) is at work; its bars begin at ${toKstIso(fromMs)}`,
        {
          strategy: id,
          kind,
        },
      ),
    stopped: ({ id, positions }: { id: string; positions: number }) =>
      log.write(
        "info",
        "strategy_stopped",
        positions === 0 ? `${id} is stopped` : `${id} is stopped; its position stays open`,
        { strategy: id, positions },
      ),
    /** Somebody changed the table. */
    wished: ({ id, what, by, changes }: {
      id: string;
      what: "added" | "changed" | "removed";
      by: string;
      changes: string;
    }) =>
      log.write(
        "info",
        `strategy_${what}`,
        `${id} is ${what}${escapeControls(by)}: ${escapeControls(changes.slice(0, LONGEST_CHANGES))}`,
        { strategy: id },
      ),
    /** Its process ended unasked. */
    ended: ({ id, reason, retryInMs }: { id: string; reason: string; retryInMs: number }) =>
      log.write(
        "warning",
        "strategy_ended",
        `${id}: ${escapeControls(reason)}; it is started again in ${toDurationText(retryInMs)}`,
        { strategy: id },
      ),
    parked: ({ id, reason }: { id: string; reason: string }) =>
      log.write(
        "error",
        "strategy_parked",
        `${id} is parked: ${escapeControls(reason)}. Start it again with: ${
          toCommand("strategy", "start", id)
        }`,
        { strategy: id },
      ),
    forgot: ({ id, reason }: { id: string; reason: string }) =>
      log.write(
        "warning",
        "strategy_forgot",
        `${id} begins anew with fresh bars, its money stays: ${escapeControls(reason)}`,
        { strategy: id },
      ),
    /** About a user's file, which works all the same. */
    warned: ({ id, warning }: { id: string; warning: string }) =>
      log.write("warning", "strategy_warned", `${id}: ${escapeControls(warning)}`, { strategy: id }),
    hole: ({ id, hole }: { id: string; hole: Span }) =>
      log.write(
        "warning",
        "strategy_hole",
        `${id} goes on without the bars from ${toKstIso(hole.fromMs)} to ${
          toKstIso(hole.toMs)
        }: they did not come`,
        { strategy: id },
      ),
    advice: (facts: { id: string; action: string; reason: string; isLate: boolean }) =>
      log.write(
        "info",
        "advice_given",
        `${facts.id}: ${facts.action}${facts.isLate ? " (late)" : ""}. ${escapeControls(facts.reason)}`,
        { strategy: facts.id, action: facts.action, late: facts.isLate },
      ),
    failed: ({ what, error }: { what: string; error: unknown }) =>
      log.write("error", "engine_failed", `${what}: ${escapeControls(toErrorText(error))}`),
  };
}
