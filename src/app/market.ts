/** Market data, when there is any; else nothing of it, and no exchange, is even read in. */
import type { Calendar } from "../calendar/start_calendar.ts";
import type { Config } from "../config/config.ts";
import type { Market, MarketOptions } from "../market/start_market.ts";
import { isMarketWanted } from "../market/wanted.ts";
import { LateMarketReader } from "./late_market.ts";
import type { Runtime } from "./runtime.ts";

type Options = Omit<MarketOptions, "config" | "createExchange" | "hoursOf"> & Runtime & {
  readonly config: Config;
  readonly calendar: Pick<Calendar, "hoursOf">;
};

/** Where no market is set, for candles that are stored later. */
export function createLateReader(options: Options): LateMarketReader {
  const { config, clock } = options;
  return new LateMarketReader({
    clock,
    path: `${config.dataDir}/candles.db`,
    // One that was to be collected and cannot be is told as that.
    hasCandles: () => config.markets.length === 0 && isMarketWanted(config),
    start: () => startMarketIfWanted(options),
  });
}

/** As `startMarket`. */
export async function startMarketIfWanted(options: Options): Promise<Market | undefined> {
  const { config, calendar: { hoursOf } } = options;
  if (!isMarketWanted(config)) return undefined;
  const { createExchanges } = await import("./exchanges.ts");
  const { startMarket } = await import("../market/start_market.ts");
  return await startMarket({ ...options, hoursOf, createExchange: createExchanges(config, options) });
}
