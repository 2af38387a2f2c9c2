/** The check of a backtest for the background, over the candles that the process of the job will find. */
import type { Clock } from "../../../core/clock.ts";
import type { Log } from "../../../core/log.ts";
import { openSqliteCandleStore } from "../../../market/store/sqlite_candle_store.ts";
import { createBacktestCheck } from "./check_backtest.ts";

export function createServiceCheck(
  { dataDir: dir, strategyDir, clock, log }: {
    readonly dataDir: string;
    readonly strategyDir: string;
    readonly clock: Clock;
    readonly log: Log;
  },
): ReturnType<typeof createBacktestCheck> {
  // Opened for each check, as the process of the job does: somebody may have imported candles since the start.
  const listStored = async () => {
    await using shelf = await openSqliteCandleStore({ dir, clock, log });
    return await shelf.list();
  };
  const check = createBacktestCheck({ strategyDir, listStored });
  return async (wish) => {
    try {
      await check(wish);
    } catch (error) {
      // The process of the job may read a directory of strategies that this one may not: it says what is wrong there.
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
    }
  };
}
