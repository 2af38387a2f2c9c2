/** Tells the morning and the evening of each trading day once, at their times or a little later. */
import { OWNER } from "../../core/actor.ts";
import { kstDayOf, MINUTE_MS, toDateText } from "../../core/kst.ts";
import { AHEAD_MS } from "../../core/stamp.ts";
import type { EveningFacts, MorningFacts } from "../../notifiers/summary_facts.ts";
import {
  type DueSummary,
  LATEST_MS,
  planSummaries,
  type SummaryMoment,
} from "../../notifiers/telling/summary_plan.ts";
import type { TellingStore } from "../../notifiers/telling/telling_store.ts";
import type { AppView } from "../../web/view.ts";
import { readEvening } from "./evening.ts";
import { readMorning } from "./morning.ts";
import { findMissed, type SummaryAround } from "./summary_around.ts";
import type { TellingEvents } from "./telling_events.ts";

export interface SummaryTellerParts extends Omit<SummaryAround, "view" | "outages" | "missed" | "priceAt"> {
  /** For one summary: a day of polls is read once, however many prices are asked for. */
  readonly createPriceAt: () => SummaryAround["priceAt"];
  readonly atMin: readonly number[];
  readonly store: TellingStore;
  readonly events: Pick<TellingEvents, "summary">;
}

const LOOK_BACK_DAYS = 14;
/** The poll of its minute comes first, so that the summary has its data. */
const LONGEST_WAIT_MS = 2 * MINUTE_MS;

export class SummaryTeller {
  readonly #parts: SummaryTellerParts;

  constructor(parts: SummaryTellerParts) {
    this.#parts = parts;
  }

  /**
   * @param isAfterPoll whether the polls of this moment are in.
   * @throws what the memory throws: nothing was told then, and the next look does.
   */
  async look(view: AppView, isAfterPoll: boolean): Promise<void> {
    const { atMin, calendar, store, events } = this.#parts;
    const { nowMs } = view;
    if (atMin.length === 0 || view.clockProblem !== undefined) return;
    await store.forgetSummariesAfter(OWNER, nowMs + AHEAD_MS);
    const beganAtMs = await store.summariesSince(OWNER, nowMs);
    const rows = await store.summaries(OWNER, kstDayOf(nowMs) - LOOK_BACK_DAYS);
    const moment: SummaryMoment = {
      ...{ nowMs, atMin, beganAtMs },
      hoursOn: (day) => calendar.current().sessionOn(day),
      isDone: ({ kind, day }) => rows.some((row) => row.kind === kind && row.day === day),
    };
    const plan = planSummaries(moment);
    for (const due of plan.skip) {
      if (await store.keepSummary(OWNER, { ...due, state: "skipped", doneAtMs: nowMs })) {
        events.summary(due, "skipped");
      }
    }
    for (const due of plan.tell) {
      if (!isAfterPoll && isPolledSoon(view, due)) continue;
      await this.#tell(due, { view, moment });
    }
  }

  async #tell(
    due: DueSummary,
    { view, moment }: { readonly view: AppView; readonly moment: SummaryMoment },
  ): Promise<void> {
    const { store, events } = this.#parts;
    const { nowMs } = view;
    const day = kstDayOf(nowMs);
    const missed = findMissed(await store.summaries(OWNER, day - LOOK_BACK_DAYS), moment);
    const outages = await store.outages(OWNER, nowMs - LONGEST_DAY_MS);
    const priceAt = this.#parts.createPriceAt();
    const facts = await this.#read(due, { ...this.#parts, view, missed, outages, priceAt });
    if (facts === undefined) return;
    // With its time: one that a clock that was ahead told of the same day is another.
    const key = `summary:${due.kind}:${toDateText(due.day)}:${nowMs}`;
    const message = { key, facts, validUntilMs: due.dueAtMs + LATEST_MS };
    if (await store.keepSummary(OWNER, { ...due, state: "told", doneAtMs: nowMs }, message)) {
      events.summary(due, "told");
    }
  }

  #read(due: DueSummary, around: SummaryAround): Promise<MorningFacts | EveningFacts | undefined> {
    return due.kind === "morning" ? readMorning(due, around) : readEvening(due, around);
  }
}

const LONGEST_DAY_MS = 24 * 60 * MINUTE_MS;

function isPolledSoon({ schedule, nowMs, missingSettings }: AppView, { dueAtMs }: DueSummary): boolean {
  return missingSettings.length === 0 && schedule.window !== "closed" && nowMs - dueAtMs < LONGEST_WAIT_MS;
}
