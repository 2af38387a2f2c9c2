/** Closed candles of any interval for rules: as they are stored, or made of minutes. */
import {
  type Candle,
  candleAt,
  type CandleColumns,
  closeTimeOf,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import { beginOfLast, type MarketHours } from "../../core/market/hours.ts";
import { aggregateColumns, canAggregate } from "../../market/read/aggregate.ts";
import type { CandleWish } from "../../signals/rules/rule.ts";

export interface ShelfColumns {
  readColumns(series: SeriesKey, span: Span): Promise<CandleColumns>;
}

/** A minute without a trade has no candle; so long after a longer one ended, its last minute will not come any more. */
const QUIET_MS = MINUTE_MS;

/** The last ones that are closed at this instant. */
export async function readLastCandles(
  reader: ShelfColumns,
  wish: CandleWish,
  { nowMs, hours }: { readonly nowMs: number; readonly hours: MarketHours },
): Promise<readonly Candle[]> {
  const fromMs = beginOfLast(wish.interval, { candles: wish.count + 2, beforeMs: nowMs, hours });
  const candles = await readWishedCandles(reader, wish, { span: { fromMs, toMs: nowMs }, hours });
  return candles.slice(-wish.count);
}

export async function readWishedCandles(
  reader: ShelfColumns,
  { exchange, symbol, interval }: Omit<CandleWish, "count">,
  { span, hours }: { readonly span: Span; readonly hours: MarketHours },
): Promise<readonly Candle[]> {
  const stored = await reader.readColumns({ exchange, symbol, interval }, span);
  if (stored.openTimeMs.length > 0 || !canAggregate("1m", interval)) {
    return toClosed(stored, { interval, span, hours });
  }
  const minutes = await reader.readColumns({ exchange, symbol, interval: "1m" }, span);
  const lastMs = minutes.openTimeMs.at(-1);
  if (lastMs === undefined) return [];
  // One that still lacks its last minute would be another candle a second later.
  const toMs = Math.max(closeTimeOf("1m", lastMs), span.toMs - QUIET_MS);
  const within = { fromMs: span.fromMs, toMs };
  return toClosed(aggregateColumns(minutes, { from: "1m", to: interval, within, hours }), {
    interval,
    span,
    hours,
  });
}

function toClosed(
  columns: CandleColumns,
  { interval, span, hours }: { interval: CandleWish["interval"]; span: Span; hours: MarketHours },
): readonly Candle[] {
  return Array.from(columns.openTimeMs, (_, i) => candleAt(columns, i))
    .filter(({ openTimeMs }) => hours.closeTime(interval, openTimeMs) <= span.toMs);
}
