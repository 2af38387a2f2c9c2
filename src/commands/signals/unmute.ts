import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findTicker } from "./found_signal.ts";
import { readTicker } from "./span_argument.ts";

export const unmuteSignals = defineCommand({
  id: "signals.unmute",
  scope: "signal",
  about: { ko: "받지 않던 종목의 신호 다시 받기", en: "hear signals of a ticker again" },
  args: z.object({
    ticker: z.string().min(1).max(40).optional(),
    signal: z.string().min(1).max(40).optional().describe(
      "instead of the ticker: the label or id of a signal",
    ),
  }),
  result: z.object({ ticker: z.string(), was_muted: z.boolean() }),
  words: ({ ticker, was_muted: wasMuted }) => ({
    ko: wasMuted ? `${ticker} 신호를 다시 받습니다.` : `${ticker} 신호는 막혀 있지 않았습니다.`,
    en: wasMuted ? `Signals of ${ticker} come again` : `Signals of ${ticker} were not muted`,
  }),
  async run(which, { owner, deps }) {
    const mutes = need(deps, "mutes");
    const ticker = readTicker(await findTicker(which, { deps }));
    return { ticker, was_muted: await mutes.end(owner, ticker) };
  },
});
