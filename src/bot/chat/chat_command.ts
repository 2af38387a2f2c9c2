/** One word that a person may write, and what becomes of it. */
import type { Lang, Twin } from "../../core/lang.ts";
import type { ReplyButton } from "../bot_store.ts";
import type { BotSay } from "../texts.ts";

/** What a chat shows of the settings that it cannot change; nothing of it is a secret. */
export interface ShownSettings {
  readonly ringsPer5Min: number;
  readonly hidesAmounts: boolean;
}

export interface ChatTools {
  readonly say: BotSay;
  readonly lang: Lang;
  readonly nowMs: number;
  /** How long a question counts. */
  readonly seconds: number;
  readonly settings: ShownSettings;
  readonly userId: string;
  readonly isOfSettings: boolean;
  /** Of the answer to this message, and a short name of the message itself: the same when it comes again. */
  readonly replyKey: string;
  readonly tag: string;
}

export type ChatPlan =
  | {
    readonly kind: "say";
    readonly text: string;
    readonly isRinging?: boolean;
    readonly button?: { readonly text: string; readonly data: string };
  }
  /** Asks the rack, and shows the answer. */
  | {
    readonly kind: "read";
    readonly id: string;
    readonly args: unknown;
    /** Without it, or when it has nothing to say, the command's own words. */
    readonly show?: (result: unknown, tools: ChatTools) => string | undefined;
    readonly buttons?: (result: unknown, tools: ChatTools) => readonly (readonly ReplyButton[])[];
  }
  /** Changes something, in two steps. */
  | {
    readonly kind: "ask";
    readonly id: string;
    readonly args: unknown;
    readonly question: string;
    readonly yes: string;
  }
  /** Reads first; what is done comes of what was found, and a refusal is told at once. */
  | {
    readonly kind: "look";
    readonly id: string;
    readonly args: unknown;
    readonly next: (result: unknown, tools: ChatTools) => ChatPlan;
  }
  /** As `ask`, with the question, or a refusal, in the words of a command that only reads. */
  | {
    readonly kind: "check";
    readonly id: string;
    readonly args: unknown;
    readonly ask: { readonly id: string; readonly args: unknown; readonly yes: string };
  }
  /** Changes something that a second message undoes: at once. */
  | { readonly kind: "do"; readonly id: string; readonly args: unknown };

export interface ChatCommand {
  readonly word: string;
  /** As Telegram's menu shows it. */
  readonly menu: Twin;
  readonly plan: (args: readonly string[], tools: ChatTools) => ChatPlan;
}

export interface ChatWords {
  readonly word: string;
  /** `/cmd@name` is for that bot alone. */
  readonly bot: string | undefined;
  readonly args: readonly string[];
}

/** @returns `undefined` for what is no command. */
export function readChatWords(text: string): ChatWords | undefined {
  const [first = "", ...args] = text.trim().split(/\s+/);
  const [, word, bot] = /^\/([a-z0-9_]{1,32})(?:@(\w{3,40}))?$/i.exec(first) ?? [];
  return word === undefined ? undefined : { word: word.toLowerCase(), bot, args };
}
