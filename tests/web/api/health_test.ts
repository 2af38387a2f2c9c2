import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { toKstIso } from "../../../src/core/kst.ts";
import type { HeldBuys } from "../../../src/signals/quiet_view.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";
import { findUnreadiness, type HealthState, toHealth, toState } from "../../../src/web/api/health.ts";
import { ProblemList } from "../../../src/web/kit/problem_list.tsx";
import { createShow } from "../../../src/web/kit/show.ts";
import { toProblemKey } from "../../../src/web/problems/problem_facts.ts";
import { countProblems, findProblems } from "../../../src/web/problems/problems.ts";
import { hasStarving } from "../../../src/web/problems/strategies.ts";
import type { AppView } from "../../../src/web/view.ts";
import { engineViewOf, strategyOf } from "../scripted_strategies.ts";
import { appViewOf, createTestWeb, sourceViewOf, VIEW_NOW_MS } from "../../support/app_view.ts";

const FIRST_ID = SOURCES[0]?.id ?? "";
const REST = SOURCES.slice(1).map(({ id }) => sourceViewOf({ id }));

/** All sources healthy but the first. */
const withFirst = (
  change: Parameters<typeof sourceViewOf>[0],
) => [sourceViewOf({ id: FIRST_ID, ...change }), ...REST];
const allIn = (state: "idle" | "waiting" | "unconfigured", ageMs: number | null = 2_000) =>
  SOURCES.map(({ id }) => sourceViewOf({ id, state, ageMs }));
const marketOf = (
  change: Partial<NonNullable<AppView["market"]>["series"][number]> = {},
): AppView["market"] => ({
  exchanges: [],
  series: [{
    exchange: "upbit",
    symbol: "BTC/KRW",
    interval: "1m",
    state: "live",
    reason: "the stream is up",
    lastClosedMs: VIEW_NOW_MS - 60_000,
    lagP99Ms: 900,
    ...change,
  }],
  problems: [],
});
const CLOSED = { window: "closed", closedBecause: "market closed (Saturday)" } as const;

Deno.test("health_endpoint_returns_status_online", async () => {
  const { ask } = createTestWeb();
  const response = await ask("/health");
  const body = await response.json();
  strictEqual(response.status, 200);
  strictEqual(body.status, "online");
  strictEqual(body.stock_api_url, "https://nas.example.com:18500");
  deepStrictEqual(
    body.last_poll,
    Object.fromEntries(SOURCES.map(({ id }) => [id, "2026-03-11T09:59:58+09:00"])),
  );
  strictEqual(body.cache_size, 3);
});

Deno.test("/health says what the stock market is doing, and when that changes", async () => {
  const { ask } = createTestWeb();
  deepStrictEqual((await (await ask("/health")).json()).stock_market, {
    phase: "open",
    until: "2026-03-11T15:20:00+09:00",
  });
  const market = { phase: "closed", untilMs: undefined } as const;
  const { stock_market: unknown } = toHealth(appViewOf({ calendar: { market } }));
  deepStrictEqual(unknown, { phase: "closed", until: null });
});

Deno.test("/health keeps the four first keys, whatever is unknown", async () => {
  const { ask } = createTestWeb({
    view: appViewOf({
      stockApiUrl: undefined,
      missingSettings: ["STOCK_API_URL"],
      cacheSize: 0,
      sources: allIn("unconfigured", null),
    }),
  });
  const { status, stock_api_url, last_poll, cache_size } = await (await ask("/health")).json();
  deepStrictEqual({ status, stock_api_url, last_poll, cache_size }, {
    status: "online",
    stock_api_url: null,
    last_poll: Object.fromEntries(SOURCES.map(({ id }) => [id, null])),
    cache_size: 0,
  });
});

Deno.test("/health answers 200 also while everything is on fire, because it is a report and no probe", async () => {
  const { ask } = createTestWeb({
    view: appViewOf({ loop: { wakeAgeMs: 9e6, isAlive: false }, breakerOpen: true }),
  });
  strictEqual((await ask("/health")).status, 200);
});

