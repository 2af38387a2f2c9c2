import { planAt } from "../../calendar/poll_plan.ts";
import type { Calendar } from "../../calendar/start_calendar.ts";
import type { Clock } from "../../core/clock.ts";
import { isPlausibleNow } from "../../core/kst.ts";
import type { Events } from "../../telemetry/events.ts";
import { runInCycleSpan } from "../../telemetry/spans.ts";
import type { Attendance } from "../attendance.ts";
import { ClockWatch } from "../clock_watch.ts";
import type { StockHistory } from "../history/start_history.ts";
import type { PollHistory } from "../poll_history.ts";
import type { StockSettings } from "../settings.ts";
import type { Outcome, PollCycle } from "./cycle.ts";
import { type Poll, PollLoop } from "./loop.ts";
import type { PollStart, PollWish } from "../stock_view.ts";
import { PollReport } from "./report.ts";

/** Somebody who does something at the moments of the loop. */
export interface PollFollower {
  /** At every wake, before the plan is looked at; what throws here ends this wake. */
  onWake?(): void | Promise<void>;
  /** After each cycle, when everything of it is noted. */
  onCycle?(outcomes: readonly Outcome[]): void;
}

export interface PollerParts {
  readonly config: Pick<StockSettings, "stockApi" | "steps">;
  readonly clock: Clock;
  readonly calendar: Pick<Calendar, "current" | "check">;
  readonly cycle: PollCycle;
  readonly attendance: Attendance;
  readonly pollHistory: PollHistory;
  /** `undefined` while there is nothing to keep. */
  readonly history: StockHistory | undefined;
  /** Milliseconds until a poll by hand takes nothing from a planned one. */
  readonly handPollInMs: () => number;
  readonly events: Events;
}

/** Runs the cycles by the calendar's plan, and tells everybody who notes what became of them. */
export class Poller {
  readonly loop: PollLoop;
  readonly clockWatch: ClockWatch;
  readonly #parts: PollerParts;
  readonly #report: PollReport;
  #followers: readonly PollFollower[] = [];

  constructor(parts: PollerParts) {
    const { config, clock, calendar, events } = parts;
    this.#parts = parts;
    this.#report = new PollReport(events);
    this.loop = new PollLoop({
      clock,
      calendar: () => calendar.current(),
      steps: config.steps,
      onWake: () => this.#onWake(),
      onArmed: (atMs) => parts.attendance.begin(atMs),
      runCycle: (poll, signal) => this.#runCycle(poll, signal),
      events,
    });
    this.clockWatch = new ClockWatch({ clock, events, onStep: () => this.loop.onClockStep() });
  }

  /** @param followers in the order of their turns. */
  start(followers: readonly PollFollower[]): void {
    this.#followers = followers;
    this.clockWatch.start();
    this.loop.start();
  }

  pollNow(wish: PollWish = {}): PollStart {
    if (!this.#isConfigured) return { kind: "off" };
    const { cycle: { sourceIds }, handPollInMs } = this.#parts;
    if (wish.accept?.some((id) => !sourceIds.includes(id))) {
      return { kind: "unknown_source", known: sourceIds };
    }
    const waitMs = handPollInMs();
    if (waitMs > 0) return { kind: "too_soon", waitMs };
    return { kind: this.loop.pollNow(wish) ? "started" : "running" };
  }

  get #isConfigured(): boolean {
    return this.#parts.config.stockApi !== undefined;
  }

  async #onWake(): Promise<void> {
    const { config, clock, calendar, attendance, history } = this.#parts;
    this.clockWatch.check();
    await calendar.check();
    for (const follower of this.#followers) await follower.onWake?.();
    const nowMs = clock.now();
    if (!isPlausibleNow(nowMs)) return;
    attendance.extend(nowMs);
    history?.onWake();
    if (this.#isConfigured) this.#report.onWake(calendar.current(), config.steps, nowMs);
  }

  async #runCycle({ plannedAtMs, isTick, wish }: Poll, signal: AbortSignal): Promise<void> {
    if (!this.#isConfigured) return;
    const { config, clock, calendar, cycle, attendance, pollHistory, history, events } = this.#parts;
    const { window } = planAt(calendar.current(), config.steps, clock.now());
    const outcomes = await runInCycleSpan({ window }, () => cycle.run(plannedAtMs, signal, wish));
    pollHistory.add(outcomes, plannedAtMs);
    history?.onCycle(outcomes);
    const hasFailed = outcomes.length === 0 || outcomes.some(({ error }) => error !== undefined);
    if (isTick) attendance.noteTick(plannedAtMs, hasFailed);
    this.#report.onCycle(outcomes, clock.monotonic());
    events.pollDone({ window });
    for (const follower of this.#followers) follower.onCycle?.(outcomes);
  }
}
