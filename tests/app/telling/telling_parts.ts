/** What the program tells by itself, with a real store, the real sender and a Bot API on loopback, on a clock that is told. */
import { startMessages } from "../../../src/app/notifiers.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { startProgramTelling } from "../../../src/app/telling/start_program_telling.ts";
import { planAt } from "../../../src/calendar/poll_plan.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createStoreClock } from "../../../src/core/clock.ts";
import type { UpstreamErrorKind } from "../../../src/core/errors.ts";
import { kstDayOf } from "../../../src/core/kst.ts";
import type { Lang } from "../../../src/core/lang.ts";
import type { Log } from "../../../src/core/log.ts";
import { NO_FOLLOW_UP } from "../../../src/signals/follow_up.ts";
import type { DayLooks } from "../../../src/signals/look_journal.ts";
import type { JudgeCounts } from "../../../src/signals/judges/judge.ts";
import type { OutcomeRecord, SignalRecord } from "../../../src/signals/signal_journal.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";
import type { Sample } from "../../../src/stock/history/sample.ts";
import type { SourceView } from "../../../src/stock/stock_view.ts";
import type { AppView } from "../../../src/web/view.ts";
import { OutsideClock } from "../../notifiers/notify_parts.ts";
import { appViewOf, sourceViewOf } from "../../support/app_view.ts";
import { shippedCalendar } from "../../support/calendars.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { BOT_TOKEN, startTelegramServer, type TelegramServer } from "../../support/telegram_server.ts";

export const at = (text: string) => Date.parse(`${text}+09:00`);
const calendar = shippedCalendar();

/** The world as the program sees it; a test changes it. */
export interface World {
  /** Sources that fail, and how. */
  readonly broken: Map<string, UpstreamErrorKind>;
  /** When each answered last; outlives a restart as snapshots do. */
  readonly lastGoodMs: Map<string, number>;
  view: Partial<AppView>;
  polls: Readonly<Record<string, Sample>>;
  /** By source, of whatever day. */
  samples: Readonly<Record<string, readonly Sample[]>>;
  signals: readonly SignalRecord[];
  outcomes: readonly OutcomeRecord[];
  looks: DayLooks;
  judged: JudgeCounts;
}

export function createWorld(): World {
  return {
    ...{
      broken: new Map(),
      lastGoodMs: new Map(),
      view: {},
      polls: {},
      samples: {},
      signals: [],
      outcomes: [],
    },
    looks: { looks: 390, nearest: undefined },
    judged: { calls: 0, costKrw: 0 },
  };
}

export interface TellingSetup {
  readonly clock: OutsideClock;
  readonly dir: string;
  readonly telegram: TelegramServer;
  readonly world: World;
  readonly lang?: Lang;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startTestTelling({ clock, dir, telegram, world, lang = "ko", env = {} }: TellingSetup) {
  const variables: Readonly<Record<string, string>> = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
    SIGNAL_V2_LANG: lang,
    ...env,
  };
  const config = readConfig({ get: (name) => variables[name], envFile: undefined });
  const lines: string[] = [];
  const log: Log = { write: (level, event, text) => void lines.push(`${level} ${event} ${text}`) };
  const store = await openStore({ dir, clock: createStoreClock(clock), log });
  const runtime = {
    ...{
      clock,
      log,
      mode: "live" as const,
      fetch,
      random: () => 0,
      version: "0",
      embeddedHolidays: undefined,
    },
    requestStop() {},
  };
  const notifiers = await startMessages(config, runtime, store);
  const { lastGoodMs } = world;
  const failures = new Map<string, number>();
  const counted: string[] = [];

