import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findNames } from "../tickers/named_ticker.ts";
import { toWatched, toWatchedWords, watchedSchema } from "./watched_words.ts";

/** In one message; the page shows all. */
const MOST_LINES = 30;

export const listWatched = defineCommand({
  id: "watch.list",
  scope: "read",
  about: { ko: "관심 종목과 저장된 종가", en: "the watchlist with stored closes" },
  args: z.object({}),
  result: z.object({ now: z.string(), items: z.array(watchedSchema) }),
  words({ items }) {
    if (items.length === 0) return { ko: "관심 종목이 없습니다.", en: "no stock is watched" };
    const shown = items.slice(0, MOST_LINES).map(toWatchedWords);
    const left = items.length - shown.length;
    return {
      ko: [
        `관심 종목 ${items.length}개`,
        ...shown.map(({ ko }) => `· ${ko}`),
        ...(left > 0 ? [`외 ${left}개`] : []),
      ].join("\n"),
      en: [
        `${items.length} watched`,
        ...shown.map(({ en }) => `· ${en}`),
        ...(left > 0 ? [`and ${left} more`] : []),
      ].join("\n"),
    };
  },
  async run(_, { owner, deps }) {
    const watched = await need(deps, "watchList").list(owner);
    const quotes = await deps.stockQuotes?.quotesOf(watched.map(({ code }) => code)) ?? [];
    const names = await findNames({ owner, deps });
    const nowMs = deps.clock.now();
    return {
      now: toKstIso(nowMs),
      items: watched.map((stock) =>
        toWatched(stock, {
          quote: quotes.find(({ code }) => code === stock.code),
          name: names.get(stock.code),
          nowMs,
        })
      ),
    };
  },
});
