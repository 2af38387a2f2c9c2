/** Closed candles of any interval for rules: as they are stored, or made of minutes. */
import {
  type Candle,
  candleAt,
  type CandleColumns,
  closeTimeOf,
  intervalLengthMs,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import { DAY_MS, MINUTE_MS } from "../../core/kst.ts";
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
  nowMs: number,
): Promise<readonly Candle[]> {
  const lengthMs = intervalLengthMs(wish.interval) ?? 31 * DAY_MS;
  const span = { fromMs: nowMs - (wish.count + 2) * lengthMs, toMs: nowMs };
  const candles = await readWishedCandles(reader, wish, span);
  return candles.slice(-wish.count);
}

export async function readWishedCandles(
  reader: ShelfColumns,
  { exchange, symbol, interval }: Omit<CandleWish, "count">,
  span: Span,
): Promise<readonly Candle[]> {
  const stored = await reader.readColumns({ exchange, symbol, interval }, span);
  if (stored.openTimeMs.length > 0 || !canAggregate("1m", interval)) {
    return toClosed(stored, { interval, span });
  }
  const minutes = await reader.readColumns({ exchange, symbol, interval: "1m" }, span);
  const lastMs = minutes.openTimeMs.at(-1);
  if (lastMs === undefined) return [];
  // One that still lacks its last minute would be another candle a second later.
  const toMs = Math.max(closeTimeOf("1m", lastMs), span.toMs - QUIET_MS);
  const within = { fromMs: span.fromMs, toMs };
  return toClosed(aggregateColumns(minutes, { from: "1m", to: interval, within }), { interval, span });
}

function toClosed(
  columns: CandleColumns,
  { interval, span }: { interval: CandleWish["interval"]; span: Span },
): readonly Candle[] {
  return Array.from(columns.openTimeMs, (_, i) => candleAt(columns, i))
    .filter(({ openTimeMs }) => closeTimeOf(interval, openTimeMs) <= span.toMs);
}