  const toSource = (id: string, nowMs: number, isClosed: boolean): SourceView => {
    const errorKind = world.broken.get(id);
    if (errorKind === undefined && !isClosed) lastGoodMs.set(id, nowMs);
    failures.set(id, errorKind === undefined ? 0 : (failures.get(id) ?? 0) + 1);
    const state = isClosed ? "idle" as const : errorKind === "auth" ? "auth" as const : "failing" as const;
    const one = sourceViewOf({
      id,
      state: errorKind === undefined && !isClosed ? "ok" : state,
      ...(errorKind === undefined ? {} : { errorKind }),
    });
    const lastSuccessAtMs = lastGoodMs.get(id);
    return { ...one, facts: { ...one.facts, lastSuccessAtMs, consecutiveFailures: failures.get(id) ?? 0 } };
  };
  const view = (): AppView => {
    const nowMs = clock.now();
    const { window } = planAt(calendar, config.steps, nowMs);
    const isClosed = window === "closed";
    return {
      ...appViewOf({ schedule: { window } }),
      sources: SOURCES.map(({ id }) => toSource(id, nowMs, isClosed)),
      watching: {
        ...{ rules: 6, rulesFrom: "", problem: undefined, judge: "none", looks: 0 },
        today: { fired: 0, confirmed: 0, rejected: 0, unjudged: 1, skipped: { duplicate: 4 } },
      },
      ...world.view,
      nowMs,
    };
  };
  const onDay = (day: number | undefined) =>
    world.signals.filter(({ firedAtMs }) => day === undefined || kstDayOf(firedAtMs) === day);
  const telling = startProgramTelling({
    ...{ config, runtime, databases: store, notifiers, market: undefined, view },
    calendar: { current: () => calendar },
    stock: {
      lastPolls: () => world.polls,
      pollsOn: (source) => Promise.resolve(world.samples[source] ?? []),
    },
    watching: {
      reader: {
        list: ({ day, states, limit }) =>
          Promise.resolve(onDay(day).filter(({ state }) => states?.includes(state) ?? true).slice(0, limit)),
        counts: (day) =>
          Promise.resolve({
            ...{ fired: 0, confirmed: 0, unjudged: 0, skipped: {} },
            rejected: onDay(day).filter(({ state }) => state === "rejected").length,
          }),
        decisions: () => Promise.resolve([]),
        judgeCounts: () => Promise.resolve(world.judged),
        ruleIds: () => Promise.resolve([]),
        find: (id) => {
          const signal = world.signals.find((one) => one.id === id);
          const outcomes = world.outcomes.filter(({ signalId }) => signalId === id);
          return Promise.resolve(
            signal && {
              ...{ signal, outcomes, decisions: [], followUp: NO_FOLLOW_UP },
              score: { pieces: [], result: undefined },
            },
          );
        },
      },
      dayLooks: { of: () => Promise.resolve(world.looks) },
    },
    told: {
      telling: {
        outage: ({ group, event }) => void counted.push(`${group} ${event}`),
        summary: ({ kind, outcome }) => void counted.push(`${kind} ${outcome}`),
      },
    },
  });
  const rows = async () => (await store.messages.browse({ state: undefined, limit: 1_000 })).toReversed();
  const isSettled = async () =>
    (await rows()).every(({ state }) => !["queued", "sending", "unknown", "resend"].includes(state));
  const look = async (isAfterPoll = true) => {
    if (isAfterPoll) telling.onCycle();
    else telling.onWake();
    await telling.settled();
  };
  return {
    ...{ clock, store, notifiers, telling, lines, counted, rows, look, view },
    /** Looks every 30 s for so long. */
    async lookFor(minutes: number) {
      for (let i = 0; i < minutes * 2; i++) {
        await look();
        await clock.advance(30_000);
      }
    },
    /** Until every message is at its end. */
    settle: () => clock.until(isSettled, 600_000),
    async [Symbol.asyncDispose]() {
      let isDone = false;
      const disposing = (async () => {
        await telling[Symbol.asyncDispose]();
        await notifiers[Symbol.asyncDispose]();
        await store[Symbol.asyncDispose]();
        isDone = true;
      })();
      await clock.until(() => isDone);
      await disposing;
    },
  };
}

export function sampleOf(
  atMs: number,
  rows: readonly Readonly<Record<string, string | number>>[],
  change: Partial<Sample> = {},
): Sample {
  return {
    ...{ fetchedAtMs: atMs, dataAtMs: undefined, gap: undefined, total: rows.length, head: {}, rows },
    ...change,
  };
}

export interface Home extends AsyncDisposable {
  readonly telegram: TelegramServer;
  readonly clock: OutsideClock;
  readonly world: World;
  start(change?: Partial<TellingSetup>): ReturnType<typeof startTestTelling>;
}

/** A directory, a telephone and a clock that outlive starts of the program. */
export function createHome(now = "2026-11-20T10:00:00"): Home {
  const temp = makeTempDir();
  const telegram = startTelegramServer();
  const clock = new OutsideClock(at(now));
  const world = createWorld();
  world.polls = {
    portfolio: sampleOf(clock.now(), [
      { ticker: "005930", quantity: 10, price: 71_000 },
      { ticker: "035720", quantity: 3, price: 38_000 },
      { ticker: "000660", quantity: 0, price: 200_000 },
    ]),
  };
  return {
    ...{ telegram, clock, world },
    start: (change = {}) => startTestTelling({ clock, telegram, world, dir: temp.path, ...change }),
    async [Symbol.asyncDispose]() {
      await telegram[Symbol.asyncDispose]();
      temp[Symbol.dispose]();
    },
  };
}
