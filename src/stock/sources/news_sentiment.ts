import { summarizeBy } from "./recognize.ts";
import type { Source } from "./source.ts";
import { newsSentimentRequest } from "./stock_requests.ts";

export const newsSentiment: Source = {
  id: "news_sentiment",
  title: "News sentiment",
  request: () => newsSentimentRequest(),
  summarize: summarizeBy(["items", "sentiments", "news", "articles", "results"]),
};
