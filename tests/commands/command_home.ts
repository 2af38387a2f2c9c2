/** Everything commands work on, in memory or in a directory of its own, with a little of each in it. */
import "../support/sqlite.ts";
import { statusAt } from "../../src/calendar/calendar_status.ts";
import { toLoadedCalendar } from "../../src/calendar/file/load_calendar.ts";
import { DEFAULT_DAY_FRAME } from "../../src/calendar/session.ts";
import { createBacktestCheck } from "../../src/cli/backtest/background/check_backtest.ts";
import {
  type Alert,
  type AlertsPort,
  CHANGEABLE_SETTINGS,
  type CommandDeps,
  type FollowUpsPort,
  type HeldMaintenance,
  type HeldMute,
  type MaintenancePort,
  type MutesPort,
  type SettingInForce,
  type SettingsPort,
} from "../../src/commands/deps.ts";
import type { WatchedStock, WatchListPort } from "../../src/commands/watch_ports.ts";
import { OWNER } from "../../src/core/actor.ts";
import type { AnswerMemory } from "../../src/jobs/answers/answer_memory.ts";
import { startJobs } from "../../src/jobs/start_jobs.ts";
import { openJobStore } from "../../src/jobs/store/sqlite_job_store.ts";
import { FILL_MODELS } from "../../src/paper/fill_models/mod.ts";
import { STRATEGIES } from "../../src/strategies/mod.ts";
import type { SignalStory } from "../../src/signals/signals_view.ts";
import { toHealth } from "../../src/web/api/health.ts";
import { toStateBody } from "../../src/web/api/state_body.ts";
import { createMemoryBacktests } from "../backtest/store/memory_backtests.ts";
import { HOLIDAYS_TEXT } from "../calendar/sample_calendars.ts";
import { createMemoryStrategies } from "../engine/store/memory_strategies.ts";
import { MemorySignals } from "../signals/memory_signals.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { appViewOf, VIEW_NOW_MS } from "../support/app_view.ts";
import { createHistoryDay } from "../support/history_day.ts";
import { MemoryCandleStore } from "../support/memory_candle_store.ts";
import { HOUR_MS } from "../../src/core/kst.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { TESTER } from "../support/owned.ts";

export interface CommandHome extends AsyncDisposable {
  readonly deps: CommandDeps;
  readonly clock: ManualClock;
  /** What the program was told. */
  readonly told: readonly string[];
  readonly answers: AnswerMemory;
  addBacktest(): Promise<number>;
  /** Of what is there to be asked about. */
  readonly ids: { readonly job: string; readonly claim: string; readonly backtest: number };
}

export const HISTORY_DAY = "2026-03-10";
const DAY_START_MS = Date.parse(`${HISTORY_DAY}T10:00:00+09:00`);
const ENTRY = {
  ...{ format: 2, strategy: "dca", market: "BTC/KRW", timeframe: "1h", bars: 9 },
  ...{ from: "2026-01-01", to: "2026-01-02", return_pct: 1, trades: 0 },
};

const STORY: SignalStory = {
  score: { pieces: [], result: { score: 82, coverage: 1, freshness: 1 } },
  signal: {
    ...{ id: "01J0000000", owner: OWNER, sender: "rules", ref: "r1", rule: "momentum", ruleVersion: 1 },
    ...{ ruleKind: "screener_momentum", exchange: "krx", ticker: "005930", name: "삼성전자" },
    ...{ action: "buy", signalClass: "buy", score: 82, threshold: 75, price: 71_300, changePct: 1.2 },
    evidence: [{
      ...{ key: "screener", numbers: { rank: 3, score: 0.81 }, origin: "screener", strength: "share" },
      ...{ weight: 40, isRequired: true, fetchedAtMs: VIEW_NOW_MS, dataAtMs: VIEW_NOW_MS },
    }],
    ...{ firedAtMs: VIEW_NOW_MS, validUntilMs: VIEW_NOW_MS + HOUR_MS, window: "trading_day" },
    ...{ label: "S-0310-01", state: "confirmed", reason: undefined, claimId: undefined, sentAtMs: undefined },
    repeats: 0,
  },
  decisions: [],
  outcomes: [],
  followUp: { seen: undefined, again: undefined },
};

