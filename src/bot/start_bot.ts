/** Starts the bot: hears what people ask by chat, and hands it to the commands. */
import { z } from "zod";
import { OWNER } from "../core/actor.ts";
import type { CommandDoor } from "../commands/door.ts";
import type { Clock } from "../core/clock.ts";
import { createSayFrom, type Lang } from "../core/lang.ts";
import type { Log } from "../core/log.ts";
import { Actions } from "./actions.ts";
import type { BotApi } from "./bot_api.ts";
import { type CountChat, createBotEvents } from "./bot_events.ts";
import type { BotStore } from "./bot_store.ts";
import type { ShownSettings } from "./chat/chat_command.ts";
import { CHAT_COMMANDS } from "./chat/chat_commands.ts";
import type { MessageButtons } from "./message_buttons.ts";
import { Messages } from "./messages.ts";
import { People } from "./people.ts";
import { type ListeningState, LongPoll } from "./long_poll.ts";
import { Presses } from "./presses.ts";
import { Strangers } from "./strangers.ts";
import { BOT_TEXTS } from "./texts.ts";
import type { BotUpdate } from "./updates.ts";
import { backOff, type BotWaits, REAL_BOT_WAITS } from "./waits.ts";

export interface BotSettings {
  /** Numeric ids of people. */
  readonly users: readonly string[];
  /** Groups in which they may ask. */
  readonly groups: readonly string[];
  readonly shown: ShownSettings;
  readonly lang: Lang;
}

export interface BotParts {
  readonly api: BotApi;
  /** Waits longer than Telegram holds a poll. */
  readonly pollApi: BotApi;
  readonly store: BotStore;
  readonly door: CommandDoor;
  readonly clock: Clock;
  readonly log: Log;
  /** Another program listens with the same token, or does no longer. */
  readonly onConflict: (isThere: boolean) => void;
  /** Somebody who had blocked the bot is back. */
  readonly onBack: (chat: string) => void;
  /** Of the messages that the program sends by itself. */
  readonly buttons: MessageButtons;
  readonly count?: CountChat;
  /** Absent, the real ones. */
  readonly waits?: Partial<BotWaits>;
}

export interface BotView {
  readonly state: ListeningState;
  readonly reason: string | undefined;
  readonly username: string | undefined;
  /** Messages and presses of strangers since start. */
  readonly strangers: number;
  readonly lastOkAtMs: number | undefined;
  readonly lastUpdateAtMs: number | undefined;
}

export interface Bot extends AsyncDisposable {
  view(): BotView;
}

const meSchema = z.looseObject({ username: z.string() });

/** Hears from now on. Disposal lets what is under way come to its end. */
export async function startBot(settings: BotSettings, parts: BotParts): Promise<Bot> {
  const bot = new RunningBot(settings, parts);
  await bot.begin();
  return bot;
}

class RunningBot implements Bot {
  readonly #parts: BotParts;
  readonly #waits: BotWaits;
  readonly #events;
  readonly #people: People;
  readonly #strangers: Strangers;
  readonly #actions: Actions;
  readonly #messages: Messages;
  readonly #presses: Presses;
  readonly #longPoll: LongPoll;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>[] = [];
  #username: string | undefined;

