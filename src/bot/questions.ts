/** Two steps: a question with its two buttons, checked before it is asked. What only reads is waited for so long. */
import type { CommandAnswer, CommandDoor } from "../commands/door.ts";
import type { Clock } from "../core/clock.ts";
import type { Lang } from "../core/lang.ts";
import type { BotEvents } from "./bot_events.ts";
import type { ReplyButton } from "./bot_store.ts";
import { sayRefusal } from "./refusals.ts";
import type { BotSay } from "./texts.ts";

interface ReadParts {
  readonly door: CommandDoor;
  readonly say: BotSay;
  readonly lang: Lang;
  readonly events: BotEvents;
  readonly clock: Clock;
  readonly readMs: number;
  /** Ends the bot. */
  readonly signal: AbortSignal;
}

interface CheckParts extends ReadParts {
  readonly seconds: number;
}

type Wish = { readonly id: string; readonly args: unknown };

type Read =
  | {
    readonly outcome: "replied";
    readonly answer: Extract<CommandAnswer, { kind: "done" }>;
    readonly text: undefined;
  }
  | { readonly outcome: "refused" | "failed" | "slow"; readonly answer: undefined; readonly text: string };

export function toQuestionKeys(id: string, yes: string, say: BotSay): readonly (readonly ReplyButton[])[] {
  return [[{ text: yes, data: `a:${id}:yes` }, { text: say("leave"), data: `a:${id}:no` }]];
}

/**
 * Asks a command that only reads. One that hangs must neither keep all behind it from being heard nor the program from
 * its end, so nobody waits for it longer than a person would.
 *
 * @throws when the bot ends: then the message comes again at the next start.
 */
export async function readFirst(wish: Wish, userId: string, parts: ReadParts): Promise<Read> {
  const { say, lang, events } = parts;
  try {
    const answer = await runWithin(wish, userId, parts);
    if (answer === undefined) {
      events.failed(wish.id, new Error(`No answer within ${parts.readMs} ms`));
      return { outcome: "slow", answer: undefined, text: say("slow") };
    }
    return answer.kind === "done"
      ? { outcome: "replied", answer, text: undefined }
      : { outcome: "refused", answer: undefined, text: sayRefusal(answer, { say, lang, events }) };
  } catch (error) {
    parts.signal.throwIfAborted();
    events.failed(wish.id, error);
    return { outcome: "failed", answer: undefined, text: say("failed") };
  }
}

/** Asks a command that only reads what a change would change. Its words are the question. */
export async function checkFirst(
  wish: Wish,
  userId: string,
  parts: CheckParts,
): Promise<{ readonly kind: "question" | "refused" | "failed" | "slow"; readonly text: string }> {
  const { outcome, answer, text } = await readFirst(wish, userId, parts);
  if (answer === undefined) return { kind: outcome, text };
  const { say, lang, seconds } = parts;
  return { kind: "question", text: say("setting_within", { question: answer.words[lang], seconds }) };
}

/** @returns `undefined` when nothing came in time. */
async function runWithin(
  { id, args }: Wish,
  userId: string,
  { door, clock, readMs, signal }: ReadParts,
): Promise<CommandAnswer | undefined> {
  const waiting = new AbortController();
  const tooLong = clock.real.sleep(readMs, AbortSignal.any([signal, waiting.signal])).then(() => undefined);
  // It loses the race as a rule, and nobody looks at it then.
  tooLong.catch(() => {});
  try {
    return await Promise.race([door.run(id, args, { kind: "telegram", id: userId }), tooLong]);
  } finally {
    waiting.abort();
  }
}
