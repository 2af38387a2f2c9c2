/** The bot of this program, with what it needs: Telegram, the commands, its memory, the settings that it shows. */
import { type Bot, startBot } from "../../bot/start_bot.ts";
import type { CommandDoor } from "../../commands/door.ts";
import type { Config } from "../../config/config.ts";
import { createTelegramClient } from "../../notifiers/telegram/client.ts";
import type { Databases } from "../data/open_databases.ts";
import type { ProgramMessages } from "../notifiers.ts";
import type { Told } from "../signals/told.ts";
import type { Runtime } from "../runtime.ts";
import { openBotMemory } from "./bot_memory.ts";
import { toMessageButtons } from "./button_port.ts";

/** Longer than Telegram holds a poll, so that its own end comes first. */
const POLL_HOLD_MS = 25_000;

export interface ProgramBotParts {
  readonly runtime: Pick<Runtime, "clock" | "log">;
  readonly databases: Pick<Databases, "extend">;
  readonly notifiers: ProgramMessages;
  readonly openDoor: () => Promise<CommandDoor>;
  /** Absent, nobody counts. */
  readonly told?: Pick<Told, "chat">;
}

export async function startProgramBot(
  telegram: NonNullable<Config["notify"]["telegram"]>,
  { notify, lang }: Pick<Config, "notify" | "lang">,
  { runtime: { clock, log }, databases, notifiers, openDoor, told }: ProgramBotParts,
): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const api = opened.use(createTelegramClient({ ...telegram, clock }));
  const timeoutMs = POLL_HOLD_MS + telegram.timeoutMs;
  const pollApi = opened.use(createTelegramClient({ ...telegram, timeoutMs, clock }));
  const { users, chats } = telegram;
  const settings = {
    users,
    groups: chats.filter((chat) => !users.includes(chat)),
    shown: { ringsPer5Min: notify.ringsPer5Min, hidesAmounts: notify.hidesAmounts },
    lang,
  };
  const bot = opened.use<Bot>(
    await startBot(settings, {
      ...{ api, pollApi, door: await openDoor(), clock, log },
      store: openBotMemory(databases, lang),
      buttons: toMessageButtons(lang),
      ...(told === undefined ? {} : { count: told.chat }),
      onConflict: (isThere) => notifiers.noteConflict("telegram", isThere),
      onBack: (chat) => void notifiers.noteBack("telegram", chat).catch(() => {}),
      waits: { pollS: POLL_HOLD_MS / 1_000 },
    }),
  );
  notifiers.setBot(() => ({ channel: "telegram", ...bot.view() }));
  const running = opened.move();
  return { [Symbol.asyncDispose]: () => running.disposeAsync() };
}
