/** One function an event: the log line of what the bot met. */
import type { Log } from "../core/log.ts";
import { toErrorText } from "../core/errors.ts";

/** For counters: a word of the chat or a button, and what became of it. Nothing of what was written. */
export type CountChat = (
  facts: { readonly kind: "command" | "press"; readonly word: string; readonly outcome: string },
) => void;

export function createBotEvents(log: Log) {
  return {
    failed: (what: string, error: unknown) =>
      log.write("error", "bot_failed", `${what}: ${toErrorText(error)}`, { error }),
    refused: (reason: string, message: string) => log.write("info", "bot_refused", message, { reason }),
    skipped: (updateId: number, error: unknown) =>
      log.write("error", "bot_update_skipped", `Update ${updateId} failed too often: ${toErrorText(error)}`, {
        updateId,
        error,
      }),
    acted: (facts: { command: string; outcome: string; userId: string }) =>
      log.write("info", "bot_command", `${facts.command} by chat: ${facts.outcome}`, facts),
    linked: (userId: string) =>
      log.write("info", "bot_linked", `user ${userId} linked a chat by code`, { userId }),
    closed: () =>
      log.write(
        "warning",
        "bot_link_closed",
        "too many wrong codes: no code is taken for an hour; people of SIGNAL_V2_TELEGRAM_USERS need none",
      ),
    state: (facts: { state: string; reason: string }) => {
      const isFine = facts.state === "ok";
      const sentence = isFine ? "commands by chat are heard again" : facts.reason;
      log.write(isFine ? "info" : "warning", "bot_state", sentence, { state: facts.state });
    },
  };
}

export type BotEvents = ReturnType<typeof createBotEvents>;
