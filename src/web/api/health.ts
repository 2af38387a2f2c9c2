import { toDurationText, toKstIso } from "../../core/kst.ts";
import type { SourceView, TodayView } from "../../stock/stock_view.ts";
import type { Problem } from "../problems/problem_facts.ts";
import { findProblems } from "../problems/problems.ts";
import { toStrategiesHealth } from "./strategy_health.ts";
import { toBackupHealth, toCertificateHealth, toMaintenanceHealth } from "./upkeep_health.ts";
import type { AppView } from "../view.ts";

export type HealthState = "ok" | "idle" | "starting" | "degraded" | "auth" | "unconfigured";

/** The body of /health. The first four keys are those of the program's first design; monitors may rely on them. */
export function toHealth(view: AppView) {
  const iso = (atMs: number | undefined) => (atMs === undefined ? null : toKstIso(atMs));
  const { schedule, calendar, storage } = view;
  const problems = findProblems(view);
  return {
    status: "online",
    stock_api_url: view.stockApiUrl ?? null,
    last_poll: Object.fromEntries(view.sources.map(({ facts }) => [facts.id, iso(facts.lastSuccessAtMs)])),
    cache_size: view.cacheSize,
    state: toState(view, problems),
    mode: view.mode,
    version: view.version,
    now: toKstIso(view.nowMs),
    sources: Object.fromEntries(view.sources.map((source) => [source.facts.id, toSource(source)])),
    schedule: {
      window: schedule.window,
      next_poll_at: iso(schedule.nextPollAtMs),
      last_tick_at: iso(schedule.lastTickAtMs),
      closed_because: schedule.closedBecause ?? null,
      polls: schedule.polls,
      missed: schedule.missed,
      today: view.today === undefined ? null : toToday(view.today),
    },
    upstream: toUpstream(view),
    calendar: {
      source: calendar.source,
      shape: calendar.shape,
      covered_from: calendar.coveredFrom ?? null,
      covered_until: calendar.coveredUntil ?? null,
      days_left: calendar.daysLeft,
      level: calendar.level,
      lint: calendar.lint,
    },
    stock_market: { phase: calendar.market.phase, until: iso(calendar.market.untilMs) },
    storage: {
      state: storage.state,
      path: storage.path,
      waiting_for_s: storage.waitingForMs === undefined ? null : toSeconds(storage.waitingForMs),
      queued: storage.queued,
      lock_waits: storage.lockWaits,
      last_error: storage.lastError === undefined
        ? null
        : { kind: storage.lastError.kind, at: toKstIso(storage.lastError.atMs) },
    },
    backup: toBackupHealth(view),
    maintenance: toMaintenanceHealth(view),
    certificates: toCertificateHealth(view),
    market: view.market === undefined ? null : toMarket(view.market),
    strategies: view.strategies === undefined ? null : toStrategiesHealth(view.strategies),
    signals: view.watching === undefined ? null : toSignalsHealth(view.watching),
    notify: (view.notify?.channels ?? []).map((channel) => toChannel(channel, view)),
    problems: problems.map(({ en }) => en),
    problem_details: problems.map(toDetail),
  };
}

function toUpstream({ breakerOpen, silentForMs, silence, upstreamSkew }: AppView) {
  return {
    breaker: breakerOpen ? "open" : "closed",
    silent_for_s: toSeconds(silentForMs),
    silent_until: silence === undefined ? null : toKstIso(silence.untilMs),
    clock_skew_s: upstreamSkew === undefined ? null : toSeconds(upstreamSkew.skewMs),
  };
}

function toSignalsHealth(
  { rules, rulesFrom, problem, judge, today, quiet }: NonNullable<AppView["watching"]>,
) {
  const buys = quiet?.buys;
  const { fired, confirmed, rejected, unjudged } = today;
  return {
    rules,
    from: rulesFrom,
    problem: problem ?? null,
    judge,
    fired_today: fired,
    confirmed,
    rejected,
    unjudged,
    halted: buys?.kind === "halt",
    paused_until: buys?.untilMs === undefined ? null : toKstIso(buys.untilMs),
    muted: quiet?.muted.length ?? 0,
  };
}

function toChannel(
  channel: NonNullable<AppView["notify"]>["channels"][number],
  { notify, nowMs }: Pick<AppView, "notify" | "nowMs">,
) {
  const bot = notify?.bot;
  const { oldestQueuedAtMs, lastOkAtMs } = channel;
  return {
    channel: channel.channel,
    state: channel.state,
    reason: channel.reason ?? null,
    pending: channel.pending,
    unknown: channel.unknown,
    oldest_age_s: oldestQueuedAtMs === undefined ? null : toSeconds(Math.max(0, nowMs - oldestQueuedAtMs)),
    last_ok_at: lastOkAtMs === undefined ? null : toKstIso(lastOkAtMs),
    bot: bot === undefined || bot.channel !== channel.channel ? null : toBot(bot),
  };
}

function toBot(bot: NonNullable<NonNullable<AppView["notify"]>["bot"]>) {
  const { state, reason = null, username = null, strangers, lastOkAtMs, lastUpdateAtMs } = bot;
  const time = (atMs: number | undefined) => atMs === undefined ? null : toKstIso(atMs);
  const times = { last_ok_at: time(lastOkAtMs), last_update_at: time(lastUpdateAtMs) };
  return { state, reason, username, strangers, ...times };
}

