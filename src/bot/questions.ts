/** Two steps: a question with its two buttons, checked before it is asked. */
import type { CommandDoor } from "../commands/door.ts";
import type { Lang } from "../core/lang.ts";
import { sayRefusal } from "./actions.ts";
import type { BotEvents } from "./bot_events.ts";
import type { ReplyButton } from "./bot_store.ts";
import type { BotSay } from "./texts.ts";

interface CheckParts {
  readonly door: CommandDoor;
  readonly say: BotSay;
  readonly lang: Lang;
  readonly events: BotEvents;
  readonly seconds: number;
}

export function toQuestionKeys(id: string, yes: string, say: BotSay): readonly (readonly ReplyButton[])[] {
  return [[{ text: yes, data: `a:${id}:yes` }, { text: say("leave"), data: `a:${id}:no` }]];
}

/** Asks a command that only reads what a change would change. Its words are the question. Never rejects. */
export async function checkFirst(
  { id, args }: { readonly id: string; readonly args: unknown },
  userId: string,
  { door, say, lang, events, seconds }: CheckParts,
): Promise<{ readonly kind: "question" | "refused" | "failed"; readonly text: string }> {
  try {
    const answer = await door.run(id, args, { kind: "telegram", id: userId });
    if (answer.kind === "refused") return { kind: "refused", text: sayRefusal(answer, say) };
    return { kind: "question", text: say("setting_within", { question: answer.words[lang], seconds }) };
  } catch (error) {
    events.failed(id, error);
    return { kind: "failed", text: say("failed") };
  }
}
