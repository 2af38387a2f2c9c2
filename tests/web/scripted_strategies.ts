import { createSystemClock } from "../../src/core/clock.ts";
import { ChangeNotifier } from "../../src/core/change_notifier.ts";
import { quoteOf } from "../../src/core/symbol.ts";
import { HOUR_MS, MINUTE_MS } from "../../src/core/kst.ts";
import type {
  AccountView,
  CurrencyTotals,
  EngineView,
  StrategyView,
} from "../../src/engine/strategy_view.ts";
import { listen, type Listener } from "../../src/web/listener.ts";
import type { MarketHealthView } from "../../src/market/market_view.ts";
import { createWeb, type WebParts } from "../../src/web/server.ts";
import type { ReportEntry, ReportReader } from "../../src/backtest/backtest_view.ts";
import type { StrategyHistory, StrategyReader } from "../../src/engine/strategy_reader.ts";
import { accessOf, appViewOf, pageViewOf, VIEW_NOW_MS } from "../support/app_view.ts";
import { createTestCommands } from "../support/command_door.ts";
import type { StrategiesPort } from "../../src/commands/deps.ts";
import type { StrategyRow, StrategyTable } from "../../src/engine/strategy_store.ts";
import { createMemoryStrategies } from "../engine/store/memory_strategies.ts";
import { ManualClock } from "../support/manual_clock.ts";

const at = (minutesAgo: number) => VIEW_NOW_MS - minutesAgo * MINUTE_MS;

export function accountOf(change: Partial<AccountView> = {}): AccountView {
  return {
    costs: {
      feeRate: 0.0005,
      sellFeeRate: 0.0005,
      slippageShare: 0.0005,
      tickSize: "exchange",
      lotSize: "0.00000001",
      minOrderValue: 5_000,
    },
    startCash: 10_000_000,
    cash: 9_985_000,
    equity: 10_162_400,
    realisedPnl: -15_000,
    unrealisedPnl: 177_400,
    exposure: 4_960_000,
    fees: 12_480,
    tax: 0,
    maxDrawdownShare: 0.0312,
    trades: 12,
    wins: 7,
    lastPrice: 146_210_000,
    positions: [{
      side: "long",
      units: 0.0339,
      entryPrice: 141_000_000,
      entryAtMs: at(125),
      stopPrice: 138_180_000,
      takeProfitPrice: 149_460_000,
    }],
    refusals: {},
    waits: {},
    ...change,
  };
}

/** A strategy that runs and has a position, except for what `change` says. */
export function strategyOf(change: Partial<StrategyView> = {}): StrategyView {
  const account = "account" in change ? change.account : accountOf();
  return {
    id: "btc_ma",
    kind: "ma_cross",
    exchange: "upbit",
    symbol: "BTC/KRW",
    timeframe: "5m",
    params: { fast: 10, slow: 30, kind: "ema", stop_loss: 0.02, take_profit: 0.06, allow_short: false },
    state: "running",
    detail: undefined,
    warning: undefined,
    stateSinceMs: at(190),
    pid: 4_711,
    restarts: 0,
    recentRestarts: 0,
    memoryBytes: 61_300_000,
    totalSignals: 25,
    meanBarMs: 0.042,
    lastUpdateMs: VIEW_NOW_MS - 3_000,
    workedUntilMs: VIEW_NOW_MS,
    waitingBars: 0,
    lastAdvice: {
      action: "buy",
      confidence: 0.72,
      reason: { key: "averages", kind: "ema", fast: 10, slow: 30, relation: "above", close: 141_000_000 },
      barTimeMs: at(130),
      decidedAtMs: at(125),
      latencyMs: 4,
      isLate: false,
    },
    account,
    equityCurve: account === undefined ? [] : curveOf(account),
    ...change,
  };
}

/** A walk from the start cash to the equity, the same at every run. */
function curveOf({ startCash, equity }: AccountView): StrategyView["equityCurve"] {
  const count = 120;
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    const sway = Math.sin(i / 6) * 0.008 + Math.sin(i / 17) * 0.012;
    return {
      atMs: at((count - 1 - i) * 12),
      equity: Math.round(startCash + (equity - startCash) * share + startCash * sway * (1 - share)),
    };
  });
}

