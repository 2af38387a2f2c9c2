/** Brings what is stored to what the exchange answers now, for bars that were taken from the stream. */
import type { Candle, SeriesKey, Span } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import type { CandleStore } from "../candle_store.ts";
import { type CandleAnswerer, fetchBars } from "./fetch_candles.ts";
import { isSameCandle } from "./series.ts";

export interface AuditResult {
  /** Bars that the store took for minutes without a trade; they are stored now. */
  readonly added: number;
  /** Bars that were frozen with other numbers, or that the exchange does not have. */
  readonly different: number;
  /** Those of them that have the exchange's numbers now. */
  readonly corrected: number;
  readonly firstOpenTimeMs: number | undefined;
}

/**
 * Only stretches that count as fetched are compared: the others are the business of repairs.
 *
 * @param options `span` ends with bars that were over long enough ago for the answer to be final.
 * @throws {UpstreamError}, the signal's reason, or what the store throws.
 */
export async function auditBars(series: SeriesKey, options: {
  readonly exchange: CandleAnswerer;
  readonly keeper: CandleStore;
  readonly clock: Clock;
  readonly span: Span;
  readonly signal: AbortSignal;
}): Promise<AuditResult> {
  const { exchange, keeper, clock, span, signal } = options;
  const fetched = keeper.coverage(series, span).filter(({ kind }) => kind === "fetched");
  const isFetched = ({ openTimeMs }: Candle) =>
    fetched.some(({ fromMs, toMs }) => openTimeMs >= fromMs && openTimeMs < toMs);
  const answer = await fetchBars(series, { exchange, clock, signal, span, neededUntilMs: span.toMs });
  const theirs = answer.filter(isFetched);
  const ours = new Map(keeper.read(series, span).filter(isFetched).map((bar) => [bar.openTimeMs, bar]));
  const missing = theirs.filter(({ openTimeMs }) => !ours.has(openTimeMs));
  const theirTimes = new Set(theirs.map(({ openTimeMs }) => openTimeMs));
  const changed = theirs.filter((bar) => {
    const known = ours.get(bar.openTimeMs);
    return known !== undefined && !isSameCandle(known, bar);
  });
  const different = [...changed, ...[...ours.values()].filter((bar) => !theirTimes.has(bar.openTimeMs))];
  signal.throwIfAborted();
  if (missing.length > 0) await keeper.keep(series, { candles: missing, closedUntilMs: span.toMs });
  const corrected = changed.length === 0 ? 0 : await keeper.correct(series, changed);
  const times = [...missing, ...different].map(({ openTimeMs }) => openTimeMs);
  return {
    added: missing.length,
    different: different.length,
    corrected,
    firstOpenTimeMs: times.length === 0 ? undefined : Math.min(...times),
  };
}
