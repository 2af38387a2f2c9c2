import type { CalendarWatch } from "./calendar/calendar_watch.ts";
import { planAt } from "./calendar/poll_plan.ts";
import type { Config } from "./config.ts";
import { type Clock, createSystemClock } from "./core/clock.ts";
import { isPlausibleNow, toDurationText, toKstIso } from "./core/kst.ts";
import { judge } from "./poll/freshness.ts";
import type { PollLoop } from "./poll/poll_loop.ts";
import { describeClosed } from "./poll/poll_report.ts";
import type { PollState } from "./poll/poll_state.ts";
import type { StockClient } from "./poll/stock_client.ts";
import type { CircuitBreaker } from "./resilience/circuit_breaker.ts";
import type { Store } from "./store/store.ts";
import type { AppView } from "./web/view.ts";

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
}

const A_SATURDAY_MS = Date.parse("2011-01-01T00:00:00+09:00");

/** One moment of the whole program, for everything that shows it. Reads memory only. */
export function toView(
  { config, outside, calendar, store, state, breaker, client, loop }: ViewParts,
): AppView {
  const nowMs = outside.clock.now();
  // A clock that cannot be right has no market day; any weekend stands in, and `clockProblem` says so.
  const isPlausible = isPlausibleNow(nowMs);
  const plannedMs = isPlausible ? nowMs : A_SATURDAY_MS;
  const plan = planAt(calendar.current(), config.steps, plannedMs);
  const isConfigured = config.stockApi !== undefined;
  const moment = {
    nowMs,
    window: plan.window,
    windowsOpenedAtMs: plan.session?.preStartMs ?? nowMs,
    staleLimitMs: config.staleLimitMs,
    configured: isConfigured,
  };
  const { lastTickAtMs, lastWakeMs, polls, missed } = loop.status;
  const wakeAgeMs = createSystemClock().monotonic() - lastWakeMs;
  const { source, shape, from, to, daysLeft, level, lint, problem } = calendar.status(plannedMs);
  return {
    nowMs,
    mode: outside.mode,
    version: outside.version,
    stockApiUrl: config.stockApiUrl,
    missingSettings: config.missing,
    cacheSize: client.cacheSize,
    sources: state.snapshot.sources.map((facts) => judge(facts, moment)),
    staleLimitMs: config.staleLimitMs,
    schedule: {
      window: plan.window,
      nextPollAtMs: isConfigured && isPlausible ? plan.nextPollAtMs : undefined,
      lastTickAtMs: isConfigured ? lastTickAtMs : undefined,
      polls: isConfigured ? polls : 0,
      missed,
      closedBecause: plan.window === "closed" ? describeClosed(calendar.current(), plannedMs) : undefined,
    },
    loop: { wakeAgeMs, isAlive: wakeAgeMs < LOOP_SILENCE_LIMIT_MS },
    clockProblem: isPlausible
      ? undefined
      : `The clock of this machine says ${toKstIso(nowMs)}; set it, then polling begins.`,
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
    storage: toStorageView(store, config.dataDir, nowMs),
  };
}

function toStorageView(store: Store, dataDir: string, nowMs: number): AppView["storage"] {
  const { state, waitingSinceMs, queued, lockWaits, lastError, fileFault } = store.status();
  const waitingForMs = waitingSinceMs === undefined ? undefined : Math.max(0, nowMs - waitingSinceMs);
  const problems = fileFault !== undefined ? [fileFault] : state === "degraded" && lastError !== undefined
    ? [
      `The last write to the database failed: ${lastError.message}. No signal is claimed until one succeeds.`,
    ]
    : state === "waiting" && (waitingForMs ?? 0) >= LONG_LOCK_MS
    ? [
      `Another program has locked the database for ${
        toDurationText(waitingForMs ?? 0)
      }; close it (a backup, a database viewer).`,
    ]
    : [];
  return { state, path: `${dataDir}/signal_v2.db`, waitingForMs, queued, lockWaits, lastError, problems };
}
