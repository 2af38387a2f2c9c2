import { z } from "zod";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { toShownText } from "../../core/text.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import {
  LONGEST_WHY,
  maintenanceSchema,
  readMaintenanceMs,
  sayMaintenance,
  toMaintenanceJson,
} from "./maintenance_json.ts";

export const beginMaintenance = defineCommand({
  id: "maintenance.begin",
  scope: "admin",
  about: { ko: "점검하는 동안 알림 멈추기", en: "no alarms while somebody works on the machines" },
  args: z.object({
    // Without a default: an empty wish would cut one that is running.
    for: z.string().max(20).describe("a time up to 24h like 30m or 2h"),
    why: z.string().max(LONGEST_WHY).optional().describe("what is done, shown everywhere"),
  }),
  result: maintenanceSchema.extend({ was_until: z.string().nullable() }),
  words: ({ was_until: wasUntil, ...now }) => {
    const said = sayMaintenance(now);
    if (wasUntil === null) return said;
    const [at, isShorter] = [toKstClock(Date.parse(wasUntil)), now.until < wasUntil];
    return {
      ko: `${said.ko} 전에는 ${at} 까지였습니다${isShorter ? " (줄였습니다)" : ""}.`,
      en: `${said.en}; it was until ${at}${isShorter ? ", so this is shorter" : ""}`,
    };
  },
  async run({ for: span, why }, { actor, owner, deps }) {
    const maintenance = need(deps, "maintenance");
    const nowMs = deps.clock.now();
    const untilMs = nowMs + readMaintenanceMs(span);
    const shown = toShownText(why ?? "", LONGEST_WHY / 2);
    const before = await maintenance.current(owner);
    await maintenance.begin(owner, { sinceMs: nowMs, untilMs, why: shown === "" ? undefined : shown, actor });
    const held = await maintenance.current(owner);
    return {
      ...toMaintenanceJson(held ?? { sinceMs: nowMs, untilMs, why: shown, actor }),
      was_until: before === undefined ? null : toKstIso(before.untilMs),
    };
  },
});
