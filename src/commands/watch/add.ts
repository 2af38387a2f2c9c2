import { z } from "zod";
import { toShownText } from "../../core/text.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { findName, toNamed } from "../tickers/named_ticker.ts";
import { readWatchedCode } from "./watched_code.ts";

/** More than a person can keep an eye on; each is looked up whenever the list is shown. */
const MOST_WATCHED = 200;
const LONGEST_NOTE = 100;

export const addWatched = defineCommand({
  id: "watch.add",
  scope: "signal",
  about: { ko: "관심 종목 더하기", en: "put a stock on the watchlist" },
  args: z.object({
    code: z.string().min(1).max(80).describe("like krx:005930 or 005930, or a name that is known here"),
    note: z.string().max(LONGEST_NOTE).optional().describe("why it is watched"),
  }),
  result: z.object({
    code: z.string(),
    name: z.string().nullable(),
    note: z.string().nullable(),
    state: z.enum(["added", "kept", "noted"]),
  }),
  words({ code, name, note, state }) {
    const named = toNamed(code, name);
    const said = note === null ? "" : ` · ${note}`;
    return {
      added: { ko: `관심 종목에 더했습니다: ${named}${said}`, en: `on the watchlist: ${named}${said}` },
      kept: { ko: `이미 관심 종목입니다: ${named}${said}`, en: `on the watchlist already: ${named}${said}` },
      noted: { ko: `메모를 바꿨습니다: ${named}${said}`, en: `the note is changed: ${named}${said}` },
    }[state];
  },
  async run({ code: text, note: written }, { actor, owner, deps }) {
    const list = need(deps, "watchList");
    const code = await readWatchedCode(text, { owner, deps });
    const shown = toShownText(written ?? "", LONGEST_NOTE);
    const note = shown === "" ? undefined : shown;
    const addedAtMs = deps.clock.now();
    const state = await list.add(owner, { code, note, addedAtMs, actor, most: MOST_WATCHED });
    if (state === "full") {
      throw new CommandRefusal("conflict", "watch_list_full", {
        message: `${MOST_WATCHED} stocks are the most that are watched: remove some first`,
        ko: `관심 종목은 ${MOST_WATCHED}개까지입니다. 먼저 몇 개를 지워 주세요.`,
      });
    }
    const kept = note ?? (await list.list(owner)).find((one) => one.code === code)?.note;
    return { code, name: await findName(code, { owner, deps }) ?? null, note: kept ?? null, state };
  },
});
