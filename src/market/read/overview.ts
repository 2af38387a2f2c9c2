/** Every series, how alive and how complete it is: what the page about data shows. */
import type { Clock } from "../../core/clock.ts";
import {
  closeTimeOf,
  type Interval,
  openTimeOf,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../core/candle.ts";
import { DAY_MS } from "../../core/kst.ts";
import { countBars, findHoles, type FoundHole } from "./holes.ts";
import type { LiveStatus } from "../live/status.ts";
import type { SqliteCandleStore } from "../store/sqlite_candle_store.ts";
import type { CoverageView, ExchangeFacts, LiveFacts, MarketView, SeriesView } from "../market_view.ts";

const COVERAGE_DAYS = 7;
const MOST_CELLS = 168;
const MOST_HOLES = 50;
/** Reading a week of minutes takes some ms a series, so it is not done for every page. */
const COVERAGE_AGE_MS = 20_000;
/** Of one answer; what is left over is shown as it was before, and read with the next one. */
const READING_BUDGET_MS = 40;

export interface OverviewParts {
  readonly shelf: SqliteCandleStore;
  /** Of the file of candles, to be shown. */
  readonly path: string;
  readonly clock: Clock;
  /** In the order of the settings. */
  readonly watched: readonly { readonly exchange: string; readonly symbol: string }[];
  /** Of every series that is collected. */
  readonly status: () => readonly LiveStatus[];
  readonly exchanges: () => readonly ExchangeFacts[];
  readonly backfill: (series: SeriesKey) => SeriesView["backfill"];
}

/** @returns what reads everything anew at each call, but for coverage. */
export function createOverview(all: OverviewParts): () => MarketView {
  const coverages = new CoverageCache(all);
  return () => toOverview(all, coverages);
}

function toOverview(all: OverviewParts, coverages: CoverageCache): MarketView {
  const { shelf, clock, path, watched } = all;
  const nowMs = clock.now();
  const facts = new Map(shelf.list().map((one) => [toSeriesText(one.series), one]));
  const live = new Map(all.status().map((one) => [toSeriesText(one.series), one]));
  const keys = [
    ...watched.map((market): SeriesKey => ({ ...market, interval: "1m" })),
    ...[...facts.values()].map(({ series }) => series),
  ];
  const series = new Map(keys.map((key) => [toSeriesText(key), key]));
  coverages.begin();
  return {
    nowMs,
    exchanges: all.exchanges(),
    series: [...series].map(([text, key]) => {
      const known = facts.get(text);
      const status = live.get(text);
      return {
        exchange: key.exchange,
        symbol: key.symbol,
        interval: key.interval,
        ...toLiveFacts(status, nowMs),
        bars: known?.bars ?? 0,
        firstMs: known?.firstMs,
        lastMs: known?.lastMs,
        lastClosedMs: status?.lastClosedMs ?? shelf.lastClosed(key)?.openTimeMs,
        coverage: known && coverages.of(key, { firstMs: known.firstMs, isLive: status !== undefined }),
        backfill: all.backfill(key),
      };
    }),
    storage: { path, ...toStorage(all) },
  };
}

function toStorage({ shelf }: OverviewParts): Omit<MarketView["storage"], "path"> {
  const { state, fileFault, lastError } = shelf.status();
  const problem = fileFault ?? (state === "degraded" ? lastError?.message : undefined);
  return { sizeBytes: shelf.sizeBytes(), state, problem };
}

export function liveStatusOf(
  { status }: Pick<OverviewParts, "status">,
  series: SeriesKey,
): LiveStatus | undefined {
  const text = toSeriesText(series);
  return status().find((one) => toSeriesText(one.series) === text);
}

/** @param status `undefined` when nobody collects the series. */
export function toLiveFacts(status: LiveStatus | undefined, nowMs: number): LiveFacts {
  if (status === undefined) {
    return { state: "idle", reason: undefined, lastFrameAgeMs: undefined, lagMs: undefined };
  }
  const { state, reason, lastFrameAtMs, lag: { lastMs, p50Ms, p99Ms } } = status;
  const hasLag = lastMs !== undefined && p50Ms !== undefined && p99Ms !== undefined;
  return {
    state,
    reason: state === "live" ? undefined : reason,
    lastFrameAgeMs: lastFrameAtMs === undefined ? undefined : Math.max(0, nowMs - lastFrameAtMs),
    lagMs: hasLag ? { last: lastMs, p50: p50Ms, p99: p99Ms } : undefined,
  };
}

interface CoverageQuestion {
  readonly firstMs: number;
  /** Until now then, and else until its last bar. */
  readonly isLive: boolean;
}

/** What the last week of each series looks like; read anew when somebody looks and it is old. */
class CoverageCache {
  readonly #parts: OverviewParts;
  readonly #known = new Map<string, { readonly atMs: number; readonly coverage: CoverageView }>();
  #beganMs = 0;

  constructor(all: OverviewParts) {
    this.#parts = all;
  }

  /** One answer begins. */
  begin(): void {
    this.#beganMs = this.#parts.clock.real.monotonic();
  }

  of(series: SeriesKey, question: CoverageQuestion): CoverageView | undefined {
    const key = toSeriesText(series);
    const known = this.#known.get(key);
    const nowMs = this.#parts.clock.real.monotonic();
    const isFresh = known !== undefined && nowMs - known.atMs < COVERAGE_AGE_MS;
    if (isFresh || nowMs - this.#beganMs > READING_BUDGET_MS) return known?.coverage;
    const coverage = this.#read(series, question);
    this.#known.set(key, { atMs: nowMs, coverage });
    return coverage;
  }

  #read(series: SeriesKey, { firstMs, isLive }: CoverageQuestion): CoverageView {
    const { shelf, clock } = this.#parts;
    const { interval } = series;
    const lastMs = shelf.lastClosed(series)?.openTimeMs ?? firstMs;
    const toMs = isLive ? openTimeOf(interval, clock.now()) : closeTimeOf(interval, lastMs);
    const fromMs = Math.max(firstMs, openTimeOf(interval, toMs - COVERAGE_DAYS * DAY_MS));
    const openTimes = shelf.read(series, { fromMs, toMs }).map(({ openTimeMs }) => openTimeMs);
    const span = { fromMs, toMs };
    const { holes, completeness } = findHoles({
      coverage: shelf.coverage(series, span),
      span,
      interval,
      openTimes,
    });
    const newest = holes.toReversed();
    // Quiet stretches are no fault and may be many: they must not push away what is missing.
    const missing = newest.filter(({ kind }) => kind !== "no_trade");
    const quiet = newest.filter(({ kind }) => kind === "no_trade");
    const shown = [...missing, ...quiet].slice(0, MOST_HOLES).map(({ kind, reason, ...hole }) => ({
      fromMs: hole.fromMs,
      toMs: hole.toMs,
      kind,
      reason,
    }));
    return {
      ...span,
      counts: completeness,
      cells: toCells({ span, interval, holes }),
      holes: shown,
      holeCount: holes.length,
    };
  }
}

/** Pieces of whole bars and equal length, but for the last one. */
function toCells(
  facts: { span: Span; interval: Interval; holes: readonly FoundHole[] },
): CoverageView["cells"] {
  return cutEvenly(facts.interval, facts.span).map((cell) => {
    const lost = { no_trade: 0, not_fetched: 0, outage: 0 };
    for (const { kind, fromMs, toMs } of facts.holes) {
      const overlap = { fromMs: Math.max(fromMs, cell.fromMs), toMs: Math.min(toMs, cell.toMs) };
      if (overlap.fromMs < overlap.toMs) lost[kind] += countBars(facts.interval, overlap);
    }
    const expected = countBars(facts.interval, cell);
    const missing = lost.no_trade + lost.not_fetched + lost.outage;
    return {
      expected,
      present: Math.max(0, expected - missing),
      noTrade: lost.no_trade,
      notFetched: lost.not_fetched,
      outage: lost.outage,
    };
  });
}

function cutEvenly(interval: Interval, span: Span): readonly Span[] {
  const barsEach = Math.ceil(countBars(interval, span) / MOST_CELLS);
  const cells: Span[] = [];
  for (let fromMs = span.fromMs; fromMs < span.toMs;) {
    let toMs = fromMs;
    for (let bars = 0; bars < barsEach && toMs < span.toMs; bars++) toMs = closeTimeOf(interval, toMs);
    cells.push({ fromMs, toMs });
    fromMs = toMs;
  }
  return cells;
}
