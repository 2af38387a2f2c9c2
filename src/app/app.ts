import { createBusEvents } from "../bus/events.ts";
import { createMemoryBus } from "../bus/memory_bus.ts";
import { OutboxRelay } from "../bus/outbox_relay.ts";
import { createCalendarWatch } from "../calendar/calendar_watch.ts";
import { planAt } from "../calendar/poll_plan.ts";
import { startStrategies } from "../engine/start_strategies.ts";
import { tickSizeOf } from "../exchanges/tick_sizes.ts";
import { FILL_MODELS } from "../paper/fill_models/mod.ts";
import { createExchangeOf } from "./exchanges.ts";
import { createCommands } from "./commands.ts";
import { toStrategiesPort } from "./live_strategies.ts";
import { openJobs } from "./jobs.ts";
import { UnservedStrategies } from "./unserved_strategies.ts";
import { type Market, startMarket } from "../market/start_market.ts";
import { StoredReports } from "../backtest/stored_reports.ts";
import { toCalendarYear, toMetricsFacts, toPageView, toView } from "./program_view.ts";
import { type Config, isLoopbackHost } from "../config/config.ts";
import { OWNER } from "../core/actor.ts";
import { ChangeNotifier } from "../core/change_notifier.ts";
import { realClock, type Runtime } from "./runtime.ts";
import type { Clock } from "../core/clock.ts";
import { UpstreamError } from "../core/errors.ts";
import { assertKoreaIsPlusNine, HOUR_MS, isPlausibleNow, kstDayOf, toKstIso } from "../core/kst.ts";
import type { Log } from "../core/log.ts";
import { nowOf, type Stamp, stampOfPast } from "../core/stamp.ts";
import { lockInstance } from "./instance_lock.ts";
import { Attendance } from "../stock/attendance.ts";
import { ClockWatch } from "../stock/clock_watch.ts";
import { startHistory } from "../stock/history/start_history.ts";
import { PollHistory } from "../stock/poll_history.ts";
import { createStockTransport, type StockTransport } from "../stock/stock_transport.ts";
import { PollCycle, type StockApi } from "../stock/poll/cycle.ts";
import { PollLoop } from "../stock/poll/loop.ts";
import { PollReport } from "../stock/poll/report.ts";
import { PollState } from "../stock/poll/state.ts";
import { StockClient } from "../stock/stock_client.ts";
import { CircuitBreaker } from "../lib/limits/circuit_breaker.ts";
import { SOURCES } from "../stock/sources/mod.ts";
import type { JsonObject } from "../stock/sources/source.ts";
import type { SignalStore } from "../signals/signal_store.ts";
import { openStore, type Store } from "./data/store.ts";
import type { StrategyTable } from "../engine/strategy_store.ts";
import { CalendarNotice } from "../telemetry/calendar_notice.ts";
import { DailyAlive } from "../telemetry/daily_alive.ts";
import { createEvents, type Events } from "../telemetry/events.ts";
import { Heartbeat } from "../telemetry/heartbeat.ts";
import { startLoopLag } from "../telemetry/loop_lag.ts";
import { createMarketEvents } from "../telemetry/market_events.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { recordsUnsampled, runInCycleSpan, runInSourceSpan } from "../telemetry/spans.ts";
import { ProblemNotice } from "../telemetry/problem_notice.ts";
import { createWebEvents } from "../telemetry/web_events.ts";
import { toState } from "../web/api/health.ts";
import { listen, type Listener } from "../web/listener.ts";
import { toProblemKey } from "../web/problems/problem_facts.ts";
import { findProblems } from "../web/problems/problems.ts";
import { createWeb } from "../web/server.ts";
import type { AppView } from "../web/view.ts";

/** Failed cycles in a row after which the upstream is only probed. */
const BREAKER_THRESHOLD = 5;
const SOURCE_PATHS = SOURCES.map(({ id, request }) => ({ id, path: request().path }));

export interface App extends AsyncDisposable, Pick<Listener, "url" | "bound"> {
  readonly signals: SignalStore;
  /** Rows that are added or changed here are noticed within a second. */
  readonly strategyTable: StrategyTable;
  readonly client: StockClient;
  /** `undefined` while no market is set. */
  readonly market: Market | undefined;
  view(): AppView;
}

