/** What may be stored: candles on the grid of their series, ascending; everything else is named and refused. */
import {
  type Candle,
  candleAt,
  type CandleColumns,
  closeTimeOf,
  createColumns,
  findCandleFault,
  type Interval,
  isInterval,
  isOpenTime,
  openTimeOf,
  type SeriesKey,
  type Span,
  toSeriesText,
} from "../../core/candle.ts";
import { isSymbol } from "../../core/symbol.ts";

const EXCHANGE_ID = /^[a-z][a-z0-9_]{0,31}$/;

/** @throws {RangeError} naming the part that is not one of ours. */
export function refuseBadSeries(series: SeriesKey): void {
  const { exchange, symbol, interval } = series;
  const field = !EXCHANGE_ID.test(exchange)
    ? "exchange"
    : !isSymbol(symbol)
    ? "symbol"
    : !isInterval(interval)
    ? "interval"
    : undefined;
  if (field === undefined) return;
  throw new RangeError(`Cannot store candles: ${field} is ${JSON.stringify(series[field])}`);
}

export function toColumns(candles: readonly Candle[]): CandleColumns {
  const columns = createColumns(candles.length);
  candles.forEach((candle, i) => {
    columns.openTimeMs[i] = candle.openTimeMs;
    columns.open[i] = candle.open;
    columns.high[i] = candle.high;
    columns.low[i] = candle.low;
    columns.close[i] = candle.close;
    columns.volume[i] = candle.volume;
  });
  return columns;
}

/** @throws {RangeError} when the columns have different lengths. */
export function refuseUnequalLengths(columns: CandleColumns): void {
  const lengths = new Set(Object.values(columns).map((column: Float64Array) => column.length));
  if (lengths.size === 1) return;
  throw new RangeError(`Cannot store candles: the columns have the lengths ${[...lengths].join(", ")}`);
}

/**
 * @param rows from `fromRow` up to and without `toRow`.
 * @throws {RangeError} naming the field and the time of the first row that cannot be stored.
 */
export function refuseBadRows(
  series: SeriesKey,
  columns: CandleColumns,
  rows: { fromRow: number; toRow: number },
): void {
  for (let i = rows.fromRow; i < rows.toRow; i++) {
    const openTimeMs = columns.openTimeMs[i] ?? NaN;
    const previousMs = columns.openTimeMs[i - 1] ?? -1;
    if (isSound(columns, i) && openTimeMs > previousMs && isOpenTime(series.interval, openTimeMs)) continue;
    const fault = findCandleFault(candleAt(columns, i)) ?? {
      field: "openTimeMs" as const,
      what: openTimeMs > previousMs
        ? `is not the beginning of a bar of ${series.interval}`
        : `does not come after ${previousMs}, the bar before it`,
    };
    throw new RangeError(
      `Cannot store ${toSeriesText(series)}: row ${i} at ${openTimeMs}: ${fault.field} ` +
        `(${columns[fault.field][i]}) ${fault.what}`,
    );
  }
}

/** As `findCandleFault`, without making an object of each row: a million rows would feel it. */
function isSound(columns: CandleColumns, i: number): boolean {
  const openTimeMs = columns.openTimeMs[i] ?? NaN;
  const open = columns.open[i] ?? NaN;
  const high = columns.high[i] ?? NaN;
  const low = columns.low[i] ?? NaN;
  const close = columns.close[i] ?? NaN;
  const volume = columns.volume[i] ?? NaN;
  return Number.isSafeInteger(openTimeMs) && openTimeMs >= 0 && low > 0 && low <= open && low <= close &&
    high >= open && high >= close && high < Infinity && volume >= 0 && volume < Infinity;
}

/** How many of the first rows are closed: ended at or before `closedUntilMs`. */
export function countClosed(interval: Interval, openTimes: Float64Array, closedUntilMs: number): number {
  let [low, high] = [0, openTimes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (closeTimeOf(interval, openTimes[middle] ?? NaN) <= closedUntilMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The whole candles inside of the span; `undefined` when there is none. */
export function toInnerCandles(interval: Interval, span: Span): Span | undefined {
  const isStart = isOpenTime(interval, span.fromMs);
  const fromMs = isStart ? span.fromMs : closeTimeOf(interval, openTimeOf(interval, span.fromMs));
  const toMs = openTimeOf(interval, span.toMs);
  return fromMs < toMs ? { fromMs, toMs } : undefined;
}

/** The span and the rest of every candle that it touches. */
export function toTouchedCandles(interval: Interval, span: Span): Span {
  const isEnd = isOpenTime(interval, span.toMs);
  return {
    fromMs: openTimeOf(interval, span.fromMs),
    toMs: isEnd ? span.toMs : closeTimeOf(interval, openTimeOf(interval, span.toMs)),
  };
}

/** The latest instant that a date can hold. */
const LAST_MS = 8.64e15;

/** @throws {RangeError} when the ends are no times or in the wrong order. */
export function refuseBadSpan(what: string, { fromMs, toMs }: Span): void {
  const isTime = (ms: number) => Number.isSafeInteger(ms) && ms >= 0 && ms <= LAST_MS;
  if (isTime(fromMs) && isTime(toMs) && fromMs <= toMs) return;
  throw new RangeError(`Cannot store ${what}: from ${fromMs} to ${toMs} is not a stretch of time`);
}
