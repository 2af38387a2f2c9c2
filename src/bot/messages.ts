/** What a person writes: checked for who and when, then a word of the chat, then its answer or its question. */
import type { CommandDoor } from "../commands/door.ts";
import type { Clock } from "../core/clock.ts";
import type { Lang } from "../core/lang.ts";
import type { Actions } from "./actions.ts";
import type { BotEvents, CountChat } from "./bot_events.ts";
import type {
  BotStore,
  HandledUpdate,
  HandleOutcome,
  NewAction,
  Reply,
  ReplyButton,
  UpdateEffect,
} from "./bot_store.ts";
import { type ChatPlan, type ChatTools, readChatWords, type ShownSettings } from "./chat/chat_command.ts";
import { findChatCommand, TEST_BUTTON, UNLINK } from "./chat/chat_commands.ts";
import { sayClock, sayDuration } from "./chat/spans.ts";
import { hashLinkCode, LINK_RULES, readLinkCode } from "./link_code.ts";
import type { People } from "./people.ts";
import { checkFirst, readFirst, toQuestionKeys } from "./questions.ts";
import type { Strangers } from "./strangers.ts";
import type { BotSay } from "./texts.ts";
import type { ChatMessage } from "./updates.ts";

interface MessageParts {
  readonly owner: string;
  readonly store: BotStore;
  readonly door: CommandDoor;
  readonly actions: Actions;
  readonly people: People;
  readonly strangers: Strangers;
  readonly clock: Clock;
  readonly say: BotSay;
  readonly lang: Lang;
  readonly events: BotEvents;
  readonly count: CountChat;
  readonly settings: ShownSettings;
  readonly oldAfterMs: number;
  readonly seconds: number;
  readonly questionMs: number;
  readonly readMs: number;
  readonly signal: AbortSignal;
  /** The bot's own name, once Telegram told it. */
  readonly username: () => string | undefined;
}

interface ReplyFacts {
  readonly text: string;
  readonly buttons?: readonly (readonly ReplyButton[])[] | undefined;
  readonly isRinging?: boolean | undefined;
}

export class Messages {
  readonly #parts: MessageParts;

  constructor(parts: MessageParts) {
    this.#parts = parts;
  }

  async handle(message: ChatMessage): Promise<void> {
    const { people } = this.#parts;
    if (!people.has(message.from.userId)) return await this.#handleStranger(message);
    if (!message.chat.isPrivate && !this.#isForUs(message)) {
      await this.#note(message, "not_for_us");
      return;
    }
    const { clock, say, lang, oldAfterMs } = this.#parts;
    const ageMs = clock.now() - message.sentAtMs;
    if (ageMs > oldAfterMs) {
      const facts = { ago: sayDuration(ageMs, lang), clock: sayClock(message.sentAtMs) };
      await this.#reply(message, "old", { text: say("old_command", facts) });
      return;
    }
    const words = readChatWords(message.text);
    const known = words === undefined ? undefined : findChatCommand(words.word);
    if (words === undefined || known === undefined) {
      await this.#reply(message, "unknown", { text: say("unknown_command") });
      return;
    }
    const tools = this.#toTools(message);
    await this.#follow(message, known.plan(words.args, tools), tools);
  }

  async #follow(message: ChatMessage, plan: ChatPlan, tools: ChatTools): Promise<void> {
    if (plan.kind === "say") {
      const { text, button, isRinging } = plan;
      await this.#reply(message, "replied", { text, buttons: button && [[button]], isRinging });
      return;
    }
    if (plan.id !== UNLINK && !this.#parts.door.list.some(({ id }) => id === plan.id)) {
      await this.#reply(message, "not_yet", { text: tools.say("not_yet") });
      return;
    }
    if (plan.kind === "read") return await this.#read(message, plan, tools);
    if (plan.kind === "look") return await this.#look(message, plan, tools);
    if (plan.kind === "check") return await this.#check(message, plan);
    await (plan.kind === "ask" ? this.#ask(message, plan) : this.#act(message, plan));
  }

