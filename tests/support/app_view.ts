import type { UpstreamErrorKind } from "../../src/core/errors.ts";
import type { SourceState, SourceView } from "../../src/stock/stock_view.ts";
import { SOURCES } from "../../src/stock/sources/mod.ts";
import { ChangeNotifier } from "../../src/core/change_notifier.ts";
import type { AnswerMemory } from "../../src/jobs/answers/answer_memory.ts";
import { createTestCommands } from "./command_door.ts";
import { ManualClock } from "./manual_clock.ts";
import type { AccessRules, Caller } from "../../src/web/access/access.ts";
import type { MetricsText } from "../../src/web/api/metrics_route.ts";
import { createWeb, type WebParts } from "../../src/web/server.ts";
import type { WrongTry } from "../../src/web/access/throttle.ts";
import type { CalendarView } from "../../src/calendar/calendar_view.ts";
import type { AppView, PageView, StorageView } from "../../src/web/view.ts";

/** Wednesday, an hour after the market opened. */
export const VIEW_NOW_MS = Date.parse("2026-03-11T10:00:00+09:00");

type ViewChange =
  & Partial<Omit<AppView, "schedule" | "calendar" | "storage">>
  & {
    readonly schedule?: Partial<AppView["schedule"]>;
    readonly calendar?: Partial<CalendarView>;
    readonly storage?: Partial<StorageView>;
  };

/** One source as the web sees it; by default it answered two seconds ago. */
export function sourceViewOf(
  change: {
    readonly id?: string;
    readonly state?: SourceState;
    readonly stale?: boolean;
    /** `null` for a source that never answered. */
    readonly ageMs?: number | null;
    readonly errorKind?: UpstreamErrorKind;
  } = {},
): SourceView {
  const { id = "portfolio", state = "ok", stale = false, ageMs = 2_000, errorKind } = change;
  const hasData = ageMs !== null;
  return {
    state,
    stale,
    dataDoubt: undefined,
    ageMs: ageMs ?? undefined,
    facts: {
      id,
      title: id,
      data: hasData ? { holdings: [{ ticker: "005930", pnl_pct: 2.5 }] } : undefined,
      summary: hasData ? { items: 1, dataAtMs: VIEW_NOW_MS - ageMs } : undefined,
      lastSuccessAtMs: hasData ? VIEW_NOW_MS - ageMs : undefined,
      restored: false,
      consecutiveFailures: errorKind === undefined ? 0 : 3,
      lastError: errorKind === undefined
        ? undefined
        : { kind: errorKind, atMs: VIEW_NOW_MS - 1_000, message: "the stock API gave no answer" },
      lastDurationMs: hasData ? 40 : undefined,
    },
  };
}

/** A healthy program in the middle of a session, except for what `change` says. */
export function appViewOf(change: ViewChange = {}): AppView {
  return {
    nowMs: VIEW_NOW_MS,
    mode: "live",
    version: "0.1.0",
    stockApiUrl: "https://nas.example.com:18500",
    missingSettings: [],
    cacheSize: 3,
    sources: SOURCES.map(({ id }) => sourceViewOf({ id })),
    staleLimitMs: 600_000,
    loop: { wakeAgeMs: 1_000, isAlive: true },
    clockProblem: undefined,
    breakerOpen: false,
    silentForMs: 0,
    claims: { won: 0, lost: 0 },
    ...change,
    schedule: {
      window: "market",
      nextPollAtMs: VIEW_NOW_MS + 60_000,
      lastTickAtMs: VIEW_NOW_MS,
      polls: 85,
      missed: 0,
      closedBecause: undefined,
      stepMs: 60_000,
      ...change.schedule,
    },
    calendar: {
      market: { phase: "open", untilMs: Date.parse("2026-03-11T15:20:00+09:00") },
      source: "holidays.json",
      shape: "rich",
      coveredFrom: "2026-01-01",
      coveredUntil: "2027-12-31",
      daysLeft: 660,
      level: "ok",
      lint: [],
      problems: [],
      ...change.calendar,
    },
    storage: {
      state: "ok",
      path: "data/signal_v2.db",
      waitingForMs: undefined,
      queued: 0,
      lockWaits: 0,
      lastError: undefined,
      problems: [],
      ...change.storage,
    },
  };
}

/** What pages get: the view with a quiet day around it. */
export function pageViewOf(view: AppView, change: Partial<PageView> = {}): PageView {
  return {
    ...view,
    today: undefined,
    strips: {},
    recentSignals: () => Promise.resolve([]),
    priceColors: "kr",
    ...change,
  };
}

/** As the settings make them: once there is a token, loopback alone opens nothing. */
export function accessOf(change: Partial<AccessRules> = {}): AccessRules {
  return {
    allowedHosts: [],
    allowsAddresses: false,
    token: undefined,
    trustsLoopback: change.token === undefined,
    proxies: [],
    publicHealth: "brief",
    ...change,
  };
}

/** The whole web without a socket. Requests come from `from` and name 127.0.0.1 unless they say otherwise. */
export function createTestWeb(
  options: {
    readonly view?: AppView | (() => AppView);
    readonly remoteAddress?: string;
    readonly metrics?: MetricsText;
    /** What commands work on besides the view. */
    readonly deps?: Parameters<typeof createTestCommands>[0];
    readonly answers?: AnswerMemory;
    /** What is known of signals and messages, and of what happens to them. */
    readonly told?: Partial<Pick<WebParts, "signals" | "messages" | "topics">>;
  } & Partial<AccessRules> = {},
) {
  const { view = appViewOf(), remoteAddress = "127.0.0.1", metrics, deps = {}, answers, told, ...access } =
    options;
  const viewNow = typeof view === "function" ? view : () => view;
  const failures: { path: string; requestId: string; error: unknown }[] = [];
  const wrong: WrongTry[] = [];
  let caller: Caller = { remoteAddress };
  const web = createWeb({
    view: viewNow,
    pageView: () => pageViewOf(viewNow()),
    calendarYear: (year) => ({ year, days: [] }),
    commands: createTestCommands({ view: viewNow, ...deps }),
    readAnswers: () => Promise.resolve(answers),
    ...told,
    changes: new ChangeNotifier(),
    clock: new ManualClock(VIEW_NOW_MS),
    access: accessOf(access),
    callerOf: () => caller,
    onFailure: (facts) => failures.push(facts),
    onWrongToken: (facts) => wrong.push(facts),
    ...(metrics === undefined ? {} : { metrics }),
  });
  const ask = async (
    path: string,
    init: RequestInit & { headers?: Record<string, string>; from?: string } = {},
  ) => {
    const { from = remoteAddress, ...rest } = init;
    caller = { remoteAddress: from };
    return await web.request(path, { ...rest, headers: { host: "127.0.0.1:8001", ...init.headers } });
  };
  return { ask, web, failures, wrong };
}
