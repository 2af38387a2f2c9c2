/** Every visible word of every page, on a good day and in an outage: Korean to Koreans, English to the others. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { toCalendarYear } from "../../../src/calendar/calendar_view.ts";
import { toLoadedCalendar } from "../../../src/calendar/file/load_calendar.ts";
import { DEFAULT_DAY_FRAME } from "../../../src/calendar/session.ts";
import { ChangeNotifier } from "../../../src/core/change_notifier.ts";
import { newsAt } from "../../../src/demo/stock_api/news.ts";
import { SIMULATED_STOCKS } from "../../../src/demo/stock_api/stocks.ts";
import { portfolioAt, screenerAt } from "../../../src/demo/stock_api/payloads.ts";
import { SIGNAL_STATES } from "../../../src/signals/signal_journal.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";
import { createWeb } from "../../../src/web/server.ts";
import type { AppView } from "../../../src/web/view.ts";
import { accessOf, appViewOf, pageViewOf, sourceViewOf, VIEW_NOW_MS } from "../../support/app_view.ts";
import { createTestCommands } from "../../support/command_door.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { ScriptedMarket } from "../scripted_market.ts";
import { decisionOf, messageOf, scriptedMessages, scriptedSignals, signalOf } from "../scripted_signals.ts";
import { SCRIPTED_MARKETS, ScriptedReports, ScriptedStrategies, strategyOf } from "../scripted_strategies.ts";

const HOLIDAYS = Deno.readTextFileSync(new URL("../../../holidays.json", import.meta.url));
const { calendar } = toLoadedCalendar(HOLIDAYS, { source: "holidays.json", frame: DEFAULT_DAY_FRAME });

const PATHS = [
  ...["/", "/calendar", "/calendar?year=2026", "/calendar?year=soon", "/data", "/chart/upbit/BTC-KRW"],
  ...["/chart/upbit/NONE-KRW", "/strategies", "/strategies/btc_ma", "/strategies/nobody", "/backtests"],
  ...["/signals", "/signals?state=gone", "/signals/S-1120-03", "/signals/S-0000-00", "/decisions", "/outbox"],
  ...["/nowhere", "/jobs/none"],
];

/** As the demo's stock API answers. */
const SCENE = { seed: 7, atMs: VIEW_NOW_MS };
const PAYLOADS: Readonly<Record<string, object>> = {
  portfolio: portfolioAt(SCENE),
  news_sentiment: newsAt(SCENE),
  screener_preview: screenerAt(SCENE, { weights: undefined, topN: 20 }),
};

function sourcesOf(change: Parameters<typeof sourceViewOf>[0]): AppView["sources"] {
  return SOURCES.map((source) => {
    const view = sourceViewOf({ id: source.id, ...change });
    const data = view.facts.data === undefined
      ? undefined
      : JSON.parse(JSON.stringify(PAYLOADS[source.id] ?? {}));
    const summary = data === undefined ? undefined : source.summarize(data);
    const recognized = data === undefined ? undefined : source.recognize(data, 500);
    const { lastError } = view.facts;
    const told = lastError && { ...lastError, message: "no complete answer within 10 s" };
    return {
      ...view,
      facts: { ...view.facts, title: source.title, data, summary, recognized, lastError: told },
    };
  });
}

const SIGNALS = scriptedSignals([
  signalOf(),
  signalOf({
    ...{ id: "01K0000000000000000000000B", label: undefined, state: "skipped", reason: "stale" },
    ...{ ticker: "000660", name: "SK하이닉스" },
  }),
], [decisionOf({ reason: undefined })]);

/** With reasons as the engine makes them. */
function toToldView(strategies: ScriptedStrategies) {
  const ended =
    "its process ended too often, the last time: it ended its own process with exit code 1: TypeError: x";
  strategies.change("my-idea", { detail: ended });
  for (const { id, detail } of strategies.strategies) {
    if (detail?.startsWith("it used")) strategies.change(id, { detail: "it used more than 256 MB" });
  }
  return strategies.view();
}

const GOOD_DAY = appViewOf({
  sources: sourcesOf({}),
  strategies: toToldView(new ScriptedStrategies()),
  market: SCRIPTED_MARKETS,
  watching: SIGNALS.view(),
});

