import { createSystemClock } from "../../src/core/clock.ts";
import { ChangeNotifier } from "../../src/core/change_notifier.ts";
import { HOUR_MS, MINUTE_MS } from "../../src/core/kst.ts";
import { listen, type Listener } from "../../src/web/listener.ts";
import type {
  CandleCounts,
  CandleRow,
  ChartData,
  ChartMarket,
  ChartQuestion,
  CoverageView,
  Hole,
  LiveFacts,
  MarketReader,
  MarketView,
  SeriesView,
} from "../../src/market/market_view.ts";
import { createWeb } from "../../src/web/server.ts";
import type { PageView } from "../../src/web/view.ts";
import { accessOf, appViewOf, pageViewOf, VIEW_NOW_MS } from "../support/app_view.ts";
import { createTestCommands } from "../support/command_door.ts";
import { ManualClock } from "../support/manual_clock.ts";

/** Half a minute into the candle that is open. */
export const MARKET_NOW_MS = VIEW_NOW_MS + 30_000;
const CANDLES = 2_400;
const FIRST_MS = VIEW_NOW_MS - CANDLES * MINUTE_MS;
const at = (minutesAgo: number) => VIEW_NOW_MS - minutesAgo * MINUTE_MS;

/** One of each kind within the last six hours, and an old one that only a reader who scrolls sees. */
export const HOLES: readonly Hole[] = [
  { fromMs: at(1_500), toMs: at(1_480), kind: "not_fetched", reason: undefined },
  { fromMs: at(310), toMs: at(260), kind: "outage", reason: "HTTP 503" },
  { fromMs: at(200), toMs: at(160), kind: "not_fetched", reason: undefined },
  { fromMs: at(90), toMs: at(60), kind: "no_trade", reason: undefined },
];

/** A market whose candles are the same at every run, and which moves when the test says so. */
export class ScriptedMarket implements MarketReader {
  readonly questions: ChartQuestion[] = [];
  live: LiveFacts = {
    state: "live",
    reason: undefined,
    lastFrameAgeMs: 400,
    lagMs: { last: 120, p50: 95, p99: 340 },
  };
  holes: readonly Hole[] = HOLES;
  failure: Error | undefined;
  nowMs = MARKET_NOW_MS;
  readonly rows: CandleRow[] = createRows();

  get openBar(): CandleRow {
    const last = this.rows.at(-1);
    if (last === undefined) throw new Error("The script has no bars");
    return last;
  }

  /** The open candle trades at this price. */
  trade(price: number): void {
    const [openTimeMs, open, high, low, , volume] = this.openBar;
    this.rows[this.rows.length - 1] = [
      openTimeMs,
      open,
      Math.max(high, price),
      Math.min(low, price),
      price,
      volume + 0.5,
    ];
  }

  /** The open candle closes and the next one opens at its close. */
  nextBar(): void {
    const [openTimeMs, , , , close] = this.openBar;
    this.rows.push([openTimeMs + MINUTE_MS, close, close, close, close, 0.1]);
    this.nowMs += MINUTE_MS;
  }

  /** When its series ended; it goes on by default. */
  ended: number | undefined;
  /** What is stored of its first market; not told by default. */
  extent: ChartMarket["extent"];

  endMs(): Promise<number | undefined> {
    return Promise.resolve(this.ended);
  }

  markets(): Promise<readonly ChartMarket[]> {
    return Promise.resolve([
      {
        exchange: "upbit",
        symbol: "BTC/KRW",
        intervals: ["1m", "5m", "15m", "1h", "4h", "1d"] as const,
        ...(this.extent === undefined ? {} : { extent: this.extent }),
      },
      { exchange: "upbit", symbol: "ETH/KRW", intervals: ["1m", "1h"] as const },
      { exchange: "binance", symbol: "SOL/USDT", intervals: ["1m"] as const },
    ]);
  }