/** Totals as the engine makes them. */
export function engineViewOf(strategies: readonly StrategyView[]): EngineView {
  const byCurrency: Record<string, CurrencyTotals> = {};
  for (const { account, symbol } of strategies) {
    if (account === undefined) continue;
    const old = byCurrency[quoteOf(symbol)];
    byCurrency[quoteOf(symbol)] = {
      startCash: (old?.startCash ?? 0) + account.startCash,
      equity: (old?.equity ?? 0) + account.equity,
      realisedPnl: (old?.realisedPnl ?? 0) + account.realisedPnl,
      unrealisedPnl: (old?.unrealisedPnl ?? 0) + account.unrealisedPnl,
      exposure: (old?.exposure ?? 0) + account.exposure,
      fees: (old?.fees ?? 0) + account.fees,
      tax: (old?.tax ?? 0) + account.tax,
      maxDrawdownShare: Math.max(old?.maxDrawdownShare ?? 0, account.maxDrawdownShare),
    };
  }
  const count = (state: StrategyView["state"]) => strategies.filter((one) => one.state === state).length;
  const sum = (value: (one: StrategyView) => number) => strategies.reduce((all, one) => all + value(one), 0);
  return {
    strategies,
    totals: {
      strategies: strategies.length,
      running: count("running"),
      parked: count("parked"),
      totalSignals: sum(({ totalSignals }) => totalSignals),
      openPositions: sum(({ account }) => account?.positions.length ?? 0),
      trades: sum(({ account }) => account?.trades ?? 0),
      byCurrency,
    },
    starting: count("starting"),
    queued: count("queued"),
  };
}

/** One in each of the situations that look different. */
export const STRATEGIES: readonly StrategyView[] = [
  strategyOf(),
  strategyOf({
    id: "sol_grid",
    kind: "grid",
    exchange: "binance",
    symbol: "SOL/USDT",
    timeframe: "1m",
    params: { width: 0.1, levels: 11, value: 200, mode: "geometric" },
    restarts: 2,
    state: "restarting",
    detail: "it used 270 MB, 256 MB are allowed; started again in 5 s",
    stateSinceMs: VIEW_NOW_MS - 4_000,
    pid: undefined,
    memoryBytes: undefined,
    waitingBars: 3,
    account: accountOf({
      startCash: 5_000,
      cash: 4_910.5,
      equity: 4_905.12,
      realisedPnl: -89.5,
      unrealisedPnl: -5.38,
      exposure: 412.2,
      fees: 3.1,
      tax: 0,
      lastPrice: 142.31,
      positions: [1, 2, 3, 4, 5].map((i) => ({
        side: "long" as const,
        units: 1.4,
        entryPrice: 142 - i * 0.35,
        entryAtMs: at(i * 9),
        stopPrice: undefined,
        takeProfitPrice: 143.2,
      })),
    }),
    lastAdvice: {
      action: "sell",
      confidence: 0.5,
      reason: { key: "fell_to_line", close: 142.5, line: 142.8 },
      barTimeMs: at(33),
      decidedAtMs: at(31),
      latencyMs: 9,
      isLate: true,
    },
  }),
  strategyOf({
    id: "my-idea",
    kind: "my_idea.ts",
    symbol: "ETH/KRW",
    timeframe: "1h",
    params: { fast: 3, share: 50, note: "<b>bold</b>" },
    state: "parked",
    detail: "it ended 6 times within 10 minutes: TypeError: <img src=x> is not a function",
    stateSinceMs: at(14),
    pid: undefined,
    memoryBytes: undefined,
    restarts: 5,
    waitingBars: 14,
    lastUpdateMs: at(15),
    account: accountOf({
      positions: [],
      equity: 9_870_000,
      unrealisedPnl: 0,
      exposure: 0,
      trades: 3,
      wins: 0,
    }),
  }),
  strategyOf({
    id: "weekly",
    kind: "dca",
    timeframe: "1d",
    params: { every: 1, unit: "weeks", at: "09:00", weekday: "monday", value: 50_000 },
    state: "warming_up",
    stateSinceMs: VIEW_NOW_MS - 2_000,
    lastAdvice: undefined,
    lastUpdateMs: undefined,
    meanBarMs: undefined,
    account: undefined,
    equityCurve: [],
    totalSignals: 0,
  }),
  strategyOf({
    id: "btc_hold",
    kind: "buy_and_hold",
    timeframe: "1d",
    params: {},
    state: "stopped",
    stateSinceMs: at(2_900),
    pid: undefined,
    memoryBytes: undefined,
    lastUpdateMs: at(2_900),
    account: accountOf({
      equity: 10_000_000,
      cash: 10_000_000,
      realisedPnl: 0,
      unrealisedPnl: 0,
      fees: 0,
      tax: 0,
      trades: 0,
      wins: 0,
      positions: [],
      exposure: 0,
      maxDrawdownShare: 0,
    }),
    lastAdvice: undefined,
  }),
];

