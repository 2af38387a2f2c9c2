import { z } from "zod";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { EVERY_TICKER, need } from "../deps.ts";

export const listMutes = defineCommand({
  id: "signals.mutes",
  scope: "read",
  about: { ko: "받지 않기로 한 신호", en: "signals that are muted, and a pause" },
  args: z.object({}),
  result: z.object({ items: z.array(z.object({ ticker: z.string(), until: z.string() })) }),
  words({ items }) {
    const name = (ticker: string, all: string) => ticker === EVERY_TICKER ? all : ticker;
    const list = (all: string) =>
      items.map(({ ticker, until }) => `${name(ticker, all)} ~${toKstClock(Date.parse(until))}`).join(", ");
    return {
      ko: items.length === 0 ? "막아 둔 신호가 없습니다." : `받지 않는 신호: ${list("모든 매수")}`,
      en: items.length === 0 ? "Nothing is muted" : `muted: ${list("all to buy")}`,
    };
  },
  async run(_, { owner, deps }) {
    const mutes = await need(deps, "mutes").list(owner);
    return { items: mutes.map(({ ticker, untilMs }) => ({ ticker, until: toKstIso(untilMs) })) };
  },
});
