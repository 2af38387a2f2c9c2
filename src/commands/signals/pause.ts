import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { EVERY_TICKER } from "../../signals/mute_names.ts";
import { need } from "../deps.ts";
import { readQuietUntilMs, sayUntil } from "./span_argument.ts";

export const pauseSignals = defineCommand({
  id: "signals.pause",
  scope: "signal",
  about: { ko: "매수 신호를 한동안 쉬기", en: "no signals to buy for a while" },
  args: z.object({
    for: z.string().max(20).optional().describe(
      "today, or a time like 30m, 2h, 3d; left out, 1h, or as long as it is quiet already",
    ),
  }),
  result: z.object({ until: z.string() }),
  words: ({ until }) => {
    const span = sayUntil(until);
    return {
      ko: `매수 신호를 ${span.ko} 쉽니다. 매도와 데이터 끊김은 그대로 알립니다.`,
      en: `No signals to buy ${span.en}; sells and outages are still told`,
    };
  },
  async run({ for: span }, { actor, owner, deps }) {
    const mutes = need(deps, "mutes");
    const untilMs = await readQuietUntilMs(span, { ticker: EVERY_TICKER, usual: "1h", owner, deps });
    await mutes.set(owner, { ticker: EVERY_TICKER, untilMs, actor });
    return { until: toKstIso(untilMs) };
  },
});