/** Everything that can be wrong at once. */
const OUTAGE = appViewOf(
  {
    sources: sourcesOf({ state: "failing", stale: true, ageMs: 900_000, errorKind: "timeout" }),
    breakerOpen: true,
    silentForMs: 1_200_000,
    silence: { askedAtMs: VIEW_NOW_MS - 60_000, untilMs: VIEW_NOW_MS + 1_200_000 },
    missingSettings: ["WEBAI_API_KEY"],
    clockStep: { byMs: -90_000, atMs: VIEW_NOW_MS - 5_000 },
    claimClock: { behindMs: VIEW_NOW_MS + 60_000, future: undefined },
    loop: { wakeAgeMs: 900_000, isAlive: false },
    calendar: {
      level: "warn",
      problems: [
        'Cannot use the calendar holidays.json, line 3: "soon" is not a date; expected a date like 2026-01-01',
      ],
      lint: [
        "The calendar ends on 2026-04-01, in 21 days. KRX publishes next year's closures in mid December, the official " +
        "holiday list is out from the end of June: add them to holidays.json and move coverage.to",
        "2026 has no CSAT day: the market then trades 10:00–16:30, usually on the third Thursday of November",
      ],
    },
    storage: {
      state: "degraded",
      problems: [
        "Cannot use data/signal_v2.db: the disk is full. Free some space and start again",
      ],
    },
    strategies: new ScriptedStrategies([
      strategyOf({
        state: "parked",
        detail: "its process ended too often, the last time: it ended its own process",
      }),
      strategyOf({ id: "late", state: "restarting", detail: "answered no ping within 2000 ms" }),
    ]).view(),
    market: {
      exchanges: [{
        ...{ id: "upbit", title: "Upbit", stream: "down", downSinceMs: VIEW_NOW_MS - 60_000 },
        reason: "the connection broke",
      }],
      problems: [
        "Cannot use data/candles.db: it is not a database. Nothing in it is lost for good, because candles can be " +
        'fetched again: move it aside: mkdir -p "data/aside"',
      ],
      series: [{
        ...{
          exchange: "upbit",
          symbol: "BTC/KRW",
          interval: "1m",
          state: "stale",
          lastClosedMs: VIEW_NOW_MS,
        },
        ...{
          reason: "a bar is overdue by 2 min 5 s",
          lagP99Ms: 900,
          missing: { bars: 12, sinceMs: VIEW_NOW_MS },
        },
      }],
    },
    watching: { ...SIGNALS.view(), problem: "data/rules.json is gone. The rules read before stay in use" },
  } as unknown as Parameters<typeof appViewOf>[0],
);

/** With what the sender writes down. */
function toToldMessages(rows: Parameters<typeof scriptedMessages>[0]): ReturnType<typeof scriptedMessages> {
  const messages = scriptedMessages(rows);
  const detail = "nobody can say whether it arrived";
  return {
    ...messages,
    attempts: async () =>
      (await messages.attempts()).map((one) => ({ ...one, detail }) as unknown as typeof one),
  };
}