const STATES: readonly (readonly [string, AppView, HealthState])[] = [
  ["everything is fresh in a window", appViewOf(), "ok"],
  ["the market is closed", appViewOf({ schedule: CLOSED, sources: allIn("idle") }), "idle"],
  [
    "the market is closed and nothing was ever fetched",
    appViewOf({ schedule: CLOSED, sources: allIn("idle", null) }),
    "idle",
  ],
  ["the first answers are still to come", appViewOf({ sources: allIn("waiting", null) }), "starting"],
  ["one source still waits", appViewOf({ sources: withFirst({ state: "waiting" }) }), "starting"],
  [
    "one source fails",
    appViewOf({ sources: withFirst({ state: "failing", errorKind: "timeout" }) }),
    "degraded",
  ],
  ["one source has no usable data", appViewOf({ sources: withFirst({ state: "unavailable" }) }), "degraded"],
  ["the storage waits for a lock", appViewOf({ storage: { state: "waiting" } }), "degraded"],
  ["the storage is degraded", appViewOf({ storage: { state: "degraded" } }), "degraded"],
  ["the poll loop hangs", appViewOf({ loop: { wakeAgeMs: 150_000, isAlive: false } }), "degraded"],
  [
    "the poll loop hangs in the night",
    appViewOf({ schedule: CLOSED, sources: allIn("idle"), loop: { wakeAgeMs: 150_000, isAlive: false } }),
    "degraded",
  ],
  ["the clock cannot be right", appViewOf({ clockProblem: "the clock says 1970" }), "degraded"],
  [
    "a strategy is parked",
    appViewOf({ strategies: engineViewOf([strategyOf(), strategyOf({ id: "b", state: "parked" })]) }),
    "degraded",
  ],
  [
    "a strategy is being started again after it ended",
    appViewOf({ strategies: engineViewOf([strategyOf({ state: "restarting" })]) }),
    "degraded",
  ],
  [
    "a strategy runs and has been started again twice within minutes",
    appViewOf({ strategies: engineViewOf([strategyOf({ recentRestarts: 2 })]) }),
    "degraded",
  ],
  [
    "a strategy runs and ended once",
    appViewOf({
      market: marketOf(),
      strategies: engineViewOf([strategyOf({ restarts: 7, recentRestarts: 1 })]),
    }),
    "ok",
  ],
  [
    "a watched series has holes",
    appViewOf({ market: marketOf({ missing: { bars: 12, sinceMs: VIEW_NOW_MS - 3_600_000 } }) }),
    "degraded",
  ],
  [
    "a watched series is stale",
    appViewOf({ market: marketOf({ state: "stale", reason: "a bar is overdue by 40 s" }) }),
    "degraded",
  ],
  ["a watched series is complete", appViewOf({ market: marketOf() }), "ok"],
  [
    "the clock was set back a moment ago",
    appViewOf({ clockStep: { byMs: -2_400_000, atMs: VIEW_NOW_MS - 30_000 } }),
    "degraded",
  ],
  [
    "strategies start and rest",
    appViewOf({
      market: marketOf(),
      strategies: engineViewOf(
        (["queued", "starting", "warming_up", "closing", "stopped"] as const)
          .map((state) => strategyOf({ id: state, state })),
      ),
    }),
    "ok",
  ],
  ["the calendar has expired", appViewOf({ calendar: { level: "expired" } }), "degraded"],
  ["the calendar lists nothing", appViewOf({ calendar: { level: "empty" } }), "degraded"],
  [
    "a calendar reload was refused",
    appViewOf({ calendar: { problems: ["holidays.json line 3"] } }),
    "degraded",
  ],
  [
    "the calendar ends within two weeks",
    appViewOf({ calendar: { level: "warn", daysLeft: 14, coveredUntil: "2026-03-25" } }),
    "degraded",
  ],
  [
    "the calendar ends in some weeks",
    appViewOf({ calendar: { level: "warn", lint: ["30 days left"] } }),
    "ok",
  ],
  ["the key is refused", appViewOf({ sources: withFirst({ state: "auth", errorKind: "auth" }) }), "auth"],
  [
    "the key is refused and another source fails",
    appViewOf({
      sources: [sourceViewOf({ state: "auth" }), sourceViewOf({ id: "news", state: "unavailable" })],
    }),
    "auth",
  ],
  [
    "settings are missing",
    appViewOf({ missingSettings: ["WEBAI_API_KEY"], sources: allIn("unconfigured") }),
    "unconfigured",
  ],
  [
    "settings are missing and the loop hangs",
    appViewOf({ missingSettings: ["WEBAI_API_KEY"], loop: { wakeAgeMs: 150_000, isAlive: false } }),
    "unconfigured",
  ],
];

for (const [when, view, state] of STATES) {
  Deno.test(`/health says ${state} when ${when}`, () => strictEqual(toState(view), state));
}

const UNREADY: readonly (readonly [string, AppView, readonly RegExp[]])[] = [
  [
    "the clock cannot be right",
    appViewOf({ schedule: CLOSED, clockProblem: "the clock says 1970" }),
    [/^the clock says 1970$/],
  ],
  ["everything is fresh", appViewOf(), []],
  [
    "the market is closed, also with old data",
    appViewOf({
      schedule: CLOSED,
      sources: SOURCES.map(({ id }) => sourceViewOf({ id, state: "idle", ageMs: 50_000_000 })),
    }),
    [],
  ],
  [
    "the market is closed and nothing was ever fetched",
    appViewOf({ schedule: CLOSED, sources: allIn("idle", null) }),
    [],
  ],
  [
    "last evening's data waits for the first answer",
    appViewOf({
      sources: withFirst({ state: "waiting", ageMs: 39_900_000, stale: true }),
    }),
    [],
  ],
  [
    "one source fails within the limit",
    appViewOf({ sources: withFirst({ state: "failing", stale: true }) }),
    [],
  ],
  ["one source never answered", appViewOf({ sources: withFirst({ state: "waiting", ageMs: null }) }), [
    new RegExp(`^${FIRST_ID}: no data yet$`),
  ]],
  [
    "one source is beyond the limit",
    appViewOf({
      sources: withFirst({ state: "unavailable", ageMs: 601_000, stale: true }),
    }),
    [new RegExp(`^${FIRST_ID}: the data is 10 min 1 s old, the limit is 10 min$`)],
  ],
  [
    "the key is refused and the data is beyond the limit",
    appViewOf({
      sources: withFirst({ state: "auth", ageMs: 601_000, stale: true, errorKind: "auth" }),
    }),
    [/10 min 1 s old/],
  ],
  [
    "nobody knows how old the data is",
    appViewOf({
      sources: withFirst({ state: "waiting", stale: true }).map((source, i) =>
        i === 0 ? { ...source, ageMs: undefined } : source
      ),
    }),
    [new RegExp(`^${FIRST_ID}: nobody knows how old the data is$`)],
  ],
  ["settings are missing", appViewOf({ missingSettings: ["STOCK_API_URL", "WEBAI_API_KEY"] }), [
    /^settings missing: STOCK_API_URL, WEBAI_API_KEY$/,
  ]],
  [
    "the poll loop hangs, also in the night",
    appViewOf({
      schedule: CLOSED,
      loop: { wakeAgeMs: 150_000, isAlive: false },
    }),
    [/no sign of life for 2 min 30 s$/],
  ],
];

for (const [when, view, reasons] of UNREADY) {
  Deno.test(`/readyz is ${reasons.length === 0 ? "ready" : "not ready"} when ${when}`, async () => {
    const { ask } = createTestWeb({ view });
    const response = await ask("/readyz");
    const body = await response.json();
    strictEqual(response.status, reasons.length === 0 ? 200 : 503);
    strictEqual(body.ready, reasons.length === 0);
    deepStrictEqual(body.reasons, findUnreadiness(view));
    strictEqual(body.reasons.length, reasons.length, body.reasons.join("; "));
    reasons.forEach((reason, i) => match(body.reasons[i], reason));
  });
}