/**
 * Composes the whole program and starts it. Disposal stops it in the order that loses nothing: polling,
 * requests in flight, the web server, the database, the lock.
 *
 * @param onListening called when everything stands and before the first poll.
 * @throws {UserError} with the exit code for a held lock, a taken port or an unusable file. The reason of
 *   `outside.signal` when it aborts while the database is waited for.
 */
export async function startApp(
  config: Config,
  outside: Runtime,
  onListening: (app: App) => void | Promise<void> = () => {},
): Promise<App> {
  const { clock, log } = outside;
  assertKoreaIsPlusNine();
  await using opened = new AsyncDisposableStack();
  const lag = opened.use(startLoopLag(clock.real));
  const metrics = createMetrics({
    startedAtMs: clock.real.now() - clock.real.monotonic(),
    version: outside.version,
    sources: SOURCE_PATHS,
    read: () => toMetricsFacts(parts),
    takeLagMs: () => lag.takeMaxMs(),
  });
  const events = createEvents(log, metrics.counters);
  const webEvents = createWebEvents(log);
  opened.use(lockInstance(config, clock));
  const calendar = await createCalendarWatch({
    path: config.holidaysPath,
    embeddedText: outside.embeddedHolidays,
    frame: config.frame,
    clock,
    onReload: ({ source }) => events.calendarReloaded({ path: source }),
    onProblem: (problem) => events.calendarProblem({ problem, isError: true }),
  });
  const notice = new CalendarNotice(events);
  // Locks of other programs are held in real time, however fast the demo's clock runs.
  const storeClock = { ...realClock, now: () => clock.now() };
  const store = opened.use(
    await openStore({
      dir: config.dataDir,
      clock: storeClock,
      log,
      dedupHours: config.dedupWindowMs / HOUR_MS,
      signal: outside.signal,
    }),
  );
  await beginClaimClock(store, log);
  const state = new PollState(SOURCES);
  const report = new PollReport(events);
  const record = new PollHistory();
  const attendance = createAttendance(store);
  const breaker = new CircuitBreaker(BREAKER_THRESHOLD);
  const client = new StockClient({
    exchange: chooseExchange(config, outside),
    clock,
    events,
    random: outside.random,
    attempts: config.attempts,
    timeoutMs: config.timeoutMs,
    staleLimitMs: (nowMs) =>
      planAt(calendar.current(), config.steps, nowMs).window === "closed" ? Infinity : config.staleLimitMs,
  });
  const changes = new ChangeNotifier();
  const marketChanges = new ChangeNotifier();
  const busEvents = createBusEvents(log);
  const { deadLetters, outbox } = store;
  const bus = opened.use(
    createMemoryBus({ clock: storeClock, from: "signal-v2", deadLetters, onFault: busEvents.fault }),
  );
  const market = await startMarket({
    config,
    clock,
    log,
    bus,
    signal: outside.signal,
    createExchange: (id, onEvent) =>
      createExchangeOf(id, { config, outside: { ...outside, ioClock: storeClock, onEvent } }),
    events: createMarketEvents(log, metrics.marketCounters),
    changes: marketChanges,
  });
  if (market !== undefined) opened.use(market);
  const strategies = market === undefined ? undefined : opened.use(
    await startStrategies({
      strategyDir: config.strategyDir,
      owner: OWNER,
      store: store.strategies,
      fillModels: FILL_MODELS,
      tickSizeOf,
      ...{ market, bus, clock, log },
      changes: marketChanges,
      stateChanges: changes,
    }),
  );
  const unserved = new UnservedStrategies(store.strategies.table, strategies !== undefined);
  await unserved.onWake();
  const reports = opened.use(new StoredReports({ dir: config.dataDir, log, clock: realClock }));
  const jobs = await openJobs(config, outside);
  if (jobs !== undefined) opened.use(jobs);
  restoreSnapshots(store, { state, client, clock });
  // Without an address there is nothing to keep.
  const history = config.stockApi === undefined ? undefined : opened.use(
    await startHistory({
      dir: config.dataDir,
      sources: SOURCES,
      keepDays: config.historyKeepDays,
      ...{ clock, storeClock, log, events },
      signal: outside.signal,
    }),
  );
  const keep = (source: string, answer: { data: JsonObject; fetched: Stamp }) => {
    const { atMs: fetchedAtMs } = answer.fetched;
    store.snapshots.save(source, { payloadText: JSON.stringify(answer.data), fetchedAtMs })
      .catch((error) => events.snapshotNotKept({ source, error }));
    history?.keep(source, { data: answer.data, fetchedAtMs });
  };
  const cycle = new PollCycle({
    sources: SOURCES,
    asker: traceAsker(client),
    state,
    breaker,
    clock,
    events,
    keep,
    // The store tells of a write that failed.
    keepFailure: (source, failure) => void store.failures.save(source, failure).catch(() => {}),
  });
  const voices = opened.use(createVoices(config, outside, events));
  const clockWatch = opened.use(new ClockWatch({ clock, events, onStep: () => loop.onClockStep() }));
  const loop: PollLoop = new PollLoop({
    clock,
    calendar: () => calendar.current(),
    steps: config.steps,
    onWake: async () => {
      clockWatch.check();
      await calendar.check();
      if (store.checkFile() === undefined) store.claimClock.check();
      market?.onWake();
      await unserved.onWake();
      voices.onWake(view(), store.status());
      const nowMs = clock.now();
      if (!isPlausibleNow(nowMs)) return;
      attendance.extend(nowMs);
      history?.onWake();
      notice.tell(calendar.status(nowMs), kstDayOf(nowMs));
      if (config.stockApi !== undefined) report.onWake(calendar.current(), config.steps, nowMs);
    },
    onArmed: (atMs) => {
      // Without an address there is no plan to follow, and nothing is missed.
      if (config.stockApi !== undefined) attendance.begin(atMs);
    },
    runCycle: async ({ plannedAtMs, isTick }, signal) => {
      if (config.stockApi === undefined) return;
      const { window } = planAt(calendar.current(), config.steps, clock.now());
      const outcomes = await runInCycleSpan({ window }, () => cycle.run(plannedAtMs, signal));
      record.add(outcomes, plannedAtMs);
      history?.onCycle(outcomes);
      const hasFailed = outcomes.length === 0 || outcomes.some(({ error }) => error !== undefined);
      if (isTick) attendance.noteTick(plannedAtMs, hasFailed);
      report.onCycle(outcomes, clock.monotonic());
      events.pollDone({ window });
      voices.onCycle(view(), outcomes);
      changes.announce();
    },
    events,
  });
  const parts = {
    ...{
      config,
      outside,
      calendar,
      store,
      state,
      breaker,
      client,
      loop,
      record,
      history,
      attendance,
      market,
      clockWatch,
    },
    strategies: strategies?.reader,
    unservedStrategies: () => unserved.list,
    problemSinceMs: voices.problemSinceMs,
  };
  const view = () => toView(parts);
  const access = {
    allowedHosts: [config.host, ...config.allowedHosts],
    token: config.token,
    allowsAddresses: !isLoopbackHost(config.host),
    trustsLoopback: config.trustsLoopback,
    proxies: config.proxies,
    publicHealth: config.publicHealth,
  };
  const commands = createCommands({
    clock,
    view,
    pollNow: () => config.stockApi !== undefined && loop.pollNow(),
    requestStop: outside.requestStop,
    jobs,
    signals: store.signals,
    strategies: toStrategiesPort(config, store.strategies, () => strategies?.reader.follow()),
    backtests: reports,
    calendarStatus: () => calendar.status(clock.now()),
  });
  const listener = opened.use(
    listen(
      { ...config, clock: clock.real, events: webEvents },
      (callerOf) =>
        createWeb({
          view,
          pageView: () => toPageView(parts),
          calendarYear: (year) => toCalendarYear(calendar.current(), year),
          commands,
          answers: jobs?.answers,
          changes,
          market: market?.reader,
          strategies: strategies?.reader,
          reports,
          marketChanges,
          metrics,
          clock,
          access,
          callerOf,
          onFailure: events.requestFailed,
          onWrongToken: webEvents.wrongToken,
        }),
    ),
  );
  opened.defer(() => client.close());
  if (config.missing.length > 0) events.unconfigured({ missing: config.missing });
  // It ends first: with its receivers gone, an event would be confirmed by nobody.
  const relay = opened.use(
    new OutboxRelay({ outbox, bus, deadLetters, clock: storeClock, events: busEvents }),
  );
  opened.use(loop);
  const { signals, strategies: { table: strategyTable } } = store;
  const shown = { url: listener.url, bound: listener.bound, signals, strategyTable, client, market, view };
  const running = opened.move();
  const app: App = { ...shown, [Symbol.asyncDispose]: () => running.disposeAsync() };
  await onListening(app);
  relay.start();
  clockWatch.start();
  loop.start();
  return app;
}

