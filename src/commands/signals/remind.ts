import { z } from "zod";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { findSignal } from "./found_signal.ts";
import { readUntilMs } from "./span_argument.ts";

export const remindOfSignal = defineCommand({
  id: "signals.remind",
  scope: "signal",
  about: { ko: "보호 매도 신호를 나중에 한 번 더 받기", en: "be told once more of a sell that protects" },
  args: z.object({
    signal: z.string().min(1).max(40).describe("like S-1120-03, or an id"),
    for: z.string().max(20).default("30m").describe("a time like 30m or 2h"),
  }),
  result: z.object({ label: z.string(), due_at: z.string() }),
  words: ({ label, due_at: at }) => ({
    ko: `${label} 신호를 ${toKstClock(Date.parse(at))}에 그때 가격으로 한 번 더 알립니다.`,
    en: `${label} is told once more at ${toKstClock(Date.parse(at))}, with the price of then`,
  }),
  async run({ signal: text, for: span }, { owner, deps }) {
    const follow = need(deps, "followUps");
    const { signal: { id, label = id, signalClass } } = await findSignal(text, { deps });
    if (signalClass !== "sell_protective") {
      throw new CommandRefusal("conflict", "not_protective", {
        message: `${label} is no sell that protects, so it is not told again`,
        ko: `${label} 신호는 손절선 같은 보호 매도가 아니어서 다시 알리지 않습니다.`,
      });
    }
    const { again: told } = await follow.followUp(owner, id);
    if (told?.toldAtMs !== undefined) {
      const at = toKstClock(told.toldAtMs);
      throw new CommandRefusal("conflict", "told_again", {
        message: `${label} was told once more at ${at}, and is not told a third time`,
        ko: `${label} 신호는 ${at}에 이미 한 번 더 알렸습니다. 세 번은 알리지 않습니다.`,
      });
    }
    const atMs = deps.clock.now();
    await follow.askAgainLater(owner, { signalId: id, atMs, dueAtMs: readUntilMs(span, atMs) });
    const { again } = await follow.followUp(owner, id);
    return { label, due_at: toKstIso(again?.dueAtMs ?? atMs) };
  },
});
