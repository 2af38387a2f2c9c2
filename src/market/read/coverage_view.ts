/** How complete the last week of a series, or its last seven sessions, are: what the page about data shows of it. */
import { closeTimeOf, type Interval, intervalLengthMs, openTimeOf, type Span } from "../../core/candle.ts";
import { DAY_MS, kstDayOf } from "../../core/kst.ts";
import { ALWAYS_OPEN, type MarketHours, overUntil } from "../../core/market/hours.ts";
import type { CandleStore, SeriesFacts } from "../candle_store.ts";
import type { CoverageView } from "../market_view.ts";
import { countCandles, findHoles, type FoundHole, isLost } from "./holes.ts";

const COVERAGE_DAYS = 7;
/** Longer than seven sessions with the longest break among them. */
const LOOK_BACK_MS = 60 * DAY_MS;
const MOST_CELLS = 168;
const MOST_HOLES = 50;

export interface KnownSeries extends SeriesFacts {
  readonly lastClosedMs: number | undefined;
}

/** @param options.liveUntilMs of a series that goes on; another one ends with its last candle. */
export async function readCoverageView(
  shelf: Pick<CandleStore, "readKnownColumns">,
  { series, firstMs, lastClosedMs = firstMs }: KnownSeries,
  { liveUntilMs, hours = ALWAYS_OPEN }: {
    readonly liveUntilMs: number | undefined;
    readonly hours?: MarketHours | undefined;
  },
): Promise<CoverageView> {
  const { interval } = series;
  const toMs = liveUntilMs === undefined
    ? closeTimeOf(interval, lastClosedMs)
    : overUntil(interval, liveUntilMs, hours);
  const sessions = lastSessions(toMs, hours);
  const beginMs = sessions[0]?.fromMs ?? toMs - COVERAGE_DAYS * DAY_MS;
  const fromMs = Math.max(firstMs, openTimeOf(interval, beginMs));
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
    ...(sessions.length === 0 ? {} : { sessions: sessions.filter((one) => one.toMs > fromMs).length }),
    cells: toCells({ span, interval, holes, hours, sessions }),
    holes: shown,
    holeCount: holes.length,
  };
}

/** Pieces of whole candles and equal length, but for the last one. */
function toCells(
  facts: {
    span: Span;
    interval: Interval;
    holes: readonly FoundHole[];
    hours: MarketHours;
    sessions: readonly Span[];
  },
): CoverageView["cells"] {
  return cut(facts).map((cell) => {
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

/** The last ones that have begun; none where there are no nights. */
function lastSessions(untilMs: number, hours: MarketHours): readonly Span[] {
  if (hours === ALWAYS_OPEN) return [];
  const sessions: Span[] = [];
  for (const part of hours.openSpans({ fromMs: untilMs - LOOK_BACK_MS, toMs: untilMs })) {
    const last = sessions.at(-1);
    const isSame = last !== undefined && kstDayOf(last.fromMs) === kstDayOf(part.fromMs);
    if (isSame) sessions[sessions.length - 1] = { ...last, toMs: part.toMs };
    else sessions.push(part);
  }
  return sessions.slice(-COVERAGE_DAYS);
}

/** A night has no piece. */
function cut(
  { interval, span, hours, sessions }: {
    readonly interval: Interval;
    readonly span: Span;
    readonly hours: MarketHours;
    readonly sessions: readonly Span[];
  },
): readonly Span[] {
  const isLong = (intervalLengthMs(interval) ?? Infinity) > DAY_MS;
  if (sessions.length === 0 || isLong) return cutEvenly(interval, { span, most: MOST_CELLS });
  const most = Math.floor(MOST_CELLS / sessions.length);
  return sessions.flatMap(({ fromMs, toMs }) => {
    const own = {
      fromMs: Math.max(span.fromMs, openTimeOf(interval, fromMs)),
      toMs: Math.min(span.toMs, toMs),
    };
    return own.fromMs < own.toMs ? cutEvenly(interval, { span: own, most }) : [];
  }).filter((cell) => countCandles(interval, cell, hours) > 0);
}

function cutEvenly(
  interval: Interval,
  { span, most }: { readonly span: Span; readonly most: number },
): readonly Span[] {
  const candlesEach = Math.ceil(countCandles(interval, span) / most);
  const cells: Span[] = [];
  for (let fromMs = span.fromMs; fromMs < span.toMs;) {
    let toMs = fromMs;
    for (let count = 0; count < candlesEach && toMs < span.toMs; count++) toMs = closeTimeOf(interval, toMs);
    cells.push({ fromMs, toMs });
    fromMs = toMs;
  }
  return cells;
}