  constructor(settings: BotSettings, parts: BotParts) {
    const { api, pollApi, store, door, clock, log } = parts;
    const { lang, users, groups } = settings;
    this.#parts = parts;
    const waits = { ...REAL_BOT_WAITS, ...parts.waits };
    this.#waits = waits;
    const say = createSayFrom(BOT_TEXTS, lang);
    const events = createBotEvents(log);
    this.#events = events;
    const people = new People({ owner: OWNER, users, groups, store });
    this.#people = people;
    const strangers = new Strangers({ clock, log, everyMs: waits.strangersMs });
    this.#strangers = strangers;
    const { oldAfterMs, questionMs, readMs } = waits;
    const seconds = Math.round(questionMs / 1_000);
    const { buttons, count = () => {} } = parts;
    const common = {
      ...{ owner: OWNER, store, door, people, strangers, clock, say, lang, events, oldAfterMs, seconds },
      ...{ buttons, count, questionMs, readMs, signal: this.#stopping.signal },
    };
    const actions = new Actions(common);
    this.#actions = actions;
    this.#messages = new Messages({
      ...{ ...common, actions, settings: settings.shown },
      username: () => this.#username,
    });
    this.#presses = new Presses({ ...common, api, actions });
    this.#longPoll = new LongPoll({
      ...{ api: pollApi, clock, events, waits },
      handle: (update) => this.#handle(update),
      onConflict: parts.onConflict,
    });
  }

  /** @throws what the memory throws. */
  async begin(): Promise<void> {
    await this.#people.refresh();
    const { signal } = this.#stopping;
    await this.#actions.resume();
    this.#running.push(this.#longPoll.run(signal), this.#introduce(signal), this.#care(signal));
  }

  view(): BotView {
    const { state, reason, lastOkAtMs, lastUpdateAtMs } = this.#longPoll;
    const strangers = this.#strangers.count;
    return { state, reason, lastOkAtMs, lastUpdateAtMs, username: this.#username, strangers };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
    await this.#presses.settled();
  }

  async #handle(update: BotUpdate): Promise<void> {
    const { store, clock, onBack } = this.#parts;
    // Most repetitions end here; of two that are under way at once the transaction takes one.
    if (await store.isHandled(update.updateId)) return;
    // Somebody may have been unlinked at the terminal.
    await this.#people.refresh();
    if (update.kind === "message") return await this.#messages.handle(update);
    if (update.kind === "press") return await this.#presses.handle(update);
    const { updateId, kind } = update;
    await store.handle({ updateId, kind, atMs: clock.now(), outcome: "noted" }, {});
    if (update.kind === "member" && update.isThere && this.#people.has(update.from.userId)) {
      onBack(update.chat.id);
    }
  }

  /** Learns its own name and hangs up the menu; until that is done the bot works without. */
  async #introduce(signal: AbortSignal): Promise<void> {
    const { api, clock } = this.#parts;
    const { troubleMs, longestTroubleMs } = this.#waits;
    const menus = [{ lang: 0, params: {} }, { lang: 1, params: { language_code: "en" } }];
    for (let failures = 1; !signal.aborted; failures++) {
      const me = await api.call("getMe", {}, signal);
      const parsed = meSchema.safeParse(me.kind === "done" ? me.result : undefined);
      if (parsed.success) this.#username = parsed.data.username;
      const answers = await Promise.all(menus.map(({ lang, params }) =>
        api.call("setMyCommands", {
          commands: CHAT_COMMANDS.map(({ word, menu }) => ({ command: word, description: menu[lang] ?? "" })),
          ...params,
        }, signal)
      ));
      if (parsed.success && answers.every(({ kind }) => kind === "done")) return;
      await clock.sleep(backOff(failures, troubleMs, longestTroubleMs), signal).catch(() => {});
    }
  }

  /** Takes the buttons off old questions, tells of strangers, forgets what is long over. */
  async #care(signal: AbortSignal): Promise<void> {
    const { clock, store } = this.#parts;
    const { careMs, clearMs, pruneMs, keepMs } = this.#waits;
    let [prunedAtMs, clearedAtMs] = [-Infinity, -Infinity];
    while (!signal.aborted) {
      try {
        await this.#actions.writeResults();
        await this.#actions.expireOverdue();
        this.#strangers.tell();
        if (clock.monotonic() - clearedAtMs >= clearMs) {
          clearedAtMs = clock.monotonic();
          await store.clearOver(OWNER);
        }
        if (clock.monotonic() - prunedAtMs >= pruneMs) {
          prunedAtMs = clock.monotonic();
          await store.prune(clock.now() - keepMs);
        }
      } catch (error) {
        if (!signal.aborted) this.#events.failed("Old questions", error);
      }
      await clock.sleep(careMs, signal).catch(() => {});
    }
  }
}
