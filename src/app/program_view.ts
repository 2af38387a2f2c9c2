import type { Market } from "../market/start_market.ts";
import type { CalendarWatch } from "../calendar/calendar_watch.ts";
import { countTicksByWindow, planAt, tickWindowIn } from "../calendar/poll_plan.ts";
import type { MarketCalendar } from "../calendar/session.ts";
import { firstDayOfYear } from "../calendar/statutory.ts";
import type { Config } from "../config/config.ts";
import { realClock } from "./runtime.ts";
import type { Clock } from "../core/clock.ts";
import { OWNER } from "../core/actor.ts";
import { isPlausibleNow, kstDayOf, toDateText, toDurationText, toKstIso, weekdayOfDay } from "../core/kst.ts";
import { nowOf } from "../core/stamp.ts";
import type { Attendance } from "../stock/attendance.ts";
import type { ClockWatch } from "../stock/clock_watch.ts";
import { assessFreshness } from "../stock/freshness.ts";
import type { StockHistory } from "../stock/history/start_history.ts";
import type { PollHistory } from "../stock/poll_history.ts";
import type { PollLoop } from "../stock/poll/loop.ts";
import { describeClosed } from "../stock/poll/report.ts";
import type { PollState } from "../stock/poll/state.ts";
import type { StockClient } from "../stock/stock_client.ts";
import type { CircuitBreaker } from "../lib/limits/circuit_breaker.ts";
import type { Store } from "./data/store.ts";
import type { SignalRow } from "../signals/signal_store.ts";
import type { MetricsFacts } from "../telemetry/metrics.ts";
import { toState } from "../web/api/health.ts";
import { countProblems, findProblems } from "../web/problems/problems.ts";
import type { StrategyReader } from "../engine/strategy_reader.ts";
import type {
  AppView,
  CalendarDayView,
  CalendarYearView,
  PageView,
  SignalView,
  TodayView,
} from "../web/view.ts";

/** The loop wakes at least every 30 s and a cycle ends within 45 s; beyond their sum and some, it hangs. */
const LOOP_SILENCE_LIMIT_MS = 120_000;
/** Shorter locks are everyday life of two programs on one database. */
const LONG_LOCK_MS = 1_000;

export interface ViewParts {
  readonly config: Config;
  readonly outside: { readonly clock: Clock; readonly version: string; readonly mode: AppView["mode"] };
  readonly calendar: CalendarWatch;
  readonly store: Store;
  readonly state: PollState;
  readonly breaker: CircuitBreaker;
  readonly client: StockClient;
  readonly loop: PollLoop;
  readonly record: PollHistory;
  readonly attendance: Attendance;
  readonly clockWatch: Pick<ClockWatch, "recent">;
  readonly history?: Pick<StockHistory, "problem"> | undefined;
  readonly market?: Market | undefined;
  readonly strategies?: StrategyReader | undefined;
  readonly unservedStrategies?: () => AppView["unservedStrategies"];
  readonly problemSinceMs?: AppView["problemSinceMs"];
}

const SHOWN_SIGNALS = 20;
const A_SATURDAY_MS = Date.parse("2011-01-01T00:00:00+09:00");

/** One moment of the whole program, for everything that shows it. Reads memory only. */
export function toView(parts: ViewParts): AppView {
  const { config, outside, calendar, state, breaker, client, loop, market, clockWatch } = parts;
  const now = nowOf(outside.clock);
  const { nowMs } = now;
  // A clock that cannot be right has no market day; any weekend stands in, and `clockProblem` says so.
  const isPlausible = isPlausibleNow(nowMs);
  const plannedMs = isPlausible ? nowMs : A_SATURDAY_MS;
  const plan = planAt(calendar.current(), config.steps, plannedMs);
  const isConfigured = config.stockApi !== undefined;
  const moment = {
    ...now,
    window: plan.window,
    windowsOpenedAtMs: plan.session?.preStartMs ?? nowMs,
    staleLimitMs: config.staleLimitMs,
    configured: isConfigured,
  };
  const { lastTickAtMs, lastWakeMs, polls, missed } = loop.status;
  const wakeAgeMs = realClock.monotonic() - lastWakeMs;
  const { source, shape, from, to, daysLeft, level, lint, problem } = calendar.status(plannedMs);
  return {
    nowMs,
    mode: outside.mode,
    version: outside.version,
    stockApiUrl: config.stockApiUrl,
    missingSettings: config.missing,
    cacheSize: client.cacheSize,
    sources: state.snapshot.sources.map((facts) => assessFreshness(facts, moment)),
    staleLimitMs: config.staleLimitMs,
    schedule: {
      window: plan.window,
      nextPollAtMs: isConfigured ? loop.nextTickAtMs(nowMs) : undefined,
      lastTickAtMs: isConfigured ? lastTickAtMs : undefined,
      polls: isConfigured ? polls : 0,
      missed,
      stepMs: plan.window === "closed" || !isConfigured ? undefined : config.steps[`${plan.window}Ms`],
      closedBecause: plan.window === "closed" ? describeClosed(calendar.current(), plannedMs) : undefined,
    },
    today: isPlausible ? toTodayView(parts, nowMs) : undefined,
    loop: { wakeAgeMs, isAlive: wakeAgeMs < LOOP_SILENCE_LIMIT_MS },
    clockProblem: isPlausible
      ? undefined
      : `The clock of this machine says ${toKstIso(nowMs)}; set it, then polling begins.`,
    clockStep: clockWatch.recent,
    claimClock: parts.store.claimClock.state,
    breakerOpen: breaker.isOpen,
    silentForMs: client.silentForMs,
    calendar: {
      source,
      shape,
      coveredFrom: from,
      coveredUntil: to,
      daysLeft,
      level,
      lint,
      problems: problem === undefined ? [] : [problem],
    },
    storage: toStorageView(parts),
    market: market !== undefined
      ? toMarketHealth(market)
      : config.markets.length > 0
      ? toMarketOff(config.dataDir)
      : undefined,
    strategies: parts.strategies?.view(),
    unservedStrategies: parts.unservedStrategies?.(),
    problemSinceMs: parts.problemSinceMs,
  };
}

