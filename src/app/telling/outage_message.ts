/** An outage as a message: what its record says and what the view knows become facts, nothing is made up on the way. */
import { toCommandName } from "../../core/command_text.ts";
import type { Lang } from "../../core/lang.ts";
import { MINUTE_MS, toKstIso } from "../../core/kst.ts";
import type { MessageRequest } from "../../notifiers/compose.ts";
import type { MessageFacts } from "../../notifiers/message_facts.ts";
import { lostMsOf, type OutageRecord } from "../../notifiers/telling/outage_plan.ts";
import { nameOfLine } from "./line_looks.ts";
import { isUrgentTrouble } from "./phone_table.ts";
import { createTellingSay, sayByName } from "./telling_texts.ts";

/** What the rest of the program knows about it. */
export interface OutageAround {
  readonly lang: Lang;
  readonly nowMs: number;
  /** By id. */
  readonly exchangeTitles: ReadonlyMap<string, string>;
  /** How many sources there are. */
  readonly sources: number;
  readonly held: number | undefined;
  /** When today's hours of polling began. */
  readonly beganAtMs: number | undefined;
  /** Signals that went out in its time. */
  readonly signals: number;
  /** Polls that were planned in its time. */
  readonly planned: number;
}

export const keyOfOutage = (id: string): string => `outage:${id}`;

export function toOutageRequest(record: OutageRecord, around: OutageAround): MessageRequest {
  const key = keyOfOutage(record.id);
  const facts = toFacts(record, around);
  return record.edits === 0 ? { key, facts } : { key: `${key}:${record.edits}`, edits: key, facts };
}

function toFacts(record: OutageRecord, around: OutageAround): MessageFacts {
  if (record.group === "trouble") return toTrouble(record, around);
  return record.state === "open" ? toOpen(record, around) : toEnded(record, around);
}

function toOpen(
  record: OutageRecord,
  { lang, nowMs, held, beganAtMs, ...around }: OutageAround,
): MessageFacts {
  const { broken, sinceMs, breaks, group, cause } = record;
  const isStream = group === "stream";
  const hasPortfolio = !broken.some((id) => nameOfLine(id) === "portfolio");
  return {
    kind: "outage",
    source: toSourceName(broken, record, { lang, ...around }),
    ...{ lastMs: sinceMs, atMs: nowMs, breaks, isStream },
    cause: isStream ? createTellingSay(lang)("cause_stream") : sayByName(lang, `cause_${cause}`, cause),
    // What is bought is looked for in the screener, and has its price from there unless it is held.
    stopsBuys: broken.some((id) => nameOfLine(id) === "screener_preview"),
    // A stop is looked at with the portfolio's own numbers, and with them alone.
    watched: hasPortfolio ? held ?? 0 : 0,
    held,
    isFirstToday: !isStream && sinceMs === beganAtMs,
  };
}

function toEnded(record: OutageRecord, { lang, signals, planned, ...around }: OutageAround): MessageFacts {
  const { members, broken, state, firstMs, endedAtMs = firstMs, breaks, group } = record;
  const isUnresolved = state === "unresolved";
  const isCounted = group === "source" && breaks === 1;
  return {
    kind: "outage_over",
    source: toSourceName(isUnresolved ? broken : members, record, { lang, ...around }),
    ...{ fromMs: firstMs, toMs: endedAtMs, signals, isUnresolved, breaks, lostMs: lostMsOf(record) },
    // The last one brought it back.
    missedChecks: isCounted ? Math.max(1, isUnresolved ? planned : planned - 1) : undefined,
  };
}

function toSourceName(
  ids: readonly string[],
  { group }: OutageRecord,
  { lang, exchangeTitles, sources }: Pick<OutageAround, "lang" | "exchangeTitles" | "sources">,
): string {
  const say = createTellingSay(lang);
  const names = ids.map(nameOfLine);
  if (group === "stream") {
    return names.map((id) => say("name_stream", { title: exchangeTitles.get(id) ?? id })).join("·");
  }
  if (names.length > 1 && names.length === sources) return say("name_all");
  return names.map((id) => sayByName(lang, `name_${id}`, id)).join("·");
}

/** Problems that a list of closed days solves. */
const NEEDS_LIST: readonly string[] = ["calendar_over", "calendar_ends"];

function toTrouble(record: OutageRecord, { lang, nowMs }: OutageAround): MessageFacts {
  const { cause, members, state, sinceMs, endedAtMs = nowMs, breaks } = record;
  const say = createTellingSay(lang);
  const subject = nameOfLine(members[0] ?? "").slice(cause.length).trim();
  const title = sayByName(lang, `trouble_${cause}`, cause, subject);
  if (state === "open") {
    const urgent = isUrgentTrouble(cause) ? { isUrgent: true } as const : {};
    const again = breaks > 1 ? [say("trouble_again", { count: breaks })] : [];
    const todo = sayByName(lang, `todo_${cause}`, "");
    const how = NEEDS_LIST.includes(cause)
      ? [say("calendar_command", { command: toCommandName("calendar", "update", "FILE") })]
      : [];
    const lines = [...again, ...(todo === "" ? [] : [todo]), ...how];
    return { kind: "notice", title, lines, atMs: nowMs, ...urgent };
  }
  const minutes = Math.max(1, Math.round((endedAtMs - sinceMs) / MINUTE_MS));
  const span = say("trouble_span", { from: toMinute(sinceMs), to: toMinute(endedAtMs), minutes });
  const over = say("trouble_over", { title: sayByName(lang, `over_${cause}`, title, subject) });
  return { kind: "notice", title: over, lines: [span], atMs: endedAtMs };
}

const toMinute = (atMs: number) => toKstIso(atMs).slice(5, 16).replace("T", " ");
