import { z } from "zod";
import { defineCommand } from "../command.ts";
import { EVERY_TICKER, need } from "../deps.ts";

export const resumeSignals = defineCommand({
  id: "signals.resume",
  scope: "signal",
  about: { ko: "쉬던 매수 신호 다시 받기", en: "signals to buy again, after a pause" },
  args: z.object({}),
  result: z.object({ was_paused: z.boolean() }),
  words: ({ was_paused: wasPaused }) => ({
    ko: wasPaused ? "매수 신호를 다시 받습니다." : "쉬고 있지 않았습니다.",
    en: wasPaused ? "Signals to buy come again" : "There was no pause",
  }),
  run: async (_, { owner, deps }) => ({ was_paused: await need(deps, "mutes").end(owner, EVERY_TICKER) }),
});
