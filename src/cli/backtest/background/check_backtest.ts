/** What a backtest in the foreground would refuse before its first candle, said before one in the background is queued. */
import { BacktestRunner } from "../../../backtest/jobs/backtest_runner.ts";
import { findShipped } from "../../../backtest/jobs/worker.ts";
import type { BacktestWish } from "../../../backtest/background/backtest_request.ts";
import type { BacktestData } from "../../../backtest/run/backtest_data.ts";
import { readIntervalArgument, readMarketArgument } from "../../../commands/series_argument.ts";
import { createColumns, type SeriesKey, toSeriesText } from "../../../core/candle.ts";
import type { SeriesFacts } from "../../../market/candle_store.ts";
import { findMixedCurrencies } from "../data_currency.ts";
import { readSpanOption } from "../load_data.ts";
import { planJob, readParams, readStrategyWish, readTimeout } from "../run_options.ts";
import { findKept, refuse, refuseNamesake, toNoneStored } from "../stored_series.ts";
import { toSetupOptions } from "./option_names.ts";
import { toStrategyPath } from "./strategy_path.ts";

export interface BacktestCheckParts {
  readonly strategyDir: string;
  /** Every series of the store. */
  readonly listStored: () => Promise<readonly SeriesFacts[]>;
}

/**
 * @returns a check that throws {UserError} with the sentence of the foreground. Parameters of a user's own file are not
 *   checked: only the process that runs the file knows them.
 */
export function createBacktestCheck(
  { strategyDir, listStored }: BacktestCheckParts,
): (wish: BacktestWish) => Promise<void> {
  return async (wish) => {
    const options = toSetupOptions({ ...wish, strategy: await toStrategyPath(wish, strategyDir) });
    const strategy = await readStrategyWish(options.strategy);
    const params = readParams(options.params);
    const [first, ...more] = findMarkets(wish, await listStored());
    if (first === undefined) throw refuse("there is no data");
    const problem = wish.mixed === true ? undefined : findMixedCurrencies([first, ...more]);
    if (problem !== undefined) throw refuse(problem);
    const job = planJob(options, { strategy, first, isFile: false });
    readTimeout(options.timeout);
    if (strategy.kind === "file") return;
    const shipped = findShipped(strategy.id);
    const runner = new BacktestRunner(() => Promise.resolve(shipped), { job, data: [first, ...more] });
    await runner.resolve(params);
  };
}

/** Without their candles. @throws {UserError} */
function findMarkets(wish: BacktestWish, stored: readonly SeriesFacts[]): readonly BacktestData[] {
  const { fromMs, toMs } = readSpanOption(toSetupOptions(wish)) ?? { fromMs: 0, toMs: Infinity };
  const interval = readIntervalArgument(wish.timeframe ?? "1m");
  return wish.market.map((market) => {
    const series = { ...readMarketArgument(market, undefined), interval };
    refuseNamesake(stored, series);
    const kept = findKept(stored, series);
    const facts = stored.find(({ series: known }) => toSeriesText(known) === toSeriesText(kept));
    if (facts === undefined || facts.lastMs < fromMs || facts.firstMs >= toMs) {
      throw refuse(toNoneStored(stored, kept));
    }
    return toEmptyData(series);
  });
}

function toEmptyData(series: SeriesKey): BacktestData {
  return { series, columns: createColumns(0), extra: {}, source: "store", hash: "" };
}
