import { RANKING_LISTS, readRanking } from "../../core/payload/rows.ts";
import { summarizeBy, toCells } from "./recognize.ts";
import type { Source } from "./source.ts";
import { screenerPreviewRequest } from "./stock_requests.ts";

export const screenerPreview: Source = {
  id: "screener_preview",
  title: "Screener preview",
  request: () => screenerPreviewRequest(),
  listNames: RANKING_LISTS,
  summarize: summarizeBy(RANKING_LISTS),
  recognize: (payload, mostRows) => ({
    head: {},
    list: toCells(readRanking(payload, mostRows), ({ factors, ...row }) => ({
      ...row,
      ...Object.fromEntries(factors.map(([name, value]) => [`factor ${name}`, value])),
    })),
  }),
};
