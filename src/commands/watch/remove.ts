import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { findName, toNamed } from "../tickers/named_ticker.ts";
import { readWatchedCode } from "./watched_code.ts";

export const removeWatched = defineCommand({
  id: "watch.remove",
  scope: "signal",
  about: { ko: "관심 종목에서 빼기", en: "take a stock off the watchlist" },
  args: z.object({ code: z.string().min(1).max(80).describe("like krx:005930 or 005930") }),
  result: z.object({ code: z.string(), name: z.string().nullable() }),
  words: ({ code, name }) => ({
    ko: `관심 종목에서 뺐습니다: ${toNamed(code, name)}`,
    en: `off the watchlist: ${toNamed(code, name)}`,
  }),
  async run({ code: text }, { owner, deps }) {
    const list = need(deps, "watchList");
    const code = await readWatchedCode(text, { owner, deps });
    if (await list.remove(owner, code)) {
      return { code, name: await findName(code, { owner, deps }) ?? null };
    }
    throw new CommandRefusal("missing", "not_watched", {
      message: `${code} is not on the watchlist`,
      ko: `${code} 은(는) 관심 종목이 아닙니다.`,
    });
  },
});
