import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";

export const pollNow = defineCommand({
  id: "program.poll",
  scope: "admin",
  about: { ko: "지금 바로 한 번 받아 오기", en: "poll once, now" },
  args: z.object({}),
  result: z.object({ polling: z.literal(true) }),
  words: () => ({ ko: "지금 받아 오고 있습니다.", en: "A poll is running." }),
  run: (_, { deps }) =>
    Promise.try(() => {
      if (need(deps, "program").pollNow()) return { polling: true as const };
      throw new CommandRefusal("conflict", "not_polled", {
        message: "A poll is running already, or settings are missing; /health says which.",
      });
    }),
});