/** Markets are wanted and their store cannot be used: an outage as any other. */
function toMarketOff(dataDir: string): AppView["market"] {
  const problem =
    `No candles are collected: ${dataDir}/candles.db cannot be used; the log says why (market_off).`;
  return { exchanges: [], series: [], problems: [problem] };
}

export function toMarketHealth(
  market: Pick<Market, "status" | "exchanges" | "missingOf">,
): NonNullable<AppView["market"]> {
  return {
    exchanges: market.exchanges(),
    series: market.status().map(({ series, state, reason, lastClosedMs, lag }) => ({
      ...series,
      state,
      reason,
      lastClosedMs,
      lagP99Ms: lag.p99Ms,
      missing: market.missingOf(series),
    })),
    problems: [],
  };
}

/** What a scrape of /metrics reads. */
export function toMetricsFacts(parts: ViewParts): MetricsFacts {
  const view = toView(parts);
  const { claimsWon, claimsLost } = parts.store.status();
  const problems = findProblems(view);
  return {
    ...view,
    state: toState(view, problems),
    problems: countProblems(problems),
    claims: { won: claimsWon, lost: claimsLost },
  };
}

/** `toView` and what only pages show; this part asks the memory of signals, once. */
export async function toPageView(parts: ViewParts): Promise<PageView> {
  const { config, state, store, record } = parts;
  const rows = await store.signals.list(OWNER, { limit: SHOWN_SIGNALS });
  const view = toView(parts);
  const { nowMs } = view;
  return {
    ...view,
    strips: Object.fromEntries(state.snapshot.sources.map(({ id }) => [id, record.stripOf(id, nowMs)])),
    signals: rows.map(toSignalView),
    priceColors: config.priceColors,
  };
}

function toTodayView(
  { config: { steps, stockApi }, calendar, attendance, loop }: ViewParts,
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
  return { date: session.date, special: session.special, windows };
}

/** All days of a year with their sessions and closures. */
export function toCalendarYear(calendar: MarketCalendar, year: number): CalendarYearView {
  const days: CalendarDayView[] = [];
  for (let day = firstDayOfYear(year); day < firstDayOfYear(year + 1); day++) {
    const session = calendar.sessionOn(day);
    days.push({
      date: toDateText(day),
      weekday: weekdayOfDay(day),
      openMs: session?.openMs,
      closeMs: session?.closeMs,
      special: session?.special,
      closure: calendar.closureOn(day),
    });
  }
  return { year, days };
}

function toSignalView({ ticker, action, state, lastSentMs, claimedAtMs, confidence }: SignalRow): SignalView {
  return { ticker, action, state, lastSentMs, claimedAtMs, confidence };
}

function toStorageView({ store, history, config: { dataDir } }: ViewParts): AppView["storage"] {
  const historyProblem = history?.problem();
  const { state, waitingForMs, queued, lockWaits, lastError, fileFault } = store.status();
  const problems = fileFault !== undefined ? [fileFault] : state === "degraded" && lastError !== undefined
    ? [
      `The last write to the database failed: ${lastError.message}. No signal is claimed until one succeeds.`,
    ]
    : waitingForMs !== undefined && waitingForMs >= LONG_LOCK_MS
    ? [
      `Another program has locked the database for ${
        toDurationText(waitingForMs)
      }; close it (a backup, a database viewer).`,
    ]
    : [];
  return {
    ...{ state, path: `${dataDir}/signal_v2.db`, waitingForMs, queued, lockWaits, lastError },
    problems: historyProblem === undefined ? problems : [...problems, historyProblem],
  };
}
