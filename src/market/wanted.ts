import { isThere } from "../lib/is_there.ts";

/** Whether anything of market data is to be started: markets are set, or candles are there to be looked at. */
export function isMarketWanted(
  { markets, dataDir }: { readonly markets: readonly unknown[]; readonly dataDir: string },
): boolean {
  return markets.length > 0 || isThere(`${dataDir}/candles.db`);
}