/** What the program says without being asked: changes of state, the heartbeat, a line a day. */
function createVoices(config: Config, { clock, fetch }: Runtime, events: Events) {
  const heartbeat = new Heartbeat({ url: config.heartbeatUrl, fetch, clock, events });
  const notice = new ProblemNotice({ clock, events });
  const daily = new DailyAlive(events);
  if (config.heartbeatUrl !== undefined && recordsUnsampled()) events.heartbeatTraced();
  const tell = (view: AppView) => notice.tell(findProblems(view), toProblemKey);
  return {
    problemSinceMs: (key: string) => notice.sinceMs(key),
    onWake(view: AppView, claims: { claimsWon: number; claimsLost: number }) {
      const { nowMs, sources, schedule: { window, polls, missed }, calendar: { daysLeft } } = view;
      // Inside a window the poll that may be due now comes first: after a suspend, all looks old for a second.
      if (window === "closed" || config.stockApi === undefined) {
        // The loop asks, so it does not hang, however long the machine slept.
        const awake = { ...view, loop: { wakeAgeMs: 0, isAlive: true } };
        tell(awake);
        const isWell = sources.every(({ facts }) => facts.consecutiveFailures === 0);
        if (toState(awake) === "idle" && isWell) heartbeat.onIdle();
      }
      if (view.clockProblem !== undefined) return;
      daily.onWake(kstDayOf(nowMs), { totals: { polls, missed, ...claims }, calendarDaysLeft: daysLeft });
    },
    onCycle(view: AppView, outcomes: readonly { readonly error?: unknown }[]) {
      if (outcomes.some(({ error }) => error !== undefined)) daily.addFailedPoll();
      tell(view);
      const isFresh = view.sources.every(({ state, stale }) =>
        !stale && (state === "ok" || state === "idle")
      );
      if (isFresh) heartbeat.onGoodCycle();
    },
    [Symbol.asyncDispose]: () => heartbeat[Symbol.asyncDispose](),
  };
}

