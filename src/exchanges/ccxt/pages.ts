/** Which stretch one page of ccxt can answer, and what its rows then say about it. */
import {
  type Candle,
  closeTimeOf,
  findCandleFault,
  type Interval,
  intervalLengthMs,
  isOpenTime,
  openTimeOf,
  type Span,
} from "../../core/candle.ts";
import { UpstreamError } from "../../core/errors.ts";
import { type RawCandleRow, type RowFault, type RowFaultKind, sortCandleRows } from "../candle_rows.ts";
import type { CandlePage } from "../exchange.ts";

/**
 * Candles that are asked for beyond those wanted. Exchanges differ in whether the candle at the end belongs to the answer,
 * and ccxt moves the start of weeks and months; a page cut at its limit by such a candle would look like a hole.
 */
const SPARE_CANDLES = 3;

/** ccxt counts weeks from a Thursday and takes a month for 30 days; asking one candle earlier covers that. */
const NEEDS_EARLIER_START: ReadonlySet<Interval> = new Set(["1w", "1M"]);

export interface AskWindow extends Span {
  /** What to ask ccxt: from here, at most `limit` candles. */
  readonly sinceMs: number;
  readonly limit: number;
}

/**
 * The first stretch of the wanted span that fits into one page: never longer, so that it makes no difference whether
 * an exchange counts its limit from the start or from the end.
 *
 * @throws {RangeError} when the span is empty or lies in the future.
 */
export function planWindow(
  question: { readonly interval: Interval; readonly span: Span },
  options: { readonly pageLimit: number; readonly nowMs: number },
): AskWindow {
  const { interval, span: { fromMs, toMs } } = question;
  const { pageLimit, nowMs } = options;
  if (!(fromMs < toMs)) throw new RangeError(`Cannot fetch candles: the span ${fromMs} to ${toMs} is empty`);
  if (fromMs >= nowMs) throw new RangeError(`Cannot fetch candles: ${fromMs} lies in the future`);
  const endMs = addCandles(interval, openTimeOf(interval, fromMs), pageLimit - SPARE_CANDLES);
  const sinceMs = NEEDS_EARLIER_START.has(interval) ? openTimeOf(interval, fromMs - 1) : fromMs;
  return { fromMs, toMs: Math.min(toMs, endMs, nowMs), sinceMs: Math.max(0, sinceMs), limit: pageLimit };
}

/** As ccxt gave it. */
export type CcxtRow = readonly unknown[];

/**
 * Candles within the window, and how far they tell everything: to the end of the last one, or to the end of the
 * window when there is none. An exchange that stopped early is so asked again for the rest. A row that cannot be right
 * costs its own candle.
 *
 * @throws {UpstreamError} `bad_shape` naming the first row and its field, when none of them can be used.
 */
export function toCandlePage(
  rows: readonly CcxtRow[],
  asked: {
    readonly interval: Interval;
    readonly window: Span;
    readonly title: string;
    readonly onFaults?: ((faults: readonly RowFault[]) => void) | undefined;
  },
): CandlePage {
  const { interval, window, title, onFaults } = asked;
  const sorted = sortCandleRows(rows.map((row, i) => readRow(row, i, interval)), {
    interval,
    span: window,
    timeName: (at) => `candle ${at}: openTimeMs`,
  });
  const { faults, refused } = sorted;
  const [fault] = faults;
  if (fault !== undefined && sorted.candles.length === 0) {
    throw new UpstreamError("bad_shape", `${title}: ${fault.text}`);
  }
  if (fault !== undefined) onFaults?.(faults);
  const candles = sorted.candles.filter(({ openTimeMs }) =>
    openTimeMs >= window.fromMs && openTimeMs < window.toMs
  );
  if (candles.length === 0 && sorted.candles.some(({ openTimeMs }) => openTimeMs > window.toMs)) {
    // An exchange that ignores the end and answers its newest candles says nothing about this window.
    throw new UpstreamError("bad_shape", `${title}: the candles are later than what was asked for`);
  }
  const last = candles.at(-1);
  const lastMs = Math.max(last?.openTimeMs ?? -Infinity, openBefore(interval, refused.at(-1)?.toMs));
  const toldUntilMs = last === undefined ? window.toMs : closeTimeOf(interval, lastMs);
  const covered = { fromMs: window.fromMs, toMs: Math.min(window.toMs, toldUntilMs) };
  return {
    candles,
    covered,
    ...(refused.length === 0 ? {} : { refused: refused.map((part) => clip(part, covered)) }),
    hasRows: rows.length > 0,
  };
}

function openBefore(interval: Interval, atMs: number | undefined): number {
  return atMs === undefined ? -Infinity : openTimeOf(interval, atMs - 1);
}

function clip(part: Span, { fromMs, toMs }: Span): Span {
  return { fromMs: Math.max(part.fromMs, fromMs), toMs: Math.min(part.toMs, toMs) };
}

function readRow(row: CcxtRow, i: number, interval: Interval): RawCandleRow {
  const candle = toCandle(row);
  const { openTimeMs } = candle;
  const hasTime = Number.isSafeInteger(openTimeMs) && openTimeMs >= 0;
  const fail = (kind: RowFaultKind, text: string): RawCandleRow => ({
    openTimeMs: hasTime ? openTimeMs : undefined,
    candle: undefined,
    fault: { kind, text: `candle ${i}: ${text}` },
  });
  const fault = findCandleFault(candle);
  if (fault !== undefined) {
    const isUnreadable = Object.values(candle).some((value) => !Number.isFinite(value));
    return fail(isUnreadable ? "unreadable" : "impossible", `${fault.field} ${fault.what}`);
  }
  // Days that begin at midnight in Hong Kong, for instance, are not the days that were asked for.
  if (isOpenTime(interval, openTimeMs)) return { openTimeMs, candle, fault: undefined };
  return fail("wrong_time", `openTimeMs is not where a bar of ${interval} begins`);
}

function toCandle(row: CcxtRow): Candle {
  const numberAt = (i: number) => {
    const value = row[i];
    return typeof value === "number" ? value : NaN;
  };
  return {
    openTimeMs: numberAt(0),
    open: numberAt(1),
    high: numberAt(2),
    low: numberAt(3),
    close: numberAt(4),
    volume: numberAt(5),
  };
}

function addCandles(interval: Interval, openTimeMs: number, count: number): number {
  const lengthMs = intervalLengthMs(interval);
  if (lengthMs !== undefined) return openTimeMs + count * lengthMs;
  let atMs = openTimeMs;
  for (let i = 0; i < count; i++) atMs = closeTimeOf(interval, atMs);
  return atMs;
}
