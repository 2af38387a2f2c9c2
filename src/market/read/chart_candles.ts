/** Candles of any interval for a chart: stored ones, or made of minutes. */
import {
  type Candle,
  CANDLE_FIELDS,
  candleAt,
  type CandleColumns,
  type CoveredSpan,
  createColumns,
  type Interval,
  intervalLengthMs,
  INTERVALS,
  openTimeOf,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import { ALWAYS_OPEN, beginOfLast, type MarketHours } from "../../core/market/hours.ts";
import { aggregateColumns, canAggregate } from "./aggregate.ts";
import type { CandleStore } from "../candle_store.ts";
import { ceilOpenTime } from "./holes.ts";

/** Of short candles that longer ones are made of, read at once: others get their turn between two parts. */
const PART_ROWS = 100_000;
/** Some eleven years of minutes, which take some seconds; a chart of more begins later. */
const MOST_ROWS = 6_000_000;
/** Beyond so many warming up is left out. */
const MOST_WARM_ROWS = 600_000;

export interface ChartCandles {
  /** Closed candles, those before the span for warming up included; ascending. */
  readonly columns: CandleColumns;
  /** Row of the first candle in the span. */
  readonly firstRow: number;
  /** What still changes. */
  readonly openBar: Candle | undefined;
  /** What is known of the series that was read, from the first candle to the end of the span. */
  readonly coverage: readonly CoveredSpan[];
  /** The series that was read: the interval itself or the minutes it is made of. */
  readonly base: SeriesKey;
}

export interface ChartCandlesQuestion {
  readonly series: SeriesKey;
  readonly span: Span;
  /** Candles before the span, for indicators. */
  readonly warmUpCandles: number;
  readonly nowMs: number;
  /** Intervals of this market that are stored. */
  readonly stored: readonly Interval[];
  /** Of what the candles are made of, see `baseOf`. */
  readonly openBaseCandle: Candle | undefined;
  /** Of the market; left out, it is always open. */
  readonly hours?: MarketHours | undefined;
}

/**
 * What the candles of an interval are read from: the minutes they are made of, else the series itself, else the longest
 * candles that they can be made of.
 */
export function baseOf(series: SeriesKey, stored: readonly Interval[]): SeriesKey | undefined {
  const { interval } = series;
  const fitting = INTERVALS.filter((own) => stored.includes(own) && canAggregate(own, interval));
  if (fitting.includes("1m")) return { ...series, interval: "1m" };
  if (stored.includes(interval)) return series;
  const longest = fitting.at(-1);
  return longest && { ...series, interval: longest };
}

/** @returns nothing when the interval is neither stored nor can be made of what is. */
export async function readChartCandles(
  keeper: Pick<CandleStore, "readKnownColumns">,
  question: ChartCandlesQuestion,
): Promise<ChartCandles | undefined> {
  const { series, span, stored, nowMs, hours = ALWAYS_OPEN } = question;
  const { interval } = series;
  const base = baseOf(series, stored);
  if (base === undefined) return undefined;
  const isMade = base.interval !== interval;
  const fromMs = warmUpStart(question, base.interval);
  const stopMs = nowMs + MINUTE_MS;
  // The last candle in the span is read to its end: half of its minutes would make another candle of it.
  const wanted = { fromMs, toMs: isMade ? ceilOpenTime(interval, span.toMs) : Math.min(span.toMs, stopMs) };
  const read = isMade
    ? await readMade(keeper, { base, interval, span: wanted, stopMs, hours })
    : await keeper.readKnownColumns(base, wanted).then((known) => ({ ...known, last: known.columns }));
  const whole = isMade ? withoutFuture(read.columns, { interval, nowMs, hours }) : read.columns;
  return {
    columns: whole,
    coverage: read.coverage,
    firstRow: firstRowFrom(whole, span.fromMs),
    openBar: isMade ? openCandleOf(read.last, { question, base }) : question.openBaseCandle,
    base,
  };
}

interface MadeCandles {
  readonly columns: CandleColumns;
  readonly coverage: readonly CoveredSpan[];
  /** The short candles of the last part. */
  readonly last: CandleColumns;
}

/** Longer candles, part by part: years of minutes at once would take the memory of the program. */
async function readMade(
  keeper: Pick<CandleStore, "readKnownColumns">,
  { base, interval, span, stopMs, hours }: {
    readonly base: SeriesKey;
    readonly interval: Interval;
    readonly span: Span;
    /** Nothing is stored from then on. */
    readonly stopMs: number;
    readonly hours: MarketHours;
  },
): Promise<MadeCandles> {
  const partMs = PART_ROWS * lengthOf(base.interval);
  const made: CandleColumns[] = [];
  const coverage: CoveredSpan[] = [];
  let last = createColumns(0);
  let isFirst = true;
  for (let fromMs = span.fromMs; fromMs < Math.min(span.toMs, stopMs);) {
    const toMs = Math.min(span.toMs, ceilOpenTime(interval, fromMs + partMs));
    const known = await keeper.readKnownColumns(base, { fromMs, toMs: Math.min(toMs, stopMs) });
    last = known.columns;
    coverage.push(...known.coverage);
    const knownFromMs = isFirst ? knownFrom(coverage, { fromMs, read: last }) : fromMs;
    const within = { fromMs: knownFromMs, toMs };
    made.push(aggregateColumns(last, { from: base.interval, to: interval, within, hours }));
    isFirst &&= last.openTimeMs.length === 0;
    fromMs = toMs;
  }
  return { columns: joinColumns(made), coverage: joinSpans(coverage), last };
}

function joinColumns(parts: readonly CandleColumns[]): CandleColumns {
  const all = createColumns(parts.reduce((sum, { openTimeMs }) => sum + openTimeMs.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const field of CANDLE_FIELDS) all[field].set(part[field], at);
    at += part.openTimeMs.length;
  }
  return all;
}

/** Two parts cut what is known in two. */
function joinSpans(spans: readonly CoveredSpan[]): readonly CoveredSpan[] {
  const joined: CoveredSpan[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    const isMore = last?.toMs === span.fromMs && last.kind === span.kind && last.reason === span.reason;
    if (last !== undefined && isMore) joined[joined.length - 1] = { ...last, toMs: span.toMs };
    else joined.push(span);
  }
  return joined;
}

function warmUpStart(
  { series: { interval }, span, warmUpCandles, nowMs, hours = ALWAYS_OPEN }: ChartCandlesQuestion,
  base: Interval,
): number {
  const beginMs = openTimeOf(interval, span.fromMs);
  const wantedMs = beginOfLast(interval, { candles: warmUpCandles, beforeMs: beginMs, hours });
  if (base === interval) return Math.max(0, wantedMs);
  const toMs = Math.min(span.toMs, nowMs);
  const back = (rows: number) => toMs - rows * lengthOf(base);
  // Warming up is dear where much is shown already.
  const fromMs = Math.max(wantedMs, Math.min(beginMs, back(MOST_WARM_ROWS)), back(MOST_ROWS));
  return Math.max(0, openTimeOf(interval, fromMs));
}

function lengthOf(interval: Interval): number {
  return intervalLengthMs(interval) ?? 31 * 24 * 60 * MINUTE_MS;
}

/**
 * From when on everything before the first candle read is known. A longer one that began before has lost its beginning,
 * and is left out.
 */
function knownFrom(
  coverage: readonly CoveredSpan[],
  { fromMs, read: { openTimeMs } }: { fromMs: number; read: CandleColumns },
): number {
  const firstMs = openTimeMs[0] ?? fromMs;
  const around = coverage.findIndex(({ kind, toMs }) => kind === "fetched" && toMs > firstMs);
  const knownMs = Math.min(firstMs, coverage[around]?.fromMs ?? firstMs);
  const before = around === -1 ? coverage.at(-1) : coverage[around - 1];
  // Before the listing there was nothing to be missed.
  return before?.kind === "not_listed" && before.toMs >= knownMs ? Math.min(knownMs, before.fromMs) : knownMs;
}

/** A candle whose end is still to come is not closed, however many of its minutes are. */
function withoutFuture(
  columns: CandleColumns,
  facts: { interval: Interval; nowMs: number; hours: MarketHours },
): CandleColumns {
  const last = columns.openTimeMs.at(-1);
  if (last === undefined || facts.hours.closeTime(facts.interval, last) <= facts.nowMs) return columns;
  return sliceColumns(columns, 0, columns.openTimeMs.length - 1);
}

function sliceColumns(columns: CandleColumns, from: number, to: number): CandleColumns {
  return {
    openTimeMs: columns.openTimeMs.subarray(from, to),
    open: columns.open.subarray(from, to),
    high: columns.high.subarray(from, to),
    low: columns.low.subarray(from, to),
    close: columns.close.subarray(from, to),
    volume: columns.volume.subarray(from, to),
  };
}

/** The closed minutes of the candle of now, and the open one. */
function openCandleOf(
  minutes: CandleColumns,
  { question, base }: { readonly question: ChartCandlesQuestion; readonly base: SeriesKey },
): Candle | undefined {
  const { series: { interval }, nowMs, openBaseCandle: openMinute, hours } = question;
  const openTimeMs = openTimeOf(interval, nowMs);
  const from = firstRowFrom(minutes, openTimeMs);
  const parts = sliceColumns(minutes, from, minutes.openTimeMs.length);
  const isNew = openMinute !== undefined && openMinute.openTimeMs > (parts.openTimeMs.at(-1) ?? -1) &&
    openMinute.openTimeMs >= openTimeMs;
  const length = parts.openTimeMs.length + (isNew ? 1 : 0);
  if (length === 0) return undefined;
  const all = createColumns(length);
  for (const field of CANDLE_FIELDS) {
    all[field].set(parts[field]);
    if (isNew) all[field][length - 1] = openMinute[field];
  }
  const made = aggregateColumns(all, { from: base.interval, to: interval, withOpen: true, hours });
  return made.openTimeMs.length === 0 ? undefined : candleAt(made, made.openTimeMs.length - 1);
}

/** The first row whose time is not before `atMs`. */
export function firstRowFrom({ openTimeMs }: Pick<CandleColumns, "openTimeMs">, atMs: number): number {
  let [low, high] = [0, openTimeMs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((openTimeMs[middle] ?? Infinity) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
