/** Makes what faces show of the stock API, at one moment and from memory alone. */
import { describeClosed } from "../calendar/calendar_view.ts";
import {
  countTicksByWindow,
  planAt,
  type PollPlan,
  tickWindowIn,
  toPlannableMs,
} from "../calendar/poll_plan.ts";
import type { MarketCalendar } from "../calendar/session.ts";
import type { Clock } from "../core/clock.ts";
import { isPlausibleNow, kstDayOf, toKstIso } from "../core/kst.ts";
import type { Now } from "../core/stamp.ts";
import type { CircuitBreaker } from "../lib/limits/circuit_breaker.ts";
import type { Attendance } from "./attendance.ts";
import type { StockClient } from "./client/stock_client.ts";
import type { ClockWatch } from "./clock_watch.ts";
import { assessFreshness } from "./freshness.ts";
import type { PollLoop } from "./poll/loop.ts";
import type { PollState } from "./poll/state.ts";
import type { StockSettings } from "./settings.ts";
import type { ScheduleView, SourceView, StockView, TodayView } from "./stock_view.ts";

/** The loop wakes at least every 30 s and a cycle ends within 45 s; beyond their sum and some, it hangs. */
const LOOP_SILENCE_LIMIT_MS = 120_000;

export interface StockParts {
  readonly config: StockSettings;
  readonly clock: Clock;
  readonly calendar: { current(): MarketCalendar };
  readonly client: Pick<StockClient, "cacheSize" | "silentForMs" | "silence" | "upstreamSkew">;
  readonly breaker: Pick<CircuitBreaker, "isOpen">;
  readonly state: Pick<PollState, "snapshot">;
  readonly loop: Pick<PollLoop, "status" | "nextTickAtMs">;
  readonly attendance: Pick<Attendance, "countsOf">;
  readonly clockWatch: Pick<ClockWatch, "recent">;
}

export function readStockView(parts: StockParts, now: Now): StockView {
  const { config, clock, client, breaker, loop, clockWatch } = parts;
  const { nowMs } = now;
  // A clock that cannot be right has no market day; `clockProblem` says so.
  const isPlausible = isPlausibleNow(nowMs);
  const plan = planAt(parts.calendar.current(), config.steps, toPlannableMs(nowMs));
  const wakeAgeMs = clock.real.monotonic() - loop.status.lastWakeMs;
  return {
    stockApiUrl: config.stockApiUrl,
    missingSettings: config.missing,
    cacheSize: client.cacheSize,
    sources: readSources(parts, { now, plan }),
    staleLimitMs: config.staleLimitMs,
    schedule: readSchedule(parts, { nowMs, plan }),
    today: isPlausible ? readToday(parts, nowMs) : undefined,
    loop: { wakeAgeMs, isAlive: wakeAgeMs < LOOP_SILENCE_LIMIT_MS },
    clockProblem: isPlausible
      ? undefined
      : `The clock of this machine says ${toKstIso(nowMs)}; set it, then polling begins.`,
    clockStep: clockWatch.recent,
    breakerOpen: breaker.isOpen,
    upstreamSkew: client.upstreamSkew,
    silentForMs: client.silentForMs,
    silence: client.silence,
  };
}

function readSources(
  { config, state, client: { upstreamSkew } }: StockParts,
  { now, plan }: { readonly now: Now; readonly plan: PollPlan },
): readonly SourceView[] {
  const moment = {
    ...now,
    window: plan.window,
    windowsOpenedAtMs: plan.session?.preStartMs ?? now.nowMs,
    staleLimitMs: config.staleLimitMs,
    configured: config.stockApi !== undefined,
    upstreamSkewMs: upstreamSkew?.isFault ? upstreamSkew.skewMs : 0,
  };
  return state.snapshot.sources.map((facts) => assessFreshness(facts, moment));
}

function readSchedule(
  { config, calendar, loop }: StockParts,
  { nowMs, plan: { window } }: { readonly nowMs: number; readonly plan: PollPlan },
): ScheduleView {
  const isConfigured = config.stockApi !== undefined;
  const { lastTickAtMs, polls, missed } = loop.status;
  return {
    window,
    nextPollAtMs: isConfigured ? loop.nextTickAtMs(nowMs) : undefined,
    lastTickAtMs: isConfigured ? lastTickAtMs : undefined,
    polls: isConfigured ? polls : 0,
    missed,
    stepMs: window === "closed" || !isConfigured ? undefined : config.steps[`${window}Ms`],
    closedBecause: window === "closed" ? describeClosed(calendar.current(), toPlannableMs(nowMs)) : undefined,
  };
}

function readToday(
  { config: { steps, stockApi }, calendar, attendance, loop }: StockParts,
  nowMs: number,
): TodayView | undefined {
  const current = calendar.current();
  const session = current.sessionOn(kstDayOf(nowMs));
  if (session === undefined) return undefined;
  const { tick } = loop.status;
  const running = tick === undefined ? undefined : tickWindowIn(session, steps, tick.plannedAtMs);
  const counts = attendance.countsOf(session, { calendar: current, steps, nowMs, running });
  const fromMs = Math.max(nowMs, session.preStartMs - 1);
  const toCome = countTicksByWindow(current, steps, fromMs, session.postEndMs);
  const spans = [
    ["pre", session.preStartMs, session.openMs],
    ["market", session.openMs, session.closeMs],
    ["post", session.closeMs, session.postEndMs],
  ] as const;
  // Without an address nothing is planned, so nothing is missed or to come; what ran before is told all the same.
  const unplanned = { missed: 0, notRunning: 0, toCome: 0 };
  const windows = spans.map(([window, startMs, endMs]) => ({
    window,
    startMs,
    endMs,
    ...counts[window],
    ...(stockApi === undefined ? unplanned : { toCome: toCome[window] + (running === window ? 1 : 0) }),
  }));
  return { date: session.date, special: session.special, specialKo: session.specialKo, windows };
}
