import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findTicker } from "./found_signal.ts";
import { findName, toNamed } from "../tickers/named_ticker.ts";
import { readQuietUntilMs, sayUntil } from "./span_argument.ts";

export const muteSignals = defineCommand({
  id: "signals.mute",
  scope: "signal",
  about: { ko: "종목 하나의 신호를 한동안 받지 않기", en: "hear no signals of one ticker for a while" },
  args: z.object({
    ticker: z.string().min(1).max(40).optional().describe("a code, or a name that is known here"),
    signal: z.string().min(1).max(40).optional().describe(
      "instead of the ticker: the label or id of a signal",
    ),
    for: z.string().max(20).optional().describe(
      "today, or a time like 30m, 2h, 3d; left out, today, or as long as it is quiet already",
    ),
  }),
  result: z.object({ ticker: z.string(), name: z.string().nullable(), until: z.string() }),
  words: ({ ticker, name, until }) => {
    const [shown, span] = [toNamed(ticker, name), sayUntil(until)];
    return {
      ko: `${shown} 신호를 ${span.ko} 받지 않습니다. 손절선 같은 보호 매도는 그대로 옵니다.`,
      en: `No signals of ${shown} ${span.en}; sells that protect still come`,
    };
  },
  async run({ for: span, ...which }, { actor, owner, deps }) {
    const mutes = need(deps, "mutes");
    const ticker = await findTicker(which, { owner, deps });
    const untilMs = await readQuietUntilMs(span, { ticker, usual: "today", owner, deps });
    await mutes.set(owner, { ticker, untilMs, actor });
    const name = await findName(ticker, { owner, deps }) ?? null;
    return { ticker, name, until: toKstIso(untilMs) };
  },
});