  chart(question: ChartQuestion): Promise<ChartData | undefined> {
    this.questions.push(question);
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const { fromMs, toMs, exchange, symbol, interval } = question;
    if (symbol !== "BTC/KRW" || interval !== "1m") return Promise.resolve(undefined);
    const isInside = ([openTimeMs]: CandleRow) => openTimeMs >= fromMs && openTimeMs < toMs;
    const present = this.rows.filter((row) =>
      !this.holes.some((hole) => row[0] >= hole.fromMs && row[0] < hole.toMs)
    );
    const candles = present.slice(0, -1).filter(isInside);
    const openCandle = isInside(this.openBar) ? this.openBar : undefined;
    const shown = openCandle === undefined ? candles : [...candles, openCandle];
    const closes = present.map((row) => row[4]);
    const firstPlace = present.findIndex((row) => row === shown[0]);
    const valuesOf = (length: number) =>
      averages(closes, length).slice(firstPlace, firstPlace + shown.length);
    return Promise.resolve({
      nowMs: this.nowMs,
      exchange,
      symbol,
      interval,
      fromMs,
      toMs,
      candles,
      openBar: openCandle,
      holes: this.holes.filter((hole) => hole.toMs > fromMs && hole.fromMs < toMs)
        .map((hole) => ({ ...hole, fromMs: Math.max(hole.fromMs, fromMs), toMs: Math.min(hole.toMs, toMs) })),
      earliestMs: FIRST_MS,
      tickSize: "1000",
      dayReference: 145_000_000,
      ...this.live,
      indicators: [
        { id: "sma_20", label: "SMA 20", pane: "price", shown: true, values: valuesOf(20) },
        { id: "sma_60", label: "SMA 60", pane: "price", shown: true, values: valuesOf(60) },
        { id: "ema_200", label: "EMA 200", pane: "price", shown: false, values: valuesOf(200) },
        {
          id: "rsi_14",
          label: "RSI 14",
          pane: "rsi",
          shown: true,
          values: shown.map(([ms]) => 50 + 24 * Math.sin(ms / (23 * MINUTE_MS))),
        },
      ],
    });
  }

  overview(): Promise<MarketView> {
    const coverage = coverageOf(this.holes);
    const series: SeriesView = {
      exchange: "upbit",
      symbol: "BTC/KRW",
      interval: "1m",
      ...this.live,
      bars: 10_080,
      firstMs: FIRST_MS,
      lastMs: VIEW_NOW_MS,
      lastClosedMs: VIEW_NOW_MS - MINUTE_MS,
      coverage,
      backfill: { doneShare: 0.42, etaMs: 130_000 },
    };
    const idle = { state: "idle", reason: undefined, lastFrameAgeMs: undefined, lagMs: undefined } as const;
    return Promise.resolve({
      nowMs: this.nowMs,
      exchanges: [
        {
          id: "upbit",
          title: "Upbit",
          stream: "up",
          downSinceMs: undefined,
          reason: undefined,
          skewMs: 35,
          restState: "ok",
        },
        {
          id: "binance",
          title: "Binance",
          stream: "down",
          downSinceMs: this.nowMs - 95_000,
          reason: "no message for 30 s after a PING",
          skewMs: undefined,
          restState: "failing",
        },
      ],
      series: [
        series,
        { ...series, interval: "1h", ...idle, bars: 168, backfill: undefined, coverage: coverageOf([]) },
        {
          ...series,
          exchange: "binance",
          symbol: "SOL/USDT",
          ...idle,
          state: "down",
          reason: "no message for 30 s after a PING",
          bars: 0,
          firstMs: undefined,
          lastMs: undefined,
          lastClosedMs: undefined,
          coverage: undefined,
          backfill: undefined,
        },
      ],
      storage: { path: "data/candles.db", sizeBytes: 12_345_678, state: "ok", problem: undefined },
    });
  }
}

/** A walk that a small generator of our own makes, so that pictures can be compared. */
function createRows(): CandleRow[] {
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const tick = (price: number) => Math.round(price / 1_000) * 1_000;
  let close = 145_200_000;
  return Array.from({ length: CANDLES + 1 }, (_, i) => {
    const open = close;
    close = tick(open * (1 + (random() - 0.497) * 0.0016 + Math.sin(i / 70) * 0.00012));
    const high = tick(Math.max(open, close) * (1 + random() * 0.0005));
    const low = tick(Math.min(open, close) * (1 - random() * 0.0005));
    const volume = Math.round((0.4 + random() ** 3 * 9) * 1e4) / 1e4;
    return [FIRST_MS + i * MINUTE_MS, open, high, low, close, volume];
  });
}

