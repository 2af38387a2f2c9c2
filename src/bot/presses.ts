/** Buttons: answered before anything is done, and done once, however often they are pressed. */
import type { BotApi } from "./bot_api.ts";
import type { CommandDoor } from "../commands/door.ts";
import type { Clock } from "../core/clock.ts";
import type { Lang } from "../core/lang.ts";
import type { Actions } from "./actions.ts";
import { toToast } from "./actions.ts";
import type { BotEvents, CountChat } from "./bot_events.ts";
import type { BotStore, HandleOutcome, PendingAction, Reply, UpdateEffect } from "./bot_store.ts";
import { TEST_BUTTON, toTest } from "./chat/chat_commands.ts";
import { readSettingData, type SettingChoice, toSettingPlan } from "./chat/settings.ts";
import { sayClock } from "./chat/spans.ts";
import { type ButtonWish, type MessageButtons, planButton, toEnd } from "./message_buttons.ts";
import type { People } from "./people.ts";
import { checkFirst, toQuestionKeys } from "./questions.ts";
import type { Strangers } from "./strangers.ts";
import type { BotSay } from "./texts.ts";
import type { ButtonPress } from "./updates.ts";

export interface PressParts {
  readonly api: BotApi;
  readonly store: BotStore;
  readonly actions: Actions;
  readonly people: People;
  readonly strangers: Strangers;
  readonly clock: Clock;
  readonly say: BotSay;
  readonly seconds: number;
  readonly questionMs: number;
  readonly readMs: number;
  readonly door: CommandDoor;
  readonly lang: Lang;
  readonly events: BotEvents;
  readonly buttons: MessageButtons;
  readonly count: CountChat;
  readonly signal: AbortSignal;
}

export class Presses {
  readonly #parts: PressParts;
  readonly #answering = new Set<Promise<unknown>>();

  constructor(parts: PressParts) {
    this.#parts = parts;
  }

