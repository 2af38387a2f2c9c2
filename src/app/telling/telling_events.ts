/** What the program told by itself, for counters and as lines of the log. */
import { toDateText } from "../../core/kst.ts";
import type { Log } from "../../core/log.ts";
import { escapeControls } from "../../core/text.ts";
import type { OutageGroup, OutageRecord } from "../../notifiers/telling/outage_plan.ts";
import type { SummaryKind, SummaryName } from "../../notifiers/telling/summary_plan.ts";

export interface TellingCounters {
  outage(facts: { readonly group: OutageGroup; readonly event: OutageEvent }): void;
  summary(facts: { readonly kind: SummaryKind; readonly outcome: "told" | "skipped" }): void;
}

export type OutageEvent = "told" | "changed" | "over" | "unresolved";

export interface TellingEvents {
  outage(record: OutageRecord, event: OutageEvent): void;
  summary(name: SummaryName, outcome: "told" | "skipped"): void;
}

const OUTAGE_WORDS: Readonly<Record<OutageEvent, string>> = {
  told: "is told of",
  changed: "is told of anew",
  over: "is over and told of",
  unresolved: "was not over when its session ended",
};

export function createTellingEvents(log: Log, counters: TellingCounters): TellingEvents {
  return {
    outage(record, event) {
      const { id, group, cause, members, breaks } = record;
      counters.outage({ group, event });
      const names = escapeControls(members.join(", "));
      log.write("info", "outage_told", `The outage of ${names} ${OUTAGE_WORDS[event]}`, {
        ...{ outage: id, cause, breaks },
        event,
      });
    },
    summary({ kind, day }, outcome) {
      counters.summary({ kind, outcome });
      const text = `The ${kind} of ${toDateText(day)} is ${
        outcome === "told" ? "told" : "too late and left out"
      }`;
      log.write(outcome === "told" ? "info" : "warning", "summary_told", text, { kind, outcome });
    },
  };
}
