import { Counter, Gauge, Histogram, Registry } from "./prometheus.ts";
import { UPSTREAM_ERROR_KINDS } from "../core/errors.ts";
import { kstDayStartMs, readDateText } from "../core/kst.ts";
import type { Counters } from "./events.ts";
import type { MarketCounters } from "./market_events.ts";
import { createMarketCounters, createMarketGauges, type MarketMetricsFacts } from "./market_metrics.ts";
import {
  createSignalCounters,
  createSignalGauges,
  type SignalCounters,
  type SignalMetricsFacts,
} from "./signal_metrics.ts";
import { createStrategyGauges, type StrategyMetricsFacts } from "./strategy_metrics.ts";
import { createUpkeepGauges, type UpkeepMetricsFacts } from "./upkeep/upkeep_metrics.ts";

/** The words of /health for the whole program. */
const OVERALL_STATES = ["ok", "idle", "starting", "degraded", "auth", "unconfigured"] as const;
export type OverallState = (typeof OVERALL_STATES)[number];

const WINDOWS = ["pre", "market", "post", "closed"] as const;
const STORE_STATES = ["ok", "waiting", "degraded"] as const;
const OUTCOMES: readonly string[] = ["ok", ...UPSTREAM_ERROR_KINDS];
/** Stands for whatever is not in a list, so that no label can grow without bound. */
const OTHER = "other";
/** Seconds; a try is cut off after 10 s by default. */
const DURATION_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What is read at each scrape; the program's view has these and more. */
export interface MetricsFacts extends SignalMetricsFacts, UpkeepMetricsFacts {
  readonly state: OverallState;
  /** How many there are of each code, zeros included. */
  readonly problems: Readonly<Record<string, number>>;
  readonly sources: readonly {
    readonly stale: boolean;
    readonly facts: {
      readonly id: string;
      readonly lastSuccessAtMs: number | undefined;
      readonly restored: boolean;
      readonly consecutiveFailures: number;
    };
  }[];
  readonly schedule: { readonly window: string; readonly nextPollAtMs: number | undefined };
  readonly breakerOpen: boolean;
  readonly silentForMs: number;
  /** Ours minus the upstream's. */
  readonly upstreamSkew?: { readonly skewMs: number } | undefined;
  /** `2026-12-31`, the last day that is covered. */
  readonly calendar: { readonly coveredUntil: string | undefined };
  readonly storage: { readonly state: string; readonly lockWaits: number };
  readonly claims: { readonly won: number; readonly lost: number };
  readonly market?: MarketMetricsFacts | undefined;
  readonly strategies?: StrategyMetricsFacts | undefined;
}

export interface MetricsParts {
  /** Real time, whatever the demo plays. */
  readonly startedAtMs: number;
  readonly version: string;
  readonly sources: readonly { readonly id: string; readonly path: string }[];
  /** The longest delay of the event loop since the last call. */
  readonly takeLagMs: () => number;
}

export interface Metrics {
  readonly counters: Counters;
  readonly marketCounters: MarketCounters;
  readonly signalCounters: SignalCounters;
  readonly contentType: string;
  text(facts: MetricsFacts): Promise<string>;
}

/** All numbers of one program in a registry of its own, in the text format of Prometheus. */
export function createMetrics(parts: MetricsParts): Metrics {
  const registry = new Registry();
  const counters = createCounters(registry, parts.sources);
  describeProgram(registry, parts);
  const setters = [
    createSourceGauges(registry),
    createScheduleGauges(registry),
    createStoreMetrics(registry),
    createMarketGauges(registry),
    createStrategyGauges(registry),
    createSignalGauges(registry),
    createUpkeepGauges(registry),
    createProcessGauges(registry, parts.takeLagMs),
  ];
  return {
    counters,
    marketCounters: createMarketCounters(registry),
    signalCounters: createSignalCounters(registry),
    contentType: registry.contentType,
    text(facts) {
      for (const set of setters) set(facts);
      return registry.metrics();
    },
  };
}

type Setter = (facts: MetricsFacts) => void;

function gauge<T extends string = never>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly T[] = [],
) {
  return new Gauge<T>({ name, help, labelNames, registers: [registry] });
}

function counter<T extends string = never>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly T[] = [],
) {
  return new Counter<T>({ name, help, labelNames, registers: [registry] });
}

