import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { OUTAGES } from "../../signals/mute_names.ts";
import { need } from "../deps.ts";
import { readQuietUntilMs, sayUntil } from "./span_argument.ts";

export const quietOutages = defineCommand({
  id: "outages.quiet",
  scope: "signal",
  about: { ko: "데이터 끊김 알림의 소리를 한동안 끄기", en: "outages are told without a sound for a while" },
  args: z.object({
    for: z.string().max(20).optional().describe(
      "today, or a time like 30m, 2h, 3d; left out, 30m, or as long as it is quiet already",
    ),
  }),
  result: z.object({ until: z.string() }),
  words: ({ until }) => {
    const span = sayUntil(until);
    return {
      ko: `데이터 끊김은 ${span.ko} 소리 없이 알립니다. 매도 신호는 그대로 울립니다.`,
      en: `Outages are told in silence ${span.en}; sells still ring`,
    };
  },
  async run({ for: span }, { actor, owner, deps }) {
    const untilMs = await readQuietUntilMs(span, { ticker: OUTAGES, usual: "30m", owner, deps });
    await need(deps, "mutes").set(owner, { ticker: OUTAGES, untilMs, actor });
    return { until: toKstIso(untilMs) };
  },
});
