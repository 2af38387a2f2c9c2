/** The bot, when a token is set and messages go by Telegram; else nothing of it is even read in. */
import type { Config } from "../config/config.ts";
import type { ProgramBotParts } from "./bot/start_program_bot.ts";

export async function startProgramBotIfSet(
  { notify, lang }: Pick<Config, "notify" | "lang">,
  parts: ProgramBotParts,
): Promise<AsyncDisposable> {
  const isTold = parts.notifiers.channels.includes("telegram");
  // Its replies go by the channel; in the demo nobody is told.
  if (notify.telegram === undefined || !isTold) return { [Symbol.asyncDispose]: () => Promise.resolve() };
  const { startProgramBot } = await import("./bot/start_program_bot.ts");
  return await startProgramBot(notify.telegram, { notify, lang }, parts);
}
