import { newsSentiment } from "./news_sentiment.ts";
import { portfolio } from "./portfolio.ts";
import { screenerPreview } from "./screener_preview.ts";
import type { Source } from "./source.ts";

/** Everything that is polled, in the order it is shown. */
export const SOURCES: readonly Source[] = [portfolio, newsSentiment, screenerPreview];
