/** Candles of any interval for a chart: stored ones, or made of minutes. */
import {
  type Candle,
  CANDLE_FIELDS,
  candleAt,
  type CandleColumns,
  closeTimeOf,
  type CoveredSpan,
  createColumns,
  type Interval,
  intervalLengthMs,
  openTimeOf,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import { aggregateColumns, canAggregate } from "./aggregate.ts";
import type { CandleStore } from "../candle_store.ts";
import { ceilOpenTime } from "./holes.ts";

/** More would hold up everybody else; charts of years then begin later or do without warm-up. */
const MOST_MINUTES = 600_000;

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
  /** Of the minutes. */
  readonly openMinute: Candle | undefined;
}

/** What the candles of an interval are read from: the minutes they are made of, else the series itself, when stored. */
export function baseOf(series: SeriesKey, stored: readonly Interval[]): SeriesKey | undefined {
  const { interval } = series;
  const isMade = interval !== "1m" && stored.includes("1m") && canAggregate("1m", interval);
  if (isMade) return { ...series, interval: "1m" };
  return stored.includes(interval) ? series : undefined;
}

/** @returns nothing when the interval is neither stored nor can be made of minutes. */
export async function readChartCandles(
  keeper: Pick<CandleStore, "readKnownColumns">,
  question: ChartCandlesQuestion,
): Promise<ChartCandles | undefined> {
  const { series, span, stored } = question;
  const { interval } = series;
  const base = baseOf(series, stored);
  if (base === undefined) return undefined;
  const isMade = base.interval !== interval;
  const fromMs = warmUpStart(question, isMade);
  // The last candle in the span is read to its end: half of its minutes would make another candle of it.
  const toMs = isMade ? ceilOpenTime(interval, span.toMs) : span.toMs;
  const known = await keeper.readKnownColumns(base, {
    fromMs,
    toMs: Math.min(toMs, question.nowMs + MINUTE_MS),
  });
  const { columns: read, coverage } = known;
  const columns = isMade
    ? aggregateColumns(read, {
      from: "1m",
      to: interval,
      within: { fromMs: knownFrom(coverage, { fromMs, read }), toMs },
    })
    : read;
  const whole = isMade ? withoutFuture(columns, { interval, nowMs: question.nowMs }) : columns;
  return {
    columns: whole,
    coverage,
    firstRow: firstRowFrom(whole, span.fromMs),
    openBar: isMade ? openCandleOf(read, question) : question.openMinute,
    base,
  };
}

function warmUpStart(
  { series: { interval }, span, warmUpCandles, nowMs }: ChartCandlesQuestion,
  isMade: boolean,
): number {
  const candleMs = intervalLengthMs(interval) ?? 31 * 24 * 60 * MINUTE_MS;
  const wantedMs = openTimeOf(interval, span.fromMs) - warmUpCandles * candleMs;
  const mostMs = MOST_MINUTES * MINUTE_MS;
  const toMs = Math.min(span.toMs, nowMs);
  return Math.max(0, isMade ? openTimeOf(interval, Math.max(wantedMs, toMs - mostMs)) : wantedMs);
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
  const around = coverage.find(({ kind, toMs }) => kind === "fetched" && toMs > firstMs);
  return Math.min(firstMs, around?.fromMs ?? firstMs);
}

/** A candle whose end is still to come is not closed, however many of its minutes are. */
function withoutFuture(columns: CandleColumns, facts: { interval: Interval; nowMs: number }): CandleColumns {
  const last = columns.openTimeMs.at(-1);
  if (last === undefined || closeTimeOf(facts.interval, last) <= facts.nowMs) return columns;
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
  { series, nowMs, openMinute }: ChartCandlesQuestion,
): Candle | undefined {
  const { interval } = series;
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
  const made = aggregateColumns(all, { from: "1m", to: interval, withOpen: true });
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
