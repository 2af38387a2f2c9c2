/** Buttons: answered before anything is done, and done once, however often they are pressed. */
import type { BotApi } from "./bot_api.ts";
import type { Clock } from "../core/clock.ts";
import type { Actions } from "./actions.ts";
import { toEnd, toToast } from "./actions.ts";
import type { BotStore, HandledUpdate, PendingAction, Reply } from "./bot_store.ts";
import { TEST_BUTTON, toTest } from "./chat/chat_commands.ts";
import { sayClock } from "./chat/spans.ts";
import type { People } from "./people.ts";
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
  readonly signal: AbortSignal;
}

export function toActionData(id: string, word: "yes" | "no"): string {
  return `a:${id}:${word}`;
}

export class Presses {
  readonly #parts: PressParts;
  readonly #answering = new Set<Promise<unknown>>();

  constructor(parts: PressParts) {
    this.#parts = parts;
  }

  async handle(press: ButtonPress): Promise<void> {
    const { people, strangers, store } = this.#parts;
    const isAllowed = people.has(press.from.userId) &&
      (press.chat.isPrivate || people.isGroupOpen(press.chat.id));
    if (!isAllowed) {
      strangers.note();
      // The waiting mark goes; nothing is said.
      this.#answer(press);
      await store.handle(this.#toUpdate(press, "stranger"), {});
      return;
    }
    const [, id, word] = /^a:([\w-]{8,32}):(yes|no)$/.exec(press.data) ?? [];
    if (id !== undefined) return await this.#pressAction(press, id, word === "yes");
    if (press.data === TEST_BUTTON) return await this.#test(press);
    this.#answer(press, this.#parts.say("button_dead"));
    await store.handle(this.#toUpdate(press, "dead"), {});
  }

  /** Resolves when no answer is on its way. */
  async settled(): Promise<void> {
    await Promise.all(this.#answering);
  }

  async #pressAction(press: ButtonPress, id: string, isYes: boolean): Promise<void> {
    const { store, clock, say, seconds } = this.#parts;
    const action = await store.findAction(id);
    const nowMs = clock.now();
    if (action === undefined) {
      this.#answer(press, say("button_dead"));
      await store.handle(this.#toUpdate(press, "dead"), {});
      return;
    }
    if (action.userId !== press.from.userId) {
      this.#answer(press, say("button_of_other"));
      await store.handle(this.#toUpdate(press, "other_person"), {});
      return;
    }
    if (action.state !== "asked") {
      // The first press counts, and this one is shown what came of it.
      this.#answer(press, action.result ?? say("button_busy"));
      await store.handle(this.#toUpdate(press, "again"), {});
      return;
    }
    if (nowMs >= action.expiresAtMs) {
      const result = say("question_over", { seconds });
      this.#answer(press, result);
      const end = { id, state: "expired", result } as const;
      await store.handle(this.#toUpdate(press, "expired"), { end, replies: [toEnd(action, result)] });
      return;
    }
    await (isYes ? this.#take(press, action) : this.#leave(press, action));
  }

  async #take(press: ButtonPress, action: PendingAction): Promise<void> {
    const { store, actions } = this.#parts;
    this.#answer(press);
    const outcome = await store.handle(this.#toUpdate(press, "taken"), { take: { id: action.id } });
    if (outcome === "handled") await actions.run(action);
  }

  async #leave(press: ButtonPress, action: PendingAction): Promise<void> {
    const { store, clock, say } = this.#parts;
    this.#answer(press);
    const result = say("left", { clock: sayClock(clock.now()) });
    const end = { id: action.id, state: "dropped", result } as const;
    await store.handle(this.#toUpdate(press, "dropped"), { end, replies: [toEnd(action, result)] });
  }

  async #test(press: ButtonPress): Promise<void> {
    const { store, clock, say } = this.#parts;
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
    await store.handle(this.#toUpdate(press, "replied"), { replies: [reply] });
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

  #toUpdate({ updateId }: ButtonPress, outcome: string): HandledUpdate {
    return { updateId, atMs: this.#parts.clock.now(), kind: "press", outcome };
  }
}
