/** A program with all its pages and nothing behind them. */
import "../support/sqlite.ts";
import type { Alert } from "../../src/commands/deps.ts";
import type { StockQuotesPort, WatchListPort } from "../../src/commands/watch_ports.ts";
import { OWNER } from "../../src/core/actor.ts";
import { ChangeNotifier } from "../../src/core/change_notifier.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { DAY_MS } from "../../src/core/kst.ts";
import { openJobStore } from "../../src/jobs/store/sqlite_job_store.ts";
import { listen } from "../../src/web/listener.ts";
import { createWeb } from "../../src/web/server.ts";
import { wishOf } from "../jobs/job_store_contract.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { accessOf, appViewOf, pageViewOf, sourceViewOf, VIEW_NOW_MS } from "../support/app_view.ts";
import { createTestCommands } from "../support/command_door.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { ScriptedMarket } from "../web/scripted_market.ts";
import {
  decisionOf,
  messageOf,
  scriptedMessages,
  scriptedSignals,
  signalOf,
} from "../web/scripted_signals.ts";
import { SCRIPTED_MARKETS, ScriptedReports, ScriptedStrategies } from "../web/scripted_strategies.ts";

const NAME = "삼성바이오로직스우선주이월배당금보유회사";
const WORD = "a_name_that_somebody_gave_without_a_single_gap_in_it_because_nobody_said_no";

const ALERTS: readonly Alert[] = [
  {
    id: "a1",
    kind: "price_level",
    params: { exchange: "krx", ticker: "005930", above: 1_234_567.891, repeat: "each" },
  },
  {
    id: "a2",
    kind: "indicator_cross",
    params: {
      ...{ exchange: "upbit", ticker: "1000000BABYDOGE/USDT", interval: "15m", indicator: "sma:period=200" },
      ...{ crosses: "ema:period=1000", direction: "both", action: "notice", repeat: "each" },
    },
  },
];

const HOLDING = {
  ticker: "005930",
  name: NAME,
  quantity: 1_234_567.89,
  avg_price: 1_234_567,
  current_price: 987_654,
};

/** Every page with long names in it, beside nothing else: what it shows is always the same. */
export async function serveEveryPage() {
  using opened = new DisposableStack();
  const dir = opened.use(makeTempDir());
  const clock = new ManualClock(VIEW_NOW_MS);
  const store = await openJobStore({ dir: dir.path, clock });
  const { job } = await store.add(OWNER, wishOf({ request: { strategy: WORD } }));
  const jobs = { store, wake: () => {} };

  const signals = scriptedSignals(
    [
      signalOf({ name: NAME, rule: WORD }),
      signalOf({
        id: "01K0000000000000000000000B",
        label: undefined,
        state: "skipped",
        reason: "stale",
        repeats: 1_234,
      }),
    ],
    [decisionOf(), decisionOf({ raw: "CONFIRM", effective: "REJECT", reason: `${WORD} ${NAME}` })],
  );
  const messages = scriptedMessages([
    messageOf({ error: `${WORD} ${NAME}`, state: "unknown", chat: "-1001234567890" }),
  ]);
  const strategies = new ScriptedStrategies();
  strategies.change("btc_ma", { detail: WORD });
  const market = new ScriptedMarket();
  const [first, ...others] = ["portfolio", "news_sentiment", "screener_preview"].map((id) =>
    sourceViewOf({ id, stale: true, state: "unavailable", ageMs: 3_600_000, errorKind: "network" })
  );
  if (first === undefined) throw new RangeError("Cannot show a page: no source");
  const data = {
    holdings: [{ ...HOLDING, pnl_pct: -12.34, pnl: -123_456_789 }],
    total_value: 123_456_789_012,
  };
  const sources = [{ ...first, facts: { ...first.facts, data } }, ...others];
  const view = () =>
    appViewOf({
      missingSettings: ["STOCK_API_URL", "WEBAI_API_KEY"],
      ...{ sources, watching: signals.view(), strategies: strategies.view(), market: SCRIPTED_MARKETS },
    });
  const alerts = {
    list: () => Promise.resolve([...ALERTS]),
    add: () => Promise.resolve(true),
    remove: () => Promise.resolve(true),
    priceNow: () => Promise.resolve(undefined),
  };
  const watchList: WatchListPort = {
    list: () =>
      Promise.resolve([
        { code: "005930", note: WORD, addedAtMs: VIEW_NOW_MS },
        { code: "0009K0", note: undefined, addedAtMs: VIEW_NOW_MS },
      ]),
    add: () => Promise.resolve("kept"),
    remove: () => Promise.resolve(false),
  };
  const stockQuotes: StockQuotesPort = {
    quotesOf: () =>
      Promise.resolve([{
        ...{ code: "005930", name: NAME, hasCandles: true },
        close: {
          ...{ price: 1_234_500, atMs: VIEW_NOW_MS - DAY_MS, interval: "1d" },
          before: { price: 1_300_000, atMs: VIEW_NOW_MS - 2 * DAY_MS },
        },
        held: { isHeld: true, atMs: VIEW_NOW_MS - 600_000 },
      }]),
  };
  const served = listen(
    { host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() },
    (callerOf) =>
      createWeb({
        ...{ view, signals, messages, market, strategies, reports: new ScriptedReports(), callerOf },
        pageView: () => pageViewOf(view()),
        calendarYear: (year) => ({ year, days: [] }),
        commands: createTestCommands({
          ...{ view, alerts, jobs, watchList, stockQuotes, strategies: strategies.port() },
        }),
        changes: new ChangeNotifier(),
        clock,
        access: accessOf(),
        onWrongToken: () => {},
        onFailure: () => {},
      }),
  );
  const held = opened.move();
  return {
    url: served.url,
    /** Of the job that waits. */
    async endJob(): Promise<void> {
      await store.begin("backtest");
      const told = { progress: 1, progressText: "", output: "done\n", cutBytes: 0 };
      await store.end(job.id, { ...told, state: "done", exitCode: 0 });
    },
    /** A place of each page. */
    paths: [
      ...["/", "/calendar", "/login", "/data", "/watch", "/chart", "/chart/upbit/BTC-KRW", "/alerts"],
      ...["/signals", "/signals/S-1120-03", "/decisions", "/outbox", `/jobs/${job.id}`],
      ...["/strategies", "/strategies/btc_ma", "/backtests", "/backtests/1"],
    ],
    async [Symbol.asyncDispose]() {
      await served[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      held.dispose();
    },
  };
}
