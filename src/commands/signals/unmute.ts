import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findTicker } from "./found_signal.ts";
import { findName, toNamed } from "../tickers/named_ticker.ts";

export const unmuteSignals = defineCommand({
  id: "signals.unmute",
  scope: "signal",
  about: { ko: "받지 않던 종목의 신호 다시 받기", en: "hear signals of a ticker again" },
  args: z.object({
    ticker: z.string().min(1).max(40).optional().describe("a code, or a name that is known here"),
    signal: z.string().min(1).max(40).optional().describe(
      "instead of the ticker: the label or id of a signal",
    ),
  }),
  result: z.object({ ticker: z.string(), name: z.string().nullable(), was_muted: z.boolean() }),
  words: ({ ticker, name, was_muted: wasMuted }) => {
    const shown = toNamed(ticker, name);
    return {
      ko: wasMuted ? `${shown} 신호를 다시 받습니다.` : `${shown} 신호는 막혀 있지 않았습니다.`,
      en: wasMuted ? `Signals of ${shown} come again` : `Signals of ${shown} were not muted`,
    };
  },
  async run(which, { owner, deps }) {
    const mutes = need(deps, "mutes");
    const ticker = await findTicker(which, { owner, deps });
    const name = await findName(ticker, { owner, deps }) ?? null;
    return { ticker, name, was_muted: await mutes.end(owner, ticker) };
  },
});
