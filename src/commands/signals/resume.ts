import { z } from "zod";
import type { Actor } from "../../core/actor.ts";
import { DAY_MS } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { EVERY_TICKER, HALT } from "../../signals/mute_names.ts";
import { type HeldMute, need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";

/** So long a person may take back by chat what the same person did by chat. */
const OWN_HALT_MS = DAY_MS;

export const resumeSignals = defineCommand({
  id: "signals.resume",
  scope: "signal",
  about: { ko: "쉬던 매수 신호 다시 받기", en: "signals to buy again, after a pause or a halt" },
  args: z.object({}),
  result: z.object({ was_paused: z.boolean(), was_halted: z.boolean() }),
  words: ({ was_paused: wasPaused, was_halted: wasHalted }) => ({
    ko: wasPaused || wasHalted ? "매수 신호를 다시 받습니다." : "쉬고 있지 않았습니다.",
    en: wasPaused || wasHalted ? "Signals to buy come again" : "There was no pause",
  }),
  async run(_, { actor, owner, deps }) {
    const mutes = need(deps, "mutes");
    const halt = (await mutes.list(owner)).find(({ ticker }) => ticker === HALT);
    if (halt !== undefined) refuseToLift(halt, actor, deps.clock.now());
    return {
      was_paused: await mutes.end(owner, EVERY_TICKER),
      was_halted: halt !== undefined && await mutes.end(owner, HALT),
    };
  },
});

/** A chat tightens at once and loosens little: a telephone may be in other hands. @throws {CommandRefusal} */
function refuseToLift({ setAtMs, actor: by }: HeldMute, actor: Actor, nowMs: number): void {
  if (actor.kind !== "telegram") return;
  const isOwn = by?.kind === "telegram" && by.id === actor.id;
  const ageMs = setAtMs === undefined ? Infinity : nowMs - setAtMs;
  if (isOwn && ageMs >= 0 && ageMs < OWN_HALT_MS) return;
  throw new CommandRefusal("conflict", isOwn ? "halt_is_old" : "halt_of_other", {
    ko: isOwn
      ? "멈춘 지 24시간이 지나 채팅으로는 풀 수 없습니다. 프로그램이 있는 컴퓨터에서 풀어 주세요."
      : "다른 분이 멈추셨습니다. 그분이 풀거나 프로그램이 있는 컴퓨터에서 풀어 주세요.",
    message: isOwn
      ? "The halt is more than 24 h old: lift it at the computer"
      : "Somebody else halted signals to buy: that person lifts it, or you do at the computer",
  });
}