  async #read(
    message: ChatMessage,
    { id, args, show, buttons }: Extract<ChatPlan, { kind: "read" }>,
    tools: ChatTools,
  ): Promise<void> {
    const { events, say } = this.#parts;
    const { outcome, answer, text } = await readFirst({ id, args }, message.from.userId, this.#parts);
    if (answer === undefined) return await this.#reply(message, outcome, { text });
    let facts: ReplyFacts;
    try {
      facts = {
        text: show?.(answer.result, tools) ?? answer.words[tools.lang],
        buttons: buttons?.(answer.result, tools),
      };
    } catch (error) {
      events.failed(id, error);
      return await this.#reply(message, "failed", { text: say("failed") });
    }
    await this.#reply(message, outcome, facts);
  }

  async #look(
    message: ChatMessage,
    { id, args, next }: Extract<ChatPlan, { kind: "look" }>,
    tools: ChatTools,
  ): Promise<void> {
    const { outcome, answer, text } = await readFirst({ id, args }, message.from.userId, this.#parts);
    if (answer === undefined) return await this.#reply(message, outcome, { text });
    await this.#follow(message, next(answer.result, tools), tools);
  }

  async #check(message: ChatMessage, plan: Extract<ChatPlan, { kind: "check" }>): Promise<void> {
    const { kind, text } = await checkFirst(plan, message.from.userId, this.#parts);
    if (kind !== "question") return await this.#reply(message, kind, { text });
    await this.#ask(message, { ...plan.ask, question: text });
  }

  async #ask(
    message: ChatMessage,
    { id, args, question, yes }: Omit<Extract<ChatPlan, { kind: "ask" }>, "kind">,
  ): Promise<void> {
    const action = this.#toAction(message, { kind: id, args, replyKey: toReplyKey(message) });
    const buttons = toQuestionKeys(action.id, yes, this.#parts.say);
    await this.#reply(message, "asked", { text: question, buttons }, {
      action: { ...action, isTaken: false },
    });
  }

  async #act(message: ChatMessage, { id, args }: Extract<ChatPlan, { kind: "do" }>): Promise<void> {
    const { actions } = this.#parts;
    const action = this.#toAction(message, { kind: id, args, replyKey: undefined });
    const outcome = await this.#note(message, "taken", { action: { ...action, isTaken: true } });
    if (outcome === "handled") await actions.run(action);
  }

  /** No answer, unless what is written is the code of somebody who was asked to come. */
  async #handleStranger(message: ChatMessage): Promise<void> {
    const { store, strangers, owner, people, say, events } = this.#parts;
    const words = readChatWords(message.text);
    const code = words?.word === "start" && message.chat.isPrivate
      ? readLinkCode(words.args[0] ?? "")
      : undefined;
    if (code === undefined) {
      strangers.note();
      await this.#note(message, "stranger");
      return;
    }
    const { userId, name } = message.from;
    const update = this.#toUpdate(message, "link");
    const outcome = await store.tryLink(owner, update, {
      codeHash: await hashLinkCode(code),
      person: { userId, name, chat: message.chat.id, linkedAtMs: update.atMs },
      welcome: this.#toReply(message, {
        text: say("linked"),
        buttons: [[{ text: say("test_button"), data: TEST_BUTTON }]],
      }),
      tooLate: this.#toReply(message, { text: say("link_late") }),
      rules: LINK_RULES,
    });
    if (outcome === "linked") {
      events.linked(userId);
      await people.refresh();
      return;
    }
    if (outcome !== "known") strangers.note();
    if (outcome === "wrong" && await store.closedUntilMs(owner, update.atMs) !== undefined) events.closed();
  }

  /** In a group only what names us, of a group that is set. */
  #isForUs({ chat, text }: ChatMessage): boolean {
    const { people, username } = this.#parts;
    const ours = username()?.toLowerCase();
    const named = readChatWords(text)?.bot?.toLowerCase();
    return people.isGroupOpen(chat.id) && ours !== undefined && named === ours;
  }

  async #reply(
    message: ChatMessage,
    outcome: string,
    facts: ReplyFacts,
    more: UpdateEffect = {},
  ): Promise<void> {
    const replies = [this.#toReply(message, facts)];
    await this.#note(message, outcome, { ...more, replies });
  }

  /** Stores the update with what it does, and counts it. */
  async #note(message: ChatMessage, outcome: string, effect: UpdateEffect = {}): Promise<HandleOutcome> {
    const { store, count } = this.#parts;
    const handled = await store.handle(this.#toUpdate(message, outcome), effect);
    if (handled !== "known") count({ kind: "command", word: toWord(message, outcome), outcome });
    return handled;
  }

  #toReply(
    message: ChatMessage,
    { text, buttons = [], isRinging = false }: ReplyFacts,
  ): Reply {
    return { key: toReplyKey(message), chat: message.chat.id, text, buttons, edits: undefined, isRinging };
  }

  #toAction(
    { updateId, sentAtMs, from, chat }: ChatMessage,
    { kind, args, replyKey }: Pick<NewAction, "kind" | "args" | "replyKey">,
  ): NewAction {
    const { clock, questionMs } = this.#parts;
    const nowMs = clock.now();
    const id = `${updateId}-${toSeconds(sentAtMs)}`;
    const who = { userId: from.userId, chat: chat.id };
    return { id, kind, args, ...who, replyKey, askedAtMs: nowMs, expiresAtMs: nowMs + questionMs };
  }

  #toTools(message: ChatMessage): ChatTools {
    const { from: { userId }, updateId, sentAtMs } = message;
    const { say, lang, clock, settings, questionMs, people } = this.#parts;
    return {
      ...{ say, lang, settings, userId, nowMs: clock.now() },
      seconds: Math.round(questionMs / 1_000),
      isOfSettings: people.isOfSettings(userId),
      replyKey: toReplyKey(message),
      tag: `${updateId.toString(36)}-${toSeconds(sentAtMs).toString(36)}`,
    };
  }

  #toUpdate({ updateId }: ChatMessage, outcome: string): HandledUpdate {
    return { updateId, atMs: this.#parts.clock.now(), kind: "message", outcome };
  }
}

/** Only words that there are, so that nobody fills the counters by writing; a stranger's are not told apart. */
function toWord({ text }: ChatMessage, outcome: string): string {
  const word = readChatWords(text)?.word ?? "";
  return outcome === "stranger" || findChatCommand(word) === undefined ? "unknown" : word;
}

const toSeconds = (ms: number) => Math.floor(ms / 1_000);
/** With its time: another bot, with a token of its own, counts its updates anew. */
const toReplyKey = ({ updateId, sentAtMs }: ChatMessage) => `bot:${updateId}:${toSeconds(sentAtMs)}`;