const STOP: SignalStory = {
  ...STORY,
  signal: {
    ...STORY.signal,
    ...{ id: "01J0000001", label: "S-0310-02", action: "sell", signalClass: "sell_protective" },
  },
};
const STORIES = [STORY, STOP];

/** Those that hold, by their tickers. */
function createMemoryMutes(clock: ManualClock): MutesPort {
  const mutes = new Map<string, HeldMute>();
  return {
    list: () => Promise.resolve([...mutes.values()].filter(({ untilMs }) => untilMs > clock.now())),
    set: (_, mute) => Promise.resolve(void mutes.set(mute.ticker, { ...mute, setAtMs: clock.now() })),
    end: (_, ticker) => Promise.resolve(mutes.delete(ticker)),
  };
}

function createMemoryAlerts(): AlertsPort {
  const alerts = new Map<string, Alert>([["a1", {
    ...{ id: "a1", kind: "price_level" },
    params: { exchange: "krx", ticker: "005930", above: 70_000 },
  }]]);
  return {
    list: () => Promise.resolve([...alerts.values()]),
    add: (_, alert) => Promise.resolve(!alerts.has(alert.id) && alerts.set(alert.id, alert).size > 0),
    remove: (_, id) => Promise.resolve(alerts.delete(id)),
    priceNow: () => Promise.resolve({ price: 71_300, atMs: VIEW_NOW_MS }),
  };
}

function createMemorySettings(clock: ManualClock): SettingsPort {
  const kept = new Map<string, SettingInForce>([["ring_from", {
    ...{ name: "ring_from", value: "85", from: "chat", setAtMs: VIEW_NOW_MS, actor: TESTER },
  }]]);
  return {
    list: () =>
      Promise.resolve(
        CHANGEABLE_SETTINGS.map((name) => kept.get(name) ?? { name, value: undefined, from: "rules" }),
      ),
    check: (_, value) => ({ value }),
    set: (_, { name, value, actor }) =>
      Promise.resolve(void kept.set(name, { name, value, from: "chat", setAtMs: clock.now(), actor })),
    reset: (_, name) => Promise.resolve(kept.delete(name)),
  };
}

function createMemoryMaintenance(): MaintenancePort {
  let held: HeldMaintenance | undefined;
  return {
    current: () => Promise.resolve(held),
    begin: (_, wish) => Promise.resolve(void (held = wish)),
    end: () => {
      const wasHeld = held !== undefined;
      held = undefined;
      return Promise.resolve(wasHeld);
    },
  };
}

function createMemoryWatchList(): WatchListPort {
  const list = new Map<string, WatchedStock>([
    ["000660", { code: "000660", note: undefined, addedAtMs: VIEW_NOW_MS }],
  ]);
  return {
    list: () => Promise.resolve([...list.values()]),
    add(_, { code, note, addedAtMs }) {
      if (list.has(code)) return Promise.resolve("kept");
      list.set(code, { code, note, addedAtMs });
      return Promise.resolve("added");
    },
    remove: (_, code) => Promise.resolve(list.delete(code)),
  };
}

function createMemoryFollowUps(): FollowUpsPort {
  const known = new Map<string, Awaited<ReturnType<FollowUpsPort["followUp"]>>>();
  const none = { seen: undefined, again: undefined };
  const of = (id: string) => known.get(id) ?? none;
  return {
    followUp: (_, id) => Promise.resolve(of(id)),
    see: (_, { signalId, atMs, actor }) =>
      Promise.resolve(
        void known.set(signalId, { ...of(signalId), seen: of(signalId).seen ?? { atMs, by: actor } }),
      ),
    askAgainLater: (_, { signalId, dueAtMs }) =>
      Promise.resolve(
        void known.set(signalId, {
          seen: undefined,
          again: of(signalId).again ?? { dueAtMs, toldAtMs: undefined },
        }),
      ),
  };
}

