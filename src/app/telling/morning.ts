/** The morning as facts: what is there, what watches, what came of the last trading day, what waited overnight. */
import type { MorningFacts } from "../../notifiers/summary_facts.ts";
import type { DueSummary } from "../../notifiers/telling/summary_plan.ts";
import { scoreDay } from "./day_signals.ts";
import { toHoldings } from "./holdings.ts";
import {
  messagesSince,
  quietBefore,
  sessionBefore,
  type SummaryAround,
  toLateness,
} from "./summary_around.ts";
import { sayByName } from "./telling_texts.ts";

const NONE = { signals: 0, right: 0, wrong: 0, open: 0 };

/** @returns `undefined` on a day without a session. @throws what the memory throws. */
export async function readMorning(
  due: DueSummary,
  around: SummaryAround,
): Promise<MorningFacts | undefined> {
  const { lang, view, calendar, signals, stock, missed } = around;
  const session = calendar.current().sessionOn(due.day);
  if (session === undefined) return undefined;
  const before = sessionBefore(calendar, due.day);
  return {
    kind: "morning",
    atMs: view.nowMs,
    ...toLateness(due, view.nowMs),
    missed,
    maintenance: view.maintenance,
    opensAtMs: session.openMs,
    closesAtMs: session.closeMs,
    isSpecialDay: session.special !== undefined,
    sources: view.sources.map(({ state, stale, facts: { id, lastSuccessAtMs } }) => ({
      name: sayByName(lang, `name_${id}`, id),
      atMs: lastSuccessAtMs,
      isFresh: state === "ok" && !stale,
    })),
    holdings: toHoldings(stock.lastPolls().portfolio),
    rules: view.watching?.rules ?? 0,
    // No judge that costs anything or says anything of its own is there yet.
    judge: undefined,
    yesterday: before === undefined ? NONE : await scoreDay(signals, before.day),
    deferred: await readDeferred(due, around),
  };
}

/** What was told in the quiet hours and waited for their end. */
async function readDeferred(
  { day }: DueSummary,
  { quiet, messages, view: { nowMs } }: SummaryAround,
): Promise<readonly string[]> {
  const span = quietBefore(quiet, { day, atMs: nowMs });
  if (span === undefined) return [];
  const rows = await messagesSince(messages, span.fromMs);
  const waited = rows.filter(({ rank, queuedAtMs, part, edits }) =>
    rank === 2 && queuedAtMs < span.untilMs && part === 1 && edits === undefined
  );
  const titles = waited.flatMap(({ facts }) => facts.kind === "notice" ? [facts.title] : []);
  // Each chat has a row of its own.
  return [...new Set(titles.toReversed())];
}