Deno.test("/health tells the age, the failures and the last error of each source", () => {
  const view = appViewOf({
    sources: withFirst({ state: "failing", stale: true, ageMs: 125_400, errorKind: "timeout" }),
  });
  deepStrictEqual(toHealth(view).sources[FIRST_ID], {
    state: "failing",
    stale: true,
    last_success_at: "2026-03-11T09:57:54.600+09:00",
    age_s: 125,
    consecutive_failures: 3,
    last_error: { kind: "timeout", at: "2026-03-11T09:59:59+09:00" },
    last_failure: null,
    items: 1,
    data_doubt: null,
    data_at: "2026-03-11T09:57:54.600+09:00",
  });
});

Deno.test("/health tells the times of the schedule in Korea, or null without one", () => {
  const { schedule } = toHealth(appViewOf());
  strictEqual(schedule.next_poll_at, "2026-03-11T10:01:00+09:00");
  strictEqual(schedule.last_tick_at, "2026-03-11T10:00:00+09:00");
  const none =
    toHealth(appViewOf({ schedule: { nextPollAtMs: undefined, lastTickAtMs: undefined } })).schedule;
  deepStrictEqual([none.next_poll_at, none.last_tick_at], [null, null]);
});

Deno.test("/health tells of today's polls which were missed and which nobody was there for", () => {
  const startMs = Date.parse("2026-03-11T09:00:00+09:00");
  const market = { window: "market", startMs, endMs: startMs + 23_400_000 } as const;
  const counts = { done: 35, failed: 3, missed: 2, notRunning: 20, toCome: 330 };
  const today = { date: "2026-03-11", special: undefined, windows: [{ ...market, ...counts }] };
  deepStrictEqual(toHealth(appViewOf({ today })).schedule.today, {
    date: "2026-03-11",
    market: { done: 35, failed: 3, missed: 2, not_running: 20, to_come: 330 },
  });
  strictEqual(toHealth(appViewOf()).schedule.today, null);
});

Deno.test("/health tells why the market is closed", () => {
  strictEqual(toHealth(appViewOf({ schedule: CLOSED })).schedule.closed_because, "market closed (Saturday)");
});

Deno.test("/health tells breaker, silence and storage", () => {
  const { upstream, storage } = toHealth(appViewOf({
    breakerOpen: true,
    silentForMs: 29_600,
    silence: { askedAtMs: VIEW_NOW_MS, untilMs: VIEW_NOW_MS + 30_000 },
    storage: {
      state: "waiting",
      waitingForMs: 2_400,
      queued: 2,
      lockWaits: 7,
      lastError: { kind: "busy", atMs: Date.parse("2026-03-11T09:59:00+09:00") },
    },
  }));
  deepStrictEqual(upstream, {
    breaker: "open",
    silent_for_s: 30,
    silent_until: "2026-03-11T10:00:30+09:00",
    clock_skew_s: null,
  });
  const upstreamSkew = { skewMs: -241_600, isFault: true, isOurs: false };
  strictEqual(toHealth(appViewOf({ upstreamSkew })).upstream.clock_skew_s, -242);
  deepStrictEqual(storage, {
    state: "waiting",
    path: "data/signal_v2.db",
    waiting_for_s: 2,
    queued: 2,
    lock_waits: 7,
    last_error: { kind: "busy", at: "2026-03-11T09:59:00+09:00" },
  });
});

Deno.test("a calendar that ends in two weeks, has ended or is empty names the command for a new list, in both languages", () => {
  for (
    const [calendar, code] of [
      [{ level: "warn", daysLeft: 14, coveredUntil: "2026-03-25" }, "calendar_ends"],
      [{ level: "expired" }, "calendar_over"],
      [{ level: "empty" }, "calendar_over"],
    ] as const
  ) {
    const [problem, ...more] = findProblems(appViewOf({ calendar }));
    deepStrictEqual([problem?.code, more], [code, []]);
    for (const text of [problem?.ko ?? "", problem?.en ?? ""]) {
      match(text, /: .*deno.* calendar update FILE$/);
    }
  }
  const [ends] = findProblems(
    appViewOf({ calendar: { level: "warn", daysLeft: 14, coveredUntil: "2026-03-25" } }),
  );
  match(ends?.en ?? "", /^The market calendar ends on 2026-03-25, in 14 days\./);
  deepStrictEqual(findProblems(appViewOf({ calendar: { level: "warn", daysLeft: 15 } })), []);
});

Deno.test("/health has no problems to tell when all is well", () => {
  deepStrictEqual(findProblems(appViewOf()), []);
});

Deno.test("/health tells the problems as sentences, the most urgent first", () => {
  const problems = toHealth(appViewOf({
    missingSettings: ["STOCK_API_URL", "WEBAI_API_KEY"],
    loop: { wakeAgeMs: 150_000, isAlive: false },
    sources: withFirst({ state: "failing", ageMs: 125_000, errorKind: "timeout" }),
    breakerOpen: true,
    storage: { problems: ["The disk is full."] },
    calendar: { problems: ["The calendar was not reloaded."], lint: ["The calendar ends soon."] },
  })).problems;
  const beginnings = [
    /^Set STOCK_API_URL and WEBAI_API_KEY in \.env/,
    /^The poll loop hangs/,
    /: the stock API gave no answer \(timeout at 2026-03-11T09:59:59\+09:00\); the data shown is 2 min 5 s old\. It is tried again by itself\.$/,
    /failed for several cycles/,
    /^The disk is full\.$/,
    /^The calendar was not reloaded\.$/,
    /^The calendar ends soon\.$/,
  ];
  strictEqual(problems.length, beginnings.length, problems.join("\n"));
  beginnings.forEach((beginning, i) => match(problems[i] ?? "", beginning));
});