/** Before anything is written: rows of a later time are replaced as the program runs. */
async function beginClaimClock({ claimClock }: Store, log: Log): Promise<void> {
  await claimClock.begin();
  const { behindMs } = claimClock.state;
  if (behindMs === undefined) return;
  const text = `the clock is behind the database, which has rows of ${
    toKstIso(behindMs)
  }; no signal is claimed`;
  log.write("error", "clock_behind", text);
}

function createAttendance({ runs }: Store): Attendance {
  // The store tells of a write that failed, and what is not kept is only how a day is shown after a restart.
  const dare = (writing: Promise<void>) => void writing.catch(() => {});
  return new Attendance(runs.load(), {
    begin: (atMs) => dare(runs.begin(atMs)),
    extend: (fromMs, untilMs) => dare(runs.extend(fromMs, untilMs)),
    noteTick: (tick) => dare(runs.noteTick(tick)),
  });
}

function traceAsker(client: StockClient): StockApi {
  const sourceOf = (path: string) => SOURCE_PATHS.find((source) => source.path === path)?.id ?? "other";
  return {
    createBudget: () => client.createBudget(),
    fetchNow: (request, options) =>
      runInSourceSpan(sourceOf(request.path), () => client.fetchNow(request, options)),
  };
}

/** Without address and key nothing is sent, whoever asks. */
function chooseExchange(config: Config, { version, fetch, clock }: Runtime): StockTransport {
  if (config.stockApi === undefined) {
    const sentence = `nothing is asked before ${config.missing.join(" and ")} are set`;
    return { send: () => Promise.reject(new UpstreamError("permission", sentence)) };
  }
  return createStockTransport({
    ...config.stockApi,
    userAgent: `signal-v2/${version}`,
    fetch,
    clock,
  });
}

function restoreSnapshots(
  store: Store,
  { state, client, clock }: { state: PollState; client: StockClient; clock: Clock },
): void {
  for (const [sourceId, failure] of store.failures.loadAll()) state.restoreFailure(sourceId, failure);
  for (const { sourceId, fetchedAtMs, payloadText } of store.snapshots.loadAll()) {
    const known = SOURCES.find(({ id }) => id === sourceId);
    if (known === undefined) continue;
    const data = JSON.parse(payloadText) as JsonObject; // written by `keep` from a checked object
    const fetched = stampOfPast(fetchedAtMs, nowOf(clock));
    state.restore(sourceId, { data, fetched });
    client.restore(known.request(), { data, fetched });
  }
}