function toDetail({ code, subject, severity, sinceMs, ko, en }: Problem) {
  const since = sinceMs === undefined ? null : toKstIso(sinceMs);
  return { code, subject: subject ?? null, severity, since, ko, en };
}

function toToday({ date, windows }: TodayView) {
  const counts = windows.map(({ window, done, failed, missed, notRunning, toCome }) => [
    window,
    { done, failed, missed, not_running: notRunning, to_come: toCome },
  ]);
  return { date, ...Object.fromEntries(counts) };
}

function toMarket({ exchanges, series }: NonNullable<AppView["market"]>) {
  return {
    exchanges: Object.fromEntries(exchanges.map(({ id, stream, restState, skewMs }) => [
      id,
      { stream, rest: restState, skew_s: skewMs === undefined ? null : Math.round(skewMs) / 1_000 },
    ])),
    series: series.map(({ exchange, symbol, interval, state, reason, lastClosedMs, lagP99Ms }) => ({
      exchange,
      symbol,
      interval,
      state,
      reason,
      last_closed: lastClosedMs === undefined ? null : toKstIso(lastClosedMs),
      lag_p99_s: lagP99Ms === undefined ? null : Math.round(lagP99Ms) / 1_000,
    })),
  };
}

/** Callers at an ordinary rate stay below this and always get the very moment. */
const FRESH_TEXTS = 8;
/** Within this span, all further callers share one text; ages are in whole seconds. */
const SHARED_MS = 100;

/** A body of /health, made anew for each call until calls come so fast that nobody could tell. */
export function createHealthText(make: () => unknown, monotonic: () => number): () => string {
  let text = "";
  let made = 0;
  let spanSinceMs = -Infinity;
  return () => {
    const nowMs = monotonic();
    if (nowMs - spanSinceMs >= SHARED_MS) {
      spanSinceMs = nowMs;
      made = 0;
    }
    if (made < FRESH_TEXTS) {
      text = JSON.stringify(make());
      made++;
    }
    return text;
  };
}

function toSource(source: SourceView) {
  const { facts, state, stale, ageMs } = source;
  const { lastError, lastSuccessAtMs, summary } = facts;
  return {
    state,
    stale,
    last_success_at: lastSuccessAtMs === undefined ? null : toKstIso(lastSuccessAtMs),
    age_s: ageMs === undefined ? null : toSeconds(ageMs),
    consecutive_failures: facts.consecutiveFailures,
    last_error: lastError === undefined ? null : { kind: lastError.kind, at: toKstIso(lastError.atMs) },
    last_failure: toFailure(facts.lastFailure),
    items: summary?.items ?? null,
    data_doubt: source.dataDoubt ?? null,
    data_at: summary?.dataAtMs === undefined ? null : toKstIso(summary.dataAtMs),
  };
}

/** Also when it is over. */
function toFailure(failure: SourceView["facts"]["lastFailure"]) {
  if (failure === undefined) return null;
  const { kind, atMs, recoveredAtMs } = failure;
  const recoveredAt = recoveredAtMs === undefined ? null : toKstIso(recoveredAtMs);
  return { kind, at: toKstIso(atMs), recovered_at: recoveredAt };
}

/** The worst thing first; a closed market is not a fault. */
export function toState(view: AppView, problems = findProblems(view)): HealthState {
  if (view.missingSettings.length > 0) return "unconfigured";
  const states = view.sources.map(({ state }) => state);
  if (states.includes("auth")) return "auth";
  if (problems.some(({ severity }) => severity !== "note")) return "degraded";
  if (states.includes("waiting")) return "starting";
  return view.schedule.window === "closed" ? "idle" : "ok";
}

/** Why a consumer should not rely on the data now; empty means ready. */
export function findUnreadiness(view: AppView): readonly string[] {
  const reasons: string[] = [];
  if (view.missingSettings.length > 0) reasons.push(`settings missing: ${view.missingSettings.join(", ")}`);
  if (!view.loop.isAlive) {
    reasons.push(`the poll loop gave no sign of life for ${toDurationText(view.loop.wakeAgeMs)}`);
  }
  if (view.clockProblem !== undefined) reasons.push(view.clockProblem);
  if (view.schedule.window === "closed") return reasons;
  const limit = toDurationText(view.staleLimitMs);
  for (const { facts, state, ageMs } of view.sources) {
    // Not wanted by the owner; what is wanted and missing is told above.
    if (state === "unconfigured") continue;
    if (facts.lastSuccessAtMs === undefined) reasons.push(`${facts.id}: no data yet`);
    else if (ageMs === undefined) reasons.push(`${facts.id}: nobody knows how old the data is`);
    else if (state === "unavailable" || ageMs > view.staleLimitMs && state !== "waiting") {
      reasons.push(`${facts.id}: the data is ${toDurationText(ageMs)} old, the limit is ${limit}`);
    }
  }
  return reasons;
}

function toSeconds(ms: number): number {
  return Math.round(ms / 1_000);
}
