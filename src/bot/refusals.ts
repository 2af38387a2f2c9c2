/** Why something was not done, in the language of the chat. */
import type { CommandAnswer } from "../commands/door.ts";
import type { Lang } from "../core/lang.ts";
import { toShownText } from "../core/text.ts";
import type { BotEvents } from "./bot_events.ts";
import type { BotSay } from "./texts.ts";

type Refused = Extract<CommandAnswer, { kind: "refused" }>;

/** Said better for a chat than by the command, whose words are for a terminal too. */
const OF_CHAT: ReadonlyMap<
  string,
  "words_missing" | "setting_how" | "maintenance_how" | "signal_unknown" | "bad_span"
> = new Map(
  [
    ["bad_arguments", "words_missing"],
    ["bad_setting", "setting_how"],
    ["bad_maintenance_span", "maintenance_how"],
    ["unknown_signal", "signal_unknown"],
    ["bad_span", "bad_span"],
  ],
);

const LONGEST = 600;

export function sayRefusal(
  { why, reason, message, ko }: Refused,
  { say, lang, events }: { readonly say: BotSay; readonly lang: Lang; readonly events: BotEvents },
): string {
  const known = OF_CHAT.get(reason);
  if (known !== undefined) return say(known);
  if (ko !== undefined) return toCut(lang === "ko" ? ko : message);
  // In Korean it is told what kind of thing it is; the sentence, which nobody has translated, is for the log.
  if (lang === "ko") {
    events.refused(reason, message);
    return say(WITHOUT_WORDS[why]);
  }
  return say(why === "unavailable" ? "not_available" : "refused", { why: toShownText(message) });
}

const WITHOUT_WORDS = {
  arguments: "words_missing",
  missing: "refused_missing",
  conflict: "refused_conflict",
  unavailable: "refused_unavailable",
} as const satisfies Readonly<Record<Refused["why"], string>>;

function toCut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST).toWellFormed()}…`;
}
