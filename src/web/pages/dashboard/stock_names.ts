/** By ticker, the names that the portfolio and the screener of this page have. */
import { readHoldings, readRanking } from "../../../core/payload/rows.ts";
import type { SourceView } from "../../../stock/stock_view.ts";

const READERS = { portfolio: readHoldings, screener_preview: readRanking } as const;

export function readStockNames(sources: readonly SourceView[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { facts: { id, data } } of sources) {
    if (data === undefined || (id !== "portfolio" && id !== "screener_preview")) continue;
    const found = READERS[id](data);
    for (const { ticker, name } of found.kind === "rows" ? found.rows : []) {
      if (ticker !== undefined && name !== undefined) names.set(ticker, name);
    }
  }
  return names;
}
