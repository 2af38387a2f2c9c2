import { toCommand } from "../../core/command_text.ts";
import { toKstClock } from "../../core/kst.ts";
import { createProblemSay } from "../kit/texts/problem_say.ts";
import type { AppView } from "../view.ts";
import type { Problem } from "./problem_facts.ts";

const ko = createProblemSay("ko");
const en = createProblemSay("en");

/** No fault, for a person wanted it; but whoever waits for an alarm must know that none comes. */
export function findMaintenance({ maintenance }: Pick<AppView, "maintenance">): readonly Problem[] {
  if (maintenance === undefined) return [];
  const { sinceMs, untilMs, why, by = "unknown" } = maintenance;
  const toSentence = (say: typeof ko) =>
    say(why === undefined ? "problem_maintenance" : "problem_maintenance_why", {
      until: toKstClock(untilMs),
      by: say(`held_by_${by}`),
      why: why ?? "",
      command: toCommand("maintenance", "end"),
    });
  return [{ code: "maintenance", severity: "note", sinceMs, ko: toSentence(ko), en: toSentence(en) }];
}
