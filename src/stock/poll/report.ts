import { describeClosed } from "../../calendar/calendar_view.ts";
import { planAt, type PollSteps, type PollWindow } from "../../calendar/poll_plan.ts";
import type { MarketCalendar } from "../../calendar/session.ts";
import type { Events } from "../../telemetry/events.ts";
import { PollDigest } from "./poll_digest.ts";
import type { Outcome } from "./cycle.ts";

const WINDOW_TEXT: Readonly<Record<Exclude<PollWindow, "closed">, string>> = {
  pre: "pre-market",
  market: "market open",
  post: "market closed, after-hours",
};

/** Tells the log what the loop does: each new window, its first cycle, then one line in five minutes. */
export class PollReport {
  readonly #events: Events;
  readonly #digest: PollDigest;
  #window: PollWindow | undefined;
  #isFirstCycle = true;

  constructor(events: Events) {
    this.#events = events;
    this.#digest = new PollDigest(events);
  }

  onWake(calendar: MarketCalendar, steps: PollSteps, nowMs: number): void {
    const { window, nextPollAtMs } = planAt(calendar, steps, nowMs);
    if (window === this.#window) return;
    this.#window = window;
    this.#isFirstCycle = true;
    const stepMs = window === "pre" ? steps.preMs : window === "market" ? steps.marketMs : steps.postMs;
    const reason = window === "closed" ? describeClosed(calendar, nowMs) : WINDOW_TEXT[window];
    this.#events.windowChanged({ window, stepMs, nextPollAtMs, reason });
  }

  /** @param atMs by the monotonic clock. */
  onCycle(outcomes: readonly Outcome[], atMs: number): void {
    if (outcomes.length === 0) return;
    const failed = outcomes.filter(({ error }) => error !== undefined).length;
    const parts = outcomes.map(({ sourceId, durationMs, error }) =>
      `${sourceId} ${error === undefined ? `${Math.round(durationMs)} ms` : error.kind}`
    );
    this.#events.cycleDone({ parts, failed, isNews: this.#isFirstCycle });
    this.#isFirstCycle = false;
    this.#digest.add({ atMs, failed, slowestMs: Math.max(...outcomes.map(({ durationMs }) => durationMs)) });
  }
}
