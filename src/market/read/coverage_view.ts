/** How complete the last week of a series is: what the page about data shows of it. */
import { closeTimeOf, type Interval, openTimeOf, type Span } from "../../core/candle.ts";
import { DAY_MS } from "../../core/kst.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import type { CandleStore, SeriesFacts } from "../candle_store.ts";
import type { CoverageView } from "../market_view.ts";
import { countCandles, findHoles, type FoundHole, isLost } from "./holes.ts";

const COVERAGE_DAYS = 7;
const MOST_CELLS = 168;
const MOST_HOLES = 50;

export interface KnownSeries extends SeriesFacts {
  readonly lastClosedMs: number | undefined;
}

/** @param options.liveUntilMs of a series that goes on; another one ends with its last candle. */
export async function readCoverageView(
  shelf: Pick<CandleStore, "readKnownColumns">,
  { series, firstMs, lastClosedMs = firstMs }: KnownSeries,
  { liveUntilMs, hours }: {
    readonly liveUntilMs: number | undefined;
    readonly hours?: MarketHours | undefined;
  },
): Promise<CoverageView> {
  const { interval } = series;
  const toMs = liveUntilMs === undefined
    ? closeTimeOf(interval, lastClosedMs)
    : openTimeOf(interval, liveUntilMs);
  const fromMs = Math.max(firstMs, openTimeOf(interval, toMs - COVERAGE_DAYS * DAY_MS));
  const span = { fromMs, toMs };
  const { columns: { openTimeMs: openTimes }, coverage } = await shelf.readKnownColumns(series, span);
  const { holes, completeness } = findHoles({ coverage, span, interval, openTimes, hours });
  const newest = holes.toReversed();
  // Quiet stretches are no fault and may be many: they must not push away what is missing.
  const missing = newest.filter(isLost);
  const quiet = newest.filter((hole) => !isLost(hole));
  const shown = [...missing, ...quiet].slice(0, MOST_HOLES).map(({ kind, reason, ...hole }) => ({
    fromMs: hole.fromMs,
    toMs: hole.toMs,
    kind,
    reason,
  }));
  return {
    ...span,
    counts: completeness,
    cells: toCells({ span, interval, holes, hours }),
    holes: shown,
    holeCount: holes.length,
  };
}

/** Pieces of whole candles and equal length, but for the last one. */
function toCells(
  facts: { span: Span; interval: Interval; holes: readonly FoundHole[]; hours: MarketHours | undefined },
): CoverageView["cells"] {
  return cutEvenly(facts.interval, facts.span).map((cell) => {
    const lost = { no_trade: 0, not_fetched: 0, outage: 0, not_listed: 0 };
    for (const { kind, fromMs, toMs } of facts.holes) {
      const overlap = { fromMs: Math.max(fromMs, cell.fromMs), toMs: Math.min(toMs, cell.toMs) };
      if (overlap.fromMs < overlap.toMs) lost[kind] += countCandles(facts.interval, overlap, facts.hours);
    }
    const expected = countCandles(facts.interval, cell, facts.hours) - lost.not_listed;
    const missing = lost.no_trade + lost.not_fetched + lost.outage;
    return {
      expected,
      present: Math.max(0, expected - missing),
      noTrade: lost.no_trade,
      notFetched: lost.not_fetched,
      outage: lost.outage,
      notListed: lost.not_listed,
    };
  });
}

function cutEvenly(interval: Interval, span: Span): readonly Span[] {
  const candlesEach = Math.ceil(countCandles(interval, span) / MOST_CELLS);
  const cells: Span[] = [];
  for (let fromMs = span.fromMs; fromMs < span.toMs;) {
    let toMs = fromMs;
    for (let count = 0; count < candlesEach && toMs < span.toMs; count++) toMs = closeTimeOf(interval, toMs);
    cells.push({ fromMs, toMs });
    fromMs = toMs;
  }
  return cells;
}
