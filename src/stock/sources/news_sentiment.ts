import { NEWS_LISTS, readNews } from "../../core/payload/rows.ts";
import { summarizeBy, toCells } from "./recognize.ts";
import type { Source } from "./source.ts";
import { newsSentimentRequest } from "./stock_requests.ts";

export const newsSentiment: Source = {
  id: "news_sentiment",
  title: "News sentiment",
  request: () => newsSentimentRequest(),
  listNames: NEWS_LISTS,
  summarize: summarizeBy(NEWS_LISTS),
  recognize: (payload, mostRows) => ({
    head: {},
    list: toCells(readNews(payload, mostRows), (row) => ({ ...row })),
  }),
};
