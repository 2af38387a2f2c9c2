/** A bot with its memory and the sender of its replies, against a Bot API on loopback, on a clock of the test. */
import { toMessageButtons } from "../../src/app/bot/button_port.ts";
import { openBotMemory } from "../../src/app/bot/bot_memory.ts";
import { openSignalFile } from "../../src/app/data/signal_file.ts";
import { createStore, type Store } from "../../src/app/data/store.ts";
import { type Bot, type BotParts, type BotSettings, startBot } from "../../src/bot/start_bot.ts";
import type { CommandAnswer, CommandDoor } from "../../src/commands/door.ts";
import type { Actor } from "../../src/core/actor.ts";
import type { Log } from "../../src/core/log.ts";
import { createTelegramClient } from "../../src/notifiers/telegram/client.ts";
import { startNotifiers } from "../../src/notifiers/start_notifiers.ts";
import { type LogLine, OutsideClock, START } from "../notifiers/notify_parts.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { BOT_TOKEN, startTelegramServer, type TelegramMessage } from "../support/telegram_server.ts";

export const OWNER_ID = "777";
export const STRANGER_ID = "666";

export interface DoorCall {
  readonly id: string;
  readonly given: unknown;
  readonly actor: Actor;
}

export const done = (ko: string, result: unknown = {}): CommandAnswer => ({
  kind: "done",
  result,
  words: { ko, en: ko },
});

/** Commands that do nothing but remember that they were called. */
export function createFakeDoor(
  answer: (id: string, given: unknown) => CommandAnswer | Promise<CommandAnswer> = (id) => done(id),
  ids: readonly string[] = [
    "program.status",
    "program.portfolio",
    "signals.fired",
    "strategies.list",
    "strategies.show",
    "strategies.start",
    "strategies.stop",
  ],
): CommandDoor & { readonly calls: readonly DoorCall[] } {
  const calls: DoorCall[] = [];
  return {
    calls,
    list: ids.map((id) => ({ id, scope: "read", twoSteps: false, about: { ko: id, en: id } })),
    async run(id, given, actor) {
      calls.push({ id, given, actor });
      return await answer(id, given);
    },
  };
}

/** Without looks at what there is. */
export const changesOf = ({ calls }: { readonly calls: readonly DoorCall[] }): readonly DoorCall[] =>
  calls.filter(({ id }) => id !== "strategies.show");

export interface BotSetup {
  readonly settings?: Partial<BotSettings>;
  readonly door?: CommandDoor;
  /** Over the memory of the test. */
  readonly doorOf?: (parts: { readonly store: Store; readonly clock: OutsideClock }) => CommandDoor;
  readonly waits?: BotParts["waits"];
  readonly dir?: string;
  readonly start?: string;
}

/** The buttons under a message, as a person sees them and as they are. */
export function keysOf(
  message: TelegramMessage | undefined,
): readonly { readonly text: string; readonly data: string }[] {
  const markup = message?.keyboard as
    | { inline_keyboard: { text: string; callback_data: string }[][] }
    | undefined;
  return (markup?.inline_keyboard ?? []).flat().map(({ text, callback_data: data }) => ({ text, data }));
}

export async function startTestBot(setup: BotSetup = {}) {
  const telegram = startTelegramServer();
  const temp = makeTempDir();
  const clock = new OutsideClock(setup.start ?? START);
  const lines: LogLine[] = [];
  const log: Log = {
    write: (level, event, message, fields) => void lines.push({ level, event, message, fields }),
  };
  const file = await openSignalFile({ dir: temp.path, clock: clock.real });
  const store = createStore(file, { clock: { ...clock.real, now: () => clock.now(), real: clock.real } });
  const memory = openBotMemory(store);
  const door = setup.door ?? setup.doorOf?.({ store, clock }) ?? createFakeDoor();
  const settings: BotSettings = {
    users: [OWNER_ID],
    groups: [],
    shown: { ringsPer5Min: 5, hidesAmounts: false },
    lang: "ko",
    ...setup.settings,
  };
  const client = { url: telegram.url, token: BOT_TOKEN, clock };
  const conflicts: boolean[] = [];
  const back: string[] = [];
  const counted: string[] = [];
  const notifiers = startNotifiers({
    ...{ order: ["telegram"], quiet: undefined, ringsPer5Min: 5, hidesAmounts: false, lang: "ko" },
    telegram: {
      ...{ url: telegram.url, token: BOT_TOKEN, timeoutMs: 5_000, chats: settings.users },
      pace: { burst: 100, gapMs: 1 },
    },
    office: undefined,
  }, { store: store.messages, clock, log, waits: { idleMs: 3_600_000 } });
  const start = () => {
    const api = createTelegramClient({ ...client, timeoutMs: 5_000 });
    const pollApi = createTelegramClient({ ...client, timeoutMs: 600_000 });
    return startBot(settings, {
      ...{ api, pollApi, store: memory, door, clock, log, buttons: toMessageButtons("ko") },
      count: (facts) => void counted.push(`${facts.kind} ${facts.word} ${facts.outcome}`),
      onConflict: (isThere) => void conflicts.push(isThere),
      onBack: (chat) => void back.push(chat),
      waits: setup.waits ?? {},
    }).then((bot) => ({ bot, api, pollApi }));
  };
  let running: Awaited<ReturnType<typeof start>> | undefined = await start();
  const stop = async () => {
    if (running === undefined) return;
    const { bot, api, pollApi } = running;
    running = undefined;
    await bot[Symbol.asyncDispose]();
    api[Symbol.dispose]();
    pollApi[Symbol.dispose]();
  };
  const isIdle = async () =>
    (await store.messages.browse({ state: undefined, limit: 500 }))
      .every(({ doneAtMs, isGivenUp }) => doneAtMs !== undefined || isGivenUp);
  return {
    ...{ telegram, clock, lines, door, memory, conflicts, back, counted, stop, notifiers, store },
    linked: () => memory.linkedChats("owner"),
    file: `${temp.path}/signal_v2.db-wal`,
    updates: telegram.updates,
    get bot(): Bot {
      if (running === undefined) throw new Error("The bot is stopped");
      return running.bot;
    },
    restart: async () => {
      await stop();
      running = await start();
    },
    /** A person writes, and what came of it has arrived. */
    async say(text: string, more: { userId?: string; ageMs?: number } = {}) {
      const { userId = OWNER_ID, ageMs = 0 } = more;
      const id = telegram.updates.message(userId, text, { sentAtMs: clock.now() - ageMs });
      await this.handled(id);
    },
    async press(data: string, userId = OWNER_ID) {
      await this.handled(telegram.updates.press(userId, data));
    },
    /** The poll behind it was asked, and every reply is there. */
    async handled(id: number) {
      await clock.until(async () => (telegram.updates.offset ?? 0) > id && await isIdle(), 3_600_000);
    },
    /** Data of the buttons of the last message. */
    buttons(): readonly string[] {
      return keysOf(telegram.messages.filter(({ isOfBot }) => isOfBot).at(-1)).map(({ data }) => data);
    },
    events: () => lines.map(({ event }) => event),
    async [Symbol.asyncDispose]() {
      let isDone = false;
      const ending = Promise.all([stop(), notifiers[Symbol.asyncDispose]()]).finally(() => isDone = true);
      await clock.until(() => isDone);
      await ending;
      await store[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
      temp[Symbol.dispose]();
    },
  };
}