const HISTORY: StrategyHistory = {
  advice: [
    {
      decidedAtMs: at(125),
      action: "buy",
      filledPrice: 141_000_000,
      confidence: 0.72,
      reason: { key: "averages", kind: "ema", fast: 10, slow: 30, relation: "above", close: 141_000_000 },
      isLate: false,
    },
    { decidedAtMs: at(300), action: "sell", confidence: 0.5, reason: "It <i>fell</i>.", isLate: true },
  ],
  trades: [
    {
      side: "long",
      units: 0.05,
      entryAtMs: at(500),
      exitAtMs: at(300),
      entryPrice: 140_000_000,
      exitPrice: 142_000_000,
      grossPnl: 100_000,
      fees: 7_050,
      tax: 0,
      exitReason: "take_profit",
      entryReason: {
        ...{ key: "averages", kind: "ema", fast: 10, slow: 30 } as const,
        ...{ relation: "above", close: 140_000_000 } as const,
      },
    },
    {
      side: "short",
      units: 0.05,
      entryAtMs: at(900),
      exitAtMs: at(700),
      entryPrice: 140_000_000,
      exitPrice: 141_000_000,
      grossPnl: -50_000,
      fees: 7_025,
      tax: 0,
      exitReason: "stop_loss",
      entryReason: "It fell below.",
    },
  ],
};

/** The markets of the strategies here, all of them collected. */
export const SCRIPTED_MARKETS: MarketHealthView = {
  exchanges: [],
  problems: [],
  series: [["upbit", "BTC/KRW"], ["upbit", "ETH/KRW"], ["binance", "SOL/USDT"]].map((
    [exchange = "", symbol = ""],
  ) => ({
    exchange,
    symbol,
    interval: "1m",
    state: "live",
    reason: "the stream is up",
    lastClosedMs: VIEW_NOW_MS - MINUTE_MS,
    lagP99Ms: 120,
  })),
};

/** Strategies that obey at once, and remember what they were told. */
export class ScriptedStrategies implements StrategyReader {
  readonly told: (readonly [id: string, active: boolean])[] = [];
  strategies: readonly StrategyView[];

  constructor(strategies: readonly StrategyView[] = STRATEGIES) {
    this.strategies = strategies;
  }

  view(): EngineView {
    return engineViewOf(this.strategies);
  }

  /** What every strategy here has said and done, newest first. */
  past: StrategyHistory = HISTORY;

  history(id: string, most: number): Promise<StrategyHistory | undefined> {
    if (!this.strategies.some((known) => known.id === id)) return Promise.resolve(undefined);
    const { advice, trades } = this.past;
    return Promise.resolve({ advice: advice.slice(0, most), trades: trades.slice(0, most) });
  }

  allTrades(id: string): AsyncIterable<StrategyHistory["trades"]> | undefined {
    if (!this.strategies.some((known) => known.id === id)) return undefined;
    const { trades } = this.past;
    return ReadableStream.from([trades.slice(0, 9), trades.slice(9)]);
  }

  /** Changes the strategy of this id. */
  change(id: string, change: Partial<StrategyView>): void {
    this.strategies = this.strategies.map((known) => known.id === id ? { ...known, ...change } : known);
  }

  follow(): Promise<void> {
    return Promise.resolve();
  }

  /** What commands change. */
  port(): StrategiesPort {
    const { journal } = createMemoryStrategies(new ManualClock(VIEW_NOW_MS));
    const set = (id: string, active: boolean) => {
      const isKnown = this.strategies.some((known) => known.id === id);
      if (isKnown) this.told.push([id, active]);
      if (isKnown) this.change(id, { state: active ? "starting" : "stopped", detail: undefined });
      return Promise.resolve(isKnown);
    };
    const find = (id: string): StrategyRow | undefined => {
      const found = this.strategies.find((known) => known.id === id);
      if (found === undefined) return undefined;
      const unknown = { startAskedAtMs: undefined, createdAtMs: 0, changedAtMs: 0, actor: undefined };
      return { ...found, money: {}, onStop: "leave", isActive: true, ...unknown };
    };
    const table: StrategyTable = {
      changeCount: () => Promise.resolve(0),
      list: () => Promise.resolve(this.strategies.flatMap(({ id }) => find(id) ?? [])),
      find: (_owner, id) => Promise.resolve(find(id)),
      start: (_owner, { id }) => set(id, true),
      stop: (_owner, { id }) => set(id, false),
      add: () => Promise.resolve(false),
      change: () => Promise.resolve(false),
      remove: () => Promise.resolve(false),
      removals: () => Promise.resolve([]),
    };
    return {
      store: { table, journal },
      ...{ kinds: [], fillModels: [], exchanges: [], dir: "data/strategies", watched: [] },
      follow: () => this.follow(),
    };
  }
}

