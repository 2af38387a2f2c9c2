/** The stored candles of a live time, and what is known to be missing among them. */
import { type BacktestData, toStoreData } from "../../backtest/run/backtest_data.ts";
import type { ReplayFacts } from "../../backtest/run/replay.ts";
import type { Interval, Span } from "../../core/candle.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import { aggregateColumns } from "../../market/read/aggregate.ts";
import { findHoles, type FoundHole, isLost } from "../../market/read/holes.ts";
import type { CandleStore } from "../../market/candle_store.ts";

/** Live candles are made of these. */
export const REPLAY_BASE: Interval = "1m";

export interface ReplayCandles {
  readonly data: BacktestData;
  /** Of the candles that the longer ones are made of; intervals without a trade are none. */
  readonly holes: readonly FoundHole[];
}

export async function readReplayCandles(
  shelf: Pick<CandleStore, "readKnownColumns">,
  { series, span, hours }: {
    readonly series: BacktestData["series"];
    readonly span: Span;
    readonly hours: MarketHours;
  },
): Promise<ReplayCandles> {
  const base = { ...series, interval: REPLAY_BASE };
  const known = await shelf.readKnownColumns(base, span);
  const data = await toStoreData(base, known.columns);
  const { openTimeMs } = data.columns;
  // What lies before the first stored candle is no hole: nobody collected yet.
  const looked = { fromMs: openTimeMs[0] ?? span.toMs, toMs: span.toMs };
  const { holes } = findHoles({
    coverage: known.coverage,
    span: looked,
    interval: REPLAY_BASE,
    openTimes: openTimeMs,
    hours,
  });
  const { interval } = series;
  const columns = interval === REPLAY_BASE
    ? data.columns
    : aggregateColumns(data.columns, { from: REPLAY_BASE, to: interval, hours });
  return { data: { ...data, series, columns }, holes: holes.filter(isLost) };
}

/** @param warmUpCandles that the replay needs before it may speak. */
export function toCandleFacts(
  { data, holes }: ReplayCandles,
  warmUpCandles: number,
): Pick<ReplayFacts, "hasBar" | "missingBefore" | "warmFromMs" | "interval"> {
  const { openTimeMs } = data.columns;
  const candles = new Set(openTimeMs);
  const warmFromMs = openTimeMs[Math.min(warmUpCandles, openTimeMs.length - 1)] ?? Infinity;
  return {
    interval: data.series.interval,
    warmFromMs,
    hasBar: (atMs) => candles.has(atMs),
    missingBefore: (atMs) =>
      holes.filter(({ fromMs }) => fromMs >= warmFromMs && fromMs < atMs).reduce(
        (sum, hole) => sum + hole.bars,
        0,
      ),
  };
}
