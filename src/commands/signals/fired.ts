import { z } from "zod";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { toShownText } from "../../core/text.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

export const listFired = defineCommand({
  id: "signals.fired",
  scope: "read",
  about: { ko: "조건이 맞은 신호와 그 결과", en: "signals whose condition was met, the latest first" },
  args: z.object({ limit: z.int().min(1).max(200).default(20) }),
  result: z.object({
    items: z.array(z.object({
      /** `null` before the right to send was won. */
      label: z.string().nullable(),
      name: z.string().nullable(),
      ticker: z.string(),
      action: z.enum(["buy", "sell", "notice"]),
      state: z.string(),
      reason: z.string().nullable(),
      score: z.number().nullable(),
      fired_at: z.string(),
    })),
  }),
  words({ items }) {
    const [first] = items;
    if (first === undefined) return { ko: "아직 맞은 조건이 없습니다.", en: "No condition was met yet" };
    const at = toKstClock(Date.parse(first.fired_at));
    return {
      ko: `신호 ${items.length}건, 마지막은 ${at} ${toShownText(first.name ?? first.ticker)}`,
      en: `${items.length} signal(s), the last at ${at}: ${first.ticker}`,
    };
  },
  async run({ limit }, { deps }) {
    const signals = await need(deps, "signalStories").list({ limit });
    return {
      items: signals.map(({ label, name, ticker, action, state, reason, score, firedAtMs }) => ({
        ...{ label: label ?? null, name: name ?? null, ticker, action, state },
        ...{ reason: reason ?? null, score: score ?? null, fired_at: toKstIso(firedAtMs) },
      })),
    };
  },
});