  async handle(press: ButtonPress): Promise<void> {
    const { people, strangers } = this.#parts;
    const isAllowed = people.has(press.from.userId) &&
      (press.chat.isPrivate || people.isGroupOpen(press.chat.id));
    if (!isAllowed) {
      strangers.note();
      // The waiting mark goes; nothing is said.
      this.#answer(press);
      await this.#note(press, "stranger");
      return;
    }
    const [, id, word] = /^a:([\w-]{8,32}):(yes|no)$/.exec(press.data) ?? [];
    if (id !== undefined) return await this.#pressAction(press, id, word === "yes");
    if (press.data === TEST_BUTTON) return await this.#test(press);
    const wish = await planButton(press, this.#parts.buttons);
    if (wish !== undefined) return await this.#pressButton(press, wish);
    const choice = readSettingData(press.data);
    if (choice !== undefined) return await this.#choose(press, choice);
    this.#answer(press, this.#parts.say("button_dead"));
    await this.#note(press, "dead");
  }

  /** Resolves when no answer is on its way. */
  async settled(): Promise<void> {
    await Promise.all(this.#answering);
  }

  /** Under a message of the program: at once, and once for all who may press. */
  async #pressButton(
    press: ButtonPress,
    { id, kind, args, replyKey, word, overAtMs }: ButtonWish,
  ): Promise<void> {
    const { store, clock, say, actions } = this.#parts;
    const known = await store.findAction(id);
    if (known !== undefined) {
      this.#answer(press, known.result ?? say("button_busy"));
      return void await this.#note(press, "again", word);
    }
    const nowMs = clock.now();
    if (nowMs >= overAtMs) {
      this.#answer(press, say("button_over"));
      return void await this.#note(press, "expired", word);
    }
    this.#answer(press);
    const who = { userId: press.from.userId, chat: press.chat.id };
    const action = { id, kind, args, replyKey, ...who, askedAtMs: nowMs, expiresAtMs: nowMs };
    const outcome = await this.#note(press, "taken", word, { action: { ...action, isTaken: true } });
    if (outcome === "handled") await actions.run(action);
  }

  /** Under the answer to /settings, which becomes the question: so there is one at a time. */
  async #choose(press: ButtonPress, { replyKey, name, value }: SettingChoice): Promise<void> {
    const { store, clock, say, questionMs } = this.#parts;
    const id = `set-${replyKey.slice("bot:".length).replace(":", "-")}`;
    const known = await store.findAction(id);
    if (known !== undefined) {
      this.#answer(press, known.result ?? say("setting_asked"));
      return void await this.#note(press, "again", "settings");
    }
    this.#answer(press);
    const { id: check, args, ask } = toSettingPlan({ name, value }, say);
    const { kind, text } = await checkFirst({ id: check, args }, press.from.userId, this.#parts);
    const who = { chat: press.chat.id, edits: replyKey, isRinging: false };
    const key = `bot:${id}:ask`;
    if (kind !== "question") {
      const replies = [{ ...who, key: `bot:press:${press.pressId}`, text, buttons: [] }];
      return void await this.#note(press, kind, "settings", { replies });
    }
    const nowMs = clock.now();
    const action = {
      ...{ id, kind: ask.id, args: ask.args, replyKey, userId: press.from.userId, chat: press.chat.id },
      ...{ askedAtMs: nowMs, expiresAtMs: nowMs + questionMs, isTaken: false },
    };
    const replies = [{ ...who, key, text, buttons: toQuestionKeys(id, ask.yes, say) }];
    await this.#note(press, "asked", "settings", { action, replies });
  }

  async #pressAction(press: ButtonPress, id: string, isYes: boolean): Promise<void> {
    const { store, clock, say, seconds } = this.#parts;
    const action = await store.findAction(id);
    const nowMs = clock.now();
    if (action === undefined) {
      this.#answer(press, say("button_dead"));
      await this.#note(press, "dead");
      return;
    }
    if (action.userId !== press.from.userId) {
      this.#answer(press, say("button_of_other"));
      await this.#note(press, "other_person", action.kind);
      return;
    }
    if (action.state !== "asked") {
      // The first press counts, and this one is shown what came of it.
      this.#answer(press, action.result ?? say("button_busy"));
      await this.#note(press, "again", action.kind);
      return;
    }
    if (nowMs >= action.expiresAtMs) {
      const result = say("question_over", { seconds });
      this.#answer(press, result);
      const end = { id, state: "expired", result } as const;
      await this.#note(press, "expired", action.kind, { end, replies: [toEnd(action, result)] });
      return;
    }
    await (isYes ? this.#take(press, action) : this.#leave(press, action));
  }

  async #take(press: ButtonPress, action: PendingAction): Promise<void> {
    const { actions } = this.#parts;
    this.#answer(press);
    const outcome = await this.#note(press, "taken", action.kind, { take: { id: action.id } });
    if (outcome === "handled") await actions.run(action);
  }

  async #leave(press: ButtonPress, action: PendingAction): Promise<void> {
    const { clock, say } = this.#parts;
    this.#answer(press);
    const result = say("left", { clock: sayClock(clock.now()) });
    const end = { id: action.id, state: "dropped", result } as const;
    await this.#note(press, "dropped", action.kind, { end, replies: [toEnd(action, result)] });
  }

  async #test(press: ButtonPress): Promise<void> {
    const { clock, say } = this.#parts;
    this.#answer(press);
    const plan = toTest({ say, nowMs: clock.now() });
    const reply: Reply = {
      key: `bot:press:${press.pressId}`,
      chat: press.chat.id,
      text: plan.text,
      buttons: [],
      edits: undefined,
      isRinging: true,
    };
    await this.#note(press, "replied", "test", { replies: [reply] });
  }

  /** Begun before the work and not waited for: Telegram may be slow, and the work is not its matter. */
  #answer(press: ButtonPress, text?: string): void {
    const { api, signal } = this.#parts;
    const params = {
      callback_query_id: press.pressId,
      ...(text === undefined ? {} : { text: toToast(text) }),
    };
    const answering = api.call("answerCallbackQuery", params, signal).catch(() => {}).finally(() =>
      this.#answering.delete(answering)
    );
    this.#answering.add(answering);
  }

  /** Stores the update with what it does, and counts it. */
  async #note(
    { updateId }: ButtonPress,
    outcome: string,
    button = "unknown",
    effect: UpdateEffect = {},
  ): Promise<HandleOutcome> {
    const { store, clock, count } = this.#parts;
    const update = { updateId, atMs: clock.now(), kind: "press", outcome };
    const handled = await store.handle(update, effect);
    if (handled !== "known") {
      count({ kind: "press", word: button, outcome: handled === "handled" ? outcome : "again" });
    }
    return handled;
  }
}
