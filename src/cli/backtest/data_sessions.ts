import { toSessionTable } from "../../calendar/session_table.ts";
import type { BacktestData, DataList } from "../../backtest/run/backtest_data.ts";
import type { Config } from "../../config/config.ts";
import { isStockExchange } from "../../core/symbol.ts";
import { readCalendar } from "../kit/market_hours.ts";

/** A market with sessions is judged by them: what cannot exist is not missing, and a year has so many days. */
export async function withSessions(data: DataList, config: Config): Promise<DataList> {
  const isStock = ({ series: { exchange } }: BacktestData) => isStockExchange(exchange);
  if (!data.some(isStock)) return data;
  const calendar = await readCalendar(config);
  const timed = (one: BacktestData): BacktestData => {
    const { openTimeMs } = one.columns;
    const span = { fromMs: openTimeMs[0] ?? 0, toMs: openTimeMs.at(-1) ?? 0 };
    return isStock(one) ? { ...one, sessions: toSessionTable(calendar, span) } : one;
  };
  const [first, ...more] = data;
  return [timed(first), ...more.map(timed)];
}
