/** Every series, how alive and how complete it is: what the page about data shows. */
import type { Clock } from "../../core/clock.ts";
import { type SeriesKey, toSeriesText } from "../../core/candle.ts";
import { nameOfMarket } from "../../core/market/stock_name.ts";
import type { LiveStatus } from "../live/status.ts";
import type { CandleStore } from "../candle_store.ts";
import type { SeriesMemory } from "./series_memory.ts";
import type { ExchangeFacts, LiveFacts, MarketView, SeriesView } from "../market_view.ts";

export interface OverviewParts {
  readonly shelf: CandleStore;
  readonly memory: SeriesMemory;
  /** Of the file of candles, to be shown. */
  readonly path: string;
  readonly clock: Clock;
  /** In the order of the settings. */
  readonly watched: readonly { readonly exchange: string; readonly symbol: string }[];
  /** Of every series that is collected. */
  readonly status: () => readonly LiveStatus[];
  readonly exchanges: () => readonly ExchangeFacts[];
  readonly backfill: (series: SeriesKey) => SeriesView["backfill"];
}

/** The moment of the answer, over what the memory of the series knows. */
export async function createOverview(all: OverviewParts): Promise<MarketView> {
  const { memory, shelf, clock, path, watched } = all;
  const known = await memory.look();
  const isLive = (series: SeriesKey) => liveStatusOf(all, series) !== undefined;
  const coverageOf = await memory.lookAtCoverage(isLive);
  const nowMs = clock.now();
  const facts = new Map(known.map((one) => [toSeriesText(one.series), one]));
  const live = new Map(all.status().map((one) => [toSeriesText(one.series), one]));
  const keys = [
    ...watched.map((market): SeriesKey => ({ ...market, interval: "1m" })),
    ...known.map(({ series }) => series),
  ];
  const series = new Map(keys.map((key) => [toSeriesText(key), key]));
  const { state, fileFault, lastError } = shelf.status();
  const problem = fileFault ?? (state === "degraded" ? lastError?.message : undefined);
  return {
    nowMs,
    exchanges: all.exchanges(),
    series: [...series].map(([text, key]) => {
      const stored = facts.get(text);
      const status = live.get(text);
      return {
        exchange: key.exchange,
        symbol: key.symbol,
        interval: key.interval,
        name: nameOfMarket(key, memory.names),
        ...toLiveFacts(status, nowMs),
        bars: stored?.bars ?? 0,
        firstMs: stored?.firstMs,
        lastMs: stored?.lastMs,
        lastClosedMs: status?.lastClosedMs ?? stored?.lastClosedMs,
        coverage: stored && coverageOf(key),
        backfill: all.backfill(key),
      };
    }),
    storage: { path, sizeBytes: memory.sizeBytes, state, problem },
  };
}

export function liveStatusOf(
  { status }: Pick<OverviewParts, "status">,
  series: SeriesKey,
): LiveStatus | undefined {
  const text = toSeriesText(series);
  return status().find((one) => toSeriesText(one.series) === text);
}

/** @param status `undefined` when nobody collects the series. */
export function toLiveFacts(status: LiveStatus | undefined, nowMs: number): LiveFacts {
  if (status === undefined) {
    return { state: "idle", reason: undefined, lastFrameAgeMs: undefined, lagMs: undefined };
  }
  const { state, reason, lastFrameAtMs, lag: { lastMs, p50Ms, p99Ms } } = status;
  const hasLag = lastMs !== undefined && p50Ms !== undefined && p99Ms !== undefined;
  return {
    state,
    reason: state === "live" ? undefined : reason,
    lastFrameAgeMs: lastFrameAtMs === undefined ? undefined : Math.max(0, nowMs - lastFrameAtMs),
    lagMs: hasLag ? { last: lastMs, p50: p50Ms, p99: p99Ms } : undefined,
  };
}
