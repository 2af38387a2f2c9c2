/** Brings what is stored to what the exchange answers now, for candles that were taken from the stream. */
import type { CoveredSpan, SeriesKey, Span } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { subtract } from "../backfill/page.ts";
import { SECOND_LOOK_MS } from "../backfill/silence.ts";
import type { CandleStore, ReconcileCounts } from "../candle_store.ts";
import { type CandleAnswerer, fetchSpan } from "./fetch_candles.ts";

/**
 * Only stretches that count as fetched, before the question and after the answer, are compared: the others are the
 * business of repairs. Where nothing came before, the answer is the second look that decides.
 *
 * @param options `span` ends with candles that were over long enough ago for the answer to be final.
 * @throws {UpstreamError} also when nothing came although candles are stored: such an answer is none; the signal's
 *   reason, or what the store throws.
 */
export async function auditCandles(series: SeriesKey, options: {
  readonly exchange: CandleAnswerer;
  readonly keeper: CandleStore;
  readonly clock: Clock;
  readonly span: Span;
  readonly signal: AbortSignal;
}): Promise<ReconcileCounts> {
  const { exchange, keeper, clock, span, signal } = options;
  const known = await keeper.coverage(series, span);
  const { candles, refused } = await fetchSpan(series, {
    exchange,
    clock,
    signal,
    span,
    neededUntilMs: span.toMs,
  });
  signal.throwIfAborted();
  const [last] = await keeper.read(series, span, { limit: 1, fromEnd: true });
  if (candles.length === 0 && last !== undefined) {
    throw new UpstreamError("bad_shape", "the answer holds no bar although there are some");
  }
  // One that lacks the last known candle is behind, and no second look at anything.
  const isBehind = last !== undefined && (candles.at(-1)?.openTimeMs ?? -Infinity) < last.openTimeMs;
  const lookedBeforeMs = clock.now() - SECOND_LOOK_MS;
  const usable = (kind: CoveredSpan["kind"]) =>
    refused.reduce<readonly Span[]>(
      subtract,
      known.filter((one) => one.kind === kind && (one.lookedAtMs ?? -Infinity) <= lookedBeforeMs),
    );
  return await keeper.reconcile(series, {
    candles,
    within: usable("fetched"),
    silent: isBehind ? [] : usable("silent"),
  });
}
