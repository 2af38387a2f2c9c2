import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { findName } from "../tickers/named_ticker.ts";
import { namedAlertSchema, toAlertWords } from "./alert_words.ts";

export const removeAlert = defineCommand({
  id: "alerts.remove",
  scope: "signal",
  about: { ko: "가격 알림 지우기", en: "take an alarm away" },
  args: z.object({ id: z.string().min(1).max(64) }),
  result: namedAlertSchema,
  words: (alert) => toAlertWords(alert, "removed"),
  async run({ id }, { owner, deps }) {
    const alerts = need(deps, "alerts");
    const alert = (await alerts.list(owner)).find((one) => one.id === id);
    if (alert !== undefined && await alerts.remove(owner, id)) {
      return { ...alert, name: await findName(String(alert.params.ticker), { owner, deps }) ?? null };
    }
    throw new CommandRefusal("missing", "unknown_alert", {
      message: `There is no alarm ${JSON.stringify(id.slice(0, 40))}`,
      ko: "그런 가격 알림이 없습니다. /alerts 로 볼 수 있습니다.",
    });
  },
});
