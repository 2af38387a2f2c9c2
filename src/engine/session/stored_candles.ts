/** What the store has of a stretch, for strategies. */
import { closeTimeOf, type CoveredSpan, type SeriesKey, type Span } from "../../core/candle.ts";
import { ALWAYS_OPEN, type MarketHours, skipClosed } from "../../core/market/hours.ts";
import type { CandleStore } from "../../market/candle_store.ts";
import type { CandlesFound } from "./candle_source.ts";

/**
 * Closed candles from the start of the span, and until when nothing is missing: both of one moment, or a repair that
 * ends in between would make a hole look like a quiet stretch.
 */
export async function readStoredCandles(
  shelf: Pick<CandleStore, "readKnown">,
  { series, span, limit, hours = ALWAYS_OPEN }: {
    series: SeriesKey;
    span: Span;
    limit: number;
    hours?: MarketHours | undefined;
  },
): Promise<CandlesFound> {
  const { candles, coverage } = await shelf.readKnown(series, span, { limit });
  const coveredUntil = (kinds: readonly CoveredSpan["kind"][]) => {
    let untilMs = skipClosed(series.interval, span.fromMs, hours);
    for (const { kind, fromMs, toMs } of coverage) {
      if (!kinds.includes(kind) || fromMs > untilMs) continue;
      untilMs = skipClosed(series.interval, Math.max(untilMs, toMs), hours);
    }
    return untilMs;
  };
  const last = candles.at(-1);
  const readUntilMs = candles.length < limit || last === undefined
    ? span.toMs
    : closeTimeOf(series.interval, last.openTimeMs);
  return {
    candles,
    knownUntilMs: Math.min(coveredUntil(["fetched"]), readUntilMs),
    lookedUntilMs: Math.min(coveredUntil(["fetched", "silent"]), readUntilMs),
  };
}
