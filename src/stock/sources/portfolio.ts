import { HOLDING_LISTS, readHoldings, readTotals } from "../../core/payload/rows.ts";
import { summarizeBy, toCells } from "./recognize.ts";
import type { Source } from "./source.ts";
import { portfolioRequest } from "./stock_requests.ts";

export const portfolio: Source = {
  id: "portfolio",
  title: "Portfolio",
  request: portfolioRequest,
  listNames: HOLDING_LISTS,
  summarize: summarizeBy(HOLDING_LISTS),
  recognize: (payload, mostRows) => ({
    head: { ...readTotals(payload) },
    list: toCells(readHoldings(payload, mostRows), (row) => ({ ...row })),
  }),
};