function averages(closes: readonly number[], length: number): (number | null)[] {
  let sum = 0;
  return closes.map((close, i) => {
    sum += close - (closes[i - length] ?? 0);
    return i < length - 1 ? null : sum / length;
  });
}

function coverageOf(holes: readonly Hole[]): CoverageView {
  const pieces = 168;
  const fromMs = VIEW_NOW_MS - pieces * HOUR_MS;
  const cells = Array.from({ length: pieces }, (_, i) => countsOf(holes, fromMs + i * HOUR_MS));
  const sum = (part: keyof CandleCounts) => cells.reduce((total, cell) => total + cell[part], 0);
  return {
    fromMs,
    toMs: VIEW_NOW_MS,
    cells,
    counts: {
      expected: sum("expected"),
      present: sum("present"),
      noTrade: sum("noTrade"),
      notFetched: sum("notFetched"),
      outage: sum("outage"),
      notListed: sum("notListed"),
    },
    holes: holes.toReversed(),
    holeCount: holes.length,
  };
}

function countsOf(holes: readonly Hole[], fromMs: number): CandleCounts {
  const missing = (kind: Hole["kind"]) =>
    holes.filter((hole) => hole.kind === kind).reduce((total, hole) => {
      const lengthMs = Math.min(hole.toMs, fromMs + HOUR_MS) - Math.max(hole.fromMs, fromMs);
      return total + Math.max(0, lengthMs) / MINUTE_MS;
    }, 0);
  const [noTrade, notFetched, outage] = [missing("no_trade"), missing("not_fetched"), missing("outage")];
  const present = 60 - noTrade - notFetched - outage;
  return { expected: 60, present, noTrade, notFetched, outage, notListed: 0 };
}

/** As late as the script says. */
class MarketClock extends ManualClock {
  readonly #nowOf: () => number;

  constructor(market: MarketReader | undefined) {
    super(MARKET_NOW_MS);
    this.#nowOf = market instanceof ScriptedMarket ? () => market.nowMs : () => MARKET_NOW_MS;
  }

  override now(): number {
    return this.#nowOf();
  }
}

interface MarketWebOptions {
  readonly market?: MarketReader | undefined;
  readonly remoteAddress?: string;
  readonly page?: Partial<PageView>;
}

function partsOf({ market, page }: MarketWebOptions, marketChanges: ChangeNotifier) {
  return {
    view: () => appViewOf({ nowMs: MARKET_NOW_MS }),
    pageView: () => pageViewOf(appViewOf({ nowMs: MARKET_NOW_MS }), page),
    calendarYear: (year: number) => ({ year, days: [] }),
    commands: createTestCommands(),
    changes: new ChangeNotifier(),
    marketChanges,
    market,
    clock: new MarketClock(market),
    access: accessOf(),
    onWrongToken: () => {},
  };
}

/** The whole web without a socket. */
export function createMarketWeb(options: MarketWebOptions = {}) {
  const failures: unknown[] = [];
  const web = createWeb({
    ...partsOf(options, new ChangeNotifier()),
    callerOf: () => ({ remoteAddress: options.remoteAddress ?? "127.0.0.1" }),
    onFailure: ({ error }) => failures.push(error),
  });
  const ask = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    await web.request(path, { ...init, headers: { host: "127.0.0.1:8001", ...init.headers } });
  return { ask, failures };
}

/** The same behind a real listener on a free port. */
export function serveMarketWeb(
  options: MarketWebOptions = {},
): { readonly url: string; readonly marketChanges: ChangeNotifier; readonly listener: Listener } {
  const marketChanges = new ChangeNotifier();
  const listener = listen(
    { host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() },
    (callerOf) => createWeb({ ...partsOf(options, marketChanges), callerOf, onFailure: () => {} }),
  );
  return { url: listener.url, marketChanges, listener };
}