export const REPORTS: readonly ReportEntry[] = [
  {
    id: "2",
    atMs: at(30),
    strategy: "ma_cross",
    markets: "upbit BTC/KRW 1m",
    fromMs: VIEW_NOW_MS - 8_760 * HOUR_MS,
    toMs: VIEW_NOW_MS,
    trades: 1_204,
    returnShare: 0.1234,
    maxDrawdownShare: 0.0871,
    sharpe: 1.314,
    feeRate: 0.0005,
    slippageShare: 0.001,
    actor: { kind: "http", id: "token" },
  },
  {
    id: "1",
    atMs: at(3_000),
    strategy: "<b>own</b>.ts",
    markets: "upbit ETH/KRW 1h",
    fromMs: VIEW_NOW_MS - 2_000 * HOUR_MS,
    toMs: VIEW_NOW_MS,
    trades: 0,
    returnShare: -0.02,
    maxDrawdownShare: 0.02,
  },
];

/** A report that would do harm if it could. */
export const REPORT_HTML = `<!DOCTYPE html><html lang="en"><head><title>Report</title>
<style>body{color:#1b2226;background:#fff;font:15px sans-serif}</style></head>
<body><h1 id="report-title">Report of the test</h1><img alt="dot" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
<script>document.getElementById("report-title").textContent = "a script ran";</script></body></html>`;

export class ScriptedReports implements ReportReader {
  readonly langs: string[] = [];
  entries: readonly ReportEntry[] = REPORTS;

  list(): Promise<readonly ReportEntry[]> {
    return Promise.resolve(this.entries);
  }

  html(id: string, lang: "ko" | "en"): Promise<string | undefined> {
    this.langs.push(lang);
    return Promise.resolve(id === "1" || id === "2" || id === "old" ? REPORT_HTML : undefined);
  }
}

export interface StrategyWebOptions {
  readonly strategies?: ScriptedStrategies | undefined;
  readonly reports?: ReportReader | undefined;
  readonly remoteAddress?: string;
  readonly priceColors?: "kr" | "intl";
}

function partsOf(
  { strategies, reports, priceColors = "kr" }: StrategyWebOptions,
  marketChanges: ChangeNotifier,
): Omit<WebParts, "callerOf" | "onFailure"> {
  const view = () => appViewOf({ strategies: strategies?.view(), market: SCRIPTED_MARKETS });
  return {
    view,
    pageView: () => pageViewOf(view(), { priceColors }),
    calendarYear: (year: number) => ({ year, days: [] }),
    commands: createTestCommands({ view, strategies: strategies?.port() }),
    changes: new ChangeNotifier(),
    marketChanges,
    strategies,
    reports,
    clock: new ManualClock(VIEW_NOW_MS),
    access: accessOf(),
    onWrongToken: () => {},
  };
}

/** The whole web without a socket. */
export function createStrategyWeb(options: StrategyWebOptions = {}) {
  const web = createWeb({
    ...partsOf(options, new ChangeNotifier()),
    callerOf: () => ({ remoteAddress: options.remoteAddress ?? "127.0.0.1" }),
    onFailure: ({ error }) => {
      throw error;
    },
  });
  const ask = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    await web.request(path, { ...init, headers: { host: "127.0.0.1:8001", ...init.headers } });
  const textOf = async (path: string) =>
    await (await ask(path, { headers: { "accept-language": "ko" } })).text();
  return { ask, textOf };
}

/** The same behind a real listener on a free port. */
export function serveStrategyWeb(
  options: StrategyWebOptions = {},
): { readonly url: string; readonly marketChanges: ChangeNotifier; readonly listener: Listener } {
  const marketChanges = new ChangeNotifier();
  const listener = listen(
    { host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() },
    (callerOf) => createWeb({ ...partsOf(options, marketChanges), callerOf, onFailure: () => {} }),
  );
  return { url: listener.url, marketChanges, listener };
}
