import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findNames } from "../tickers/named_ticker.ts";
import { namedAlertSchema, toAlertWords } from "./alert_words.ts";

/** In one message; a page shows the others. */
const MOST_LINES = 30;

export const listAlerts = defineCommand({
  id: "alerts.list",
  scope: "read",
  about: { ko: "걸어 둔 가격 알림", en: "alarms that are set" },
  args: z.object({}),
  result: z.object({
    items: z.array(namedAlertSchema.extend({ words: z.object({ ko: z.string(), en: z.string() }) })),
  }),
  words({ items }) {
    if (items.length === 0) return { ko: "걸어 둔 알림이 없습니다.", en: "no alarm is set" };
    const shown = items.slice(0, MOST_LINES);
    const left = items.length - shown.length;
    return {
      ko: [
        `알림 ${items.length}개`,
        ...shown.map(({ words }) => `· ${words.ko}`),
        ...(left > 0 ? [`외 ${left}개`] : []),
      ].join("\n"),
      en: [
        `${items.length} alarm(s)`,
        ...shown.map(({ words }) => `· ${words.en}`),
        ...(left > 0 ? [`and ${left} more`] : []),
      ].join("\n"),
    };
  },
  async run(_, { owner, deps }) {
    const alerts = await need(deps, "alerts").list(owner);
    const names = await findNames({ owner, deps });
    return {
      items: alerts.map((alert) => {
        const named = { ...alert, name: names.get(String(alert.params.ticker)) ?? null };
        return { ...named, words: toAlertWords(named, "listed") };
      }),
    };
  },
});
