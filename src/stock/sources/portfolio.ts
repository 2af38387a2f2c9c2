import { summarizeBy } from "./recognize.ts";
import type { Source } from "./source.ts";
import { portfolioRequest } from "./stock_requests.ts";

export const portfolio: Source = {
  id: "portfolio",
  title: "Portfolio",
  request: portfolioRequest,
  summarize: summarizeBy(["holdings", "positions", "portfolio", "items", "stocks"]),
};
