/** What the program says without being asked: changes of state, the heartbeat, a line a day. */
import type { Clock } from "../core/clock.ts";
import { kstDayOf } from "../core/kst.ts";
import { DailyAlive } from "./daily_alive.ts";
import type { Events } from "./events.ts";
import { Heartbeat, type HeartbeatOptions } from "./heartbeat.ts";
import { ProblemNotice, type ReportedProblem } from "./problem_notice.ts";
import { recordsUnsampled } from "./spans.ts";

/** The part of the program's view that is reported. */
export interface ReportedView {
  readonly nowMs: number;
  readonly sources: readonly {
    readonly state: string;
    readonly stale: boolean;
    readonly facts: { readonly consecutiveFailures: number };
  }[];
  readonly schedule: { readonly window: string; readonly polls: number; readonly missed: number };
  readonly calendar: { readonly daysLeft: number };
  readonly claims: { readonly won: number; readonly lost: number };
  readonly loop: { readonly wakeAgeMs: number; readonly isAlive: boolean };
  readonly clockProblem: string | undefined;
  readonly maintenance?: object | undefined;
}

export interface ReportingOptions<View extends ReportedView> {
  readonly config: { readonly heartbeatUrl: string | undefined; readonly stockApi: object | undefined };
  readonly runtime: { readonly clock: Clock };
  /** For the heartbeat. */
  readonly readStatus: HeartbeatOptions["readStatus"];
  readonly events: Events;
  /** Everything that is wrong, as the pages find it. */
  readonly findProblems: (view: View) => readonly ReportedProblem[];
  readonly toProblemKey: (problem: ReportedProblem) => string;
  /** The word of /health for the whole program. */
  readonly toState: (view: View) => string;
}

export interface Reporting<View extends ReportedView> extends AsyncDisposable {
  /** Since when a problem is known, by its key; one that is asked about first is known from here on. */
  readonly problemSinceMs: (key: string) => number | undefined;
  /** What is to be called at every wake of the poll loop, and after each cycle with how each source fared. */
  follow(read: () => View): {
    onWake(): void;
    onCycle(outcomes: readonly { readonly error?: unknown }[]): void;
  };
}

export function startReporting<View extends ReportedView>(
  options: ReportingOptions<View>,
): Reporting<View> {
  const { config, runtime: { clock }, readStatus, events } = options;
  const heartbeat = new Heartbeat({ url: config.heartbeatUrl, readStatus, clock, events });
  const notice = new ProblemNotice({ clock, events });
  const daily = new DailyAlive(events);
  if (config.heartbeatUrl !== undefined && recordsUnsampled()) events.heartbeatTraced();
  const report = (view: View) => notice.report(options.findProblems(view), options.toProblemKey);
  const onWake = (view: View) => {
    // The loop asks, so it does not hang, however long the machine slept.
    const awake = { ...view, loop: { wakeAgeMs: 0, isAlive: true } };
    // Inside a window the poll that may be due now comes first: after a suspend, all looks old for a second.
    if (view.schedule.window !== "closed" && config.stockApi !== undefined) {
      notice.observe(options.findProblems(awake), options.toProblemKey);
    } else {
      report(awake);
      const isWell = view.sources.every(({ facts }) => facts.consecutiveFailures === 0);
      if (options.toState(awake) === "idle" && isWell) heartbeat.onIdle();
    }
    // Somebody works on the machines and said so: the silence of the beat would call him to what he is at.
    if (view.maintenance !== undefined) heartbeat.onMaintenance();
    if (view.clockProblem === undefined) daily.onWake(kstDayOf(view.nowMs), toDailyFacts(view));
  };
  return {
    problemSinceMs: (key) => notice.sinceMs(key),
    follow: (read) => ({
      onWake: () => onWake(read()),
      onCycle(outcomes) {
        const view = read();
        if (outcomes.some(({ error }) => error !== undefined)) daily.addFailedPoll();
        report(view);
        if (isFresh(view)) heartbeat.onGoodCycle();
      },
    }),
    [Symbol.asyncDispose]: () => heartbeat[Symbol.asyncDispose](),
  };
}

function isFresh({ sources }: ReportedView): boolean {
  return sources.every(({ state, stale }) => !stale && (state === "ok" || state === "idle"));
}

function toDailyFacts({ schedule: { polls, missed }, claims, calendar }: ReportedView) {
  return {
    totals: { polls, missed, claimsWon: claims.won, claimsLost: claims.lost },
    calendarDaysLeft: calendar.daysLeft,
  };
}
