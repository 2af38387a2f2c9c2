/** Brings what is stored to what the exchange answers now, for candles that were taken from the stream. */
import type { SeriesKey, Span } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import type { CandleStore, ReconcileCounts } from "../candle_store.ts";
import { type CandleAnswerer, fetchSpan } from "./fetch_candles.ts";

/**
 * Only stretches that count as fetched, before the question and after the answer, are compared: the others are the
 * business of repairs.
 *
 * @param options `span` ends with candles that were over long enough ago for the answer to be final.
 * @throws {UpstreamError}, the signal's reason, or what the store throws.
 */
export async function auditCandles(series: SeriesKey, options: {
  readonly exchange: CandleAnswerer;
  readonly keeper: CandleStore;
  readonly clock: Clock;
  readonly span: Span;
  readonly signal: AbortSignal;
}): Promise<ReconcileCounts> {
  const { exchange, keeper, clock, span, signal } = options;
  const within = (await keeper.coverage(series, span)).filter(({ kind }) => kind === "fetched");
  const candles = await fetchSpan(series, { exchange, clock, signal, span, neededUntilMs: span.toMs });
  signal.throwIfAborted();
  return await keeper.reconcile(series, { candles, within });
}