function webOf(view: AppView) {
  const strategies = new ScriptedStrategies(view.strategies?.strategies ?? []);
  const market = new ScriptedMarket();
  market.holes = market.holes.map((hole) => ({ ...hole, reason: hole.reason && "upbit: network" }));
  const web = createWeb({
    view: () => view,
    pageView: () => pageViewOf(view),
    calendarYear: (year) => toCalendarYear(calendar, year),
    commands: createTestCommands({ view: () => view, strategies: strategies.port() }),
    ...{ changes: new ChangeNotifier(), marketChanges: new ChangeNotifier() },
    ...{ market, strategies, reports: new ScriptedReports() },
    signals: SIGNALS,
    messages: toToldMessages([
      messageOf(),
      messageOf({ state: "unknown", error: "no complete answer within 10 s" }),
    ]),
    clock: new ManualClock(VIEW_NOW_MS),
    access: accessOf(),
    callerOf: () => ({ remoteAddress: "127.0.0.1" }),
    onFailure: ({ error }) => {
      throw error;
    },
    onWrongToken: () => {},
  });
  return async (path: string, lang: "ko" | "en") => {
    const address = `${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;
    const answer = await web.request(address, { headers: { host: "127.0.0.1:8001", accept: "text/html" } });
    return { status: answer.status, html: await answer.text() };
  };
}

/** What eyes and ears are given: texts and the attributes that are read aloud or shown; not what is code. */
function toVisible(html: string): readonly string[] {
  const body = html.replace(/<(script|style|template)\b[^]*?<\/\1>/g, " ").replace(
    /<(code|pre)\b[^]*?<\/\1>/g,
    " ",
  );
  const read = [...body.matchAll(/\s(?:title|aria-label|alt|placeholder|value)="([^"]*)"/g)]
    .filter(([whole]) => !whole.trimStart().startsWith("value="))
    .map(([, text = ""]) => text);
  const texts = body.replace(/<[^>]*>/g, "\n").split("\n");
  return [...read, ...texts].map((text) => text.replace(/&[a-z]+;|&#\d+;/g, " ").trim()).filter((text) =>
    text !== ""
  );
}

/** Names, codes, units and products, which are the same in both languages. */
const NAMES = new Set([
  ...[
    "English",
    "KST",
    "API",
    "JSON",
    "HTTP",
    "TLS",
    "CSV",
    "PNG",
    "AI",
    "KRX",
    "URL",
    "UTC",
    "UTF",
    "RSS",
    "REST",
    "PING",
  ],
  ...["RSI", "SMA", "EMA", "ADX", "ATR", "MACD", "MB", "ms", "pid", "id", "End", "sharpe"],
  ...[
    "KRW",
    "USDT",
    "BTC",
    "ETH",
    "SOL",
    "Upbit",
    "Binance",
    "Lightweight",
    "Charts",
    "TradingView",
    "Apache",
  ],
  ...["upbit", "binance", "ollama", "KOSPI", "KOSDAQ"],
  // As they are named in the fixtures, by their owners.
  ...[
    "my",
    "idea",
    "weekly",
    "btc",
    "late",
    "nobody",
    "soon",
    "none",
    "NONE",
    "momentum",
    "fast",
    "share",
    "note",
  ],
  ...["bold", "own", "ts", "img", "src", "TypeError", "signal", "token", "krx", "qwen"],
  ...SIGNAL_STATES,
  ...SIMULATED_STOCKS.flatMap(({ name }) => name.match(/\p{Script=Latin}+/gu) ?? []),
]);

/** Sentences of the fixtures that somebody wrote in English: authors of strategies, an earlier version, another program. */
const OWN_WORDS: readonly RegExp[] = [/^It fell below\.$/, /^It i fell \/i/];

/** What stands on a Korean page in Latin letters although it is no name. */
function findLatin(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => !OWN_WORDS.some((own) => own.test(text.replace(/\s+/g, " ")))).filter(
    (text) => {
      const words = withoutData(text).match(/\p{Script=Latin}[\p{Script=Latin}'’]+/gu) ?? [];
      return words.some((word) => !NAMES.has(word));
    },
  );
}

/** Data as it came: paths, files, addresses, settings, markets, ids, intervals, versions and what is quoted. */
function withoutData(text: string): string {
  return text
    // Before the versions in them.
    .replace(/(?:npx -y )?deno(?:@[\d.]+)? task [\w: /.-]*/g, " ")
    .replace(/\.env\b|\bcoverage\.to\b/g, " ")
    .replace(/https?:\/\/\S+|[\w./-]*\/[\w./-]+|[\w-]+\.(json|db|ts|env|csv)\b/g, " ")
    .replace(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b|\b[a-z]+(_[a-z]+)+\b|\b[A-Z]{3,5}\/[A-Z]{3,4}\b/g, " ")
    .replace(/\bS-\d{4}-\d\d\b|\b\d+(mo|[mhdws])\b|v?\d+(\.\d+)+/g, " ")
    // What stands in quotes, and a command of the system.
    .replace(/mkdir -p.*|"[^"]*"|`[^`]*`/g, " ");
}

/** What stands on an English page in Korean letters; names of stocks and of days off are data. */
function findHangul(texts: readonly string[], data: ReadonlySet<string>): readonly string[] {
  return texts.filter((text) =>
    (text.match(/\p{Script=Hangul}+/gu) ?? []).some((word) =>
      ![...data].some((known) => known.includes(word))
    )
  );
}

for (const [day, view] of [["a good day", GOOD_DAY], ["an outage", OUTAGE]] as const) {
  Deno.test(`on ${day} a Korean page has no word of English beside names, codes and units`, async () => {
    const page = webOf(view);
    const found: string[] = [];
    for (const path of PATHS) {
      const { html } = await page(path, "ko");
      ok(/<html[^>]* lang="ko"/.test(html), path);
      found.push(...findLatin(toVisible(html)).map((text) => `${path}: ${text}`));
    }
    deepStrictEqual([...new Set(found)], []);
  });

  Deno.test(`on ${day} an English page has no word of Korean beside data`, async () => {
    const page = webOf(view);
    const data = new Set([
      JSON.stringify(PAYLOADS),
      JSON.stringify(signalOf()),
      JSON.stringify(messageOf()),
      "SK하이닉스",
      "한국어",
    ]);
    const found: string[] = [];
    for (const path of PATHS) {
      const { html } = await page(path, "en");
      ok(/<html[^>]* lang="en"/.test(html), path);
      found.push(...findHangul(toVisible(html), data).map((text) => `${path}: ${text}`));
    }
    deepStrictEqual([...new Set(found)], []);
  });
}

Deno.test("the walk finds a word that was left, in a text, a title and a sentence half done", () => {
  const html =
    `<p>조회 failed</p><b title="the answer broke off">끊김</b><code>deno task</code><p>KRW 10 · my_idea.ts</p>`;
  deepStrictEqual(findLatin(toVisible(html)), ["the answer broke off", "조회 failed"]);
  deepStrictEqual(findHangul(["Closed: 설날", "the price 상승"], new Set(["설날"])), ["the price 상승"]);
});
