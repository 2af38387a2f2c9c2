import { z } from "zod";
import { DAY_MS } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { HALT } from "../../signals/mute_names.ts";
import { need } from "../deps.ts";

/** For practical purposes until somebody lifts it. */
const LASTS_MS = 3_650 * DAY_MS;

export const haltSignals = defineCommand({
  id: "signals.halt",
  scope: "signal",
  about: { ko: "모든 매수 신호를 바로 멈춤", en: "no signals to buy until somebody lifts it" },
  args: z.object({}),
  result: z.object({ was_halted: z.boolean() }),
  words: ({ was_halted: was }) => ({
    ko: `${
      was ? "이미 멈춰 있습니다." : "매수 신호를 모두 멈췄습니다."
    } 매도와 데이터 끊김은 그대로 울립니다. 푸는 것: 멈춘 분이 24시간 안에 /resume, 그 뒤에는 컴퓨터에서.`,
    en: `${
      was ? "Signals to buy are halted already" : "Signals to buy are halted"
    }; sells and outages still ring. The person who did it lifts it with /resume within 24 h, later at the computer`,
  }),
  async run(_, { actor, owner, deps }) {
    const mutes = need(deps, "mutes");
    const wasHalted = (await mutes.list(owner)).some(({ ticker }) => ticker === HALT);
    // Who was first keeps it: a second halt must not move the right to lift it.
    if (!wasHalted) {
      await mutes.set(owner, { ticker: HALT, untilMs: deps.clock.now() + LASTS_MS, actor });
    }
    return { was_halted: wasHalted };
  },
});
