/** Market data, when there is any; else nothing of it, and no exchange, is even read in. */
import type { Calendar } from "../calendar/start_calendar.ts";
import type { Config } from "../config/config.ts";
import type { Market, MarketOptions } from "../market/start_market.ts";
import { isMarketWanted } from "../market/wanted.ts";
import type { Runtime } from "./runtime.ts";

type Options = Omit<MarketOptions, "config" | "createExchange" | "hoursOf"> & Runtime & {
  readonly config: Config;
  readonly calendar: Pick<Calendar, "hoursOf">;
};

/** As `startMarket`. */
export async function startMarketIfWanted(options: Options): Promise<Market | undefined> {
  const { config, calendar: { hoursOf } } = options;
  if (!isMarketWanted(config)) return undefined;
  const { createExchanges } = await import("./exchanges.ts");
  const { startMarket } = await import("../market/start_market.ts");
  return await startMarket({ ...options, hoursOf, createExchange: createExchanges(config, options) });
}
