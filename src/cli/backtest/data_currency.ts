/** In which money the data of a backtest are counted. */
import type { BacktestData } from "../../backtest/run/backtest_data.ts";
import { isStockCode, quoteOf } from "../../core/symbol.ts";

type Counted = Pick<BacktestData, "series" | "currency">;

/** One start money is shared by all, so all must be paid in it; `undefined` when they are. */
export function findMixedCurrencies(data: readonly Counted[]): string | undefined {
  const [first, ...more] = data;
  if (first === undefined) return undefined;
  const other = more.find((one) => currencyOf(one) !== currencyOf(first));
  if (other === undefined) return undefined;
  return `the data are of different currencies (${toText(first)}, ${
    toText(other)
  }), so one sum of money cannot ` +
    "be shared out; run them one by one, or add --mixed";
}

/** By its market, then by the code of a Korean stock, then by what the file itself tells; else nobody knows. */
export function currencyOf({ series: { symbol }, currency }: Counted): string | undefined {
  if (symbol.includes("/")) return quoteOf(symbol);
  return isStockCode(symbol) ? "KRW" : currency;
}

function toText(data: Counted): string {
  return `${data.series.symbol}: ${currencyOf(data) ?? "unknown"}`;
}