const HOME = { skewMs: -240_300, isFault: true, isOurs: false };
const EXCHANGE = {
  id: "upbit",
  title: "Upbit",
  stream: "up",
  downSinceMs: undefined,
  reason: undefined,
} as const;
const exchangeOff = (skewMs: number) => ({
  exchanges: [{ ...EXCHANGE, skewMs, restState: "ok" as const }],
  series: [],
  problems: [],
});

const SKEWS: readonly (readonly [string, Parameters<typeof appViewOf>[0], readonly RegExp[]])[] = [
  ["nobody tells whose", { upstreamSkew: HOME }, [
    /is 4 min behind that of the stock API's machine; set the one that is wrong\.$/,
  ]],
  ["ours was set by as much", { upstreamSkew: { ...HOME, isOurs: true } }, [
    /behind .*it is the one that is wrong; set it\.$/,
  ]],
  [
    "an exchange tells the same",
    { upstreamSkew: HOME, market: exchangeOff(238_000) },
    [
      /that of the stock API's machine, and it is the one that is wrong/,
      /3 min 58 s behind that of Upbit, and it is the one/,
    ],
  ],
  [
    "an exchange agrees with ours",
    { upstreamSkew: { ...HOME, skewMs: 3_600_000 }, market: exchangeOff(-40) },
    [/1 h ahead of that of the stock API's machine, and agrees with an exchange; set that of the stock API's machine\.$/],
  ],
  ["an exchange alone differs", { market: exchangeOff(-7_000) }, [
    /7 s ahead of that of Upbit, and it is the one that is wrong/,
  ]],
  ["it is no fault", {
    upstreamSkew: { skewMs: 20_000, isFault: false, isOurs: false },
    market: exchangeOff(4_999),
  }, []],
];

for (const [what, change, told] of SKEWS) {
  Deno.test(`clocks that differ are told where ${what}`, () => {
    const problems = findProblems(appViewOf(change)).filter(({ code }) => code === "clock_skewed");
    strictEqual(problems.length, told.length);
    told.forEach((sentence, i) => match(problems[i]?.en ?? "", sentence));
    for (const { ko, severity } of problems) {
      strictEqual(severity, "warning");
      match(ko, /이 기기의 시계.*시계보다 \S.* (빠릅니다|느립니다)\. .*맞추세요\.$/);
    }
  });
}

Deno.test("a silence is one sentence that counts down to one end, and nothing is said of probes that are not made", () => {
  const silence = { askedAtMs: VIEW_NOW_MS - 1_080_000, untilMs: VIEW_NOW_MS + 2_520_000 };
  const view = appViewOf({ breakerOpen: true, silentForMs: 2_520_000, silence });
  deepStrictEqual(findProblems(view).map(({ code, sinceMs, en }) => ({ code, sinceMs, en })), [{
    code: "upstream_silent",
    sinceMs: silence.askedAtMs,
    en:
      "The stock API asked at 2026-03-11T09:42:00+09:00 to be left alone: nothing is sent for another 42 min, " +
      "until 2026-03-11T10:42:00+09:00, then polling goes on by itself. A poll by hand asks all the same.",
  }]);
  match(findProblems(view)[0]?.ko ?? "", /03-11 10:42:00 KST까지 쉽니다\. 42분 뒤/);
});

Deno.test("/health tells of each problem its code, severity, since when, and a sentence in both languages", () => {
  const view = appViewOf({
    market: marketOf({ missing: { bars: 12, sinceMs: Date.parse("2026-03-11T09:00:00+09:00") } }),
    strategies: engineViewOf([strategyOf({ recentRestarts: 3 })]),
    problemSinceMs: (key) =>
      key === "strategy_restarting btc_ma" ? Date.parse("2026-03-11T09:58:00+09:00") : undefined,
  });
  const { problems, problem_details: details } = toHealth(view);
  deepStrictEqual(details.map(({ en }) => en), problems);
  deepStrictEqual(details.map(({ code, subject, severity, since }) => [code, subject, severity, since]), [
    ["series_holes", "upbit BTC/KRW 1m", "warning", "2026-03-11T09:00:00+09:00"],
    ["strategy_restarting", "btc_ma", "warning", "2026-03-11T09:58:00+09:00"],
  ]);
  match(details[0]?.en ?? "", /^upbit BTC\/KRW 1m: 12 bars of the last week are missing/);
  match(details[1]?.ko ?? "", /^btc_ma 전략이 10분 동안 3번 다시 시작되었습니다/);
});

const WATCHING = {
  ...{ rules: 3, rulesFrom: "/home/me/rules.json", problem: undefined, judge: "none", looks: 0 },
  today: { fired: 0, confirmed: 0, rejected: 0, unjudged: 0, skipped: {} },
};

Deno.test("buys that somebody holds back are a note with who, since when and how to lift it, and no fault", () => {
  const sinceMs = Date.parse("2026-03-11T09:15:00+09:00");
  const buys = { kind: "halt", sinceMs, untilMs: undefined, by: "telegram" } as const;
  const health = (held: HeldBuys | undefined) =>
    toHealth(appViewOf({ watching: { ...WATCHING, quiet: { buys: held, muted: ["005930"] } } }));
  const none = health(undefined);
  const halted = health(buys);
  const paused = health({ ...buys, kind: "pause", untilMs: sinceMs + 3_600_000 });
  const told = ({ signals }: ReturnType<typeof health>) => [
    signals?.halted,
    signals?.paused_until,
    signals?.muted,
  ];
  deepStrictEqual([none, halted, paused].map(told), [
    [false, null, 1],
    [true, null, 1],
    [false, "2026-03-11T10:15:00+09:00", 1],
  ]);
  deepStrictEqual([none.problem_details, halted.state], [[], none.state]);
  const [problem] = halted.problem_details;
  deepStrictEqual([problem?.code, problem?.severity, problem?.since], [
    "buys_held",
    "note",
    "2026-03-11T09:15:00+09:00",
  ]);
  match(problem?.ko ?? "", /^매수 신호를 멈춰 두었습니다 \(03-11 09:15:00부터, 텔레그램\).*signals resume/);
  match(paused.problem_details[0]?.en ?? "", /rest until 03-11 10:15:00 \(since 03-11 09:15:00, Telegram\)/);
  const page = String(ProblemList({
    show: createShow({ askedLang: "ko", acceptLanguage: "", nowMs: VIEW_NOW_MS, priceColors: "kr" }),
    view: appViewOf({ watching: { ...WATCHING, quiet: { buys, muted: [] } } }),
  }));
  match(page, /<p data-code="buys_held">매수 신호를 멈춰/);
  doesNotMatch(page, /<details/);
});

