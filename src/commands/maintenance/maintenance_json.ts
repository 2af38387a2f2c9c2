/** A time of maintenance as commands answer it. */
import { z } from "zod";
import { ACTOR_KINDS } from "../../core/actor.ts";
import { DAY_MS, toKstClock, toKstIso } from "../../core/kst.ts";
import { readWrittenSpan } from "../../core/words/spans.ts";
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

export function toMaintenanceJson(
  { sinceMs, untilMs, why, actor }: HeldMaintenance,
): z.output<typeof maintenanceSchema> {
  return { since: toKstIso(sinceMs), until: toKstIso(untilMs), why: why ?? null, by: actor?.kind ?? null };
}

/** `30m`, `2h`: a day at most, so that one that was forgotten hides nothing for long. @throws {CommandRefusal} */
export function readMaintenanceMs(text: string): number {
  const span = readWrittenSpan(text);
  if (span?.kind === "length" && span.lengthMs <= DAY_MS) return span.lengthMs;
  throw new CommandRefusal("arguments", "bad_maintenance_span", {
    message: `Cannot read ${JSON.stringify(text.slice(0, 20))}: write a time up to 24h like 30m or 2h`,
    ko: "점검 시간을 읽지 못했습니다. 24시간까지 30분이나 2시간처럼 적어 주세요.",
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
