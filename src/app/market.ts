/** Market data, when there is any; else nothing of it, and no exchange, is even read in. */
import type { Config } from "../config/config.ts";
import type { Market, MarketOptions } from "../market/start_market.ts";
import { isMarketWanted } from "../market/wanted.ts";
import type { Runtime } from "./runtime.ts";

type Options = Omit<MarketOptions, "config" | "createExchange"> & Runtime & { readonly config: Config };

/** As `startMarket`. */
export async function startMarketIfWanted(options: Options): Promise<Market | undefined> {
  const { config } = options;
  if (!isMarketWanted(config)) return undefined;
  const { createExchanges } = await import("./exchanges.ts");
  const { startMarket } = await import("../market/start_market.ts");
  return await startMarket({ ...options, createExchange: createExchanges(config, options) });
}
