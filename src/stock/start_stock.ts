/** The stock API as one thing: what asks it, what remembers the answers, and what faces show of them. */
import { planAt } from "../calendar/poll_plan.ts";
import type { Calendar } from "../calendar/start_calendar.ts";
import { createStoreClock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { CircuitBreaker } from "../lib/limits/circuit_breaker.ts";
import type { Events } from "../telemetry/events.ts";
import { runInSourceSpan } from "../telemetry/spans.ts";
import { Attendance } from "./attendance.ts";
import { createKeep, createSilenceKeeper, restoreEarlierRun } from "./earlier_run.ts";
import { type ClientRuntime, createStockClient } from "./client/create_client.ts";
import type { StockClient } from "./client/stock_client.ts";
import type { Sample } from "./history/sample.ts";
import { startHistory, type StockHistory } from "./history/start_history.ts";
import { createLastPolls, type LastPolls } from "./last_polls.ts";
import { PollCycle, type StockApi } from "./poll/cycle.ts";
import { Poller, type PollFollower } from "./poll/poller.ts";
import { PollState } from "./poll/state.ts";
import { PollHistory } from "./poll_history.ts";
import { readStockView } from "./read_view.ts";
import type { StockSettings } from "./settings.ts";
import { SOURCES } from "./sources/mod.ts";
import type { RunKind, RunStore, StockStore } from "./stock_store.ts";
import type { StockReader } from "./stock_view.ts";

/** Failed cycles in a row after which the upstream is only probed. */
const BREAKER_THRESHOLD = 5;

/** What is polled and where, for counters. */
export const SOURCE_PATHS: readonly { readonly id: string; readonly path: string }[] = SOURCES.map(
  ({ id, request }) => ({ id, path: request().path }),
);

/** What it runs on. */
export interface StockRuntime extends ClientRuntime {
  readonly log: Log;
  /** Ends the start itself, while a database is waited for. */
  readonly signal?: AbortSignal | undefined;
}

export interface StockOptions {
  readonly config: StockSettings;
  readonly runtime: StockRuntime;
  readonly calendar: Calendar;
  readonly store: StockStore;
  readonly events: Events;
}

export interface Stock extends StockReader, AsyncDisposable {
  /** The last answer of each source, as rules see it. */
  lastPolls(): LastPolls;
  /** The polls of one day in Korea; none while nothing is kept. @throws what the memory throws. */
  pollsOn(sourceId: string, day: number): Promise<readonly Sample[]>;
  /** For whoever wants an answer of its own. */
  readonly client: StockClient;
  /** Begins to poll. @param followers in the order of their turns; `undefined` stands for a part that is off. */
  start(followers: readonly (PollFollower | undefined)[]): void;
  /** Ends the polling and what is in flight. The rest stays, for those who still read it, until all of it is disposed. */
  readonly polling: AsyncDisposable;
}

/**
 * Everything stands when it returns, with what an earlier run had seen; nothing is asked before `start`.
 *
 * @throws the reason of `runtime.signal`.
 */
export async function startStock(options: StockOptions): Promise<Stock> {
  const { config, runtime, calendar, store, events } = options;
  const { clock } = runtime;
  await using opened = new AsyncDisposableStack();
  const state = new PollState(SOURCES);
  const breaker = new CircuitBreaker(BREAKER_THRESHOLD);
  const client = createStockClient({
    ...{ config, runtime, events, keepSilence: createSilenceKeeper(options) },
    staleLimitMs: (nowMs) =>
      planAt(calendar.current(), config.steps, nowMs).window === "closed" ? Infinity : config.staleLimitMs,
  });
  const attendance = await createAttendance(store.runs, { isPolling: config.stockApi !== undefined });
  await restoreEarlierRun({ ...options, sources: SOURCES }, { state, client });
  const history = await openHistory(options);
  if (history !== undefined) opened.use(history);
  const cycle = new PollCycle({
    sources: SOURCES,
    stockApi: traceEachSource(client),
    ...{ state, breaker, clock, events },
    keep: createKeep(options, history),
    // The store tells of a write that failed.
    keepFailure: (source, failure) => void store.failures.save(source, failure).catch(() => {}),
  });
  const pollHistory = new PollHistory();
  const poller = new Poller({
    ...{ config, clock, calendar, cycle, attendance, pollHistory, history, events },
    handPollInMs: () => client.handPollInMs,
  });
  const { loop, clockWatch } = poller;
  opened.use(clockWatch);
  const polling = opened.use({
    async [Symbol.asyncDispose]() {
      await loop[Symbol.asyncDispose]();
      client.close();
    },
  });
  const parts = { config, clock, calendar, client, breaker, state, loop, attendance, clockWatch };
  const running = opened.move();
  return {
    view: (now) => readStockView(parts, now),
    strips: (nowMs) => Object.fromEntries(SOURCES.map(({ id }) => [id, pollHistory.stripOf(id, nowMs)])),
    historyProblem: () => history?.problem(),
    pollNow: (wish) => poller.pollNow(wish),
    lastPolls: createLastPolls(SOURCES, { state, clock }),
    pollsOn: (sourceId, day) => history?.read(sourceId, day) ?? Promise.resolve([]),
    client,
    start: (followers) => poller.start(followers.filter((one) => one !== undefined)),
    polling,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function traceEachSource(client: StockClient): StockApi {
  const sourceOf = (path: string) => SOURCE_PATHS.find((source) => source.path === path)?.id ?? "other";
  return {
    createBudget: (options) => client.createBudget(options),
    get silentForMs() {
      return client.silentForMs;
    },
    fetchNow: (request, options) =>
      runInSourceSpan(sourceOf(request.path), () => client.fetchNow(request, options)),
  };
}

async function createAttendance(runs: RunStore, kind: RunKind): Promise<Attendance> {
  // The store tells of a write that failed, and what is not kept is only how a day is shown after a restart.
  const dare = (writing: Promise<void>) => void writing.catch(() => {});
  return new Attendance(await runs.load(), {
    begin: (atMs) => dare(runs.begin(atMs, kind)),
    extend: (fromMs, untilMs) => dare(runs.extend(fromMs, untilMs, kind)),
    noteTick: (tick) => dare(runs.noteTick(tick)),
  });
}

/** Without an address there is nothing to keep. */
async function openHistory({ config, runtime, events }: StockOptions): Promise<StockHistory | undefined> {
  if (config.stockApi === undefined) return undefined;
  const { clock, log, signal } = runtime;
  return await startHistory({
    dir: config.dataDir,
    sources: SOURCES,
    keepDays: config.historyKeepDays,
    storeClock: createStoreClock(clock),
    ...{ clock, log, events, signal },
  });
}
