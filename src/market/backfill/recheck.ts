/** Asks an exchange again about what is stored of a series, and mends what was once believed too early. */
import { closeTimeOf, openTimeOf, type SeriesKey, type Span } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import type { Exchange } from "../../exchanges/exchange.ts";
import type { CandleStore } from "../candle_store.ts";
import { auditCandles } from "../live/audit.ts";
import { healBeginning, Listings } from "./listing.ts";

/** Some pages of most exchanges; in between it can be told how far it is. */
const CANDLES_AT_ONCE = 500;

export interface RecheckOptions {
  readonly exchange: Exchange;
  readonly keeper: CandleStore;
  readonly series: SeriesKey;
  readonly span: Span;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (doneShare: number) => void;
}

export interface RecheckResult {
  /** Everything before it was compared. */
  readonly untilMs: number;
  readonly added: number;
  readonly different: number;
  readonly corrected: number;
  /** Since when the market is listed, when quiet minutes from before it were taken back. */
  readonly listedMs: number | undefined;
  /** What ended it early. */
  readonly error: UpstreamError | undefined;
}

/** @throws the signal's reason, or what the store throws; what was mended before stays so. */
export async function recheckCandles(options: RecheckOptions): Promise<RecheckResult> {
  const { exchange, keeper, series, span, clock, signal, onProgress } = options;
  const listings = new Listings(clock);
  const find = (until: AbortSignal) => listings.find(exchange, { series, signal: until });
  const known = await keeper.readKnown(series, { fromMs: 0, toMs: Infinity }, { limit: 0 });
  const isHealed = await healBeginning(series, { keeper, known, find, signal });
  const sum = { added: 0, different: 0, corrected: 0, listedMs: isHealed ? await find(signal) : undefined };
  const { interval } = series;
  for (let fromMs = openTimeOf(interval, span.fromMs); fromMs < span.toMs;) {
    let toMs = fromMs;
    for (let i = 0; i < CANDLES_AT_ONCE && toMs < span.toMs; i++) toMs = closeTimeOf(interval, toMs);
    try {
      const counts = await auditCandles(series, {
        ...{ exchange, keeper, clock, signal },
        span: { fromMs, toMs: Math.min(toMs, span.toMs) },
      });
      sum.added += counts.added;
      sum.different += counts.different;
      sum.corrected += counts.corrected;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UpstreamError)) throw error;
      return { ...sum, untilMs: fromMs, error };
    }
    fromMs = toMs;
    onProgress(Math.min(1, (fromMs - span.fromMs) / (span.toMs - span.fromMs)));
  }
  return { ...sum, untilMs: span.toMs, error: undefined };
}
