import { summarizeBy } from "./recognize.ts";
import type { Source } from "./source.ts";
import { screenerPreviewRequest } from "./stock_requests.ts";

export const screenerPreview: Source = {
  id: "screener_preview",
  title: "Screener preview",
  request: () => screenerPreviewRequest(),
  summarize: summarizeBy(["results", "items", "candidates", "stocks", "rows"]),
};