/** A channel in each of these states; of each nobody knows what became of one message. */
function notifyOf(...states: readonly ("ok" | "down" | "blocked" | "conflict")[]) {
  const channels = states.map((state) => ({
    ...{ channel: state === "blocked" ? "webhook" : `telegram${state === "conflict" ? "_2" : ""}`, state },
    ...{ reason: "a reason with /home/me in it", pending: 2, unknown: 1 },
    ...{ oldestQueuedAtMs: VIEW_NOW_MS - 60_000, lastOkAtMs: undefined },
  }));
  return { channels, lastRingAtMs: undefined };
}

function botOf(state: string, lastOkAtMs?: number) {
  const facts = { channel: "telegram", state, reason: "a reason with /home/me in it", strangers: 0 };
  return { ...facts, username: undefined, lastOkAtMs, lastUpdateAtMs: undefined };
}

Deno.test("a bot that hears nobody is a problem with what to do; a line that is lost for a minute is none", () => {
  const problemsOf = (bot: ReturnType<typeof botOf>) =>
    findProblems(appViewOf({ notify: { channels: [], lastRingAtMs: undefined, bot } }));
  for (const state of ["ok", "starting", "conflict"]) deepStrictEqual(problemsOf(botOf(state)), []);
  deepStrictEqual(problemsOf(botOf("down", VIEW_NOW_MS - 60_000)), []);
  for (const bot of [botOf("down", VIEW_NOW_MS - 200_000), botOf("webhook"), botOf("locked_out")]) {
    const [problem] = problemsOf(bot);
    deepStrictEqual([problem?.code, problem?.severity], ["bot_deaf", "warning"]);
    doesNotMatch(`${problem?.ko}${problem?.en}`, /home|reason with|\{/);
  }
});

Deno.test("a channel that is down, unknown sends and a wrong file of rules are problems without a path or a reason", () => {
  const view = appViewOf({
    notify: notifyOf("down"),
    watching: { ...WATCHING, problem: "/home/me/rules.json: no" },
  });
  const problems = findProblems(view);
  deepStrictEqual(problems.map(({ code, severity }) => [code, severity]), [
    ["channel_down", "error"],
    ["sends_unknown", "warning"],
    ["rules_fault", "error"],
  ]);
  for (const { ko, en } of problems) doesNotMatch(ko + en, /home|reason with/);
  strictEqual(toHealth(view).state, "degraded");
});

Deno.test("dead letters are worth knowing and no fault", () => {
  const events = { relayed: 1, underWay: 0, refused: 0, failures: 0, dead: 1, deadLetters: 2 };
  strictEqual(toHealth(appViewOf({ events })).state, "ok");
});

Deno.test("whatever is wrong has a code that is counted, and a sentence without a hole in both languages", () => {
  const everything = appViewOf({
    missingSettings: ["WEBAI_API_KEY"],
    clockProblem: "The clock is wrong.",
    clockStep: { byMs: 5_000, atMs: VIEW_NOW_MS },
    claimClock: {
      behindMs: VIEW_NOW_MS + 60_001,
      future: { count: 1, ticker: "005930", action: "buy", lastSentMs: VIEW_NOW_MS + 60_001 },
    },
    upstreamSkew: { skewMs: 60_000, isFault: true, isOurs: false },
    loop: { wakeAgeMs: 200_000, isAlive: false },
    sources: [
      sourceViewOf({ state: "auth", errorKind: "auth" }),
      sourceViewOf({ id: "news_sentiment", state: "unavailable" }),
      { ...sourceViewOf({ id: "other", state: "unavailable", ageMs: null }), dataDoubt: "old" },
      { ...sourceViewOf({ id: "screener_preview" }), dataDoubt: "old" },
      { ...sourceViewOf({ id: "third" }), dataDoubt: "future" },
      sourceViewOf({ id: "fourth", state: "idle", errorKind: "timeout" }),
      sourceViewOf({ id: "fifth", state: "failing", errorKind: "shape_changed" }),
    ],
    breakerOpen: true,
    market: {
      ...marketOf({ state: "down", reason: "no answer", missing: { bars: 1, sinceMs: VIEW_NOW_MS } }),
      exchanges: [{
        id: "upbit",
        title: "Upbit",
        stream: "down",
        downSinceMs: VIEW_NOW_MS - 60_000,
        reason: "refused",
        skewMs: undefined,
        restState: "ok",
      }, {
        id: "okx",
        title: "OKX",
        stream: "down",
        downSinceMs: VIEW_NOW_MS - 60_000,
        reason: "its process ended: exit code 1",
        skewMs: undefined,
        restState: "failing",
        helperDownSinceMs: VIEW_NOW_MS - 60_000,
      }],
      series: marketOf({ state: "down", reason: "no answer", missing: { bars: 1, sinceMs: VIEW_NOW_MS } })
        ?.series ?? [],
      problems: ["candles.db cannot be used"],
    },
    strategies: engineViewOf([strategyOf({ state: "parked" }), strategyOf({ id: "b", state: "restarting" })]),
    storage: { state: "degraded" },
    calendar: { level: "expired", problems: ["line 3"], lint: ["soon"] },
    notify: { ...notifyOf("down", "blocked", "conflict"), bot: botOf("locked_out") },
    watching: {
      ...{ ...WATCHING, problem: "/home/me/rules.json: it is no JSON" },
      quiet: {
        buys: { kind: "pause", sinceMs: VIEW_NOW_MS, untilMs: VIEW_NOW_MS + 60_000, by: undefined },
        muted: [],
      },
    },
    events: { relayed: 1, underWay: 0, refused: 0, failures: 0, dead: 1, deadLetters: 2 },
    ...upkeepOf(),
  });
  const starving = findProblems(appViewOf({ strategies: engineViewOf([strategyOf()]) }));
  const silent = findProblems(appViewOf({ silentForMs: 61_000 }));
  const ending = findProblems(appViewOf({ calendar: { level: "warn", daysLeft: 9 } }));
  const problems = [...findProblems(everything), ...starving, ...silent, ...ending];
  const counts = countProblems(problems);
  deepStrictEqual(Object.entries(counts).filter(([, count]) => count === 0), []);
  for (const { ko, en } of problems) doesNotMatch(ko + en, /[{}]|undefined|NaN/);
  strictEqual(new Set(problems.map(toProblemKey)).size, problems.length, "each has a key of its own");
});

const STARVING: readonly (readonly [string, Parameters<typeof appViewOf>[0], string, RegExp, RegExp])[] = [
  [
    "no market is collected",
    { strategies: engineViewOf([strategyOf()]) },
    "error",
    /SIGNAL_V2_MARKETS에 upbit:BTC\/KRW을\(를\) 더하고 다시 시작하거나.*strategy stop btc_ma/,
    /Add upbit:BTC\/KRW to SIGNAL_V2_MARKETS in \.env and start again, or stop it: .*strategy stop btc_ma/,
  ],
  [
    "other markets are collected",
    { market: marketOf({ symbol: "ETH/KRW" }), strategies: engineViewOf([strategyOf()]) },
    "error",
    /캔들을 수집하지 않기/,
    /the candles of upbit:BTC\/KRW are not collected/,
  ],
  [
    "there is no engine at all",
    { unservedStrategies: [{ id: "btc_ma", exchange: "upbit", symbol: "BTC/KRW" }] },
    "error",
    /캔들을 수집하지 않기/,
    /the candles of upbit:BTC\/KRW are not collected/,
  ],
  [
    "its candles came from a file",
    {
      market: marketOf(),
      strategies: engineViewOf([strategyOf({ exchange: "file", symbol: "005930/KRW" })]),
    },
    "error",
    /저절로 늘어나지 않습니다/,
    /file:005930\/KRW came from a file and does not grow by itself/,
  ],
  [
    "its market is collected and no bar came for long",
    {
      market: marketOf({ state: "idle" }),
      strategies: engineViewOf([strategyOf({ workedUntilMs: VIEW_NOW_MS - 7_200_000 })]),
    },
    "warning",
    /btc_ma 전략에 2시간째 새 봉이 없습니다/,
    /btc_ma has had no new bar for 2 h/,
  ],
];
for (const [when, change, severity, ko, en] of STARVING) {
  Deno.test(`a strategy that gets no bars is a problem: ${when}`, () => {
    const problems = findProblems(appViewOf(change));
    deepStrictEqual(problems.map((one) => [one.code, one.subject, one.severity]), [
      ["strategy_without_candles", "btc_ma", severity],
    ]);
    match(problems[0]?.ko ?? "", ko);
    match(problems[0]?.en ?? "", en);
  });
}

Deno.test("a strategy without bars is not told beside what explains it, and not before an hour", () => {
  const late = engineViewOf([strategyOf({ workedUntilMs: VIEW_NOW_MS - 7_200_000 })]);
  const codesOf = (change: Parameters<typeof appViewOf>[0]) =>
    findProblems(appViewOf(change)).map(({ code }) => code);
  deepStrictEqual(codesOf({ market: marketOf({ state: "down" }), strategies: late }), ["series_stale"]);
  const tenDays = engineViewOf([strategyOf({ workedUntilMs: VIEW_NOW_MS - 10 * 86_400_000 })]);
  for (const state of ["down", "stale"] as const) {
    const codes = codesOf({ market: marketOf({ state }), strategies: tenDays });
    deepStrictEqual(
      codes,
      ["series_stale", "strategy_without_candles"],
      "days are more than its market explains",
    );
  }
  const [told] = findProblems(appViewOf({ market: marketOf(), strategies: tenDays }));
  match(told?.en ?? "", /no new bar for 10 d/, "also when it was started anew since");
  const begun = engineViewOf([
    strategyOf({ stateSinceMs: VIEW_NOW_MS - 60_000, workedUntilMs: VIEW_NOW_MS - 7_200_000 }),
  ]);
  deepStrictEqual(codesOf({ market: marketOf(), strategies: begun }), []);
  const off = { exchanges: [], series: [], problems: ["candles.db cannot be used"] };
  const unservedStrategies = [{ id: "a", exchange: "upbit", symbol: "BTC/KRW" }];
  deepStrictEqual(codesOf({ market: off, unservedStrategies }), ["market_off"]);
  const soon = engineViewOf([strategyOf({ workedUntilMs: VIEW_NOW_MS - 3_000_000 })]);
  deepStrictEqual(codesOf({ market: marketOf(), strategies: soon }), []);
  const rests = engineViewOf([strategyOf({ state: "stopped", workedUntilMs: undefined })]);
  deepStrictEqual(codesOf({ strategies: rests }), []);
});

Deno.test("a strategy whose market is told to be down gets no bars either, for the head of its page", () => {
  const problems = findProblems(appViewOf({ market: marketOf({ state: "stale" }) }));
  strictEqual(hasStarving(problems, [strategyOf()]), true);
  strictEqual(hasStarving(problems, [strategyOf({ state: "stopped" })]), false);
  strictEqual(hasStarving(problems, [strategyOf({ symbol: "BTC/KRWX" })]), false);
});

Deno.test("/health holds neither the data nor the token", async () => {
  const { ask } = createTestWeb({ token: "a-token-of-sixteen-letters", view: appViewOf() });
  doesNotMatch(await (await ask("/health")).text(), /005930|pnl_pct|a-token-of/);
});

Deno.test("/health is JSON all the way: no field is undefined and lost", () => {
  const lost: string[] = [];
  JSON.stringify(toHealth(appViewOf({ sources: allIn("waiting", null) })), (key, value) => {
    if (value === undefined) lost.push(key);
    return value;
  });
  deepStrictEqual(lost, []);
});

const LAN = "192.168.0.77";
const TOKEN = "a-token-of-sixteen-letters";

Deno.test("/health tells the address of the home server to nobody outside this machine", async () => {
  const { ask } = createTestWeb({ token: TOKEN });
  const stranger = await (await ask("/health", { from: LAN })).text();
  doesNotMatch(stranger, /nas\.example\.com/);
  strictEqual(JSON.parse(stranger).stock_api_url, null);
  strictEqual(JSON.parse(stranger).status, "online");
});

Deno.test("/health tells strangers the state and ages, and no path, name, address or sentence", async () => {
  const broken = strategyOf({ id: "my_secret_idea", state: "parked", detail: "Cannot use /home/kim/x.ts" });
  const view = appViewOf({
    strategies: engineViewOf([broken]),
    storage: { problems: ["/srv/kim/signal_v2.db is damaged."], state: "degraded" },
    calendar: { source: "/srv/kim/holidays.json", lint: ["/srv/kim/holidays.json: 2027 is missing."] },
  });
  const { ask } = createTestWeb({ token: TOKEN, view });
  const body = await (await ask("/health", { from: LAN })).json();
  doesNotMatch(JSON.stringify(body), /kim|my_secret_idea|signal_v2\.db|holidays|nas\.example/);
  deepStrictEqual([body.status, body.state, body.sources.portfolio], ["online", "degraded", {
    state: "ok",
    stale: false,
    last_success_at: "2026-03-11T09:59:58+09:00",
    age_s: 2,
  }]);
  const known = await ask("/health", { from: LAN, headers: { authorization: `Bearer ${TOKEN}` } });
  match(await known.text(), /my_secret_idea/);
});

const METRICS = { contentType: "text/plain", text: () => Promise.resolve("signal_strategy_paper_equity 1") };

Deno.test("/metrics is for the owner: the token, or this machine while there is none", async () => {
  const { ask } = createTestWeb({ token: TOKEN, metrics: METRICS });
  for (const from of [LAN, "127.0.0.1"]) {
    const refused = await ask("/metrics", { from });
    strictEqual(refused.status, 401);
    doesNotMatch(await refused.text(), /equity/);
    const headers = { authorization: `Bearer ${TOKEN}` };
    match(await (await ask("/metrics", { from, headers })).text(), /equity/);
  }
  strictEqual((await createTestWeb({ metrics: METRICS }).ask("/metrics")).status, 200);
});

Deno.test("SIGNAL_V2_PUBLIC_HEALTH=full gives everybody all of /health and /metrics, and nothing else", async () => {
  const { ask } = createTestWeb({ token: TOKEN, publicHealth: "full", metrics: METRICS });
  match(await (await ask("/health", { from: LAN })).text(), /"storage":\{"state":"ok","path":/);
  strictEqual((await ask("/metrics", { from: LAN })).status, 200);
  strictEqual((await ask("/state", { from: LAN })).status, 401);
});

Deno.test("/health tells the address of the home server to who brings the token", async () => {
  const { ask } = createTestWeb({ token: TOKEN });
  const headers = { authorization: `Bearer ${TOKEN}` };
  match(await (await ask("/health", { from: LAN, headers })).text(), /nas\.example\.com/);
});

Deno.test("/health tells a stranger no more because somebody on this machine asked before", async () => {
  const { ask } = createTestWeb({ allowedHosts: ["minipc.local"] });
  const headers = { host: "minipc.local:8001" };
  for (let i = 0; i < 20; i++) await ask("/health", { headers });
  for (let i = 0; i < 20; i++) {
    doesNotMatch(await (await ask("/health", { headers, from: LAN })).text(), /nas\.example\.com/);
  }
});

Deno.test("/health tells somebody on this machine no less because a stranger asked before", async () => {
  const { ask } = createTestWeb();
  for (let i = 0; i < 20; i++) await ask("/health", { from: LAN });
  match(await (await ask("/health")).text(), /nas\.example\.com/);
});

Deno.test("a fresh answer with data of an earlier day, or of the future, is degraded and said in a sentence", () => {
  for (const [dataDoubt, sentence] of [["old", /its data is of/], ["future", /still to come/]] as const) {
    const [first, ...rest] = appViewOf().sources;
    if (first === undefined) throw new Error("There is no source");
    const view = appViewOf({ sources: [{ ...first, dataDoubt }, ...rest] });
    strictEqual(toHealth(view).state, "degraded");
    match(toHealth(view).problems.join(), sentence);
  }
});

Deno.test("/health tells state, restarts, last update and waiting bars of each strategy, or null without", async () => {
  const bodyOf = async (view: AppView, from = "127.0.0.1") =>
    await (await createTestWeb({ view }).ask("/health", { from })).json();
  strictEqual((await bodyOf(appViewOf())).strategies, null);
  const parked = strategyOf({
    id: "mine",
    state: "parked",
    detail: "Cannot use /home/kim/mine.ts",
    restarts: 5,
    waitingBars: 9,
    lastUpdateMs: undefined,
  });
  const view = appViewOf({ market: marketOf(), strategies: engineViewOf([strategyOf(), parked]) });
  const body = await bodyOf(view);
  deepStrictEqual(body.strategies, {
    btc_ma: { state: "running", restarts: 0, last_update: "2026-03-11T09:59:57+09:00", waiting_bars: 0 },
    mine: { state: "parked", restarts: 5, last_update: null, waiting_bars: 9 },
  });
  deepStrictEqual(body.problems, [
    "The strategy mine is parked and does nothing until somebody starts it again; /strategies says why.",
  ]);
  const told = JSON.stringify(await bodyOf(view, "192.168.0.20"));
  assertTrue(!told.includes("/home/kim"), "strangers learn no path of this machine");
});

Deno.test("/health shows each channel of messages with what waits and for how long", () => {
  const channel = {
    ...{ channel: "telegram", state: "blocked", reason: "403 blocked", pending: 2, unknown: 1 } as const,
    ...{ oldestQueuedAtMs: appViewOf().nowMs - 61_400, lastOkAtMs: undefined },
  };
  deepStrictEqual(toHealth(appViewOf({ notify: { channels: [channel], lastRingAtMs: undefined } })).notify, [{
    channel: "telegram",
    state: "blocked",
    reason: "403 blocked",
    pending: 2,
    unknown: 1,
    oldest_age_s: 61,
    last_ok_at: null,
    bot: null,
  }]);
  deepStrictEqual(toHealth(appViewOf()).notify, []);
});

Deno.test("/health tells with its channel whether the bot hears people, and when somebody last wrote", () => {
  const channel = {
    ...{ channel: "telegram", state: "ok", reason: undefined, pending: 0, unknown: 0 } as const,
    ...{ oldestQueuedAtMs: undefined, lastOkAtMs: undefined },
  };
  const { nowMs } = appViewOf();
  const bot = {
    ...{ channel: "telegram", state: "conflict", reason: "another program listens", username: "my_bot" },
    ...{ strangers: 3, lastOkAtMs: nowMs - 60_000, lastUpdateAtMs: undefined },
  };
  const notify = { channels: [channel, { ...channel, channel: "webhook" }], lastRingAtMs: undefined, bot };
  deepStrictEqual(toHealth(appViewOf({ notify })).notify.map((one) => one.bot), [{
    state: "conflict",
    reason: "another program listens",
    username: "my_bot",
    strangers: 3,
    last_ok_at: toKstIso(nowMs - 60_000),
    last_update_at: null,
  }, null]);
});

/** All that an operator may be told of: no copy for days, two certificates that end, and maintenance. */
function upkeepOf(): Pick<AppView, "backup" | "certificates" | "maintenance"> {
  const seen = { lookedAtMs: VIEW_NOW_MS, seenAtMs: VIEW_NOW_MS, fromMs: VIEW_NOW_MS - 60 * 86_400_000 };
  const place = {
    sinceMs: VIEW_NOW_MS - 9 * 86_400_000,
    triedAtMs: VIEW_NOW_MS - 60_000,
    kept: 3,
    bytes: 4_096,
  };
  return {
    backup: {
      ...{ isOn: true, isRunning: false, nextAtMs: VIEW_NOW_MS },
      own: { ...place, fault: "no_room", goodAtMs: VIEW_NOW_MS - 3 * 86_400_000 },
      second: { ...place, fault: "no_place", goodAtMs: undefined, kept: undefined, bytes: undefined },
    },
    certificates: [
      { ...seen, host: "nas.example.com", untilMs: VIEW_NOW_MS + 3 * 86_400_000 },
      { ...seen, host: "api.example.com", untilMs: VIEW_NOW_MS + 20 * 86_400_000 },
    ],
    maintenance: {
      ...{
        sinceMs: VIEW_NOW_MS - 60_000,
        untilMs: VIEW_NOW_MS + 3_600_000,
        why: "<b>a router</b>",
        by: "cli",
      },
    },
  };
}

Deno.test("/health tells of copies of the night, certificates and maintenance; strangers are told when the last one ends", async () => {
  const { ask } = createTestWeb({ view: appViewOf(upkeepOf()) });
  const { backup, certificates, maintenance } = await (await ask("/health")).json();
  deepStrictEqual(backup, {
    ...{ nightly: true, running: false, next_at: "2026-03-11T10:00:00+09:00" },
    ...{ last_at: "2026-03-08T10:00:00+09:00", age_s: 259_200, last_result: "no_room" },
    ...{ last_try_at: "2026-03-11T09:59:00+09:00", bytes: 4_096, kept: 3, by_hand_at: null },
    second: {
      ...{ last_at: null, age_s: null, last_result: "no_place", last_try_at: "2026-03-11T09:59:00+09:00" },
      ...{ bytes: null, kept: null },
    },
  });
  deepStrictEqual(certificates.map(({ host, days_left: days }: Record<string, unknown>) => [host, days]), [
    ["nas.example.com", 3],
    ["api.example.com", 20],
  ]);
  strictEqual(maintenance.why, "<b>a router</b>");
  const stranger = createTestWeb({ view: appViewOf(upkeepOf()), token: "a-token-of-sixteen-letters" });
  const brief = await (await stranger.ask("/health", { from: "192.168.0.9" })).json();
  deepStrictEqual(brief.maintenance, { until: "2026-03-11T11:00:00+09:00" });
  assertTrue(!JSON.stringify(brief).includes("router") && brief.backup === undefined);
});

Deno.test("every page says in a band of its own that there is maintenance, whatever else is wrong, and changes no state", async () => {
  const { ask } = createTestWeb({ view: appViewOf({ maintenance: upkeepOf().maintenance }) });
  strictEqual((await (await ask("/health")).json()).state, "ok");
  for (const path of ["/", "/strategies", "/calendar"]) {
    const page = await (await ask(path)).text();
    match(
      page,
      /<p data-code="maintenance">03-11 11:00:00 까지 점검 중입니다 \(&lt;b&gt;a router&lt;\/b&gt;, 명령줄\)/,
      path,
    );
  }
});
