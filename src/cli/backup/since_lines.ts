/** What a restore says of the time since its backup was made. */
import type { Since } from "../../app/data/restore/since.ts";
import { toCommand } from "../../core/command_text.ts";
import { toKstIso, toKstText } from "../../core/kst.ts";
import type { SayFrom } from "../../core/lang.ts";
import type { BACKUP_TEXTS } from "../texts/backup.ts";

export function toSinceLines(
  { carried, doubted }: Since,
  say: SayFrom<typeof BACKUP_TEXTS>,
): readonly string[] {
  const { stopped = 0, alarmsBack = 0 } = carried ?? {};
  return [
    ...(carried === undefined || carried.kinship === "other" ? [] : [say("carried")]),
    ...(stopped === 0 ? [] : [say("stay_stopped", { count: stopped })]),
    ...(alarmsBack === 0 ? [] : [say("alarms_back", { count: alarmsBack })]),
    ...(doubted === undefined ? [] : [
      say("doubted", { until: toKstText(doubted.heldUntilMs), command: toCommand("signals", "resume") }),
      say("doubted_messages", {
        count: doubted.messages,
        command: toCommand("notify", "outbox", "--state", "unknown"),
      }),
    ]),
  ];
}

export function toSinceJson({ carried, doubted }: Since) {
  return {
    known: doubted === undefined,
    strategies_stopped: carried?.stopped ?? 0,
    alarms_back: carried?.alarmsBack ?? 0,
    messages_unknown: doubted?.messages ?? 0,
    buys_held_until: doubted === undefined ? null : toKstIso(doubted.heldUntilMs),
  };
}
