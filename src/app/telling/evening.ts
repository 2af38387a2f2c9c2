/** The evening as facts: what went out and what became of it, what did not, and what was missing. */
import { kstDayOf, kstDayStartMs, MINUTE_MS } from "../../core/kst.ts";
import type { EveningFacts } from "../../notifiers/summary_facts.ts";
import { type MessageRow, NOT_CONFIRMED } from "../../notifiers/message_store.ts";
import { lostMsOf, type OutageRecord } from "../../notifiers/telling/outage_plan.ts";
import type { DueSummary } from "../../notifiers/telling/summary_plan.ts";
import { meanMovePct, readSent, scoreDay, toOutcomes } from "./day_signals.ts";
import { nameOfLine } from "./line_looks.ts";
import { messagesSince, sessionBefore, type SummaryAround, toLateness } from "./summary_around.ts";
import { createTellingSay, sayByName } from "./telling_texts.ts";

const ON_ITS_WAY_MS = 5 * MINUTE_MS;

/** @returns `undefined` on a day without a session. @throws what the memory throws. */
export async function readEvening(
  due: DueSummary,
  around: SummaryAround,
): Promise<EveningFacts | undefined> {
  const { view, calendar, signals, priceAt, messages, missed } = around;
  const session = calendar.current().sessionOn(due.day);
  if (session === undefined) return undefined;
  const closes = { priceAt, closeMs: session.closeMs };
  const sent = await readSent(signals, due.day);
  const { rejected } = await signals.counts(due.day);
  const refused = await signals.list({ day: due.day, states: ["rejected"], limit: rejected });
  const today = view.watching?.today;
  const { looks, nearest } = await around.dayLooks.of(due.day);
  const before = sessionBefore(calendar, due.day);
  const told = await messagesSince(messages, kstDayStartMs(due.day));
  return {
    kind: "evening",
    atMs: view.nowMs,
    ...toLateness(due, view.nowMs),
    missed,
    maintenance: view.maintenance,
    signals: await toOutcomes(sent, closes),
    rejected,
    rejectedMeanPct: await meanMovePct(refused, closes),
    unjudged: today?.unjudged ?? 0,
    duplicates: today?.skipped.duplicate ?? 0,
    yesterday: before && await scoreDay(signals, before.day),
    outages: toOutages(due.day, around),
    delivered:
      told.filter(({ state, edits, part }) => state === "delivered" && edits === undefined && part === 1)
        .length,
    unconfirmed: told.filter(isUnconfirmed).length,
    undelivered: told.filter((row) => !isUnconfirmed(row) && isLost(row, view.nowMs)).length,
    judge: await signals.judgeCounts(due.day),
    rules: view.watching?.rules ?? 0,
    checks: looks,
    nearest: nearest && { ...nearest, name: nearest.name ?? nearest.ticker },
    heldBack: { count: today?.skipped.paused ?? 0, isStill: view.watching?.quiet?.buys !== undefined },
    nextOpenAtMs: calendar.current().nextSessionAfter(due.day).openMs,
  };
}

/** Of each line once, how long data was missing today, the longest first. */
function toOutages(day: number, { outages, view, lang }: SummaryAround): EveningFacts["outages"] {
  const lost = new Map<string, number>();
  for (const record of outages) {
    if (record.group === "trouble") continue;
    const lengthMs = lostOn(day, record, view.nowMs);
    for (const id of record.members) if (lengthMs > 0) lost.set(id, (lost.get(id) ?? 0) + lengthMs);
  }
  const titles = new Map(view.market?.exchanges.map(({ id, title }) => [id, title]));
  return [...lost].toSorted(([, a], [, b]) => b - a).map(([id, lengthMs]) => ({
    source: id.startsWith("stream ")
      ? createTellingSay(lang)("name_stream", { title: titles.get(nameOfLine(id)) ?? nameOfLine(id) })
      : sayByName(lang, `name_${nameOfLine(id)}`, nameOfLine(id)),
    lengthMs,
  }));
}

/** What lies on this day of it; of one that came and went over midnight, its last break alone. */
function lostOn(day: number, record: OutageRecord, nowMs: number): number {
  const endMs = record.endedAtMs ?? nowMs;
  if (kstDayOf(endMs) < day) return 0;
  if (kstDayOf(record.firstMs) === day) return lostMsOf({ ...record, endedAtMs: endMs });
  return Math.max(0, endMs - Math.max(record.sinceMs, kstDayStartMs(day)));
}

function isUnconfirmed({ state, isGivenUp, error }: MessageRow): boolean {
  return state === "unknown" || isGivenUp || (state === "expired" && error === NOT_CONFIRMED);
}

/** One that was just queued is on its way; what another says instead has arrived with that one. */
function isLost({ state, edits, part, queuedAtMs }: MessageRow, nowMs: number): boolean {
  if (edits !== undefined || part > 1 || state === "delivered" || state === "superseded") return false;
  return state === "refused" || state === "expired" || nowMs - queuedAtMs > ON_ITS_WAY_MS;
}
