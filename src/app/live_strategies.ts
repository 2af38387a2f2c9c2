/** What a strategy on live candles can be made of, for whoever adds and changes one. */
import type { StrategiesPort } from "../commands/deps.ts";
import type { Config } from "../config/config.ts";
import { EXCHANGE_IDS } from "../config/settings/exchanges.ts";
import type { StrategyStore } from "../engine/strategy_store.ts";
import { FILL_MODELS } from "../paper/fill_models/mod.ts";
import { STRATEGIES } from "../strategies/mod.ts";
import type { Strategy } from "../strategies/strategy.ts";

/** Reads columns of a data file, which live candles have not. */
const ONLY_BACKTEST = "signal_table";

export const LIVE_STRATEGIES: readonly Strategy[] = STRATEGIES.filter(({ id }) => id !== ONLY_BACKTEST);

/** @param follow lets an engine of this process take up what was changed. */
export function toStrategiesPort(
  { strategyDir, markets }: Pick<Config, "strategyDir" | "markets">,
  store: StrategyStore,
  follow: () => Promise<void> | undefined,
): StrategiesPort {
  return {
    store,
    kinds: LIVE_STRATEGIES,
    fillModels: FILL_MODELS.map(({ id }) => id),
    exchanges: EXCHANGE_IDS,
    dir: strategyDir,
    watched: markets.map(({ exchange, symbol }) => `${exchange}:${symbol}`),
    follow: async () => await follow(),
  };
}
