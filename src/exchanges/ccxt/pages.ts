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

/**
 * Candles within the window, and how far they tell everything: to the end of the last one, or to the end of the
 * window when there is none. An exchange that stopped early is so asked again for the rest.
 *
 * @throws {UpstreamError} `bad_shape` naming the row and the field.
 */
export function toCandlePage(
  rows: readonly (readonly (number | null | undefined)[])[],
  asked: { readonly interval: Interval; readonly window: Span; readonly title: string },
): CandlePage {
  const { interval, window, title } = asked;
  const byTime = new Map<number, Candle>();
  rows.forEach((row, i) => {
    const candle = toCandle(row);
    const fault = findCandleFault(candle) ?? findTimeFault(candle, interval);
    if (fault !== undefined) {
      throw new UpstreamError("bad_shape", `${title}: candle ${i}: ${fault.field} ${fault.what}`);
    }
    const isInside = candle.openTimeMs >= window.fromMs && candle.openTimeMs < window.toMs;
    // The same candle twice: the later row is the newer state.
    if (isInside) byTime.set(candle.openTimeMs, candle);
  });
  if (byTime.size === 0 && rows.some(([openTimeMs]) => (openTimeMs ?? 0) > window.toMs)) {
    // An exchange that ignores the end and answers its newest candles says nothing about this window.
    throw new UpstreamError("bad_shape", `${title}: the candles are later than what was asked for`);
  }
  const candles = [...byTime.values()].toSorted((a, b) => a.openTimeMs - b.openTimeMs);
  const last = candles.at(-1);
  const toldUntilMs = last === undefined ? window.toMs : closeTimeOf(interval, last.openTimeMs);
  const covered = { fromMs: window.fromMs, toMs: Math.min(window.toMs, toldUntilMs) };
  return { candles, covered, hasRows: rows.length > 0 };
}

function toCandle(row: readonly (number | null | undefined)[]): Candle {
  const [openTimeMs, open, high, low, close, volume] = row;
  return {
    openTimeMs: openTimeMs ?? NaN,
    open: open ?? NaN,
    high: high ?? NaN,
    low: low ?? NaN,
    close: close ?? NaN,
    volume: volume ?? NaN,
  };
}

/** Days that begin at midnight in Hong Kong, for instance, are not the days that were asked for. */
function findTimeFault(
  { openTimeMs }: Candle,
  interval: Interval,
): { field: keyof Candle; what: string } | undefined {
  if (isOpenTime(interval, openTimeMs)) return undefined;
  return { field: "openTimeMs", what: `is not where a bar of ${interval} begins` };
}

function addCandles(interval: Interval, openTimeMs: number, count: number): number {
  const lengthMs = intervalLengthMs(interval);
  if (lengthMs !== undefined) return openTimeMs + count * lengthMs;
  let atMs = openTimeMs;
  for (let i = 0; i < count; i++) atMs = closeTimeOf(interval, atMs);
  return atMs;
}
