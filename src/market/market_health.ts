/** How market data is doing, for /health, metrics and the list of problems; from memory alone. */
import type { MarketHealthView } from "./market_view.ts";
import type { Market, MarketSettings } from "./start_market.ts";

/** @returns `undefined` when no market is wanted and none is there. */
export function readMarketHealth(
  market: Pick<Market, "status" | "exchanges" | "missingOf"> | undefined,
  config: Pick<MarketSettings, "markets" | "dataDir">,
): MarketHealthView | undefined {
  if (market !== undefined) return toMarketHealth(market);
  return config.markets.length > 0 ? toMarketOff(config.dataDir) : undefined;
}

export function toMarketHealth(
  market: Pick<Market, "status" | "exchanges" | "missingOf">,
): MarketHealthView {
  return {
    exchanges: market.exchanges(),
    series: market.status().map(({ series, state, reason, lastClosedMs, lag }) => ({
      ...series,
      state,
      reason,
      lastClosedMs,
      lagP99Ms: lag.p99Ms,
      missing: market.missingOf(series),
    })),
    problems: [],
  };
}

/** Markets are wanted and their store cannot be used: an outage as any other. */
function toMarketOff(dataDir: string): MarketHealthView {
  const problem =
    `No candles are collected: ${dataDir}/candles.db cannot be used; the log says why (market_off).`;
  return { exchanges: [], series: [], problems: [problem] };
}
