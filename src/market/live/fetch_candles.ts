/** One stretch of a series from an exchange, whole, in as many pages as it takes. */
import { type Candle, type SeriesKey, type Span, toSeriesText } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import type { CandlePage, CandleQuestion } from "../../exchanges/exchange.ts";
import { checkPage, withoutPart } from "../backfill/page.ts";

/** A day of minutes, also from an exchange that gives a hundred at a time. */
const PAGES = 20;
const WITHIN_MS = 10_000;

/** The part of an exchange that answers for candles. */
export interface CandleAnswerer {
  fetchCandles(question: CandleQuestion): Promise<CandlePage>;
}

export interface FetchOptions {
  readonly exchange: CandleAnswerer;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly span: Span;
  /** What must be covered; the rest of `span` is welcome and may lie in the future. */
  readonly neededUntilMs: number;
}

export interface FetchedSpan {
  /** Ascending by time. */
  readonly candles: readonly Candle[];
  /** Stretches of which rows came that could not be used. */
  readonly refused: readonly Span[];
}

/**
 * @throws {UpstreamError} also when it takes more than 10 s; or the signal's reason.
 */
export async function fetchSpan(series: SeriesKey, options: FetchOptions): Promise<FetchedSpan> {
  const { clock, signal } = options;
  const late = new AbortController();
  const done = new AbortController();
  const tooLate = new UpstreamError("timeout", `no answer within ${WITHIN_MS / 1_000} s`);
  void clock.sleep(WITHIN_MS, done.signal).then(() => late.abort(tooLate), () => {});
  try {
    return await fetchPages(series, { ...options, signal: AbortSignal.any([signal, late.signal]) });
  } finally {
    done.abort();
  }
}

async function fetchPages(series: SeriesKey, options: FetchOptions): Promise<FetchedSpan> {
  const { exchange, signal, neededUntilMs } = options;
  const { symbol, interval } = series;
  const candles: Candle[] = [];
  const refused: Span[] = [];
  let rest = options.span;
  for (let page = 0; rest.fromMs < Math.min(rest.toMs, neededUntilMs); page++) {
    if (page === PAGES) {
      throw new UpstreamError("bad_shape", `${toSeriesText(series)} took more than ${PAGES} pages`);
    }
    signal.throwIfAborted();
    const answer = await untilAborted(
      exchange.fetchCandles({ symbol, interval, span: rest, signal }),
      signal,
    );
    checkPage(rest, answer, toSeriesText(series));
    candles.push(...answer.candles);
    refused.push(...answer.refused ?? []);
    rest = withoutPart(rest, answer.covered);
  }
  return { candles: candles.toSorted((a, b) => a.openTimeMs - b.openTimeMs), refused };
}

/** A plug that does not obey its signal must not hold up the minute. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
