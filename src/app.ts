import { createCalendarWatch } from "./calendar/calendar_watch.ts";
import { planAt } from "./calendar/poll_plan.ts";
import { toView } from "./app_view.ts";
import type { Config } from "./config.ts";
import { type Clock, createSystemClock } from "./core/clock.ts";
import { UpstreamError } from "./core/errors.ts";
import { assertKoreaIsPlusNine, HOUR_MS, isPlausibleNow, kstDayOf } from "./core/kst.ts";
import type { Log } from "./core/log.ts";
import { lockInstance } from "./instance_lock.ts";
import { createExchange, type Exchange } from "./poll/http_exchange.ts";
import { PollCycle } from "./poll/poll_cycle.ts";
import { PollLoop } from "./poll/poll_loop.ts";
import { PollReport } from "./poll/poll_report.ts";
import { PollState } from "./poll/poll_state.ts";
import { StockClient } from "./poll/stock_client.ts";
import { CircuitBreaker } from "./resilience/circuit_breaker.ts";
import { SOURCES } from "./sources/mod.ts";
import type { JsonObject } from "./sources/source.ts";
import type { SignalDedup } from "./store/signal_dedup.ts";
import { openStore, type Store } from "./store/store.ts";
import { CalendarNotice } from "./telemetry/calendar_notice.ts";
import { createEvents } from "./telemetry/events.ts";
import { listen } from "./web/listener.ts";
import { createWeb } from "./web/server.ts";
import type { AppView } from "./web/view.ts";

/** Failed cycles in a row after which the upstream is only probed. */
const BREAKER_THRESHOLD = 5;

/** What a test or the demo may replace. */
export interface Outside {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly log: Log;
  readonly random: () => number;
  readonly version: string;
  readonly mode: "live" | "demo";
  /** Built into the program, for when the default calendar file is not there. */
  readonly embeddedHolidays: string | undefined;
}

export interface App extends AsyncDisposable {
  readonly url: string;
  readonly dedup: SignalDedup;
  readonly client: StockClient;
  view(): AppView;
}

/**
 * Composes the whole program and starts it. Disposal stops it in the order that loses nothing: polling,
 * requests in flight, the web server, the database, the lock.
 *
 * @param onListening called when everything stands and before the first poll.
 * @throws {StartError} with the exit code for a held lock, a taken port or an unusable file.
 */
export async function startApp(
  config: Config,
  outside: Outside,
  onListening: (app: App) => void = () => {},
): Promise<App> {
  const { clock, log } = outside;
  const events = createEvents(log);
  assertKoreaIsPlusNine();
  await using opened = new AsyncDisposableStack();
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
  const storeClock = { ...createSystemClock(), now: () => clock.now() };
  const store = opened.use(
    await openStore({
      dir: config.dataDir,
      clock: storeClock,
      log,
      dedupHours: config.dedupWindowMs / HOUR_MS,
    }),
  );
  const state = new PollState(SOURCES);
  const report = new PollReport(events);
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
  restoreSnapshots(store, state, client);
  const keep = (source: string, answer: { data: JsonObject; fetchedAtMs: number }) => {
    const { fetchedAtMs } = answer;
    store.snapshots.save(source, { payloadText: JSON.stringify(answer.data), fetchedAtMs })
      .catch((error) => events.snapshotNotKept({ source, error }));
  };
  const cycle = new PollCycle({ sources: SOURCES, asker: client, state, breaker, clock, events, keep });
  const loop = new PollLoop({
    clock,
    calendar: () => calendar.current(),
    steps: config.steps,
    onWake: async () => {
      await calendar.check();
      store.checkFile();
      const nowMs = clock.now();
      if (!isPlausibleNow(nowMs)) return;
      notice.tell(calendar.status(nowMs), kstDayOf(nowMs));
      if (config.stockApi !== undefined) report.onWake(calendar.current(), config.steps, nowMs);
    },
    runCycle: async (tickAtMs, signal) => {
      if (config.stockApi === undefined) return;
      report.onCycle(await cycle.run(tickAtMs, signal), clock.now());
    },
    events,
  });
  const view = () => toView({ config, outside, calendar, store, state, breaker, client, loop });
  const access = { allowedHosts: [config.host, ...config.allowedHosts], token: config.token };
  const listener = opened.use(
    listen(
      { host: config.host, port: config.port, dataDir: config.dataDir },
      (callerOf) => createWeb({ view, access, callerOf, onFailure: events.requestFailed }),
    ),
  );
  opened.defer(() => client.close());
  if (config.missing.length > 0) events.unconfigured({ missing: config.missing });
  opened.use(loop);
  const parts = { url: listener.url, dedup: store.dedup, client, view };
  const running = opened.move();
  const app: App = { ...parts, [Symbol.asyncDispose]: () => running.disposeAsync() };
  onListening(app);
  loop.start();
  return app;
}

/** Without address and key nothing is sent, whoever asks. */
function chooseExchange(config: Config, { version, fetch, clock }: Outside): Exchange {
  if (config.stockApi === undefined) {
    const sentence = `nothing is asked before ${config.missing.join(" and ")} are set`;
    return { send: () => Promise.reject(new UpstreamError("permission", sentence)) };
  }
  return createExchange({
    ...config.stockApi,
    userAgent: `signal-v2/${version}`,
    fetch,
    now: () => clock.now(),
  });
}

function restoreSnapshots(store: Store, state: PollState, client: StockClient): void {
  for (const { sourceId, fetchedAtMs, payloadText } of store.snapshots.loadAll()) {
    const known = SOURCES.find(({ id }) => id === sourceId);
    if (known === undefined) continue;
    const data = JSON.parse(payloadText) as JsonObject; // written by `keep` from a checked object
    state.restore(sourceId, { data, fetchedAtMs });
    client.restore(known.request(), { data, fetchedAtMs });
  }
}
