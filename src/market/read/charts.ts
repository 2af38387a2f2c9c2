/** Answers what the pages about market data ask. */
import { MOST_CHART_CANDLES } from "../../core/page_limits.ts";
import { toIndicators, WARM_UP_CANDLES } from "./chart_lines.ts";
import { createOverview, liveStatusOf, type OverviewParts, toLiveFacts } from "./overview.ts";
import {
  type Candle,
  candleAt,
  type Interval,
  openTimeOf,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import { kstDayOf } from "../../core/kst.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { HoursOf, MarketHours } from "../../core/market/hours.ts";
import { nameOfMarket } from "../../core/market/stock_name.ts";
import { canAggregate } from "./aggregate.ts";
import { baseOf, type ChartCandles, firstRowFrom, readChartCandles } from "./chart_candles.ts";
import { dayBefore, findEmptySlots } from "./chart_sessions.ts";
import { findHoles } from "./holes.ts";
import type { KnownSeries } from "./coverage_view.ts";
import type { CandleRow, ChartData, ChartMarket, ChartQuestion, MarketReader } from "../market_view.ts";

const CHART_INTERVALS: readonly Interval[] = [
  "1m",
  "3m",
  "5m",
  "15m",
  "30m",
  "1h",
  "4h",
  "1d",
  "1dKST",
  "1w",
];

export interface ChartParts extends OverviewParts {
  readonly openCandle: (series: SeriesKey) => Candle | undefined;
  readonly tickSize: (exchange: string, symbol: string) => string | undefined;
  readonly hoursOf: HoursOf;
}

export function createMarketReader(parts: ChartParts): MarketReader {
  return {
    markets: () => listMarkets(parts),
    overview: () => createOverview(parts),
    chart: (question) => readChart(parts, question),
    endMs: (series) => findEnd(parts, series),
    hoursOf: parts.hoursOf,
  };
}

/** What is collected first, then what was only imported. */
async function listMarkets({ memory, watched, clock, hoursOf }: ChartParts): Promise<readonly ChartMarket[]> {
  // Of all Korean stocks there are thousands: each is looked up, and not looked for.
  const factsOf = Map.groupBy(await memory.look(), ({ series }) => toMarketText(series));
  const stored = [...factsOf.values()].flatMap(([first]) => first === undefined ? [] : [first.series]);
  const markets = new Map([...watched, ...stored].map((market) => [toMarketText(market), market]));
  const live = new Set(watched.map(toMarketText));
  const all = await Promise.all(Array.from(markets, async ([name, { exchange, symbol }]) => {
    const facts = factsOf.get(name) ?? [];
    const own = facts.map(({ series }) => series);
    return {
      exchange,
      symbol,
      name: nameOfMarket({ exchange, symbol }, memory.names),
      intervals: intervalsOf(storedOf(own, { exchange, symbol }, watched)),
      extent: extentOf(facts, {
        nowMs: clock.now(),
        isLive: live.has(name),
        hours: await hoursOf(exchange),
      }),
    };
  }));
  return all.filter(({ intervals }) => intervals.length > 0);
}

const toMarketText = ({ exchange, symbol }: Pick<SeriesKey, "exchange" | "symbol">) =>
  `${exchange} ${symbol}`;

function extentOf(
  facts: readonly KnownSeries[],
  { nowMs, isLive, hours }: {
    readonly nowMs: number;
    readonly isLive: boolean;
    readonly hours: MarketHours;
  },
): Span | undefined {
  if (facts.length === 0) return undefined;
  const ends = facts.map(({ series: { interval }, lastMs }) => hours.closeTime(interval, lastMs));
  return {
    fromMs: Math.min(...facts.map(({ firstMs }) => firstMs)),
    toMs: isLive ? nowMs : Math.max(...ends),
  };
}

/** A series that is collected goes on now, one that was only imported ended with its last candle. */
async function findEnd(all: ChartParts, series: SeriesKey): Promise<number | undefined> {
  const facts = (await all.memory.look()).filter(({ series: own }) => isSame(own, series));
  const base = baseOf(series, facts.map(({ series: { interval } }) => interval));
  if (base === undefined || liveStatusOf(all, base) !== undefined) return undefined;
  const lastMs = facts.find(({ series: own }) => own.interval === base.interval)?.lastMs;
  if (lastMs === undefined) return undefined;
  const hours = await all.hoursOf(series.exchange);
  const endMs = hours.closeTime(series.interval, openTimeOf(series.interval, lastMs));
  return endMs <= all.clock.now() ? endMs : undefined;
}

interface Market {
  readonly exchange: string;
  readonly symbol: string;
}

const isSame = (a: Market, b: Market) => a.exchange === b.exchange && a.symbol === b.symbol;

/** The intervals of a market that are stored, minutes of a watched one included before the first has come. */
function storedOf(
  stored: readonly SeriesKey[],
  market: Market,
  watched: readonly Market[],
): readonly Interval[] {
  const own = stored.filter((series) => isSame(series, market)).map(({ interval }) => interval);
  return watched.some((other) => isSame(other, market)) && !own.includes("1m") ? ["1m", ...own] : own;
}

function intervalsOf(stored: readonly Interval[]): readonly Interval[] {
  return CHART_INTERVALS.filter((interval) =>
    stored.includes(interval) || stored.some((own) => canAggregate(own, interval))
  );
}

async function readChart(all: ChartParts, question: ChartQuestion): Promise<ChartData | undefined> {
  const { shelf, memory, clock, watched, openCandle, tickSize } = all;
  const { exchange, symbol, interval } = question;
  const series: SeriesKey = { exchange, symbol, interval };
  const hours = await all.hoursOf(exchange);
  const facts = (await memory.look()).filter(({ series: stored }) => isSame(stored, series));
  const nowMs = clock.now();
  const stored = storedOf(facts.map(({ series: own }) => own), series, watched);
  if (!intervalsOf(stored).includes(interval)) return undefined;
  const minutes: SeriesKey = { ...series, interval: "1m" };
  const read = await readChartCandles(shelf, {
    series,
    span: question,
    warmUpCandles: WARM_UP_CANDLES,
    nowMs,
    stored,
    openBaseCandle: openCandle(baseOf(series, stored) ?? series),
    hours,
  });
  if (read === undefined) return undefined;
  const rows = Math.min(read.columns.openTimeMs.length - read.firstRow, MOST_CHART_CANDLES - 1);
  const firstRow = read.columns.openTimeMs.length - rows;
  const open = isIn(read.openBar, { question, read }) ? read.openBar : undefined;
  const span = {
    fromMs: rows === 0 ? question.fromMs : Math.max(question.fromMs, read.columns.openTimeMs[firstRow] ?? 0),
    toMs: question.toMs,
  };
  const shownFromMs = firstRow === read.firstRow ? question.fromMs : span.fromMs;
  const shown = { fromMs: shownFromMs, toMs: Math.min(question.toMs, nowMs) };
  const holes = holesOf(read, { series, span: shown, hours });
  const emptySlots = findEmptySlots(interval, { holes, hours });
  return {
    nowMs,
    exchange,
    symbol,
    interval,
    fromMs: shownFromMs,
    toMs: question.toMs,
    ...toLiveFacts(liveStatusOf(all, read.base), nowMs),
    candles: Array.from({ length: rows }, (_, i) => toRow(candleAt(read.columns, firstRow + i))),
    openBar: open === undefined ? undefined : toRow(open),
    holes,
    ...(emptySlots === undefined ? {} : { emptySlots }),
    earliestMs: facts.find(({ series: own }) => own.interval === read.base.interval)?.firstMs,
    tickSize: tickSize(exchange, symbol),
    dayReference: await readDayReference(all, {
      series: stored.includes("1m") ? minutes : series,
      ...{ nowMs, hours },
    }),
    indicators: toIndicators(read.columns, { firstRow, open }),
  };
}

function isIn(
  candle: Candle | undefined,
  { question, read }: { question: ChartQuestion; read: ChartCandles },
): boolean {
  return candle !== undefined && candle.openTimeMs >= question.fromMs && candle.openTimeMs < question.toMs &&
    candle.openTimeMs > (read.columns.openTimeMs.at(-1) ?? -1);
}

function toRow({ openTimeMs, open, high, low, close, volume }: Candle): CandleRow {
  return [openTimeMs, open, high, low, close, volume];
}

function holesOf(
  { columns, coverage }: ChartCandles,
  { series, span, hours }: { series: SeriesKey; span: Span; hours: MarketHours },
): ChartData["holes"] {
  const openTimes = columns.openTimeMs.subarray(
    firstRowFrom(columns, span.fromMs),
    firstRowFrom(columns, span.toMs),
  );
  const { holes } = findHoles({ coverage, span, interval: series.interval, openTimes, hours });
  return holes.map(({ fromMs, toMs, kind, reason }) => ({ fromMs, toMs, kind, reason }));
}

/** `undefined` where nobody has the last price of the day before. */
async function readDayReference(
  { shelf }: ChartParts,
  { series, nowMs, hours }: { series: SeriesKey; nowMs: number; hours: MarketHours },
): Promise<number | undefined> {
  const day = dayBefore(nowMs, hours);
  if (day === undefined) return undefined;
  const [last] = await shelf.read(series, day, { limit: 1, fromEnd: true });
  if (series.exchange !== STOCK_EXCHANGE) return last?.close;
  // Of the day itself: after an ex-date or a split the close before is no measure.
  const days = { fromDay: kstDayOf(day.toMs - 1) + 1, toDay: kstDayOf(nowMs) + 1 };
  return [...(await shelf.basePrices(series, days)).values()].at(-1) ?? last?.close;
}