/** What happens, counted when it happens. */
function createCounters(registry: Registry, sources: MetricsParts["sources"]): Counters {
  const requests = counter(
    registry,
    "signal_upstream_requests_total",
    "Requests to the stock API, each try counted, by source and outcome.",
    ["source", "outcome"],
  );
  const durations = new Histogram({
    name: "signal_upstream_request_duration_seconds",
    help: "Time of one try, from sending to the whole answer or the failure.",
    labelNames: ["source"],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  const polls = counter(registry, "signal_polls_total", "Polls that ran, by window.", ["window"]);
  const missedHelp = "Polls of the plan that did not run at their time, by window.";
  const missed = counter(registry, "signal_polls_missed_total", missedHelp, ["window"]);
  const stepsHelp = "How often the wall clock was found set, or the machine asleep, by direction.";
  const steps = counter(registry, "signal_clock_steps_total", stepsHelp, ["way"]);
  for (const way of ["back", "forward"]) steps.inc({ way }, 0);
  const sourceOf = new Map(sources.map(({ id, path }) => [toPathname(path), id]));
  for (const { id: source } of sources) {
    for (const outcome of OUTCOMES) requests.inc({ source, outcome }, 0);
    durations.zero({ source });
  }
  for (const window of WINDOWS) polls.inc({ window }, 0);
  for (const window of WINDOWS.slice(0, 3)) missed.inc({ window }, 0);
  return {
    requestDone({ path, outcome, durationMs }) {
      const source = sourceOf.get(toPathname(path)) ?? OTHER;
      requests.inc({ source, outcome: knownOr(OUTCOMES, outcome) });
      durations.observe({ source }, durationMs / 1_000);
    },
    pollDone: ({ window }) => polls.inc({ window: knownOr(WINDOWS, window) }),
    // A counter refuses to go back, and a tick on time at the edge of two windows may count as minus one.
    pollsMissed: ({ window, ticks }) => missed.inc({ window: knownOr(WINDOWS, window) }, Math.max(0, ticks)),
    clockStepped: ({ way }) => steps.inc({ way }),
  };
}

function describeProgram(registry: Registry, { version, startedAtMs }: MetricsParts): void {
  const help = "Always 1; the labels name the version of signal-v2 and of Deno.";
  gauge(registry, "signal_build_info", help, ["version", "deno"]).set(
    { version, deno: Deno.version.deno },
    1,
  );
  gauge(registry, "process_start_time_seconds", "Real time at which the process started.")
    .set(startedAtMs / 1_000);
}

function createSourceGauges(registry: Registry): Setter {
  const of = (name: string, help: string) => gauge(registry, `signal_source_${name}`, help, ["source"]);
  const success = of(
    "last_success_timestamp_seconds",
    "When the stock API last gave this source's data; 0 when it never did.",
  );
  const stale = of("stale", "1 while the data shown is older than it should be.");
  const up = of("up", "1 when the newest attempt brought an answer; 0 when it failed or none was made yet.");
  const failures = of("consecutive_failures", "Failed polls in a row.");
  return ({ sources }) => {
    for (const { stale: isStale, facts } of sources) {
      const { id: source, lastSuccessAtMs, restored, consecutiveFailures } = facts;
      const hasAnswered = lastSuccessAtMs !== undefined && !restored;
      success.set({ source }, (lastSuccessAtMs ?? 0) / 1_000);
      stale.set({ source }, Number(isStale));
      up.set({ source }, Number(hasAnswered && consecutiveFailures === 0));
      failures.set({ source }, consecutiveFailures);
    }
  };
}

function createScheduleGauges(registry: Registry): Setter {
  const of = (name: string, help: string) => gauge(registry, `signal_${name}`, help);
  const state = gauge(registry, "signal_state", "1 for the state that /health shows, 0 for the others.", [
    "state",
  ]);
  const problems = gauge(registry, "signal_problems", "Problems that /health tells, by code.", ["code"]);
  const window = gauge(registry, "signal_market_window", "1 for the window of now, 0 for the others.", [
    "window",
  ]);
  const next = of("poll_next_timestamp_seconds", "When the next poll is planned; 0 when none is.");
  const breaker = of("breaker_open", "1 while the stock API is only probed, after several failed polls.");
  const silent = of("upstream_silent_seconds", "How much longer the stock API asked to be left alone.");
  const skew = of(
    "upstream_clock_skew_seconds",
    "This machine's clock minus the stock API's, by the Date of its answers; 0 until they have told.",
  );
  const calendarEnd = of(
    "calendar_end_timestamp_seconds",
    "When the coverage of the market calendar ends; 0 when it covers nothing.",
  );
  return (facts) => {
    for (const name of OVERALL_STATES) state.set({ state: name }, Number(facts.state === name));
    for (const [code, count] of Object.entries(facts.problems)) problems.set({ code }, count);
    for (const name of WINDOWS) window.set({ window: name }, Number(facts.schedule.window === name));
    next.set((facts.schedule.nextPollAtMs ?? 0) / 1_000);
    breaker.set(Number(facts.breakerOpen));
    silent.set(facts.silentForMs / 1_000);
    skew.set((facts.upstreamSkew?.skewMs ?? 0) / 1_000);
    calendarEnd.set(toEndMs(facts.calendar.coveredUntil) / 1_000);
  };
}

function createStoreMetrics(registry: Registry): Setter {
  const claimsHelp = "Claims of signals; lost means that the same signal was sent or claimed before.";
  const claims = counter(registry, "signal_dedup_claims_total", claimsHelp, ["result"]);
  const waitsHelp = "Writes that had to wait because another process held the database.";
  const waits = counter(registry, "signal_store_lock_waits_total", waitsHelp);
  const state = gauge(registry, "signal_store_state", "1 for the state of the database, 0 for the others.", [
    "state",
  ]);
  return ({ storage, claims: { won, lost } }) => {
    // Totals of others: set to what they are, which only grows.
    claims.reset();
    claims.inc({ result: "won" }, won);
    claims.inc({ result: "lost" }, lost);
    waits.reset();
    waits.inc(storage.lockWaits);
    for (const name of STORE_STATES) state.set({ state: name }, Number(storage.state === name));
  };
}

function createProcessGauges(registry: Registry, takeLagMs: () => number): Setter {
  const of = (name: string, help: string) => gauge(registry, name, help);
  const lag = of("signal_event_loop_lag_seconds", "The longest delay of a timer since the last scrape.");
  const resident = of("process_resident_memory_bytes", "Memory of the process that is in RAM.");
  const heap = of("process_heap_bytes", "JavaScript objects and what they occupy.");
  return () => {
    const { rss, heapUsed } = Deno.memoryUsage();
    lag.set(takeLagMs() / 1_000);
    resident.set(rss);
    heap.set(heapUsed);
  };
}

function toEndMs(lastDay: string | undefined): number {
  const day = readDateText(lastDay ?? "");
  return day === undefined ? 0 : kstDayStartMs(day + 1);
}

function toPathname(path: string): string {
  return path.split("?", 1)[0] ?? path;
}

function knownOr(known: readonly string[], value: string): string {
  return known.includes(value) ? value : OTHER;
}
