/** A time of maintenance as commands answer it. */
import { z } from "zod";
import { ACTOR_KINDS } from "../../core/actor.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, toKstClock, toKstIso } from "../../core/kst.ts";
import type { Wording } from "../command.ts";
import type { HeldMaintenance } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";

export const maintenanceSchema = z.object({
  since: z.string(),
  until: z.string(),
  why: z.string().nullable(),
  by: z.enum(ACTOR_KINDS).nullable(),
});

export const LONGEST_WHY = 200;
const UNITS_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS };

export function toMaintenanceJson(
  { sinceMs, untilMs, why, actor }: HeldMaintenance,
): z.output<typeof maintenanceSchema> {
  return { since: toKstIso(sinceMs), until: toKstIso(untilMs), why: why ?? null, by: actor?.kind ?? null };
}

/** `30m`, `2h`: a day at most, so that one that was forgotten hides nothing for long. @throws {CommandRefusal} */
export function readMaintenanceMs(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,4})([mh])$/.exec(text.trim().toLowerCase()) ?? [];
  const lengthMs = Number(count) * (UNITS_MS[unit] ?? NaN);
  if (lengthMs > 0 && lengthMs <= DAY_MS) return lengthMs;
  throw new CommandRefusal("arguments", "bad_maintenance_span", {
    message: `Cannot read ${JSON.stringify(text.slice(0, 20))}: write a time up to 24h like 30m or 2h`,
  });
}

/** What it means, said each time: nobody must think that nothing is watched. */
export function sayMaintenance({ until, why }: z.output<typeof maintenanceSchema>): Wording {
  const at = toKstClock(Date.parse(until));
  return {
    ko:
      `점검 중입니다 (${at} 까지${
        why === null ? "" : `, ${why}`
      }). 끊김 알림과 매수 신호를 보내지 않습니다. ` +
      "조회는 계속하고 손절 매도는 그대로 보냅니다.",
    en:
      `Maintenance until ${at}${
        why === null ? "" : ` (${why})`
      }: no outages and no signals to buy are told; ` +
      "polling goes on, and sells that protect still go out",
  };
}
