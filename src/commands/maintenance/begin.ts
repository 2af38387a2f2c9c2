import { z } from "zod";
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
    for: z.string().max(20).default("1h").describe("a time up to 24h like 30m or 2h"),
    why: z.string().max(LONGEST_WHY).optional().describe("what is done, shown everywhere"),
  }),
  result: maintenanceSchema,
  words: sayMaintenance,
  async run({ for: span, why }, { actor, owner, deps }) {
    const maintenance = need(deps, "maintenance");
    const nowMs = deps.clock.now();
    const untilMs = nowMs + readMaintenanceMs(span);
    const shown = toShownText(why ?? "", LONGEST_WHY / 2);
    await maintenance.begin(owner, { sinceMs: nowMs, untilMs, why: shown === "" ? undefined : shown, actor });
    const held = await maintenance.current(owner);
    return toMaintenanceJson(held ?? { sinceMs: nowMs, untilMs, why: shown, actor });
  },
});
