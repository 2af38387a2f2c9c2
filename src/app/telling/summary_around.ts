/** What summaries look at in this program, and what both of them say. */
import type { Calendar } from "../../calendar/start_calendar.ts";
import type { Session } from "../../calendar/session.ts";
import { DAY_MS, kstDayStartMs, MINUTE_MS } from "../../core/kst.ts";
import type { Lang } from "../../core/lang.ts";
import type { MissedSummary } from "../../notifiers/summary_facts.ts";
import type { MessageRow, MessageStore } from "../../notifiers/message_store.ts";
import type { OutageRecord } from "../../notifiers/telling/outage_plan.ts";
import { dueOn, type DueSummary, type SummaryMoment } from "../../notifiers/telling/summary_plan.ts";
import type { SummaryRow } from "../../notifiers/telling/telling_store.ts";
import type { OutcomeDeps } from "../../signals/outcomes.ts";
import type { SignalsReader } from "../../signals/signals_view.ts";
import type { Signals } from "../../signals/start_signals.ts";
import type { Stock } from "../../stock/start_stock.ts";
import type { AppView } from "../../web/view.ts";

export interface SummaryAround {
  readonly lang: Lang;
  readonly view: AppView;
  readonly calendar: Pick<Calendar, "current">;
  readonly signals: Pick<SignalsReader, "list" | "find" | "counts" | "judgeCounts">;
  readonly dayLooks: Signals["dayLooks"];
  readonly stock: Pick<Stock, "lastPolls">;
  readonly priceAt: OutcomeDeps["priceAt"];
  readonly messages: Pick<MessageStore, "browse">;
  /** In minutes of the day, as `NotifyConfig` has them. */
  readonly quiet: { readonly fromMin: number; readonly untilMin: number } | undefined;
  readonly outages: readonly OutageRecord[];
  readonly missed: readonly MissedSummary[];
}

/** Later than this it says so. */
const LATE_MS = 3 * MINUTE_MS;
const LOOK_BACK_DAYS = 40;
const MOST_MESSAGES = 1_000;

export function toLateness({ dueAtMs }: DueSummary, nowMs: number): { readonly dueAtMs?: number } {
  return nowMs - dueAtMs < LATE_MS ? {} : { dueAtMs };
}

/** What was skipped since the last summary that was told. */
export function findMissed(
  rows: readonly SummaryRow[],
  moment: Pick<SummaryMoment, "atMin" | "hoursOn">,
): readonly MissedSummary[] {
  const lastTold = rows.findLastIndex(({ state }) => state === "told");
  return rows.slice(lastTold + 1).flatMap(({ kind, day }) => {
    const due = dueOn(day, moment).find((one) => one.kind === kind);
    return due === undefined ? [] : [{ kind, dueAtMs: due.dueAtMs }];
  });
}

/** @returns `undefined` when the calendar knows of none for weeks. */
export function sessionBefore(calendar: SummaryAround["calendar"], day: number): Session | undefined {
  for (let before = day - 1; before >= day - LOOK_BACK_DAYS; before--) {
    const session = calendar.current().sessionOn(before);
    if (session !== undefined) return session;
  }
  return undefined;
}

/** Messages of one day in Korea; answers to what a person asked by chat, and looks for a way, are none. */
export async function messagesSince(
  messages: SummaryAround["messages"],
  fromMs: number,
): Promise<readonly MessageRow[]> {
  const newest = await messages.browse({ state: undefined, limit: MOST_MESSAGES });
  return newest.filter(({ queuedAtMs, kind }) => queuedAtMs >= fromMs && kind !== "reply" && kind !== "test");
}

/** The quiet hours that ended last before `atMs`. */
export function quietBefore(
  quiet: SummaryAround["quiet"],
  { day, atMs }: { readonly day: number; readonly atMs: number },
): { readonly fromMs: number; readonly untilMs: number } | undefined {
  if (quiet === undefined) return undefined;
  const { fromMin, untilMin } = quiet;
  const todayUntilMs = kstDayStartMs(day) + untilMin * MINUTE_MS;
  const untilMs = todayUntilMs <= atMs ? todayUntilMs : todayUntilMs - DAY_MS;
  const lengthMin = (untilMin - fromMin + 1440) % 1440;
  return { fromMs: untilMs - lengthMin * MINUTE_MS, untilMs };
}
