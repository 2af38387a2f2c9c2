import { toCommand } from "../../core/command_text.ts";
import { DAY_MS, toDurationText } from "../../core/kst.ts";
import { createProblemSay } from "../kit/texts/problem_say.ts";
import type { AppView, BackupPlaceView } from "../view.ts";
import type { Problem } from "./problem_facts.ts";
import { spanInKorean } from "./source_sentence.ts";

const ko = createProblemSay("ko");
const en = createProblemSay("en");

/** Two nights without one. */
const OLD_MS = 2 * DAY_MS;

/** Copies of the night that were not made, place by place. */
export function findBackupProblems({ backup, nowMs }: Pick<AppView, "backup" | "nowMs">): readonly Problem[] {
  return (["own", "second"] as const).flatMap((place) => {
    const facts = backup?.[place];
    return facts === undefined ? [] : [...findFault(place, facts), ...findAge(place, facts, nowMs)];
  });
}

function findFault(place: "own" | "second", { fault, triedAtMs }: BackupPlaceView): readonly Problem[] {
  if (fault === undefined) return [];
  const toSentence = (say: typeof ko) =>
    say(`problem_backup_${fault}`, { place: say(`backup_place_${place}`) });
  return [{
    code: "backup_failed",
    subject: place,
    severity: "warning",
    sinceMs: triedAtMs,
    ko: toSentence(ko),
    en: toSentence(en),
  }];
}

function findAge(
  place: "own" | "second",
  { goodAtMs, sinceMs, byHandAtMs = 0 }: BackupPlaceView,
  nowMs: number,
): readonly Problem[] {
  const fromMs = Math.max(goodAtMs ?? sinceMs, byHandAtMs);
  const ageMs = nowMs - fromMs;
  if (ageMs <= OLD_MS) return [];
  const command = toCommand("backup");
  const toSentence = (say: typeof ko, span: string) =>
    say("problem_backup_old", { place: say(`backup_place_${place}`), span, command });
  return [{
    code: "backup_old",
    subject: place,
    severity: "warning",
    sinceMs: fromMs + OLD_MS,
    ko: toSentence(ko, spanInKorean(ageMs)),
    en: toSentence(en, toDurationText(ageMs)),
  }];
}