export async function openCommandHome(): Promise<CommandHome> {
  const temp = makeTempDir();
  const clock = new ManualClock(VIEW_NOW_MS);
  const told: string[] = [];
  const jobs = await startJobs({
    store: await openJobStore({ dir: temp.path, clock }),
    ...{ kinds: [], clock, log: { write: () => {} } },
  });
  const { job } = await jobs.store.add(OWNER, { key: "first", kind: "sweep", actor: TESTER, request: {} });
  const strategies = createMemoryStrategies(clock);
  await strategies.table.add(OWNER, {
    ...{ id: "one", kind: "dca", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m" },
    ...{ params: {}, money: {}, onStop: "leave", isActive: false, actor: TESTER },
  });
  const signals = new MemorySignals(clock);
  const claim = await signals.claim(OWNER, { ticker: "005930", action: "buy", actor: TESTER });
  const { backtests } = createMemoryBacktests();
  const saved = { entry: ENTRY, result: { format: 2, trades: [] }, report: {} };
  const addBacktest = () => backtests.add(OWNER, { ...saved, atMs: clock.now(), actor: TESTER });
  const backtest = await addBacktest();
  const samples = createHistoryDay({ seed: 5, startMs: DAY_START_MS, polls: 3 });
  const candles = new MemoryCandleStore();
  const candle = { open: 1, high: 1, low: 1, close: 1, volume: 1 };
  const bars = [0, 1, 3].map((hour) => ({ ...candle, openTimeMs: DAY_START_MS + hour * HOUR_MS }));
  await candles.keep({ exchange: "upbit", symbol: "BTC/KRW", interval: "1h" }, {
    candles: bars,
    closedUntilMs: clock.now(),
  });
  const calendar = toLoadedCalendar(HOLIDAYS_TEXT, { source: "holidays.json", frame: DEFAULT_DAY_FRAME });
  const deps: CommandDeps = {
    ...{ clock, realClock: clock, jobs, signals, mutes: createMemoryMutes(clock) },
    ...{ alerts: createMemoryAlerts(), followUps: createMemoryFollowUps() },
    settings: createMemorySettings(clock),
    maintenance: createMemoryMaintenance(),
    watchList: createMemoryWatchList(),
    signalStories: {
      find: (label) => Promise.resolve(STORIES.find(({ signal }) => signal.label === label)),
      list: ({ states, limit }) =>
        Promise.resolve(
          [STORY.signal].filter((one) => states?.includes(one.state) ?? true).slice(0, limit),
        ),
      counts: () => Promise.resolve({ fired: 1, confirmed: 1, rejected: 0, unjudged: 0, skipped: {} }),
      ruleIds: () => Promise.resolve([STORY.signal.rule]),
    },
    program: {
      health: () => toHealth(appViewOf()),
      state: () => toStateBody(appViewOf()),
      pollNow: () => {
        told.push("poll");
        return { kind: "started" };
      },
      requestStop: () => told.push("stop"),
    },
    strategies: {
      store: strategies,
      kinds: STRATEGIES,
      fillModels: FILL_MODELS.map(({ id }) => id),
      exchanges: ["upbit", "binance"],
      dir: temp.path,
      watched: ["upbit:BTC/KRW"],
      follow: () => Promise.resolve(void told.push("follow")),
    },
    checkBacktest: createBacktestCheck({ strategyDir: temp.path, listStored: () => candles.list() }),
    backtests: { table: () => Promise.resolve(backtests) },
    candles,
    history: { read: (source) => Promise.resolve(samples.get(source) ?? []) },
    calendarStatus: () => statusAt(calendar, clock.now()),
  };
  return {
    ...{ deps, clock, told, addBacktest, answers: jobs.answers },
    ids: { job: job.id, claim: claim?.id ?? "", backtest },
    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]();
      temp[Symbol.dispose]();
    },
  };
}
