import { z } from "zod";
import { toDurationText } from "../../core/kst.ts";
import type { PollStart } from "../../stock/stock_view.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";

export const pollNow = defineCommand({
  id: "program.poll",
  scope: "admin",
  about: { ko: "지금 바로 한 번 받아 오기", en: "poll once, now" },
  args: z.object({
    accept: z.array(z.string().min(1).max(64)).max(20).optional()
      .describe("sources whose answer is taken as it comes, although the list that was known is not in it"),
  }),
  result: z.object({ polling: z.literal(true) }),
  words: () => ({ ko: "지금 받아 오고 있습니다.", en: "A poll is running." }),
  run: ({ accept }, { deps }) =>
    Promise.try(() => {
      const start = need(deps, "program").pollNow({ accept });
      if (start.kind === "started") return { polling: true as const };
      throw toRefusal(start);
    }),
});

function toRefusal(start: Exclude<PollStart, { kind: "started" }>): CommandRefusal {
  switch (start.kind) {
    case "unknown_source": {
      const message = `Nothing is polled under that name; accept names of these: ${start.known.join(", ")}`;
      return new CommandRefusal("arguments", "unknown_source", { message });
    }
    case "too_soon": {
      const message =
        `So many polls were asked for within a minute that a planned one would find no room; ask again in ${
          toDurationText(start.waitMs)
        }`;
      const more = { retry_after_s: Math.ceil(start.waitMs / 1_000) };
      return new CommandRefusal("conflict", "too_soon", { message, more });
    }
    case "off":
      return new CommandRefusal("conflict", "not_polled", {
        message: "Settings are missing, so nothing is polled; /health says which.",
      });
    default:
      return new CommandRefusal("conflict", "not_polled", { message: "A poll is running already." });
  }
}
